"""What the sales screens ask, and how a receipt is put together for the screen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pos_client.printing.letterhead import Letterhead
from pos_client.printing.preview import render_text
from pos_client.printing.receipts import ReceiptSlip, receipt_document
from pos_client.remote.api import Api, Sheet, Span
from pos_client.texts import Language
from shared_models.wire.documents import SaleDocument, SalesPage
from shared_models.wire.replica import BranchRow

COLUMNS = 32
ToLocal = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class SalesWish:
    """Which receipts the list shows."""

    search: str = ""
    kind: str = ""
    cashier: str = ""
    to_review: bool = False


@dataclass(frozen=True, slots=True)
class Seller:
    """The company as its receipts name it."""

    name: str = ""
    npwp: str | None = None


def list_sales(api: Api, sheet: Sheet, span: Span, wish: SalesWish) -> SalesPage:
    return api.sales(
        sheet, span, search=wish.search, kind=wish.kind, cashier=wish.cashier, to_review=wish.to_review
    )


def find_receipts(api: Api, words: str) -> SalesPage:
    """The newest receipts whose number holds these words."""
    return api.sales(Sheet(limit=5), Span(), search=words)


def fetch_receipt(api: Api, *, branch: UUID, sale: UUID) -> SaleDocument:
    return api.sale(branch, sale)


def receipt_text(
    document: SaleDocument, *, shop: Seller, branch: BranchRow | None, language: Language, at: datetime
) -> list[str]:
    """The receipt as its till printed it, line by line. `at` is on the branch's wall clock."""
    paid = document.sale or document.returned
    if paid is None:
        return []
    returned = document.returned
    slip = ReceiptSlip(
        number=document.head.receipt,
        at=at,
        business_date=document.head.bdate,
        cashier=document.head.cashier,
        register=document.head.register_code,
        receipt=paid.to_receipt(),
        original=returned.original.receipt if returned is not None and returned.original else None,
        reason=returned.reason if returned is not None else None,
        note=document.sale.note if document.sale is not None else None,
        sellers={one.staff: one.name for one in document.sellers},
    )
    head = Letterhead(
        shop=shop.name,
        npwp=shop.npwp,
        address=branch.address if branch is not None else "",
        language=language,
        branch=branch.name if branch is not None else None,
        phone=branch.phone if branch is not None else None,
        # The receipt itself says whether PPN was charged.
        is_pkp=bool(paid.tax_rules),
        header=branch.receipt_header if branch is not None else (),
        footer=branch.receipt_footer if branch is not None else (),
    )
    return render_text(receipt_document(slip, head), COLUMNS)
