"""Returns that other branches took: each posts where the goods came in; only together are they too much."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.reviews.service import Flag, raise_flags
from backoffice_server.features.reviews.tables import review_mark
from backoffice_server.features.sales.tables import sale, sale_line
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ReviewCode
from shared_models.values.ids import BranchId


def flag_returned_elsewhere(unit: Unit, branch: BranchId) -> list[UUID]:
    """Flag sales of `branch` of which all branches together took back more than was sold; once per sale.

    The job behind architecture.md §2: posting a return never waits for another branch.
    """
    unit.lock_branch(branch)
    found = list(dict.fromkeys(unit.connection.execute(_too_much(branch)).scalars()))
    seen = select(review_mark.c.document_id).where(
        review_mark.c.branch_id == branch,
        review_mark.c.code == ReviewCode.RETURN_EXCEEDS_SALE.value,
        review_mark.c.document_id.in_(found),
    )
    known = set(unit.connection.execute(seen).scalars())
    new = [one for one in found if one not in known]
    code, kind = ReviewCode.RETURN_EXCEEDS_SALE, DocumentKind.SALE
    raise_flags(unit, branch, [Flag(code, str(one), kind, one) for one in new])
    return new


def _too_much(branch: BranchId) -> Select[Any]:
    """Sales of the branch with a line of which more came back than was sold, some of it elsewhere."""
    sold, line, back = sale.alias("sold"), sale_line.alias("line"), sale_line.alias("back")
    abroad = (
        select(sale.c.original_sale_id)
        .where(sale.c.original_branch_id == branch, sale.c.branch_id != branch)
        .where(sale.c.original_sale_id.is_not(None))
    )
    return (
        select(sold.c.sale_id)
        .join(line, and_(line.c.branch_id == sold.c.branch_id, line.c.posting_no == sold.c.posting_no))
        .join(
            sale,
            and_(sale.c.original_branch_id == sold.c.branch_id, sale.c.original_sale_id == sold.c.sale_id),
        )
        .join(
            back,
            and_(
                back.c.branch_id == sale.c.branch_id,
                back.c.posting_no == sale.c.posting_no,
                back.c.of_line == line.c.line,
                back.c.product_id == line.c.product_id,
            ),
        )
        .where(sold.c.branch_id == branch, sold.c.kind == "sale", sold.c.sale_id.in_(abroad))
        .group_by(sold.c.sale_id, line.c.line, line.c.sold_qty)
        .having(-func.sum(back.c.sold_qty) > line.c.sold_qty)
        .order_by(sold.c.sale_id)
    )
