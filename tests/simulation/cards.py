"""What the back office does to gift cards and vouchers while tills sell and spend them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from backoffice_server.features.payments import queries
from backoffice_server.features.payments.service import change_stored, issue_stored, void_stored
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.payments import Against, ChangeStored, IssueStored, StoredAct, VoidStored
from tests.simulation.paying import CARDS

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.world import World

BRANCHES: Final = ("BDG1", "BDG2")
METHODS: Final = (TenderMethod.GIFT_CARD, TenderMethod.GIFT_VOUCHER)
# A number that was issued before; one that is not there, or with nothing on it.
_IDLE: Final = {ErrorCode.INVALID, ErrorCode.NOT_FOUND, ErrorCode.TENDER_TOO_SMALL}


def issue_cards(world: World, _: Till) -> None:
    """Two numbers that tills sell as well, unless one of them was sold before."""
    first = world.random.randrange(CARDS)
    request = IssueStored(
        id=world.office_ids.new_id(),
        branch=world.office.shop.branch(world.random.choice(BRANCHES)),
        method=world.random.choice(METHODS),
        count=2,
        amount=Money(world.random.randint(1, 9) * 10_000),
        numbers=(f"KAD{first}", f"KAD{(first + 1) % CARDS}"),
        against=world.random.choice((Against.CASH, Against.GIVEN_AWAY)),
    )
    with world.office.used_by_people():
        try:
            with world.office.database.write() as unit:
                issue_stored(unit, request, by=None)
        except Refusal as refusal:
            if refusal.code not in _IDLE:
                raise


def block_or_void(world: World, _: Till) -> None:
    """One of the cards is blocked, released, or all that is left is taken off it."""
    name = (world.random.choice(METHODS).value, f"KAD{world.random.randrange(CARDS)}")
    branch, voids = world.random.choice(BRANCHES), world.random.random() < 0.3
    approver = StaffId(world.sari)
    with world.office.used_by_people():
        try:
            with world.office.database.write() as unit:
                if voids:
                    void = VoidStored(
                        id=world.office_ids.new_id(),
                        branch=world.office.shop.branch(branch),
                        against=Against.LAPSED,
                        reason="hilang",
                    )
                    void_stored(unit, name, void, by=None, approver=approver)
                    return
                held = queries.stored_detail(unit, method=name[0], number=name[1]).value
                act = StoredAct.RELEASED if held.blocked else StoredAct.BLOCKED
                change = ChangeStored(id=world.office_ids.new_id(), act=act, reason="hilang")
                change_stored(unit, name, change, by=None, approver=approver)
        except Refusal as refusal:
            if refusal.code not in _IDLE:
                raise
