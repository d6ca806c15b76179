"""Members of Warung Sri and what they buy: points, payments by points and sales on account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select

from backoffice_server.features.ledger.tables import journal_line
from backoffice_server.features.parties.service import save_customer
from backoffice_server.features.points.tables import points_account
from backoffice_server.features.receivables.tables import receivable_account
from backoffice_server.features.reviews.tables import review
from backoffice_server.proof.verify import verify
from shared_models.rules.accounts import Account
from shared_models.rules.points_receipt import earned_on
from shared_models.rules.receipt import Receipt, Tender
from shared_models.values.codes import TenderMethod
from shared_models.values.money import ZERO, Money
from shared_models.wire.replica import CustomerRow
from shared_models.wire.sales import OnCredit, SoldPoints
from tests.factories.events import Sold, TillWriter
from tests.factories.warung import SECRET, Warung

ANI: Final = UUID(int=0xA1)
ON_TIME: Final = OnCredit(due_on=date(2026, 12, 20))
RULE: Final[dict[str, Any]] = {"spend": Money(1_000), "value": Money(10), "redemption_bp": 9_500}


def known(warung: Warung, *, limit: int = 0) -> Warung:
    row = CustomerRow(id=ANI, code="M1", name="Ibu Ani", phone="0812-5550-11", credit_limit=Money(limit))
    with warung.database.write() as unit:
        save_customer(unit, row=row)
    return warung


def unpaid(till: TillWriter, *lines: Any) -> Receipt:
    """What a cart comes to; the sale that shows it is not sent."""
    at, seq, head, made, receipts = till.at, till.seq, till.head, till.made, till.receipts
    sums = till.sums
    receipt = till.sale(*lines).receipt
    till.items.pop()
    till.shift_receipts.pop()
    till.at, till.seq, till.head, till.made, till.receipts, till.sums = at, seq, head, made, receipts, sums
    return receipt


def sell(till: TillWriter, receipt: Receipt, *, redeem: int = 0, on_account: int = 0, **words: Any) -> Sold:
    """Paid by points and on account as far as said, the rest in cash."""
    parts = {TenderMethod.LOYALTY_POINT: redeem * RULE["value"], TenderMethod.CREDIT_SALE: on_account}
    parts[TenderMethod.CASH] = receipt.total - sum(parts.values())
    tenders = tuple(Tender(method, Money(amount)) for method, amount in parts.items() if amount)
    paid = replace(receipt, tenders=tenders, change=ZERO)
    points = SoldPoints(earned=0, redeemed=redeem, **RULE)
    points = points.model_copy(update={"earned": earned_on(paid, points.rule())})
    return till.sold(paid, words={"customer": ANI, "points": points} | words)


def broken(warung: Warung) -> list[str]:
    with warung.database.read() as unit:
        return [f"{one.rule}: {one.offenders}" for one in verify(unit, SECRET) if not one.holds]


def flags(warung: Warung) -> set[str]:
    return {row.code for row in warung.rows(select(review.c.code))}


def booked(warung: Warung, account: Account) -> int:
    query = select(func.sum(journal_line.c.amount)).where(journal_line.c.account == account.value)
    return int(warung.scalar(query) or 0)


def points_of(warung: Warung) -> int:
    return int(warung.scalar(select(func.sum(points_account.c.points))) or 0)


def owed(warung: Warung) -> int:
    return int(warung.scalar(select(func.sum(receivable_account.c.owed))) or 0)
