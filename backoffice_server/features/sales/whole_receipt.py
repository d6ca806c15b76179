"""A receipt as its events say it, for a till that did not write it: goods come back anywhere."""

from typing import Any, Final

from sqlalchemy import and_, func, or_, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.events.tables import event
from backoffice_server.features.sales.tables import sale
from backoffice_server.features.staff.tables import staff
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.tills import ToldReceipt, WholeReceipt

_EVENT_OF_SALE: Final = and_(
    event.c.branch_id == sale.c.branch_id,
    event.c.stream_id == sale.c.stream_id,
    event.c.seq == sale.c.seq,
    event.c.hash == sale.c.event_hash,
)
_TOLD: Final = (
    select(
        *(sale.c.branch_id, sale.c.sale_id, event.c.bytes, event.c.hash),
        func.coalesce(staff.c.name, "").label("cashier"),
    )
    .join(event, _EVENT_OF_SALE)
    .outerjoin(staff, staff.c.staff_id == sale.c.cashier_id)
    .order_by(sale.c.at, sale.c.posting_no)
)


def whole_receipt(unit: Unit, *, number: str) -> WholeReceipt:
    """Of any branch, with every return booked against it so far. Refuses RECEIPT_UNKNOWN.

    Of two that bear one number (a till's machine was set back) the first.
    """
    everywhere = select(branch.c.branch_id)
    numbered = _TOLD.where(sale.c.branch_id.in_(everywhere), sale.c.receipt == number)
    found = unit.connection.execute(numbered).first()
    if found is None:
        raise Refusal(ErrorCode.RECEIPT_UNKNOWN, number=number)
    against = _TOLD.where(
        sale.c.branch_id.in_(everywhere),
        or_(sale.c.original_branch_id == found.branch_id, sale.c.original_branch_id.is_(None)),
        sale.c.original_sale_id == found.sale_id,
    )
    returns = tuple(_told(row) for row in unit.connection.execute(against))
    return WholeReceipt(receipt=_told(found), returns=returns)


def _told(row: Any) -> ToldReceipt:
    return ToldReceipt(
        branch=row.branch_id, cashier=row.cashier, hash=row.hash.hex(), bytes=row.bytes.decode()
    )
