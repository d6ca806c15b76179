"""A whole trading day through the real window, by keys alone and by touch: what the till says at its end."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication

from pos_client.store.customer_tables import put_customers
from pos_client.store.replica import keep
from shared_models.wire.replica import BranchRow
from shared_models.wire.sync import Entity
from tests.factories.day_approvals import APPROVALS, RECEIPTS, at_another_level, give_rules, lines_out
from tests.factories.day_orders import AGREED, AGREED_RECEIPTS
from tests.factories.day_told import TOLD
from tests.factories.day_ways import MEMBER, OFFERS, QRIS, TERMS, WAYS
from tests.factories.promotions import give_promotions
from tests.factories.seller import BERAS, BUDI_PIN, GULA, KOPI, SARI_PIN, TEH, TELUR, Seller, at_the_till
from tests.factories.tills import Clock
from tests.factories.told import add_goods
from tests.factories.touch_day import Touch
from tests.factories.trading_day import KINDS, CountingHands, Day, Goods, People, events

GOODS: Final = Goods(pieces=(KOPI, GULA, TEH), dear=BERAS, weighed=TELUR)
TILES: Final = Goods(
    pieces=("Kopi Tubruk 250 g", "Gula Pasir 1 kg", "Teh Melati 25 kantong"),
    dear="Beras Pandan 5 kg",
    weighed="Telur ayam curah",
)
PEOPLE: Final = People(cashier="Sari", cashier_pin=SARI_PIN, supervisor_pin=BUDI_PIN)
PLAIN: Final = KINDS[Day.exact] - sum(TOLD.values())
KINDS_OF_DAY: Final = {
    **KINDS,
    **WAYS,
    **TOLD,
    **APPROVALS,
    **AGREED,
    Day.exact: PLAIN - RECEIPTS - AGREED_RECEIPTS,
}
STROKES_PER_RECEIPT_MAX: Final = 12  # returns, weights, references, approvals and breaks included
TOUCHES_PER_RECEIPT_MAX: Final = 12  # each thing bought is a touch


def test_a_day_by_keys_alone(folder: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    hands = CountingHands()
    with at_the_till(folder, hands=hands) as seller:
        seller.until(lambda: seller.here == "start")
        day = Day(seller, GOODS, PEOPLE)
        day.open_with(200_000)
        give_club(seller)
        give_rules(seller)
        hands.strokes = 0
        day.trade(KINDS_OF_DAY)
        strokes = hands.strokes / day.receipts
        _agrees(day)
        _approved(seller)
        with capsys.disabled():
            print(f" {day.receipts} receipts, {strokes:.1f} keystrokes each", end="")
        assert strokes < STROKES_PER_RECEIPT_MAX


def test_the_same_day_by_touch(folder: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]) -> None:
    with at_the_till(folder, hands=CountingHands()) as seller:
        seller.until(lambda: seller.here == "start")
        touch = Touch(seller)
        day = Day(seller, TILES, PEOPLE, hand=touch)
        day.open_with(200_000)
        give_club(seller)
        give_rules(seller)
        touch.fingers.spread()
        day.trade(KINDS_OF_DAY)
        touches = touch.touches / day.receipts
        _agrees(day)
        _approved(seller)
        with capsys.disabled():
            print(f" {day.receipts} receipts, {touches:.1f} touches each", end="")
        assert touches < TOUCHES_PER_RECEIPT_MAX


def give_club(seller: Seller) -> None:
    """What a back office would have sent: the customer, points, offers, goods that ask, a QRIS code."""
    opened = seller.window.opened
    assert opened is not None
    with opened.store.write() as unit:
        put_customers(unit, [(1, MEMBER)])
        add_goods(unit, Clock(at=unit.now()))
        keep(unit, Entity.CUSTOMER_TERMS, "all", TERMS)
        give_promotions(unit, *OFFERS)
        key, body = unit.execute("SELECT key, body FROM replica WHERE entity = 'branch'").fetchone()
        branch = BranchRow.model_validate_json(body).model_copy(update={"qris": QRIS})
        unit.execute("UPDATE replica SET body = ? WHERE key = ?", (branch.model_dump_json(), key))
        unit.memory.clear()
    seller.window.side.standing_wanted.emit()
    seller.until(lambda: seller.window.side.paying.offers_qris)


def _approved(seller: Seller) -> None:
    """Whatever was allowed stands in the journal with both names, and so do the breaks."""
    given = Counter(told["action"] for told in events(seller, "approval.given"))
    assert given == {
        "below_cost": 2,
        "below_stock": 2,
        "discount": KINDS[Day.discounted] + 2,
        "price": KINDS[Day.at_another_price],
    }
    sari, budi = (
        next(str(one.id) for one in seller.window.side.shift.people if one.username == name)
        for name in ("sari", "budi")
    )
    allowed = seller.rows(
        "SELECT type, count(*) FROM event WHERE instr(body, ?) AND instr(body, ?) GROUP BY type",
        f'"actor":"{sari}"',
        f'"approver":"{budi}"',
    )
    named = dict(allowed)
    assert {"approval.given", "cart.cleared", "drawer.opened", "line.removed", "sale.returned"} <= set(named)
    assert named["line.removed"] == APPROVALS[lines_out]
    levels = [told for told in events(seller, "sale.completed") if told.get("level_approver")]
    assert [told["level_approver"] for told in levels] == [budi] * APPROVALS[at_another_level]
    noted = Counter(told["kind"] for told in events(seller, "attendance.noted"))
    assert noted == {"in": 1, "break_start": 2, "break_end": 2}


def _agrees(day: Day) -> None:
    """Journal, receipts and drawer tell the same day."""
    seller = day.seller
    assert day.receipts == 120
    assert len(events(seller, "sale.completed")) == day.sold
    assert len(events(seller, "sale.returned")) == day.returned
    assert seller.rows("SELECT count(DISTINCT receipt) FROM sale") == [(day.receipts,)]
    day.close_counted()
    (closed,) = events(seller, "shift.closed")
    assert closed["counted"] == closed["figures"]["expected"]
    _tells_goods_apart(seller)


def _tells_goods_apart(seller: Seller) -> None:
    """What was confirmed, which piece and what lot stand in the journal."""
    sales = events(seller, "sale.completed")
    told = [line["particulars"] for one in sales for line in one["lines"] if "particulars" in line]
    assert sorted(word for one in told for word in one) == [
        "age",
        "expires_on",
        "lot",
        "prescription",
        "serial",
    ]
