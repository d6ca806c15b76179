"""The admin tab in a window of 1024: nothing that can be pressed or read in a head is cut."""

from functools import partial

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Painted
from pos_client.texts import LANGUAGES
from tests.factories.office import Premises, Till, Window

NARROW = (1024, 768)
PAGES = ("home", "sales", "products", "stock", "stock-adjust", "movers", "ledger", "tills")


@pytest.fixture
def narrow(office: Window, till: Till) -> Window:
    office.shell.resize(*NARROW)
    return office


def cut(head: QWidget) -> list[str]:
    """Buttons narrower than their words, or beyond the head's edge."""
    buttons = [button for button in head.findChildren(Painted) if button.isVisible()]
    return [
        button.words()
        for button in buttons
        if button.width() < button.sizeHint().width()
        or button.mapTo(head, button.rect().topRight()).x() > head.width()
    ]


def nothing_cut(head: QWidget) -> bool:
    return not cut(head)


def test_no_action_of_a_page_is_cut_in_a_narrow_window(narrow: Window) -> None:
    for language in LANGUAGES:
        look().use_language(language)
        for key in PAGES:
            narrow.until(partial(nothing_cut, narrow.open(key).head))


def within(page: QWidget, *parts: QWidget) -> bool:
    return all(part.mapTo(page, part.rect().topRight()).x() <= page.width() for part in parts)


def beside(left: QWidget, right: QWidget, wanted: object) -> bool:
    top = QPoint()
    return (left.mapToGlobal(top).y() == right.mapToGlobal(top).y()) is wanted


def test_paper_journal_and_moves_of_a_receipt_are_whole(
    narrow: Window, till: Till, premises: Premises
) -> None:
    sold = premises.sell(till, ("GULA-1KG", 2_000), paid=100_000)
    till.push()
    page = narrow.open("receipt", branch=premises.shop.branch(), sale=sold.sale)
    for width in (1024, 1366):
        narrow.shell.resize(width, 768)
        parts = (page.paper, page.entry, page.moves)
        narrow.until(partial(beside, page.entry, page.moves, width > 1024))
        narrow.until(partial(within, page, *parts))
        assert page.paper.width() >= page.paper.sizeHint().width()


def test_the_head_is_one_line_again_in_a_wide_window(narrow: Window) -> None:
    page = narrow.open("products")
    two_lines = page.head.height()
    narrow.shell.resize(1366, 768)
    narrow.until(lambda: page.head.height() < two_lines)
    assert cut(page.head) == []
