"""What is set at this till: in place at once, and only by whoever may."""

import gzip
import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea

from pos_client import texts
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till.approval import ApprovalPanel
from pos_client.features.setup.view import SettingsPanel
from tests.factories.seller import BUDI_PIN, KOPI, SARI_PIN, Seller


def settings(seller: Seller) -> SettingsPanel:
    """Sari asks, Budi allows."""
    seller.press("Shift+F12")
    assert isinstance(seller.panel, ApprovalPanel)
    seller.enter(BUDI_PIN)
    seller.until(lambda: isinstance(seller.window.shell.panel, SettingsPanel))
    seller.settle()
    panel = seller.window.shell.panel
    assert isinstance(panel, SettingsPanel)
    return panel


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_what_scrolls_is_as_wide_as_its_panel_and_has_all_its_height(
    sari: Seller, language: texts.Language
) -> None:
    sari.window.shell.resize(1366, 768)
    look().use_language(language)
    panel = settings(sari)
    scroll = panel.findChild(QScrollArea)
    assert scroll is not None
    content, sight = scroll.widget(), scroll.viewport()
    assert content is not None
    sari.until(lambda: content.width() <= sight.width())
    # Below it nothing but the panel's own margin.
    low = scroll.mapTo(panel, scroll.rect().bottomLeft()).y()
    foot = panel.save.mapTo(panel, panel.save.rect().topLeft()).y()
    assert foot - low < METRIC.side_head


def test_a_till_whose_line_is_broken_writes_its_receipts_to_a_file(sari: Seller, tmp_path: Path) -> None:
    sari.sell(KOPI)
    panel = settings(sari)
    assert not panel.note.isVisible()
    panel.ask_save = lambda _parent: ""
    sari.press("F4")
    panel.ask_save = lambda _parent: str(tmp_path / "nowhere" / "struk.gz")
    sari.press("F4")
    sari.until(lambda: panel.problem.text() == "struk.gz cannot be written")
    panel.ask_save = lambda _parent: str(tmp_path / "struk.gz")
    sari.press("F4")
    sari.until(panel.note.isVisible)
    assert panel.note.text() == "Saved in struk.gz. The server takes it in with: import bundle"
    assert panel.problem.text() == ""
    with gzip.open(tmp_path / "struk.gz", "rt", encoding="utf-8") as file:
        head, *events = [json.loads(line) for line in file]
    assert len(events) == head["seq"] == 3


def test_a_cashier_may_not_set_anything(sari: Seller) -> None:
    sari.press("Shift+F12")
    sari.enter(SARI_PIN)
    assert isinstance(sari.panel, ApprovalPanel)
    assert sari.panel.problem.text() != ""
    sari.press("Esc")
    assert sari.panel is None


def test_language_theme_and_sounds_change_at_once_and_are_remembered(sari: Seller) -> None:
    panel = settings(sari)
    panel.language.set_key("id")
    panel.theme.set_key("dark")
    panel.sound.setChecked(False)
    sari.press("Return")
    assert texts.language() == "id"
    assert look().theme == "dark"
    assert not sari.window.sounds.on
    remembered = sari.window.shell.remember
    assert (remembered.get("language"), remembered.get("theme")) == ("id", "dark")


def test_the_way_to_the_devices_is_one_key(sari: Seller) -> None:
    settings(sari)
    sari.press("F6")
    assert (sari.here, sari.panel) == ("devices", None)
    sari.press("Esc")
    assert sari.here == "till"
