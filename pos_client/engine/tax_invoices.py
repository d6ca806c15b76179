"""A full tax invoice on request: who the buyer is, beside the figures of the receipt as it was sold."""

from typing import Final

from pos_client.engine.receipts import receipt_of
from pos_client.engine.references import refuse_card_number
from pos_client.engine.till import this_till, today
from pos_client.store import StoreUnit
from pos_client.store.journal import Draft, append
from shared_models.rules.receipt import ReceiptKind, ReceiptLine
from shared_models.rules.tax_invoice import TaxBuyer, buyer_faults, cleaned
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import SaleId, StaffId
from shared_models.values.refusals import Refusal
from shared_models.wire.tax_invoices import InvoiceLine, TaxInvoiceRequested

NAME_MAX: Final = 200


def request_invoice(
    unit: StoreUnit, *, sale: SaleId, buyer: TaxBuyer, email: str, actor: StaffId
) -> TaxInvoiceRequested:
    """Told to the back office with the next contact; the invoice itself is made there.

    Refuses RECEIPT_UNKNOWN, TAX_INVOICE_NOT_OFFERED, BUYER_INVALID with the first fault, CARD_NUMBER_REFUSED.
    """
    stored = receipt_of(unit, sale)
    taxed = tuple(line for line in stored.receipt.lines if line.tax_rule is not None)
    untaxed = len(taxed) < len(stored.receipt.lines)
    if stored.kind is not ReceiptKind.SALE or not taxed or untaxed or not this_till(unit).is_pkp:
        raise Refusal(ErrorCode.TAX_INVOICE_NOT_OFFERED)
    faults = buyer_faults(buyer)
    if faults:
        raise Refusal(ErrorCode.BUYER_INVALID, why=faults[0].value)
    bare = cleaned(buyer)
    for text in (bare.name, bare.address, email):
        refuse_card_number(text)
    told = TaxInvoiceRequested(
        request=unit.new_id(),
        sale=sale,
        receipt=stored.receipt_no,
        sold_on=stored.bdate,
        id_kind=bare.id_kind,
        number=bare.number,
        name=bare.name[:NAME_MAX],
        address=bare.address,
        nitku=bare.nitku,
        email=email.strip() or None,
        lines=tuple(map(_line, taxed)),
        base=stored.receipt.revenue,
        vat=stored.receipt.tax,
    )
    append(unit, Draft("tax_invoice.requested", told, bdate=today(unit), shift=None, actor=actor))
    return told


def _line(line: ReceiptLine) -> InvoiceLine:
    rule = line.tax_rule
    assert rule is not None
    return InvoiceLine(
        name=line.item.name,
        unit=line.item.unit,
        kind=line.item.kind,
        tax_class=line.item.tax_class,
        qty=line.qty,
        base=line.revenue,
        vat=line.tax,
        rate_bp=rule.rate_bp,
        base_num=rule.base_num,
        base_den=rule.base_den,
    )
