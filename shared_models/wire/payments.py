"""Ways to pay: those a shop begins with, what the back office keeps of them, and cards and vouchers."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import AwareDatetime, Field, Strict

from shared_models.values.codes import TenderMethod
from shared_models.values.money import Money
from shared_models.wire.base import Amount, ApiModel, Code, Count, Int, Name, Text
from shared_models.wire.paging import Page
from shared_models.wire.replica import PaymentMethodRow, StoredValueRow
from shared_models.wire.staff import SignIn

_CAP: Final = Money(500_000)
LARGEST_ISSUE: Final = Money(100_000_000)


def _way(
    code: str, names: tuple[str, str], method: TenderMethod, *, asks: bool = False, cap: Money | None = None
) -> PaymentMethodRow:
    """The Indonesian name first."""
    return PaymentMethodRow(
        code=code, name=names[0], name_en=names[1], method=method, asks_reference=asks, offline_cap=cap
    )


_IN_ORDER: Final = (
    _way("cash", ("Tunai", "Cash"), TenderMethod.CASH),
    _way("qris", ("QRIS", "QRIS"), TenderMethod.QRIS, asks=True),
    _way("debit", ("Kartu debit", "Debit card"), TenderMethod.CARD, asks=True),
    _way("credit", ("Kartu kredit", "Credit card"), TenderMethod.CARD, asks=True),
    _way("gopay", ("GoPay", "GoPay"), TenderMethod.E_WALLET, asks=True),
    _way("ovo", ("OVO", "OVO"), TenderMethod.E_WALLET, asks=True),
    _way("dana", ("DANA", "DANA"), TenderMethod.E_WALLET, asks=True),
    _way("shopeepay", ("ShopeePay", "ShopeePay"), TenderMethod.E_WALLET, asks=True),
    _way("transfer", ("Transfer bank", "Bank transfer"), TenderMethod.BANK_TRANSFER, asks=True),
    _way("gift_card", ("Kartu hadiah", "Gift card"), TenderMethod.GIFT_CARD, cap=_CAP),
    _way("gift_voucher", ("Voucer", "Gift voucher"), TenderMethod.GIFT_VOUCHER, cap=_CAP),
    _way("store_credit", ("Kredit toko", "Store credit"), TenderMethod.STORE_CREDIT, cap=_CAP),
)
USUAL_METHODS: Final = tuple(
    row.model_copy(update={"position": place * 10}) for place, row in enumerate(_IN_ORDER, 1)
)
"""What every shop can be paid by from its first day; a row the back office keeps takes the place of one."""


def all_methods(kept: Iterable[PaymentMethodRow]) -> tuple[PaymentMethodRow, ...]:
    """The usual ways to pay with what the shop made of them, in its order."""
    by_code = {row.code: row for row in (*USUAL_METHODS, *kept)}
    return tuple(sorted(by_code.values(), key=lambda row: (row.position, row.code)))


def methods_in(rows: Iterable[PaymentMethodRow], branch: UUID) -> tuple[PaymentMethodRow, ...]:
    """What a branch takes."""
    return tuple(row for row in rows if row.active and (not row.branches or branch in row.branches))


ADDABLE: Final = (TenderMethod.CARD, TenderMethod.E_WALLET, TenderMethod.BANK_TRANSFER)
"""Kinds a shop may have several ways to pay of; of the others there is one, under its own code."""


class OrderMethods(ApiModel):
    """Every way to pay by its code, in the order tills offer them."""

    codes: Annotated[tuple[Code, ...], Field(max_length=200)]


class StoredMoveRow(ApiModel):
    """One load (> 0) or payment (< 0) of a card or voucher, and the receipt it stands on."""

    at: AwareDatetime
    branch: UUID
    branch_code: Code
    document: UUID
    document_no: str
    amount: Amount


class StoredState(StrEnum):
    """How it stands with a card or voucher."""

    OPEN = "open"
    LAPSED = "lapsed"  # past its day, with something left on it
    BLOCKED = "blocked"
    USED_UP = "used_up"


class StoredAct(StrEnum):
    """What the office did to a card or voucher."""

    BLOCKED = "blocked"
    RELEASED = "released"
    EXPIRY_SET = "expiry_set"
    VOIDED = "voided"


class StoredActRow(ApiModel):
    """Who did what to it, and why. `expires_on`: of EXPIRY_SET, null where it never lapses any more."""

    at: AwareDatetime
    act: StoredAct
    reason: str
    expires_on: date | None
    by: str
    approver: str


class StoredValueDetail(ApiModel):
    """A card or voucher with all that moved it and all that was done to it, youngest first."""

    value: StoredValueRow
    moves: tuple[StoredMoveRow, ...]
    acts: tuple[StoredActRow, ...] = ()


class Against(StrEnum):
    """What stands against money put onto cards and vouchers by the office, or taken off them."""

    CASH = "cash"  # 1102
    BANK = "bank"  # 1111
    GIVEN_AWAY = "given_away"  # 6121: nobody paid for it
    LAPSED = "lapsed"  # 7104: nobody claims it; only taken off


ISSUABLE: Final = (TenderMethod.GIFT_VOUCHER, TenderMethod.GIFT_CARD, TenderMethod.STORE_CREDIT)
"""What the office may put money onto and take it off again; a deposit belongs to its order."""
ISSUE_MAX: Final = 500


class IssueStored(ApiModel):
    """New cards or vouchers of one value. `id` is made by the asker: sent twice, they are issued once.

    `numbers` empty: the back office makes `count` numbers nobody can guess; else they are those printed on
    the cards, `count` of them. `expires_on`: the last day they pay.
    """

    id: UUID
    branch: UUID
    method: TenderMethod
    count: Annotated[int, Strict(), Field(ge=1, le=ISSUE_MAX)]
    amount: Annotated[Money, Strict(), Field(gt=0, le=LARGEST_ISSUE)]
    numbers: Annotated[tuple[Code, ...], Field(max_length=ISSUE_MAX)] = ()
    expires_on: date | None = None
    against: Against
    note: Text = ""


class StoredBooked(ApiModel):
    """A document of the office about cards and vouchers, as booked."""

    id: UUID
    number: Code
    posting_no: int
    numbers: tuple[Code, ...]
    amount: Amount


class ChangeStored(ApiModel):
    """Block, release, or set until when a card or voucher can be spent. `id` as of a document.

    `approver`: somebody who may approve, where the asker may not.
    """

    id: UUID
    act: StoredAct
    expires_on: date | None = None
    reason: Name
    approver: SignIn | None = None


class VoidStored(ApiModel):
    """Take all that is left off a card or voucher and block it."""

    id: UUID
    branch: UUID
    against: Against
    reason: Name
    approver: SignIn | None = None


class LapseStored(ApiModel):
    """Take off everything that could be spent only until a day that is over."""

    id: UUID
    branch: UUID
    approver: SignIn | None = None


class StoredValueListed(StoredValueRow):
    """A row of the list."""

    changed_at: AwareDatetime
    moves: Count


class StoredValuesPage(Page[StoredValueListed]):
    """`held`: what is on all that match; null beyond the first page."""

    held: Int | None = None


class ClearingAccount(ApiModel):
    """Where a payment waits until it is settled."""

    method: TenderMethod
    account: Code
    name: Name
