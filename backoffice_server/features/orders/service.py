"""Orders and quotations on their way in: kept, closed once, and told to the tills of their branch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backoffice_server.features.orders import queries
from backoffice_server.features.orders.tables import customer_order, order_closing
from backoffice_server.kernel.unit import Unit
from shared_models.rules.orders import OrderState
from shared_models.values.ids import BranchId
from shared_models.wire.orders import OrderRow
from shared_models.wire.sync import Entity


@dataclass(frozen=True, slots=True)
class Closing:
    """What an order came to: a sale, or an event that gave it up. `once`: a second one is to be looked at."""

    order: UUID
    document: UUID
    kind: str
    state: OrderState
    receipt: str
    at: datetime
    once: bool = True


def note(
    unit: Unit, branch: BranchId, placed: Sequence[OrderRow], closings: Sequence[Closing]
) -> list[Closing]:
    """Write what was agreed and what closed it, and tell the tills. Call under the branch lock.

    Returns the closings of what was closed before: somebody has to look at them.
    """
    if not placed and not closings:
        return []
    unit.insert_missing(customer_order, [_values(branch, row) for row in placed])
    closed = queries.closed_before(unit, branch, {one.order for one in closings})
    again: list[Closing] = []
    for one in closings:
        if one.order in closed and one.once:
            again.append(one)
        closed.add(one.order)
    unit.insert_missing(
        order_closing,
        [
            (branch, one.order, one.document, one.kind, one.state.value, one.receipt, one.at)
            for one in closings
        ],
    )
    touched = {row.id for row in placed} | {one.order for one in closings}
    for key, row in sorted(queries.states(unit, branch, touched).items()):
        unit.change(Entity.ORDER, str(key), row, branch)
    return again


def _values(branch: BranchId, row: OrderRow) -> tuple[object, ...]:
    return (
        branch,
        row.id,
        row.kind.value,
        row.number,
        row.customer_name or "",
        row.phone or "",
        row.until,
        row.total,
        row.deposit,
        row.placed_at,
        row.model_dump_json(),
    )
