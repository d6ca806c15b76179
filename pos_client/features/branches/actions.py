"""What the branch screens ask of the back office, and the receipt their preview shows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from pos_client.devices.address import read_address
from pos_client.devices.escpos_bytes import document_bytes
from pos_client.devices.escpos_page import Mark
from pos_client.devices.escpos_reader import read_page
from pos_client.features.branches.state import Draft, lines_of
from pos_client.printing.letterhead import Letterhead
from pos_client.printing.receipts import ReceiptSlip, receipt_document
from pos_client.printing.words import Say
from pos_client.remote.api import Api
from pos_client.texts import N_
from shared_models.rules.cart import CartLine, figures_of
from shared_models.rules.receipt import Item, Receipt, ReceiptKind, Tender
from shared_models.rules.rounding import CashRounding
from shared_models.rules.tender import settle
from shared_models.values.codes import ErrorCode, PriceSource, ProductKind, TaxClass, TenderMethod
from shared_models.values.ids import ProductId
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import ONE, Quantity
from shared_models.values.refusals import Refusal
from shared_models.wire.replica import BranchRow

PAPER_MM: Final = 58
COLUMNS: Final = 32
PAID: Final = Money(100_000)
SELLER: Final = UUID(int=1)
REMARK: Final = N_("Choose firm ones")
# Name, unit, quantity, price: one by the piece, one weighed, and a total that cash cannot pay exactly.
SAMPLES: Final = (
    (N_("Granulated sugar 1 kg"), "pcs", Quantity(2_000), Money(17_500)),
    (N_("Malang apples"), "kg", Quantity(1_235), Money(32_800)),
)


def list_branches(api: Api) -> tuple[BranchRow, ...]:
    return api.branches()


def fetch_branch(api: Api, branch: UUID) -> BranchRow:
    found = next((row for row in api.branches() if row.id == branch), None)
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="branch")
    return found


def save_branch(api: Api, *, before: BranchRow, row: BranchRow) -> BranchRow:
    """Refuses when somebody else has saved the branch since `before` was read."""
    if fetch_branch(api, row.id) != before:
        raise Refusal(ErrorCode.CONFLICT, what="branch")
    return api.save_branch(row)


def sample_receipt(draft: Draft, *, code: str, shop: str, npwp: str | None, at: datetime) -> Sequence[Mark]:
    """The marks a printer of 58 mm makes of a sale in this branch. `at` is on the branch's wall clock."""
    head = Letterhead(
        shop=shop,
        address=draft.address.strip(),
        branch=draft.name.strip(),
        phone=draft.phone.strip() or None,
        is_pkp=npwp is not None,
        npwp=npwp,
        header=lines_of(draft.header),
        footer=lines_of(draft.footer),
    )
    slip = ReceiptSlip(
        number=f"{code}-K1A-000042",
        at=at,
        business_date=at.date(),
        cashier="Sari",
        register="K1",
        receipt=_receipt(draft, head.say, at),
        with_remarks=draft.print_remarks,
        sellers={SELLER: "Rina"} if draft.print_salesperson else {},
    )
    printer = read_address("none://", columns=COLUMNS)
    return read_page(document_bytes(receipt_document(slip, head), printer), columns=COLUMNS)


def _receipt(draft: Draft, say: Say, at: datetime) -> Receipt:
    lines = [
        CartLine(
            line=place,
            item=_item(say(name), unit),
            qty=qty,
            price=price,
            price_source=PriceSource.LIST,
            list_price=price,
            # The weighed one has what a branch may print below a line.
            remark=say(REMARK) if place == len(SAMPLES) else None,
            salesperson=SELLER if place == len(SAMPLES) else None,
        )
        for place, (name, unit, qty, price) in enumerate(SAMPLES, 1)
    ]
    figures = figures_of(lines, cart_discount=ZERO, tax_rules=(), day=at.date())
    paid = Tender(TenderMethod.CASH, PAID)
    settled = settle(figures.total, [paid], CashRounding(draft.rounding_step, draft.rounding_mode))
    return Receipt(
        kind=ReceiptKind.SALE,
        lines=figures.lines,
        total=figures.total,
        rounding=settled.rounding,
        tenders=(paid,),
        change=settled.change,
    )


def _item(name: str, unit: str) -> Item:
    return Item(
        product=ProductId(UUID(int=0)),
        sku="",
        name=name,
        kind=ProductKind.GOODS,
        tax_class=TaxClass.TAXABLE,
        unit=unit,
        factor=ONE,
    )
