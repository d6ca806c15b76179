"""Ways to pay: those a shop begins with, what the back office keeps of them, and cards and vouchers."""

from collections.abc import Iterable
from typing import Annotated, Final
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared_models.values.codes import TenderMethod
from shared_models.values.money import Money
from shared_models.wire.base import Amount, ApiModel, Code, Count, Name
from shared_models.wire.replica import PaymentMethodRow, StoredValueRow

_CAP: Final = Money(500_000)


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


class StoredValueDetail(ApiModel):
    """A card or voucher with all that moved it, youngest first."""

    value: StoredValueRow
    moves: tuple[StoredMoveRow, ...]


class StoredValueListed(StoredValueRow):
    """A row of the list."""

    changed_at: AwareDatetime
    moves: Count


class ClearingAccount(ApiModel):
    """Where a payment waits until it is settled."""

    method: TenderMethod
    account: Code
    name: Name
