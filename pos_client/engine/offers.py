"""What this till knows of promotions: those in force here, the codes that ask for them, and their uses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from pos_client.engine.till import this_till, today
from pos_client.store import StoreUnit
from pos_client.store.replica import promotion_rows
from shared_models.rules.promotions.basket import EnteredVoucher, Moment
from shared_models.rules.promotions.model import Promotion, VoucherTerms
from shared_models.values.ids import CustomerId, SaleId
from shared_models.values.moments import local
from shared_models.wire.promotions import sound
from shared_models.wire.sales import UsedVoucher

_USES: Final = (
    "SELECT count(*), coalesce(sum(customer = ?), 0) FROM voucher_use WHERE promotion = ? AND code = ?"
)


@dataclass(frozen=True, slots=True)
class Offers:
    """The promotions of a day in this branch. `codes`: as they were issued, by how they are compared."""

    day: date
    standing: tuple[Promotion, ...]
    codes: dict[str, tuple[str, Promotion]]


def offers(unit: StoreUnit) -> Offers:
    """Read once and kept, until something comes from the back office or another day begins."""
    known: Offers | None = unit.memory.get(Offers)
    day = today(unit)
    if known is None or known.day != day:
        branch = this_till(unit).branch
        here = tuple(
            one for one in sound(promotion_rows(unit)) if one.branch in {None, branch} and _holds(one, day)
        )
        known = Offers(day, here, _codes(here))
        unit.memory[Offers] = known
    return known


def moment(unit: StoreUnit) -> Moment:
    """Now, as promotions ask for it."""
    till = this_till(unit)
    at = local(unit.now(), till.zone)
    return Moment(day=today(unit), weekday=at.weekday(), minute=at.hour * 60 + at.minute, branch=till.branch)


def entered(
    unit: StoreUnit, codes: Iterable[str], customer: CustomerId | None = None
) -> tuple[EnteredVoucher, ...]:
    """Codes of a cart, each with the uses that are left of it as far as this till knows."""
    known = offers(unit).codes
    return tuple(_entered(unit, code, known.get(code.casefold()), customer) for code in codes)


def note_uses(
    unit: StoreUnit, used: Iterable[UsedVoucher], *, sale: SaleId, customer: CustomerId | None
) -> None:
    """Codes that a sale has used up."""
    who = None if customer is None else customer.bytes
    unit.execute_many(
        "INSERT OR IGNORE INTO voucher_use (promotion, code, sale, customer) VALUES (?, ?, ?, ?)",
        [(one.promotion.bytes, one.code, sale.bytes, who) for one in used],
    )


def _holds(one: Promotion, day: date) -> bool:
    return one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)


def _codes(standing: Iterable[Promotion]) -> dict[str, tuple[str, Promotion]]:
    return {
        code.casefold(): (code, one)
        for one in standing
        if one.voucher is not None
        for code in one.voucher.codes
    }


def _entered(
    unit: StoreUnit, code: str, found: tuple[str, Promotion] | None, customer: CustomerId | None
) -> EnteredVoucher:
    terms = None if found is None else found[1].voucher
    if found is None or terms is None:
        return EnteredVoucher(code)
    return _left(unit, code, found[1], terms, customer)


def _left(
    unit: StoreUnit, code: str, one: Promotion, terms: VoucherTerms, customer: CustomerId | None
) -> EnteredVoucher:
    who = b"" if customer is None else customer.bytes
    in_all, by_customer = unit.execute(_USES, (who, one.id.bytes, code)).fetchone()
    most, each = terms.uses_max, terms.uses_per_customer_max
    return EnteredVoucher(
        code,
        one.id,
        uses_left=None if most is None else most - in_all,
        customer_uses_left=None if each is None else each - by_customer,
    )
