"""Gift vouchers, gift cards and store credit at the till: what is on them as far as it knows.

The balance is the back office's, as of the last pull, with what this till did since. Another till may have
taken some of it meanwhile, so each method has a cap on what is taken before the back office heard of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pos_client.engine.till import this_till, today
from pos_client.store import Rows, StoreUnit
from pos_client.store.replica import payment_methods, stored_value
from pos_client.store.told import OF_VALUE
from shared_models.rules.payments import STORED, stored_moves
from shared_models.rules.receipt import Receipt, Tender
from shared_models.rules.stored_value import StoredFault, StoredKind, StoredValue, spend_faults
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.money import ZERO, Money
from shared_models.values.refusals import Refusal

_WHY = {
    StoredFault.BLOCKED: ErrorCode.STORED_VALUE_BLOCKED,
    StoredFault.OVER_BALANCE: ErrorCode.STORED_VALUE_SHORT,
    StoredFault.LAPSED: ErrorCode.STORED_VALUE_LAPSED,
    StoredFault.OVER_OFFLINE_CAP: ErrorCode.STORED_VALUE_OFFLINE,
    StoredFault.NOT_POSITIVE: ErrorCode.TENDER_TOO_SMALL,
}


@dataclass(frozen=True, slots=True)
class Held:
    """A voucher, card or credit. `offline_left`: what may be taken without asking; null: all of it."""

    method: TenderMethod
    number: str
    balance: Money
    offline_left: Money | None
    expires_on: date | None
    blocked: bool = False

    @property
    def usable(self) -> Money:
        """What it pays here and now, if its last day is not over."""
        if self.blocked:
            return ZERO
        most = self.balance if self.offline_left is None else min(self.balance, self.offline_left)
        return Money(max(most, 0))


def look_up(rows: Rows, *, method: TenderMethod, number: str, stand_alone: bool) -> Held | None:
    """None: neither the back office nor this till ever loaded it."""
    known, counted = stored_value(rows, method, number)
    own = rows.execute("SELECT m.amount" + OF_VALUE, (method.value, number, counted))
    untold = [amount for (amount,) in own]
    if known is None and not untold:
        return None
    told = ZERO if known is None else known.balance
    cap = None if stand_alone else _cap(rows, method)
    spent = -sum(amount for amount in untold if amount < 0)
    return Held(
        method=method,
        number=number,
        balance=Money(told + sum(untold)),
        offline_left=None if cap is None else Money(max(cap - spent, 0)),
        expires_on=None if known is None else known.expires_on,
        blocked=known is not None and known.blocked,
    )


def demand_spendable(unit: StoreUnit, held: Held) -> None:
    """Refuses what the shop takes no more: STORED_VALUE_BLOCKED, STORED_VALUE_LAPSED."""
    gone = {StoredFault.BLOCKED, StoredFault.LAPSED}
    faults = [one for one in spend_faults(_value(held), held.balance, on=today(unit)) if one in gone]
    if faults:
        raise _refusal(faults[0], held)


def demand_loadable(unit: StoreUnit, *, method: TenderMethod, number: str) -> None:
    """Nobody pays for what could not be spent afterwards. Refuses as `demand_spendable`."""
    held = look_up(unit, method=method, number=number, stand_alone=True)
    if held is not None:
        demand_spendable(unit, held)


def demand_values(unit: StoreUnit, tenders: Iterable[Tender]) -> None:
    """Everything that is spent of a card must be on it, several payments by one card together.

    Refuses STORED_VALUE_UNKNOWN, STORED_VALUE_BLOCKED, STORED_VALUE_SHORT, STORED_VALUE_LAPSED,
    STORED_VALUE_OFFLINE.
    """
    spent: dict[tuple[TenderMethod, str], Money] = {}
    for tender in tenders:
        # A deposit is for its order to say: engine/orders.py.
        if tender.method in STORED and tender.method is not TenderMethod.CUSTOMER_DEPOSIT:
            name = tender.method, tender.number or ""
            spent[name] = Money(spent.get(name, ZERO) + tender.amount)
    for (method, number), amount in spent.items():
        _demand(unit, method, number, amount)


def note_moves(unit: StoreUnit, receipt: Receipt, *, position: int) -> None:
    """What a receipt did to vouchers and cards, one row for each of them."""
    moved: dict[tuple[str, str], int] = {}
    for move in stored_moves(receipt):
        name = move.method.value, move.number
        moved[name] = moved.get(name, 0) + move.amount
    for (method, number), amount in sorted(moved.items()):
        unit.execute(
            "INSERT OR REPLACE INTO stored_move (method, number, position, amount) VALUES (?, ?, ?, ?)",
            (method, number, position, amount),
        )


def _demand(unit: StoreUnit, method: TenderMethod, number: str, amount: Money) -> None:
    held = look_up(unit, method=method, number=number, stand_alone=this_till(unit).stand_alone)
    if held is None:
        raise Refusal(ErrorCode.STORED_VALUE_UNKNOWN, number=number)
    faults = spend_faults(_value(held), amount, on=today(unit), offline_left=held.offline_left)
    if faults:
        raise _refusal(faults[0], held)


def _value(held: Held) -> StoredValue:
    kind = StoredKind(held.method.value)
    return StoredValue(kind, held.balance, expires_on=held.expires_on, blocked=held.blocked)


def _refusal(fault: StoredFault, held: Held) -> Refusal:
    on = None if held.expires_on is None else held.expires_on.isoformat()
    return Refusal(_WHY[fault], number=held.number, left=held.usable, amount=held.usable, on=on)


def _cap(rows: Rows, method: TenderMethod) -> Money | None:
    return next((row.offline_cap for row in payment_methods(rows) if row.method is method), None)


def of_number(tender: Tender) -> Tender:
    """Numbers are compared as they are printed: capitals, without spaces."""
    if tender.number is None:
        return tender
    return replace(tender, number=printed_number(tender.number))


def printed_number(typed: str) -> str:
    return "".join(typed.split()).upper()
