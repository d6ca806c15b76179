"""A language that is switched is switched everywhere: no word of the other one stays behind."""

import re
from pathlib import Path

import pytest
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
CLOCK = re.compile(r"\d\d\.\d\d")


def _words(seller: Seller) -> list[str]:
    page = seller.page
    found = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    found += [button.words() for button in page.findChildren(Painted) if button.isVisible()]
    found += [field.placeholderText() for field in page.findChildren(QLineEdit) if field.isVisible()]
    found += seller.window.shell.status.texts()
    return sorted(CLOCK.sub("", words) for words in found)


@pytest.mark.parametrize("keys", WAYS.values(), ids=WAYS)
def test_no_word_stays_behind(tmp_path: Path, qapp: QApplication, keys: tuple[str, ...]) -> None:
    said = []
    for late in (True, False):
        folder = tmp_path / f"till-{late}"
        fill_folder(folder)
        with at_the_till(folder) as seller:
            if not late:
                look().use_language("id")
            seller.begin()
            seller.sell(KOPI)
            seller.scan(BERAS)
            seller.press(*keys)
            if late:
                look().use_language("id")
                seller.settle()
            said.append(_words(seller))
    assert said[0] == said[1]
