"""What goods ask at the till, with real keys and scans: ages, prescriptions, serial numbers, lots."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pos_client.features.till.state import Stage
from pos_client.store.replica import keep
from shared_models.rules.particulars import Particulars
from shared_models.values.codes import ErrorCode
from shared_models.wire.replica import BranchRow
from shared_models.wire.sync import Entity
from tests.factories.seller import BUDI_PIN, KOPI, Seller
from tests.factories.tills import Clock
from tests.factories.told import OBAT, PONSEL, ROKOK, SUSU, add_goods, let_supervisors_sell_expired


@pytest.fixture
def shop(sari: Seller) -> Seller:
    opened = sari.window.opened
    assert opened is not None
    with opened.store.write() as unit:
        add_goods(unit, Clock(at=unit.now()))
    return sari


def told(seller: Seller) -> list[tuple[str, str | None, str | None]]:
    found = [(line.item.sku, line.particulars or Particulars()) for line in seller.till.cart.lines]
    return [(sku, one.lot, one.serial) for sku, one in found]


def sold(seller: Seller) -> list[Any]:
    ((body,),) = seller.rows("SELECT body FROM event WHERE type = 'sale.completed'")
    lines: list[Any] = json.loads(body)["p"]["lines"]
    return lines


def refusals(seller: Seller) -> list[ErrorCode]:
    return [one.why for one in seller.till.state.refused]


def test_an_age_is_asked_once_and_enter_says_looks_older(shop: Seller) -> None:
    shop.scan(ROKOK)
    assert shop.panel.title.text() == "From 18 years"
    assert shop.lines() == []
    shop.press("Return")
    assert (shop.panel, shop.lines()) == (None, [("ROKOK", 1000)])
    shop.scan(ROKOK)
    assert (shop.panel, shop.lines()) == (None, [("ROKOK", 2000)])
    shop.press("Return", "Return")
    assert shop.stage() is Stage.PAID
    (line,) = sold(shop)
    assert line["particulars"] == {"age": {"at_least": 18, "born": None}}


def test_a_birth_date_is_kept_and_one_too_young_is_said_in_place(shop: Seller) -> None:
    shop.scan(ROKOK)
    shop.type("010120")
    shop.press("Return")
    assert shop.lines() == []
    assert "18" in shop.panel.problem.text()
    shop.panel.born.clear()
    shop.type("120485")
    shop.press("Return")
    assert shop.lines() == [("ROKOK", 1000)]
    line = shop.till.cart.lines[0]
    assert line.particulars is not None
    assert line.particulars.age is not None
    assert str(line.particulars.age.born) == "1985-04-12"


def test_what_is_not_confirmed_is_not_sold(shop: Seller) -> None:
    shop.scan(ROKOK)
    shop.press("Esc")
    assert (shop.panel, shop.lines(), refusals(shop)) == (None, [], [ErrorCode.CHECK_NEEDED])


def test_a_scan_meanwhile_follows(shop: Seller) -> None:
    """Lesson 48: nothing that is scanned while something is asked is dropped."""
    shop.scan(ROKOK, KOPI, OBAT)
    assert shop.lines() == []
    shop.press("Return")
    assert shop.panel.title.text() == "Prescription"
    shop.type("R-118")
    shop.press("Return")
    shop.type("dr. Ratna")
    shop.press("Return")
    assert shop.lines() == [("ROKOK", 1000), ("KOPI", 1000), ("OBAT", 1000)]


def test_each_piece_asks_for_its_number(shop: Seller) -> None:
    shop.scan(PONSEL)
    assert shop.panel.title.text() == "Serial number"
    shop.scan(PONSEL)
    assert "serial number" in shop.panel.problem.text()
    shop.panel.serial.clear()
    shop.scan("359881030123451")
    assert told(shop) == [("PONSEL", None, "359881030123451")]
    shop.scan(PONSEL)
    shop.enter("359881030123451")
    assert "in the cart already" in shop.panel.problem.text()
    shop.panel.serial.clear()
    shop.enter("SN-2")
    assert [serial for _, _, serial in told(shop)] == ["359881030123451", "SN-2"]
    assert shop.stored_lines() == shop.lines()


def test_one_more_of_a_piece_asks_for_another(shop: Seller) -> None:
    shop.scan(PONSEL)
    shop.enter("S1")
    shop.enter("+1")
    assert shop.panel.title.text() == "Serial number"
    shop.enter("S2")
    assert len(shop.lines()) == 2


def test_the_lot_that_expires_first_goes_first_without_a_dialog(shop: Seller) -> None:
    """Lesson 34: FEFO in silence; the cashier can override; expired goods need a supervisor."""
    shop.scan(SUSU)
    assert (shop.panel, told(shop)) == (None, [("SUSU", "DEKAT", None)])
    shop.press("Shift+F6")
    assert shop.panel.title.text() == "Lot"
    shop.press("Down", "Down", "Return")
    assert told(shop) == [("SUSU", "BARU", None)]
    shop.press("Shift+F6", "Up", "Return")
    assert refusals(shop) == [ErrorCode.LOT_EXPIRED]
    assert told(shop) == [("SUSU", "BARU", None)]


def test_a_supervisor_may_allow_goods_past_their_day_where_the_branch_does(shop: Seller) -> None:
    """Lesson 34: expired needs a supervisor's PIN."""
    opened = shop.window.opened
    assert opened is not None
    with opened.store.write() as unit:
        let_supervisors_sell_expired(unit)
    shop.scan(SUSU)
    shop.press("Shift+F6", "Up", "Return")
    assert shop.panel.title.text() == "Approval"
    shop.enter(BUDI_PIN)
    shop.until(lambda: told(shop) == [("SUSU", "LAMA", None)])
    given = shop.rows("SELECT count(*) FROM event WHERE type = 'approval.given'")
    assert given == [(1,)]


def test_a_gs1_code_says_product_lot_and_expiry_at_once(shop: Seller) -> None:
    shop.scan("01" + SUSU.zfill(14) + "17280131" + "10LOT7")
    assert told(shop) == [("SUSU", "LOT7", None)]
    shop.scan("01" + PONSEL.zfill(14) + "21S77")
    assert told(shop)[-1] == ("PONSEL", None, "S77")


def test_more_of_a_lot_than_it_holds_goes_on_with_the_next(shop: Seller) -> None:
    shop.enter(f"4*{SUSU}")
    assert [(lot, qty) for (_, lot, _), (_, qty) in zip(told(shop), shop.lines(), strict=True)] == [
        ("DEKAT", 3000),
        ("BARU", 1000),
    ]
    shop.enter("-1")
    assert len(shop.lines()) == 2


def test_a_piece_comes_back_by_its_number(shop: Seller) -> None:
    shop.scan(PONSEL)
    shop.enter("S1")
    shop.press("Return", "Return", "F6", "F9")
    shop.enter("S9")
    assert "S9" in shop.page.problem()
    shop.enter("S1")
    shop.press("F12")
    shop.enter(BUDI_PIN)
    shop.until(lambda: shop.page._returning.done is not None)
    assert shop.rows("SELECT serial, qty FROM tracked_move ORDER BY position") == [
        ("S1", -1000),
        ("S1", 1000),
    ]


def test_beyond_the_stock_a_supervisor_is_asked_and_the_lot_follows(shop: Seller) -> None:
    opened = shop.window.opened
    assert opened is not None
    with opened.store.write() as unit:
        unit.execute(
            "INSERT INTO stock (product, qty, version) SELECT product, 0, 9 FROM product WHERE sku = 'SUSU'"
        )
        key, body = unit.execute("SELECT key, body FROM replica WHERE entity = 'branch'").fetchone()
        row = BranchRow.model_validate_json(body).model_copy(update={"stock_blocks": True})
        keep(unit, Entity.BRANCH, key, row)
    shop.scan(SUSU)
    assert shop.panel.title.text() == "Approval"
    shop.enter(BUDI_PIN)
    shop.until(lambda: told(shop) == [("SUSU", "DEKAT", None)])
