"""Customers of the simulation: points earned and used, sales on account, debts paid; what tills show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import select, union

from backoffice_server.features.parties import service as parties
from backoffice_server.features.payments.tables import stored_value
from backoffice_server.features.points import queries as points_queries
from backoffice_server.features.points.service import correct_points
from backoffice_server.features.points.tables import points_move
from backoffice_server.features.receivables import queries as receivables
from backoffice_server.features.receivables.service import receive_payment
from backoffice_server.features.receivables.tables import receivable_move
from backoffice_server.features.reviews.tables import review
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.unit import Unit
from pos_client.engine import carts, customers, proposals
from pos_client.engine.customers import Member
from pos_client.engine.proposals import NewArticle
from pos_client.engine.stored import look_up
from pos_client.store import StoreUnit
from shared_models.rules.receipt import Tender
from shared_models.values.codes import ReviewCode, TenderMethod
from shared_models.values.ids import BranchId, CustomerId, StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.customers import CorrectPoints, CustomerTerms, PaidInto, PointsTerms, ReceivePayment
from shared_models.wire.replica import CustomerRow

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.world import World

TERMS: Final = CustomerTerms(
    points=PointsTerms(spend=Money(500), value=Money(10), offline_cap=60), credit_offline_cap=Money(50_000)
)
# Who buys where; the last one does everywhere.
AT_HOME: Final = (("BDG1",), ("BDG1",), ("BDG2",), ("BDG1", "BDG2"))
IDS: Final = tuple(CustomerId(UUID(int=0xC0 + place)) for place in range(len(AT_HOME)))
MEMBERS: Final = 0.4
NEW: Final = 0.1


def make_known(database: Database) -> None:
    """Before the first day: how points are given, and who comes."""
    with database.write() as unit:
        parties.save_terms(unit, terms=TERMS)
        for place, one in enumerate(IDS):
            row = CustomerRow(id=one, code=f"M{place}", name=f"Langganan {place}", credit_limit=Money(60_000))
            parties.save_customer(unit, row=row)


def bring_somebody(world: World, till: Till, unit: StoreUnit, cashier: StaffId) -> None:
    """Whose cart it is, if the customer says so; some are new here."""
    if world.random.random() >= MEMBERS:
        return
    here = [place for place, homes in enumerate(AT_HOME) if till.place[0] in homes]
    known: Member | None = customers.by_code(unit, f"M{world.random.choice(here)}")
    if world.random.random() < NEW:
        phone = f"08{world.random.randrange(10**8):08}"
        known = customers.add(unit, name="Baru", phone=phone, actor=cashier)
    if known is not None:
        cart = carts.open_cart(unit, actor=cashier)
        carts.set_customer(unit, cart=cart.id, customer=known)


def by_member(world: World, unit: StoreUnit, owner: Member, amount: Money) -> Tender | None:
    """With points, as many as this till allows, or on account."""
    if world.random.random() < 0.5:
        return Tender(TenderMethod.CREDIT_SALE, amount)
    assert TERMS.points is not None
    value = TERMS.points.value
    used = min(customers.standing_of(unit, owner.id).redeemable(amount), amount // value)
    return Tender(TenderMethod.LOYALTY_POINT, Money(used * value)) if used else None


def pay_debt(world: World, _: Till) -> None:
    """Somebody pays what he owes a branch, at the office."""
    one = world.random.randrange(len(IDS))
    branch = _branch(world, world.random.choice(AT_HOME[one]))
    with world.office.used_by_people(), world.office.database.write() as unit:
        owed = receivables.owed_to(unit, branch, IDS[one])
        if owed > 0:
            amount = Money(world.random.randint(1, owed))
            request = ReceivePayment(
                id=world.office_ids.new_id(), branch=branch, customer=IDS[one], amount=amount,
                into=PaidInto.CASH,
            )  # fmt: skip
            receive_payment(unit, request, by=None)


def give_points(world: World, _: Till) -> None:
    """Points are given or taken by hand."""
    one = world.random.randrange(len(IDS))
    branch = _branch(world, world.random.choice(AT_HOME[one]))
    points = world.random.choice((-3, 5, 40))
    request = CorrectPoints(
        id=world.office_ids.new_id(), branch=branch, customer=IDS[one], points=points, note="ulang tahun"
    )
    with world.office.used_by_people(), world.office.database.write() as unit:
        correct_points(unit, request, by=None)


def publish(world: World, _: Till) -> None:
    """Whom the tills added is told to all of them."""
    with world.office.used_by_people(), world.office.database.write() as unit:
        parties.publish_added(unit)


def propose(world: World, till: Till) -> None:
    """Something that nobody knows is named and priced at the till, and sold from then on."""
    code = f"ANEH-{world.random.randrange(3)}"
    article = NewArticle(code, "Barang aneh", Money(world.random.randint(1, 90) * 100))
    with suppress(Refusal), till.store.write() as unit:
        proposals.propose(unit, article, actor=world.budi)
    world.promise(till)
    if code not in world.codes:
        world.codes.append(code)


def shown_is_true(world: World, tills: list[Till], *, everybody: bool) -> Iterator[str]:
    """What a till shows of customers and cards is what the office has, when nothing is unsent.

    Not `everybody`: of customers only those whom no other branch has moved: what another branch does is told
    with the next posting of the own one, or with a snapshot.
    """
    with world.office.database.read() as unit:
        moved = _moved_in(unit)
        had = points_queries.balances(unit, moved)
        owed = receivables.balances(unit, moved)
        cards = unit.connection.execute(select(stored_value)).all()
        for till in tills:
            here = _branch(world, till.place[0])
            for one, branches in moved.items():
                if everybody or branches == {here}:
                    yield from _standing_off(till, one, had.get(one, 0), owed.get(one, 0))
            for card in cards:
                method = TenderMethod(card.method)
                held = look_up(till.reader, method=method, number=card.number, stand_alone=False)
                shown = 0 if held is None else held.balance
                if shown != card.balance:
                    yield f"{till.name}: {method} {card.number} has {shown}, at the office {card.balance}"


def overspent_is_flagged(world: World) -> Iterator[str]:
    """No card stands below nothing without somebody being told."""
    with world.office.database.read() as unit:
        below = select(stored_value.c.number).where(stored_value.c.balance < 0)
        told = select(review.c.subject).where(review.c.code == ReviewCode.STORED_VALUE_OVERDRAWN.value)
        missing = set(unit.connection.execute(below).scalars()) - set(unit.connection.execute(told).scalars())
    yield from (f"card {number} was spent twice and nobody is told" for number in sorted(missing))


def _standing_off(till: Till, one: UUID, points: int, owed: int) -> Iterator[str]:
    shown = customers.standing_of(till.reader, CustomerId(one))
    if (shown.points, shown.owed) != (points, owed):
        told = f"{shown.points} points and {shown.owed} owed"
        yield f"{till.name}: customer {one} has {told}, at the office {points} and {owed}"


def _moved_in(unit: Unit) -> dict[UUID, set[UUID]]:
    """Customers, and the branches that moved their points or debts."""
    query = union(
        *(select(moves.c.customer_id, moves.c.branch_id) for moves in (points_move, receivable_move))
    )
    found: dict[UUID, set[UUID]] = {}
    for row in unit.connection.execute(query):
        found.setdefault(row.customer_id, set()).add(row.branch_id)
    return found


def _branch(world: World, code: str) -> BranchId:
    return BranchId(world.office.shop.branch(code))
