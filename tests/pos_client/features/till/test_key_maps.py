"""The key map of a till: ready-made or one's own, conflicts told, kept, printed; and it holds at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pos_client.features.devices.state import Device
from pos_client.features.till.keys import (
    KEYS,
    OWN,
    REMEMBERED_KEYS,
    SULTAN,
    Do,
    KeyTable,
    UnusableKeys,
    conflicts,
    key_of,
    load_keys,
    preset_of,
    presets,
    remembered,
)
from pos_client.features.till.view.keys_panel import KeysPanel
from tests.factories.device_page import set_up
from tests.factories.printer_emulator import PrinterEmulator
from tests.factories.seller import BUDI_PIN, KOPI, UNKNOWN, Seller, at_the_till


@pytest.fixture
def paper() -> Iterator[PrinterEmulator]:
    with PrinterEmulator() as emulator:
        yield emulator


def editor(seller: Seller) -> KeysPanel:
    seller.press("Shift+F12" if key_of(Do.SETTINGS) == "Shift+F12" else key_of(Do.SETTINGS))
    seller.enter(BUDI_PIN)
    seller.until(lambda: type(seller.panel).__name__ == "SettingsPanel")
    seller.settle()
    seller.press("F8")
    panel = seller.panel
    assert isinstance(panel, KeysPanel)
    return panel


def set_key(seller: Seller, panel: KeysPanel, do: Do, key: str) -> None:
    panel.edits[do].setFocus()
    seller.press(key)


def test_every_preset_is_complete_and_without_conflicts() -> None:
    for name, keys in presets().items():
        assert set(keys) == set(Do), name
        assert conflicts(keys) == {}, name
        assert preset_of(keys) == name
    sultan = presets()[SULTAN]
    # As Sultan's own help lists them.
    known = {Do.HELP: "F1", Do.SEARCH: "F2", Do.CASH: "F4", Do.DRAWER: "F5", Do.RECEIPTS: "F6"}
    assert known.items() <= sultan.items()
    assert (sultan[Do.PRICE_CHECK], sultan[Do.HOLD]) == ("F7", "Ctrl+N")


def test_a_map_that_cannot_work_says_why() -> None:
    keys = load_keys() | {Do.HOLD: "F9", Do.SEARCH: "Esc", Do.CASH: "Shift+A"}
    assert conflicts(keys) == {Do.PAY: "twice", Do.HOLD: "twice", Do.SEARCH: "taken", Do.CASH: "letter"}
    with pytest.raises(UnusableKeys):
        KeyTable(load_keys()).use(keys)


def test_a_kept_map_of_an_older_build_gets_the_new_actions() -> None:
    kept = {do.value: key for do, key in load_keys().items() if do is not Do.HOLD}
    assert remembered(kept) == load_keys()
    # Where its usual key is in use already, the new action is reached by finger.
    assert remembered(kept | {"search": "F8"}) == load_keys() | {Do.SEARCH: "F8", Do.HOLD: ""}
    assert remembered(kept | {"unheard of": "F20"}) == load_keys()
    assert remembered(kept | {"search": "F9"}) is None
    assert remembered(None) is None


def test_a_key_that_is_changed_holds_at_once_everywhere_and_after_a_restart(
    sari: Seller, folder: Path
) -> None:
    """Lesson 52: keys are a table, editable."""
    panel = editor(sari)
    assert not panel.edits[Do.HELP].isEnabled()
    set_key(sari, panel, Do.SEARCH, "Ctrl+F")
    set_key(sari, panel, Do.PAY, "F13")
    assert panel.preset.key() == OWN
    sari.press("Return")
    assert sari.panel is None
    view = sari.view
    assert view.keys.buttons[Do.PAY].note() == "F13"
    assert view.keys.buttons[Do.PAY].toolTip() == "Pay (F13)"
    sari.scan(UNKNOWN)
    assert "Ctrl+F" in sari.till.state.refused[0].advice()
    sari.scan(KOPI)
    sari.press("F9")
    assert sari.panel is None
    sari.press("F13")
    assert sari.panel is not None
    sari.press("Esc")
    sari.press("F1")
    assert "Ctrl+F" in sari.panel.text()
    sari.press("Esc")
    sari.window.destroy()
    with at_the_till(folder) as again:
        assert again.window.side.keys[Do.PAY] == "F13"
        again.begin()
        sari_again = editor(again)
        sari_again.preset.set_key("default")
        sari_again.preset.chosen.emit("default")
        again.press("Return")
        assert dict(KEYS) == load_keys()


def test_a_conflict_is_told_in_place_and_nothing_is_kept(sari: Seller) -> None:
    panel = editor(sari)
    set_key(sari, panel, Do.HOLD, "F9")
    assert "Two actions" in panel.problem.text()
    sari.press("Return")
    assert sari.panel is panel
    assert key_of(Do.HOLD) == "F8"
    set_key(sari, panel, Do.HOLD, "Backspace")
    assert panel.keys()[Do.HOLD] == ""
    sari.press("Return")
    assert sari.panel is None
    assert key_of(Do.HOLD) == ""


def test_the_card_is_printed_and_written(sari: Seller, paper: PrinterEmulator, tmp_path: Path) -> None:
    """Lesson 52: printed as a card."""
    set_up(sari, Device.RECEIPT, address=paper.address)
    panel = editor(sari)
    panel.card.click()
    paper.wait_until(lambda: len(paper.slips) == 1)
    assert "Keys of this till" in paper.slips[0]
    assert "Price check" in paper.slips[0]
    file = tmp_path / "keys.pdf"
    panel.ask_file = lambda _parent: str(file)
    panel.paper.click()
    assert file.read_bytes().startswith(b"%PDF")
    panel.ask_file = lambda _parent: str(tmp_path / "nowhere" / "keys.pdf")
    panel.paper.click()
    assert panel.problem.text() == "keys.pdf cannot be written"


def test_every_map_is_drawn_on_the_bar(sari: Seller, qapp: QApplication) -> None:
    sari.window.side.keys.use(presets()[SULTAN])
    from pos_client.desk.theme.look import look

    look().say_anew()
    qapp.processEvents()
    assert sari.view.keys.buttons[Do.HOLD].note() == "Ctrl+N"
    sari.scan(KOPI)
    sari.press("Ctrl+N")
    assert sari.panel is not None


def test_a_key_counts_once_however_it_is_spelled() -> None:
    usual = load_keys()
    assert conflicts(usual | {Do.NOTE: "ctrl+k"}) == {Do.NOTE: "taken"}
    assert conflicts(usual | {Do.NOTE: "shift+x"}) == {Do.NOTE: "letter"}
    assert conflicts(usual | {Do.NOTE: "Ctrl+Shift+F9", Do.QUEUE: "shift+ctrl+f9"}) == {
        Do.NOTE: "twice",
        Do.QUEUE: "twice",
    }
    assert conflicts({Do.REMOVE: "Del", Do.NOTE: "Delete"}) == {Do.REMOVE: "twice", Do.NOTE: "twice"}
    assert conflicts({Do.REMOVE: "Ctrl++", Do.NOTE: "Shift++"}) == {Do.NOTE: "letter"}


@pytest.mark.parametrize(
    "kept",
    [
        {"help": "F9", "pay": "F1"},
        {"help": ""},
        {"pay": 9},
        {"pay": "f10", "cash_moves": "F10"},
        {"note": "ctrl+k"},
        ["F1"],
        "F1",
    ],
)
def test_no_map_on_the_disk_keeps_a_till_from_starting(
    folder: Path, qapp: QApplication, kept: object
) -> None:
    found = remembered(kept)
    if found is not None:
        KeyTable(load_keys()).use(found)
        assert found == load_keys()
    (folder / "window.json").write_text(json.dumps({REMEMBERED_KEYS: kept, "language": "en"}), "utf-8")
    with at_the_till(folder) as seller:
        seller.begin()
        assert dict(KEYS) == load_keys()
