"""Customers' points and accounts against the books: each has a control account that must say the same."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Select, func, select

from backoffice_server.features.ledger.tables import journal_line
from backoffice_server.features.points.tables import points_account, points_batch, points_move
from backoffice_server.features.receivables.tables import receivable_account, receivable_move
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.derived import differing
from backoffice_server.proof.findings import Finding, count, finding, from_rows
from shared_models.rules.accounts import Account
from shared_models.rules.points_ledger import PointsBatch
from shared_models.values.money import Money

I11: Final = "I11"


def receivables_agree(unit: Unit) -> Iterable[Finding]:
    """I11: what customers owe is the receivables account, document by document and in total."""
    own = receivable_move.c
    moved = select(own.branch_id, own.posting_no, own.amount)
    checked = count(unit, select(func.count()).select_from(receivable_move))
    rule = "customers' accounts = receivables account, per document"
    yield from_rows(unit, I11, rule, checked, differing(moved, _booked(Account.RECEIVABLES), keys=2))
    stands = select(receivable_account)
    sums = select(own.branch_id, own.customer_id, func.sum(own.amount).label("owed"))
    rebuilt = sums.group_by(own.branch_id, own.customer_id)
    checked = count(unit, select(func.count()).select_from(receivable_account))
    query = differing(stands, rebuilt, keys=2)
    yield from_rows(unit, I11, "what customers owe = sum of their moves", checked, query)


def points_agree(unit: Unit) -> Iterable[Finding]:
    """I11: what points owe is the liability account; balances and batches are what the moves add up to."""
    own = points_move.c
    owed = select(own.branch_id, own.posting_no, func.sum(-own.liability).label("amount"))
    # Points that owe nothing leave no line in the account: nothing is the same as 0.
    grouped = owed.group_by(own.branch_id, own.posting_no).having(func.sum(own.liability) != 0)
    checked = count(unit, select(func.count()).select_from(points_move))
    rule = "points moved = points liability account, per document"
    yield from_rows(unit, I11, rule, checked, differing(grouped, _booked(Account.POINTS_LIABILITY), keys=2))
    sums = select(own.branch_id, own.customer_id, func.sum(own.points).label("points"))
    rebuilt = sums.group_by(own.branch_id, own.customer_id)
    checked = count(unit, select(func.count()).select_from(points_account))
    query = differing(select(points_account), rebuilt, keys=2)
    yield from_rows(unit, I11, "points of customers = sum of their moves", checked, query)
    checked = count(unit, select(func.count()).select_from(points_batch))
    yield finding(I11, "open points owe what their moves left", checked, _batches_off(unit))


def _booked(account: Account) -> Select[Any]:
    lines = journal_line.c
    return (
        select(lines.branch_id, lines.posting_no, func.sum(lines.amount).label("amount"))
        .where(lines.account == account.value)
        .group_by(lines.branch_id, lines.posting_no)
    )


def _batches_off(unit: Unit) -> Iterator[str]:
    owed: dict[tuple[Any, Any], int] = {}
    for row in unit.connection.execute(select(points_batch)):
        batch = PointsBatch(
            sale=row.sale_id,
            points=row.points,
            deferred=Money(row.deferred),
            redemption_bp=row.redemption_bp,
            redeemed=row.redeemed,
            reversed=row.reversed,
        )
        key = row.branch_id, row.customer_id
        if batch.open < 0:
            yield f"customer {row.customer_id} batch {row.batch_no}: more used than given"
        owed[key] = owed.get(key, 0) + batch.liability
    own = points_move.c
    query = select(own.branch_id, own.customer_id, func.sum(own.liability).label("owed"))
    for row in unit.connection.execute(query.group_by(own.branch_id, own.customer_id)):
        left = owed.pop((row.branch_id, row.customer_id), 0)
        if left != row.owed:
            yield f"customer {row.customer_id}: batches owe {left}, moves {row.owed}"
