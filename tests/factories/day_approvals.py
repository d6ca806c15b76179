"""Whatever a supervisor allows in a trading day, and the breaks of the people.

`give_rules` is what the branch demands, and the goods that run into it.
"""

from __future__ import annotations

from typing import Final

from argon2 import PasswordHasher

from pos_client.desk.till.approval import ApprovalPanel
from pos_client.store.replica import keep, staff_rows
from shared_models.rules.staff_cards import CHANCE_BYTES, card_code
from shared_models.values.codes import BelowCost
from shared_models.values.money import Money
from shared_models.wire.replica import BranchRow
from shared_models.wire.sync import Entity
from tests.factories.seller import Seller
from tests.factories.tills import Clock, add_products, product_row
from tests.factories.trading_day import Day, Kinds

LOSS, SCARCE = "8990000000112", "8990000000129"
CARD: Final = card_code(b"\x07" * CHANCE_BYTES)


def give_rules(seller: Seller) -> None:
    """One free line out of a cart, blocked stock, approved losses; Budi has a card."""
    opened, clock = seller.window.opened, Clock()
    assert opened is not None
    loss = product_row(clock, "RUGI", LOSS, "Mie Goreng", 3_500).model_copy(update={"cost": Money(4_000)})
    scarce = product_row(clock, "LANGKA", SCARCE, "Minyak 1 l", 18_000)
    with opened.store.write() as unit:
        add_products(unit, [loss, scarce], version=50)
        unit.execute(
            "INSERT INTO stock (product, qty, version) SELECT product, 0, 9 FROM product WHERE sku = 'LANGKA'"
        )
        key, body = unit.execute("SELECT key, body FROM replica WHERE entity = 'branch'").fetchone()
        rules = {"free_voids": 1, "stock_blocks": True, "below_cost": BelowCost.APPROVE}
        branch = BranchRow.model_validate_json(body).model_copy(update=rules)
        unit.execute("UPDATE replica SET body = ? WHERE key = ?", (branch.model_dump_json(), key))
        budi = next(row for row in staff_rows(unit) if row.username == "budi")
        held = PasswordHasher(1, 8, 1).hash(CARD)
        keep(unit, Entity.STAFF, str(budi.id), budi.model_copy(update={"card_hash": held}))
        unit.memory.clear()


def had_a_break(day: Day) -> None:
    """In the morning the cashier comes; then there is a break, noted at both ends."""
    pin = day.people.cashier_pin
    if not day.kinds["had_a_break"]:
        day.hand.note_time(pin, 1)
    day.hand.note_time(pin, 2)
    day.hand.note_time(pin, 1)


def lines_out(day: Day) -> None:
    """One line goes out as the branch lets it, the next with a supervisor."""
    day.hand.ring_up(day.goods.pieces[1], day.goods.pieces[0], day.goods.dear)
    day.hand.drop()
    day.hand.drop()
    _allowed(day)
    day.paid(day.hand.exactly)


def beyond_stock(day: Day) -> None:
    day.seller.scan(SCARCE)
    _allowed(day)
    day.paid(day.hand.exactly)


def below_cost(day: Day) -> None:
    day.seller.scan(LOSS)
    day.hand.exactly()
    day.paid(lambda: _allowed(day))


def at_another_level(day: Day) -> None:
    day.basket()
    day.hand.next_level()
    _allowed(day)
    day.paid(day.hand.exactly)


def allowed_by_card(day: Day) -> None:
    """A discount beyond the limit; the supervisor scans their card."""
    day.hand.ring_up(day.goods.dear)
    day.hand.discount(day.goods.much)
    assert isinstance(day.seller.panel, ApprovalPanel)
    day.seller.scan(CARD)
    day.paid(day.hand.exactly)


APPROVALS: Final[Kinds] = {
    had_a_break: 2,
    lines_out: 2,
    beyond_stock: 2,
    below_cost: 2,
    at_another_level: 2,
    allowed_by_card: 2,
}
RECEIPTS: Final = 10


def _allowed(day: Day) -> None:
    day.seller.until(lambda: isinstance(day.seller.panel, ApprovalPanel))
    day.hand.allow(day.people.supervisor_pin)
