"""A customer and the terms as they are being edited, and what is wrong with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from shared_models.rules.credit import term_of
from shared_models.values.codes import ErrorCode
from shared_models.values.money import ZERO, Money
from shared_models.wire.customers import CustomerTerms, PointsTerms
from shared_models.wire.replica import DEFAULT_TERM, CustomerRow

Fault = tuple[str, ErrorCode]
"""Field of the form and what is wrong with it."""
NO_DAY: Final = date.min
"""What was typed is no day."""
PERCENT: Final = 100
USUAL_REDEMPTION: Final = 95


@dataclass(frozen=True, slots=True)
class Draft:
    """A customer as typed."""

    code: str = ""
    name: str = ""
    phone: str = ""
    card: str = ""
    email: str = ""
    address: str = ""
    npwp: str = ""
    birthday: date | None = None
    note: str = ""
    price_level: str = ""
    credit_limit: int | None = None
    credit_term: str = DEFAULT_TERM
    active: bool = True


NEW: Final = Draft()


def draft_of(row: CustomerRow) -> Draft:
    return Draft(
        code=row.code,
        name=row.name,
        phone=row.phone or "",
        card=row.card or "",
        email=row.email or "",
        address=row.address or "",
        npwp=row.npwp or "",
        birthday=row.birthday,
        note=row.note or "",
        price_level=row.price_level or "",
        credit_limit=row.credit_limit or None,
        credit_term=row.credit_term,
        active=row.active,
    )


def faults_in(draft: Draft) -> list[Fault]:
    """What can be seen to be wrong without asking the server."""
    return list(_faults(draft))


def _faults(draft: Draft) -> Iterator[Fault]:
    if not draft.name.strip():
        yield "name", ErrorCode.FIELD_REQUIRED
    if not draft.code.strip():
        yield "code", ErrorCode.FIELD_REQUIRED
    if draft.birthday == NO_DAY:
        yield "birthday", ErrorCode.INVALID
    try:
        term_of(draft.credit_term)
    except ValueError:
        yield "credit_term", ErrorCode.INVALID


def row_of(draft: Draft, customer: UUID) -> CustomerRow:
    return CustomerRow(
        id=customer,
        code=draft.code.strip(),
        name=draft.name.strip(),
        phone=draft.phone.strip() or None,
        card=draft.card.strip() or None,
        email=draft.email.strip() or None,
        address=draft.address.strip() or None,
        npwp=draft.npwp.strip() or None,
        birthday=draft.birthday,
        note=draft.note.strip() or None,
        price_level=draft.price_level or None,
        credit_limit=Money(draft.credit_limit or 0),
        credit_term=draft.credit_term.strip(),
        active=draft.active,
    )


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """Points and credit as typed; `redemption` in whole percent."""

    gives: bool = False
    spend: int | None = None
    value: int | None = None
    minimum: int | None = None
    offline: int | None = None
    redemption: int | None = USUAL_REDEMPTION
    credit: int | None = None


NOTHING_SAID: Final = TermsDraft()


def terms_draft(terms: CustomerTerms) -> TermsDraft:
    points = terms.points
    credit = terms.credit_offline_cap or None
    if points is None:
        return TermsDraft(credit=credit)
    return TermsDraft(
        gives=True,
        spend=points.spend,
        value=points.value,
        minimum=points.minimum,
        offline=points.offline_cap,
        redemption=points.redemption_bp // PERCENT,
        credit=credit,
    )


def terms_faults(draft: TermsDraft) -> list[Fault]:
    """Points must cost more than they pay, and no more than all of them can be used."""
    if not draft.gives:
        return []
    faults: list[Fault] = []
    if not draft.spend:
        faults.append(("spend", ErrorCode.FIELD_REQUIRED))
    if not draft.value:
        faults.append(("value", ErrorCode.FIELD_REQUIRED))
    elif draft.spend and draft.value >= draft.spend:
        faults.append(("value", ErrorCode.INVALID))
    if (draft.redemption or 0) > PERCENT:
        faults.append(("redemption", ErrorCode.INVALID))
    return faults


def terms_of(draft: TermsDraft) -> CustomerTerms:
    points = PointsTerms(
        spend=Money(draft.spend or 0),
        value=Money(draft.value or 0),
        minimum=draft.minimum or 1,
        offline_cap=draft.offline or 0,
        redemption_bp=(draft.redemption or 0) * PERCENT,
    )
    credit = ZERO if draft.credit is None else Money(draft.credit)
    return CustomerTerms(points=points if draft.gives else None, credit_offline_cap=credit)
