"""Lots and serial numbers in the back office: moved with the goods, odd ones flagged, sums in `verify`."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale_check
from backoffice_server.features.stock.adjustments import adjust
from backoffice_server.features.tracking.tables import lot, lot_move, serial
from backoffice_server.kernel.feed import feed_row
from backoffice_server.proof.verify import verify
from shared_models.rules.cart import CartLine
from shared_models.rules.particulars import AgeConfirmed, Particulars, Prescription
from shared_models.rules.returns import LineBack
from shared_models.values.codes import ErrorCode, ReviewCode
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity, whole
from shared_models.values.refusals import Refusal
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from tests.factories.events import line
from tests.factories.warung import BERAS, BRANCH, GULA, SABUN, SECRET, Good, Warung

LATE = date(2027, 3, 31)


@pytest.fixture
def tracked(warung: Warung) -> Warung:
    """Sugar in lots, rice (for once) by serial number, soap from 18 years and on a prescription."""
    with warung.database.write() as unit:
        for good, words in (
            (GULA, "tracking = 'lot'"),
            (BERAS, "tracking = 'serial'"),
            (SABUN, "min_age = 18, prescription = true"),
        ):
            sku = good.item.sku
            unit.connection.execute(text(f"UPDATE product SET {words} WHERE sku = :sku"), {"sku": sku})
    return warung


def receive(warung: Warung, *lines: AdjustmentLine, number: int = 7) -> None:
    request = AdjustStock(
        id=UUID(int=0xAD00 + number),
        branch=BRANCH,
        reason=AdjustmentReason.OPENING,
        bdate=date(2026, 11, 1),
        lines=lines,
    )
    with warung.database.write() as unit:
        adjust(unit, request, by=None)


def goods(one: Good, qty: Quantity, **words: Any) -> AdjustmentLine:
    cost = Money(one.cost or 1_000) if qty > 0 else None
    return AdjustmentLine(product=one.item.product, qty=qty, unit_cost=cost, **words)


def told(one: Good, qty: Quantity = ONE, **words: Any) -> CartLine:
    return replace(line(one.item, one.price, qty=qty), particulars=Particulars(**words) if words else None)


def lots(warung: Warung) -> dict[str, int]:
    return {row.lot: row.qty // 1000 for row in warung.rows(select(lot).order_by(lot.c.lot))}


def pieces(warung: Warung) -> dict[str, tuple[str, str]]:
    return {row.serial: (row.state, row.document_no) for row in warung.rows(select(serial))}


def flags(warung: Warung) -> list[tuple[str, dict[str, Any]]]:
    ours = [code.value for code in ReviewCode if code.value.startswith(("lot_", "serial_", "check_"))]
    query = select(review.c.code, review.c.facts).where(review.c.code.in_(ours)).order_by(review.c.code)
    return [(row.code, json.loads(row.facts)) for row in warung.rows(query)]


def faults(warung: Warung) -> list[str]:
    with warung.database.read() as unit:
        return [str(one) for one in verify(unit, SECRET) if not one.holds]


def test_lots_move_with_the_goods_and_sum_to_the_stock(tracked: Warung) -> None:
    tracked.adjust((GULA, whole(4), 14_000))
    receive(
        tracked,
        goods(GULA, whole(10), lot="A", expires_on=LATE),
        goods(GULA, whole(5), lot="B"),
    )
    assert lots(tracked) == {"": 4, "A": 10, "B": 5}
    till = tracked.opened()
    sold = till.sale(told(GULA, whole(3), lot="A", expires_on=LATE), told(GULA, whole(1), lot="B"))
    till.returned(sold, [LineBack(1, whole(2)), LineBack(2, whole(1), restock=False)])
    tracked.push(till.push())
    assert lots(tracked) == {"": 4, "A": 9, "B": 4}
    assert flags(tracked) == []
    assert faults(tracked) == []


def test_stock_from_before_stands_under_no_lot(tracked: Warung) -> None:
    """The first document of a product that is kept in lots takes what is on hand as of no lot."""
    with tracked.database.write() as unit:
        unit.connection.execute(text("UPDATE product SET tracking = NULL"))
    tracked.adjust((GULA, whole(4), 14_000))
    with tracked.database.write() as unit:
        unit.connection.execute(text("UPDATE product SET tracking = 'lot' WHERE sku = 'GULA-1KG'"))
    assert lots(tracked) == {}
    till = tracked.opened()
    till.sale(told(GULA))
    tracked.push(till.push())
    assert lots(tracked) == {"": 3}
    moves = [(row.line, row.lot, row.qty) for row in tracked.rows(select(lot_move).order_by(lot_move.c.line))]
    assert moves == [(0, "", 4_000), (1, "", -1_000)]
    assert faults(tracked) == []


def test_odd_lots_are_booked_and_flagged(tracked: Warung) -> None:
    receive(tracked, goods(GULA, whole(2), lot="A", expires_on=date(2026, 11, 1)))
    till = tracked.opened()
    till.sale(told(GULA, whole(3), lot="A"), told(GULA, lot="BARU", expires_on=LATE))
    tracked.push(till.push())
    assert lots(tracked) == {"A": -1, "BARU": -1}
    found = flags(tracked)
    assert [code for code, _ in found] == ["lot_expired", "lot_negative", "lot_unknown"]
    assert found[0][1]["on"] == "2026-11-01"
    assert found[2][1]["lot"] == "BARU"


def test_a_piece_is_where_its_last_document_left_it(tracked: Warung) -> None:
    receive(tracked, goods(BERAS, whole(2), serials=("S1", "S2")))
    till = tracked.opened()
    sold = till.sale(told(BERAS, serial="S1"))
    tracked.push(till.push())
    assert pieces(tracked) == {"S1": ("sold", sold.receipt_no), "S2": ("in_stock", "BDG1-OPN-000001")}
    till.returned(sold, [LineBack(1, whole(1))])
    tracked.push(till.push())
    assert pieces(tracked)["S1"][0] == "returned"
    again = till.sale(told(BERAS, serial="S1"))
    tracked.push(till.push())
    assert pieces(tracked)["S1"] == ("sold", again.receipt_no)
    assert flags(tracked) == []
    assert faults(tracked) == []


def test_two_tills_that_sell_one_piece_are_told_of(tracked: Warung) -> None:
    receive(tracked, goods(BERAS, whole(1), serials=("S1",)))
    first, second = tracked.opened("K1"), tracked.opened("K2")
    sold = first.sale(told(BERAS, serial="S1"))
    second.sale(told(BERAS, serial="S1"))
    tracked.push(first.push())
    tracked.push(second.push())
    ((code, facts),) = flags(tracked)
    assert (code, facts["serial"], facts["receipt"]) == ("serial_sold_twice", "S1", sold.receipt_no)


def test_a_piece_nobody_received_is_told_of_once(tracked: Warung) -> None:
    till = tracked.opened()
    till.sale(told(BERAS, serial="S9"))
    till.sale(told(BERAS))
    tracked.push(till.push())
    assert [code for code, _ in flags(tracked)] == ["serial_unknown"]


def test_what_was_confirmed_is_kept_and_what_was_not_is_flagged(tracked: Warung) -> None:
    tracked.adjust((SABUN, whole(9), 3_000))
    till = tracked.opened()
    asked: dict[str, Any] = {
        "age": AgeConfirmed(18, date(1999, 4, 12)),
        "prescription": Prescription("R-1", "dr. Ratna"),
    }
    till.sale(told(SABUN, **asked))
    till.sale(told(SABUN, age=AgeConfirmed(18)))
    tracked.push(till.push())
    kept = [
        (row.kind, row.at_least, row.born, row.number, row.prescriber)
        for row in tracked.rows(select(sale_check).order_by(sale_check.c.posting_no, sale_check.c.kind))
    ]
    assert kept == [
        ("age", 18, date(1999, 4, 12), None, None),
        ("prescription", None, None, "R-1", "dr. Ratna"),
        ("age", 18, None, None, None),
    ]
    ((code, facts),) = flags(tracked)
    assert (code, facts["asked"]) == ("check_missing", "prescription")


def test_tills_hear_of_lots_and_pieces(tracked: Warung) -> None:
    receive(
        tracked,
        goods(GULA, whole(10), lot="A", expires_on=LATE),
        goods(GULA, whole(1)),
        goods(BERAS, whole(1), serials=("S1",)),
    )
    query = select(feed_row.c.key, feed_row.c.row).where(feed_row.c.entity.in_(["lot", "serial"]))
    told_of = {key.partition(":")[2]: json.loads(row) for key, row in tracked.rows(query)}
    assert set(told_of) == {"A", "S1"}
    assert (told_of["A"]["qty"], told_of["A"]["expires_on"]) == (10_000, "2027-03-31")
    assert told_of["S1"]["state"] == "in_stock"


def test_what_cannot_be_received_is_refused(tracked: Warung) -> None:
    with pytest.raises(Refusal) as refused:
        receive(
            tracked,
            goods(BERAS, whole(1), lot="A"),
            goods(BERAS, whole(2), serials=("S1",)),
            goods(BERAS, whole(2), serials=("S2", "S2")),
        )
    assert refused.value.code is ErrorCode.INVALID
    wrong = [fault["field"] for fault in refused.value.facts["faults"]]  # type: ignore[union-attr, index] # a list
    assert wrong == ["lines.0.lot", "lines.1.serials", "lines.2.serials"]
    assert lots(tracked) == {}


def test_a_sum_that_was_touched_is_named(tracked: Warung) -> None:
    receive(tracked, goods(GULA, whole(10), lot="A"))
    with tracked.database.write() as unit:
        unit.connection.execute(text("UPDATE lot SET qty = 9000"))
    assert len([one for one in faults(tracked) if "lots" in one]) == 2
