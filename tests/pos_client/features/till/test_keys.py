"""Keys are a table: complete, each key once, shown on the bar and in the help."""

import json
from pathlib import Path

import pytest

from pos_client.features.till.keys import GROUPS, WORD, Do, UnusableKeys, in_keyboard_order, load_keys
from tests.factories.seller import Seller


def test_every_action_has_a_key_and_a_word() -> None:
    """Lesson 52: Two keys after the last scan; keys are one table."""
    keys = load_keys()
    assert set(keys) == set(Do) == set(WORD)
    assert keys[Do.PAY] == "F9"
    assert {do for group in GROUPS for do in group} <= set(keys)


@pytest.mark.parametrize("broken", [{"help": "F1"}, {do.value: "F1" for do in Do}])
def test_a_table_that_cannot_be_used_is_refused(tmp_path: Path, broken: dict[str, str]) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(broken), "utf-8")
    with pytest.raises(UnusableKeys):
        load_keys(file)


def test_the_bar_and_the_help_show_the_table(sari: Seller) -> None:
    assert [button.note() for button in sari.view.keys.buttons.values()] == [
        "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12",
    ]  # fmt: skip
    sari.press("F1")
    assert "Price check" in sari.panel.text()
    assert "Ctrl+Del" in sari.panel.text()


def test_other_languages_and_themes_are_drawn_at_once(sari: Seller) -> None:
    from pos_client.desk.theme.look import look

    look().use_language("id")
    look().use_theme("dark")
    assert sari.view.keys.buttons[Do.PAY].words() == "Bayar"
    assert sari.view.line.hint() == "3*kode = tiga kali"
    assert sari.window.shell.grab().width() > 0


def test_help_lists_keys_as_they_lie_on_the_keyboard() -> None:
    keys = [key for _do, key in in_keyboard_order(load_keys()) if key]
    assert keys[:12] == [f"F{number}" for number in range(1, 13)]
    shifted = [key for key in keys if key.startswith("Shift+")]
    assert shifted == sorted(shifted, key=lambda key: int(key.removeprefix("Shift+F")))
    assert keys.index(shifted[0]) > keys.index("Del")
    assert all(key.startswith("Ctrl+") for key in keys[keys.index(shifted[-1]) + 1 :])
