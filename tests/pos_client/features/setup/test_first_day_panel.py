"""The guided first day: shown by itself on a new till, left and taken up again, over when all is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pos_client.features.setup.state import (
    FIRST_DAY,
    FIRST_DAY_OPEN,
    FIRST_DAY_PRINTED,
    FirstDay,
    ProductAnswers,
    Step,
)
from pos_client.features.setup.view import SettingsPanel
from pos_client.features.setup.view.first_day_panel import FirstDayPanel
from pos_client.features.setup.view.product_panel import ProductPanel
from pos_client.features.till.state import Stage
from shared_models.values.money import Money
from tests.factories.seller import Seller, at_the_till


@pytest.fixture
def ratna(tmp_path: Path, qapp: QApplication) -> Iterator[Seller]:
    """Ratna in front of a machine that knows nothing yet."""
    with at_the_till(tmp_path / "till") as seller:
        yield seller


def begin_alone(seller: Seller) -> None:
    """She begins a shop here, signs in and opens her shift."""
    view = seller.page
    view._go("alone")
    card = view.alone
    for field, words in ((card.company, "Warung Ratna"), (card.owner, "Ratna"), (card.pin, "1234")):
        field.setText(words)
    card.pin_again.setText("1234")
    card.submit()
    seller.until(lambda: seller.here == "start")
    seller.sign_in("owner", "1234")
    seller.window.side.shift.open(Money(100_000), print)
    seller.until(lambda: seller.stage() is Stage.SELLING)
    seller.settle()


def test_a_new_shop_is_led_to_its_first_sale(ratna: Seller) -> None:
    begin_alone(ratna)
    panel = ratna.panel
    assert isinstance(panel, FirstDayPanel)
    assert set(panel.buttons) == {Step.LANGUAGE, Step.PRINTER, Step.PRODUCT}
    panel.buttons[Step.PRODUCT].click()
    product = ratna.panel
    assert isinstance(product, ProductPanel)
    ratna.press("Return")
    assert product.form.fields["name"].fault() != ""
    product.name.setText("Kopi tubruk")
    product.price.set_value(5_000)
    ratna.press("Return")
    ratna.until(lambda: isinstance(ratna.panel, FirstDayPanel))
    panel = ratna.panel
    panel.buttons[Step.SALE].click()
    assert ratna.panel is None
    ratna.enter("kopi")
    ratna.press("Return", "Return")
    assert ratna.stage() is Stage.PAID
    assert ratna.rows("SELECT total FROM sale") == [(5_000,)]


def test_it_can_be_left_and_taken_up_again(tmp_path: Path, qapp: QApplication) -> None:
    with at_the_till(tmp_path / "till") as ratna:
        begin_alone(ratna)
        ratna.press("Esc")
        assert ratna.panel is None
        assert ratna.window.shell.remember.get(FIRST_DAY) == FIRST_DAY_OPEN
    with at_the_till(tmp_path / "till") as ratna:
        ratna.sign_in("owner", "1234")
        ratna.until(lambda: isinstance(ratna.panel, FirstDayPanel))
        ratna.panel.never.click()
        assert ratna.panel is None
    with at_the_till(tmp_path / "till") as ratna:
        ratna.sign_in("owner", "1234")
        ratna.until(lambda: ratna.stage() is Stage.SELLING)
        ratna.settle()
        assert ratna.panel is None
        # Whoever looks for it finds it in the settings.
        ratna.press("Shift+F12")
        ratna.until(lambda: isinstance(ratna.panel, SettingsPanel))
        ratna.settle()
        ratna.press("F7")
        ratna.until(lambda: isinstance(ratna.panel, FirstDayPanel))


def test_whoever_sells_is_not_kept_from_it(ratna: Seller) -> None:
    begin_alone(ratna)
    ratna.window.side.setup.keep_product(ProductAnswers("Teh", "8990000000048", Money(3_000), "pcs"))
    ratna.settle()
    assert isinstance(ratna.panel, FirstDayPanel)
    ratna.scan("8990000000048")
    assert ratna.panel is None
    assert ratna.lines() == [("8990000000048", 1000)]


def test_when_all_is_done_it_does_not_come_by_itself(ratna: Seller) -> None:
    begin_alone(ratna)
    ratna.press("Esc")
    remember = ratna.window.shell.remember
    remember.put("language", "en")
    remember.put(FIRST_DAY_PRINTED, True)
    ratna.window.side.paying.has_printer = True
    ratna.window.side.setup.keep_product(ProductAnswers("Teh", "8990000000048", Money(3_000), "pcs"))
    ratna.settle()
    while ratna.panel is not None:
        ratna.press("Esc")
    ratna.sell("8990000000048")
    ratna.window.side.others.first_day.offer()
    ratna.settle()
    assert ratna.panel is None
    assert remember.get(FIRST_DAY) == "over"


def test_a_till_of_a_back_office_waits_for_its_goods() -> None:
    day = FirstDay(done=frozenset({Step.SHOP}), shop="Toko", alone=False)
    assert Step.PRODUCT not in day.possible
    assert Step.SALE not in day.possible
    assert not day.ready
    assert FirstDay(frozenset(Step), "Toko", alone=False).ready


def test_what_is_wrong_with_a_product_is_said_at_once() -> None:
    assert [field for field, _ in ProductAnswers("", "9" * 70, Money(0), "pcs").faults()] == [
        "name",
        "barcode",
        "price",
    ]
