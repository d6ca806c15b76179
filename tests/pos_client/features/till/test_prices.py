"""Prices at the till: by quantity, by level, looked up without selling, and of what nobody knows yet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pos_client.desk.till.approval import ApprovalPanel
from pos_client.features.till.state import Sound
from pos_client.features.till.view.cart_table import reason
from pos_client.features.till.view.price_panel import PricePanel
from pos_client.features.till.view.typed_price_panel import TypedPricePanel
from shared_models.rules.price_choice import WHOLESALE
from shared_models.values.codes import PriceSource
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.wire.replica import OfferRow, PriceRow, UnitRow
from tests.factories.seller import BUDI_PIN, KOPI, UNKNOWN, Seller
from tests.factories.tills import Clock, add_products, product_row
from tests.pos_client.features.shift.test_people import people, set_branch, told

MIE, DUS = "8990000000112", "8990000000129"
WRONG_DIGIT = "8990000000118"
SINCE = date(2026, 1, 1)


@pytest.fixture
def noodles(sari: Seller) -> Seller:
    """3.500, from 12 at 3.300, wholesale 3.000, a box of 40 at 130.000; one costs 3.200."""
    clock = Clock()
    row = product_row(clock, "MIE", MIE, "Mie Goreng", 3_500)
    known: dict[str, Any] = {"branch": None, "valid_from": SINCE}
    offers = (
        OfferRow(id=clock.new_id(), price=Money(3_300), from_qty=whole(12), **known),
        OfferRow(id=clock.new_id(), price=Money(3_000), level=WHOLESALE, **known),
    )
    box_price = PriceRow(id=clock.new_id(), price=Money(130_000), **known)
    box = UnitRow(unit="dus", factor=Quantity(40_000), barcodes=(DUS,), prices=(box_price,))
    units = (row.units[0].model_copy(update={"offers": offers}), box)
    assert sari.window.opened is not None
    with sari.window.opened.store.write() as unit:
        add_products(unit, [row.model_copy(update={"units": units, "cost": Money(3_200)})])
    return sari


def prices(sari: Seller) -> list[tuple[int, str]]:
    return [(line.price, line.price_source.value) for line in sari.till.cart.lines]


def stored(sari: Seller) -> list[tuple[int, str]]:
    return [
        (price, source) for price, source in sari.rows("SELECT price, source FROM cart_line ORDER BY line")
    ]


def test_the_twelfth_makes_all_twelve_cheaper_and_less_makes_them_dearer(noodles: Seller) -> None:
    noodles.enter(f"11*{MIE}")
    noodles.scan(KOPI, MIE)
    assert prices(noodles) == stored(noodles) == [(3_300, "tier"), (18_500, "list"), (3_300, "tier")]
    assert noodles.till.state.total == 12 * 3_300 + 18_500
    noodles.press("Del")
    assert prices(noodles) == stored(noodles) == [(3_500, "list"), (18_500, "list")]


def test_the_price_is_right_before_the_disk_has_the_line(noodles: Seller) -> None:
    for _ in range(12):
        noodles.hands.scan(MIE)
    assert noodles.till.state.total == 39_600
    noodles.settle()
    assert noodles.rows("SELECT qty * price / 1000 FROM cart_line") == [(39_600,)]
    assert reason(noodles.till.cart.lines[0]) == "quantity price"


def test_a_level_is_allowed_by_a_supervisor_and_ends_with_the_sale(noodles: Seller) -> None:
    noodles.enter(f"2*{MIE}")
    noodles.press("Shift+F11", "Down", "Return")
    noodles.enter(BUDI_PIN)
    assert prices(noodles) == stored(noodles) == [(3_000, "level")]
    assert noodles.till.state.level == "Wholesale"
    noodles.press("Return", "Return")
    noodles.scan(MIE)
    assert (noodles.till.state.level, prices(noodles)) == ("", [(3_500, "list")])


def test_the_price_check_shows_every_unit_tier_and_level_without_selling(noodles: Seller) -> None:
    noodles.press("F7")
    noodles.enter(MIE)
    panel = noodles.panel
    assert isinstance(panel, PricePanel)
    assert [(one.words, one.price) for one in panel.entries] == [
        ("pcs", 3_500),
        ("pcs, from 12", 3_300),
        ("pcs, Wholesale", 3_000),
        ("dus of 40 pcs", 130_000),
    ]
    noodles.press("Esc")
    assert noodles.lines() == []


def test_selling_below_cost_is_said_once_and_marked(noodles: Seller) -> None:
    told: list[str] = []
    noodles.till.sold_low.connect(told.append)
    noodles.enter(f"2*{MIE}")
    assert told == ["Mie Goreng"]  # without the tax in it, 3.500 are 3.153
    noodles.scan(MIE)
    assert told == ["Mie Goreng"]


def test_what_nobody_knows_is_named_priced_allowed_and_sold(noodles: Seller) -> None:
    """Lesson 50: an unknown code is a loud row; from there it can be sold."""
    noodles.scan(UNKNOWN)
    assert noodles.heard[-1] is Sound.UNKNOWN
    noodles.press("F7")
    panel = noodles.panel
    assert isinstance(panel, PricePanel)
    noodles.enter("Permen jahe")
    noodles.enter("1500")
    noodles.enter(BUDI_PIN)
    assert noodles.lines() == [(UNKNOWN, 1000)]
    assert noodles.till.state.refused == ()
    noodles.scan(UNKNOWN)
    assert noodles.lines() == [(UNKNOWN, 2000)]
    noodles.press("Return", "Return")
    kinds = [kind for (kind,) in noodles.rows("SELECT type FROM event ORDER BY position")]
    assert kinds[-2:] == ["product.proposed", "sale.completed"]


def test_an_unknown_code_with_a_wrong_digit_says_so_in_the_price_check(noodles: Seller) -> None:
    noodles.press("F7")
    noodles.enter(WRONG_DIGIT)
    assert "last digit should be 2" in noodles.panel.problem.text()


def test_a_remark_and_who_sold_it_stand_on_the_line(noodles: Seller) -> None:
    noodles.scan(KOPI)
    noodles.press("Shift+F7")
    noodles.type("giling halus")
    noodles.press("Return")
    (line,) = noodles.till.cart.lines
    assert (line.remark, line.price_source) == ("giling halus", PriceSource.LIST)
    assert noodles.rows("SELECT remark FROM cart_line") == [("giling halus",)]
    noodles.scan(KOPI)
    assert len(noodles.till.cart.lines) == 2


def test_a_typed_price_is_allowed_in_place_noted_marked_and_printed(noodles: Seller) -> None:
    noodles.scan(KOPI, MIE)
    noodles.press("PgUp", "Ctrl+F11")
    panel = noodles.panel
    assert isinstance(panel, TypedPricePanel)
    noodles.enter("18500")
    assert panel.problem.text() == "This is the price it has"
    panel.price.set_value(None)
    noodles.type("15000")
    noodles.press("Tab", "Down", "Return")
    assert isinstance(noodles.panel, ApprovalPanel)
    assert prices(noodles)[0] == (18_500, "list")
    noodles.enter(BUDI_PIN)
    assert noodles.panel is None
    assert prices(noodles) == stored(noodles) == [(15_000, "override"), (3_500, "list")]
    assert (noodles.till.state.current, noodles.till.state.total) == (0, 18_500)
    assert reason(noodles.till.cart.lines[0]) == "agreed price"
    (given,) = told(noodles, "approval.given")
    said, budi = given["p"], people(noodles)["budi"]
    assert (said["action"], said["what"]) == ("price", "Kopi Tubruk 250 g: The shelf says another price")
    assert (said["before"], said["amount"], given["approver"]) == (18_500, 15_000, budi)
    noodles.press("Return", "Return")
    (sold,) = told(noodles, "sale.completed")
    line = sold["p"]["lines"][0]
    assert (line["source"], line["list_price"], line["price_approver"]) == ("override", 18_500, budi)


def test_a_typed_price_below_cost_is_marked_and_asked_for_at_payment(noodles: Seller) -> None:
    set_branch(noodles, below_cost="approve")
    noodles.scan(MIE)
    noodles.press("Ctrl+F11")
    noodles.enter("2000")
    noodles.enter(BUDI_PIN)
    (line,) = noodles.till.cart.lines
    assert noodles.till.cart.losses == {(line.item.product, line.item.unit)}
    noodles.press("Return", "Return")
    assert isinstance(noodles.panel, ApprovalPanel)
    noodles.enter(BUDI_PIN)
    assert [one["p"]["action"] for one in told(noodles, "approval.given")] == ["price", "below_cost"]


def test_nothing_is_changed_when_the_supervisor_does_not_come(noodles: Seller) -> None:
    noodles.scan(KOPI)
    noodles.press("Ctrl+F11")
    noodles.enter("15000")
    noodles.press("Esc")
    assert isinstance(noodles.panel, TypedPricePanel)
    noodles.press("Esc")
    assert noodles.panel is None
    assert prices(noodles) == stored(noodles) == [(18_500, "list")]


def test_where_the_branch_wants_it_a_loss_is_allowed_at_payment(noodles: Seller) -> None:
    set_branch(noodles, below_cost="approve")
    noodles.enter(f"2*{MIE}")
    assert noodles.panel is None
    noodles.press("Return", "Return")
    assert isinstance(noodles.panel, ApprovalPanel)
    noodles.enter("9999")
    assert noodles.rows("SELECT count(*) FROM event WHERE type = 'sale.completed'") == [(0,)]
    noodles.enter(BUDI_PIN)
    (given,) = told(noodles, "approval.given")
    said = given["p"]
    assert (said["action"], said["what"], said["amount"]) == ("below_cost", "Mie Goreng", 7_000)
    assert given["approver"] == people(noodles)["budi"]
    assert given["actor"] == people(noodles)["sari"]
    assert noodles.rows("SELECT count(*) FROM event WHERE type = 'sale.completed'") == [(1,)]


def test_goods_above_their_cost_need_nobody(noodles: Seller) -> None:
    set_branch(noodles, below_cost="approve")
    noodles.sell(KOPI)
    assert noodles.rows("SELECT count(*) FROM event WHERE type = 'sale.completed'") == [(1,)]
    assert told(noodles, "approval.given") == []


def test_a_branch_may_not_want_to_hear_of_losses(noodles: Seller) -> None:
    told_of: list[str] = []
    noodles.till.sold_low.connect(told_of.append)
    noodles.till.cart.warns = False
    noodles.enter(f"2*{MIE}")
    assert (told_of, noodles.till.cart.losses) == ([], set())
