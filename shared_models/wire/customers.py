"""Customers: what a till writes when it adds one, and what the back office shows and takes."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from shared_models.rules.points import PointsRule
from shared_models.values.money import ZERO, Money
from shared_models.wire.base import ApiModel, Code, Count, Int, Name, Positive, Text, WireModel
from shared_models.wire.replica import CustomerRow

POINTS_MAX = 1_000_000_000


class CustomerAdded(WireModel):
    """A customer added at a till; `customer` is made there."""

    customer: UUID
    code: Code
    name: Name
    phone: Text | None = None


class PointsTerms(ApiModel):
    """How a shop gives points. Fields of rules/points.PointsRule.

    `redemption_bp`: expected redemption in 1/100 %; 0: points cost the shop what they pay, on the day they
    pay it.
    """

    spend: Positive
    value: Positive
    minimum: Count = 1
    offline_cap: Count = 0
    redemption_bp: int = Field(default=9_500, ge=0, le=10_000, strict=True)

    def rule(self) -> PointsRule:
        return PointsRule(self.spend, self.value, minimum=self.minimum, offline_cap=self.offline_cap)


class CustomerTerms(ApiModel):
    """What holds for all customers. `points` null: the shop gives none. `credit_offline_cap`: rupiah a till
    may give one customer on account before it hears from the back office again.
    """

    points: PointsTerms | None = None
    credit_offline_cap: Positive = ZERO


class CustomerLine(ApiModel):
    """A customer in the list. `points`, `owed`: of all branches."""

    customer: CustomerRow
    points: Int
    owed: Int
    last_purchase: date | None


class Purchase(ApiModel):
    """A receipt of a customer. `total`: what was paid; a return's is negative."""

    branch: UUID
    branch_code: Code
    sale: UUID
    receipt: Text
    kind: Code
    at: AwareDatetime
    bdate: date
    lines: int
    total: Int


class CustomerStanding(ApiModel):
    """What a customer has and owes, and what he bought last. `oldest_due`: null when nothing is open."""

    customer: UUID
    points: Int
    owed: Int
    oldest_due: date | None
    purchases: tuple[Purchase, ...]


class PointsLine(ApiModel):
    """One move of a customer's points, the newest first in lists. `points` is signed."""

    branch_code: Code
    at: AwareDatetime
    bdate: date
    kind: Code
    document_no: Text
    points: Int
    liability: Int


class CorrectPoints(ApiModel):
    """Give or take points by hand. `id` is made by the asker: sent twice, it is booked once."""

    id: UUID
    branch: UUID
    customer: UUID
    points: int = Field(strict=True, ge=-POINTS_MAX, le=POINTS_MAX)
    note: Name

    @model_validator(mode="after")
    def _check(self) -> "CorrectPoints":
        if not self.points:
            raise ValueError("no points")
        return self


class CustomerBooked(ApiModel):
    """A document of a customer as booked."""

    id: UUID
    number: Code
    posting_no: int


class PaidInto(StrEnum):
    """Where a customer's payment goes."""

    CASH = "cash"  # 1102
    BANK = "bank"  # 1111


class ReceivePayment(ApiModel):
    """A customer pays what he owes a branch. `id` is made by the asker: sent twice, it is booked once."""

    id: UUID
    branch: UUID
    customer: UUID
    amount: Positive = Field(gt=0)
    into: PaidInto
    note: Text = ""


class ReceivableMove(ApiModel):
    """One line of a customer's account with a branch. `amount` > 0: owes more. `due_on` of a sale."""

    branch_code: Code
    at: AwareDatetime
    bdate: date
    kind: Code
    document_no: Text
    amount: Int
    due_on: date | None
    balance: Int


class Ageing(ApiModel):
    """Open amounts by how late they are: the words of rules/credit.AgeBucket."""

    not_due: Money = ZERO
    to_30: Money = ZERO
    to_60: Money = ZERO
    to_90: Money = ZERO
    over_90: Money = ZERO


class ReceivableLine(ApiModel):
    """What a customer owes one branch."""

    branch: UUID
    branch_code: Code
    customer: UUID
    code: Code
    name: Name
    phone: Text | None
    owed: Int
    credit_limit: Positive
    oldest_due: date | None
    ageing: Ageing


class Receivables(ApiModel):
    """Everybody who owes something, the oldest due first, and the sums."""

    day: date
    rows: tuple[ReceivableLine, ...]
    owed: Int
    ageing: Ageing
