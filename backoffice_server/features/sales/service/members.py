"""What a batch of events needs to know of customers, and what it makes of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from backoffice_server.features.parties import queries as parties
from backoffice_server.features.parties.service import values_of
from backoffice_server.features.parties.tables import customer
from backoffice_server.features.points import queries as points_queries
from backoffice_server.features.points.book import PointsBook
from backoffice_server.features.receivables import queries as receivable_queries
from backoffice_server.features.receivables.book import ReceivableBook
from backoffice_server.features.sales.service.facts import ReceiptTold, TillEvent
from backoffice_server.kernel.unit import Unit
from shared_models.rules.customers import phone_key
from shared_models.rules.points_receipt import paid_by
from shared_models.rules.receipt import Receipt
from shared_models.values.codes import TenderMethod
from shared_models.values.ids import BranchId
from shared_models.wire.envelope import CustomerAddedEvent
from shared_models.wire.replica import CustomerRow

NOBODY: Final = UUID(int=0)
"""Whose account takes what was given to a customer that no event names."""
POINTS, CREDIT = TenderMethod.LOYALTY_POINT, TenderMethod.CREDIT_SALE


@dataclass(slots=True)
class Members:
    """`had`, `owed`: points and debts in all branches before this batch. `phones`: who has a number."""

    points: PointsBook
    receivables: ReceivableBook
    known: dict[UUID, Any] = field(default_factory=dict)
    had: dict[UUID, int] = field(default_factory=dict)
    owed: dict[UUID, int] = field(default_factory=dict)
    phones: dict[str, list[tuple[UUID, str]]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    added: dict[UUID, CustomerRow] = field(default_factory=dict)
    placeholders: dict[UUID, CustomerRow] = field(default_factory=dict)

    @classmethod
    def read(cls, unit: Unit, branch: BranchId, items: Sequence[TillEvent]) -> "Members":
        """Read what `items` say of customers; nothing is asked for receipts of nobody."""
        told = [item.event for item in items if isinstance(item.event, CustomerAddedEvent)]
        receipts = [item for item in items if item.receipt is not None]
        named = {customer_of(item.event) for item in receipts if _concerns(item)} | {
            one.p.customer for one in told
        }
        using = {customer_of(item.event) for item in receipts if _uses_points(item)}
        owing = {customer_of(item.event) for item in receipts if paid_by(_receipt(item), CREDIT)}
        return cls(
            points=PointsBook.open(unit, branch, sorted(using)),
            receivables=ReceivableBook(branch),
            known=parties.customers(unit, named),
            had=points_queries.balances(unit, using),
            owed=receivable_queries.balances(unit, owing),
            phones=_phones(unit, told),
            codes=_codes(unit, told),
        )

    def write(self, unit: Unit) -> None:
        """Moves, balances and new customers."""
        # One whom a sale named before is somebody now.
        unit.upsert(customer, [values_of(row, published=False) for row in self.added.values()])
        unit.insert_missing(
            customer, [values_of(row, placeholder=True) for row in self.placeholders.values()]
        )
        self.points.write(unit)
        self.receivables.write(unit)


def _phones(unit: Unit, told: Iterable[CustomerAddedEvent]) -> dict[str, list[tuple[UUID, str]]]:
    keys = {phone_key(one.p.phone) for one in told} - {""}
    found = parties.of_phones(unit, keys)
    return {key: [(row.customer_id, row.name) for row in rows] for key, rows in found.items()}


def _codes(unit: Unit, told: Sequence[CustomerAddedEvent]) -> set[str]:
    return set(parties.codes(unit).values()) if told else set()


def _concerns(item: TillEvent) -> bool:
    assert isinstance(item.event, ReceiptTold)
    receipt = _receipt(item)
    return item.event.p.customer is not None or bool(paid_by(receipt, CREDIT) or paid_by(receipt, POINTS))


def _uses_points(item: TillEvent) -> bool:
    assert isinstance(item.event, ReceiptTold)
    head = item.event.p
    redeems = head.points is not None and head.points.redeemed > 0
    return redeems or head.points_back is not None or bool(paid_by(_receipt(item), POINTS))


def _receipt(item: TillEvent) -> Receipt:
    assert item.receipt is not None
    return item.receipt


def customer_of(event: object) -> UUID:
    assert isinstance(event, ReceiptTold)
    return event.p.customer or NOBODY
