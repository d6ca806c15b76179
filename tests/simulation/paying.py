"""How customers of the simulation pay: every way there is, in parts, cards loaded, change given away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pos_client.engine.customers import Member
from pos_client.engine.sales import NOTHING_ASIDE, Aside
from pos_client.engine.stored import look_up
from pos_client.store import StoreUnit
from shared_models.rules.payments import LOADED
from shared_models.rules.receipt import Load, Tender
from shared_models.values.codes import PutAside, TenderMethod
from shared_models.values.money import Money
from tests.simulation.members import by_member

if TYPE_CHECKING:
    from tests.simulation.world import World

# Few, so that two tills meet the same card and the same payment's number.
CARDS: Final = 6
PAYMENTS: Final = 4_000
KINDS: Final = {
    TenderMethod.CARD: "debit",
    TenderMethod.E_WALLET: "gopay",
    TenderMethod.BANK_TRANSFER: "transfer",
    TenderMethod.QRIS: None,
}


def paid(
    world: World, unit: StoreUnit, total: Money, owner: Member | None
) -> tuple[tuple[Tender, ...], Aside]:
    """Half pay in cash; the others some of it another way, and the rest in cash."""
    if world.random.random() < 0.5 or total < 2:
        return _in_cash(world, total), _given_away(world)
    part = total if world.random.random() < 0.4 else Money(world.random.randint(1, total - 1))
    if owner is not None and world.random.random() < 0.5:
        other = by_member(world, unit, owner, part)
    else:
        other = _other(world, unit, part)
    if other is None:
        return _in_cash(world, total), NOTHING_ASIDE
    loads = _loaded(world, unit)
    left = Money(total - other.amount + sum(load.amount for load in loads))
    return (other, *(_in_cash(world, left) if left else ())), Aside(loads)


def _in_cash(world: World, amount: Money) -> tuple[Tender, ...]:
    """More than it costs, whatever the rounding."""
    more = 1_000 * world.random.randint(1, 5)
    return (Tender(TenderMethod.CASH, Money(amount + more)),)


def _given_away(world: World) -> Aside:
    return Aside(donation=Money(200)) if world.random.random() < 0.2 else NOTHING_ASIDE


def _loaded(world: World, unit: StoreUnit) -> tuple[Load, ...]:
    if world.random.random() < 0.7:
        return ()
    sold = world.random.choice((PutAside.GIFT_CARD_SOLD, PutAside.GIFT_VOUCHER_SOLD))
    amount = Money(world.random.randint(1, 20) * 10_000)
    number = f"KAD{world.random.randrange(CARDS)}"
    held = look_up(unit, method=LOADED[sold], number=number, stand_alone=False)
    if held is not None and held.blocked:
        return ()
    if sold is PutAside.GIFT_CARD_SOLD:
        return (Load(PutAside.GIFT_CARD_SOLD, number, amount),)
    return (Load(PutAside.GIFT_VOUCHER_SOLD, number, amount),)


def _other(world: World, unit: StoreUnit, amount: Money) -> Tender | None:
    if world.random.random() < 0.4:
        return _by_card(world, unit, amount)
    method = world.random.choice(tuple(KINDS))
    reference = f"{626_000_000_000 + world.random.randrange(PAYMENTS)}"
    used = unit.execute("SELECT 1 FROM payment_reference WHERE reference = ?", (reference,)).fetchone()
    return None if used else Tender(method, amount, reference, KINDS[method])


def _by_card(world: World, unit: StoreUnit, amount: Money) -> Tender | None:
    """What is on it as far as this till knows; another one may have taken it meanwhile."""
    method = world.random.choice((TenderMethod.GIFT_CARD, TenderMethod.GIFT_VOUCHER))
    number = f"KAD{world.random.randrange(CARDS)}"
    held = look_up(unit, method=method, number=number, stand_alone=False)
    if held is None or not held.usable:
        return None
    return Tender(method, Money(min(amount, held.usable)), number=number)
