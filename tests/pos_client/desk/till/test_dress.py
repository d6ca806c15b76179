"""Language and theme are turned before anybody signs in, and are remembered."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_client import texts
from pos_client.desk.theme.look import look
from tests.factories.seller import SARI_PIN, at_the_till


def test_a_new_till_is_turned_to_the_other_language_and_theme(tmp_path: Path, qapp: QApplication) -> None:
    with at_the_till(tmp_path / "till") as seller:
        dress = seller.page.dress
        assert dress.language.words() == "Bahasa Indonesia"
        seller.press("Tab", "Tab", "Return")
        assert texts.language() == "id"
        assert dress.language.words() == "English"
        seller.press("Tab", "Return")
        assert look().theme == "dark"
        remembered = seller.window.shell.remember
        assert (remembered.get("language"), remembered.get("theme")) == ("id", "dark")
        QTest.mouseClick(dress.language, Qt.MouseButton.LeftButton)
        assert texts.language() == "en"


def test_turning_it_leaves_the_pin_where_it_is_typed(folder: Path, qapp: QApplication) -> None:
    with at_the_till(folder) as seller:
        card = seller.page.sign_in
        seller.type(SARI_PIN[:2])
        QTest.mouseClick(seller.page.dress.theme, Qt.MouseButton.LeftButton)
        seller.type(SARI_PIN[2:])
        assert card.pin.text() == SARI_PIN
