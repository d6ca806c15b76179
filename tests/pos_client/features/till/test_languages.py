"""A language that is switched is switched everywhere: no word of the other one stays behind."""

import re
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Painted
from tests.factories.seller import BERAS, KOPI, Seller, at_the_till, fill_folder

WAYS = {
    "selling": (),
    "receipts": ("F6",),
    "return": ("F6", "F9"),
    "without": ("F6", "F10"),
    "counting": ("F12",),
    "signing in": ("F12", "F2"),
}
LAST = "signing in"
CLOCK = re.compile(r"\d\d\.\d\d")


def _words(seller: Seller) -> list[str]:
    page = seller.page
    found = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    found += [button.words() for button in page.findChildren(Painted) if button.isVisible()]
    found += [field.placeholderText() for field in page.findChildren(QLineEdit) if field.isVisible()]
    found += seller.window.shell.status.texts()
    return sorted(CLOCK.sub("", words) for words in found)


def _walk(folder: Path, *, late: bool) -> dict[str, list[str]]:
    """What every screen says in Indonesian, switched to on the screen itself (`late`) or long before."""
    fill_folder(folder)
    said = {}
    with at_the_till(folder) as seller:
        look().use_language("en" if late else "id")
        seller.begin()
        seller.sell(KOPI)
        seller.scan(BERAS)
        for name, keys in WAYS.items():
            look().use_language("en" if late else "id")
            seller.press(*keys)
            look().use_language("id")
            seller.settle()
            said[name] = _words(seller)
            while seller.here != "till" and name != LAST:
                seller.press("Esc")
    return said


def test_no_word_stays_behind(tmp_path: Path, qapp: QApplication) -> None:
    assert _walk(tmp_path / "late", late=True) == _walk(tmp_path / "early", late=False)
