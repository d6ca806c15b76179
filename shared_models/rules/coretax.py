"""Full tax invoices as the file that Coretax imports (`TaxInvoiceBulk`).

Element order as in odoo/odoo l10n_id_efaktur_coretax/data/efaktur_templates.xml. The number is given by
Coretax; none is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.etree import ElementTree as ET

from shared_models.rules.tax import TaxRule
from shared_models.rules.tax_invoice import HEAD_OFFICE, BuyerIdKind, LineFigures, TaxBuyer, line_figures
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity

INVOICES_MAX: Final = 1_000
_SEN: Final = 100
_TRX: Final = {TaxClass.TAXABLE: "04", TaxClass.NOT_COLLECTED: "07", TaxClass.EXEMPT: "08"}
_UNITS: Final = {
    "kg": "UM.0003", "g": "UM.0004", "gr": "UM.0004", "l": "UM.0007", "ltr": "UM.0007", "m": "UM.0013",
    "lsn": "UM.0017", "unit": "UM.0018", "set": "UM.0019", "lbr": "UM.0020", "pcs": "UM.0021",
    "box": "UM.0022", "dus": "UM.0037", "ktn": "UM.0037", "roll": "UM.0039",
}  # fmt: skip
_OTHER_UNIT: Final = "UM.0033"


@dataclass(frozen=True, slots=True)
class CoretaxLine:
    """Goods or a service at its price without tax."""

    name: str
    unit: str
    kind: ProductKind
    qty: Quantity
    base: Money
    rule: TaxRule


@dataclass(frozen=True, slots=True)
class CoretaxInvoice:
    """One buyer's invoice; `reference`: the shop's own number."""

    day: date
    reference: str
    buyer: TaxBuyer
    email: str
    lines: tuple[CoretaxLine, ...]


def coretax_file(seller: str, invoices: Sequence[CoretaxInvoice]) -> str:
    """The XML of at most 1.000 invoices of the seller with this 16-digit number. Raises ValueError beyond."""
    if len(invoices) > INVOICES_MAX:
        raise ValueError(len(invoices))
    root = ET.Element(
        "TaxInvoiceBulk",
        {
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:noNamespaceSchemaLocation": "TaxInvoice.xsd",
        },
    )
    _text(root, "TIN", seller)
    listed = ET.SubElement(root, "ListOfTaxInvoice")
    for invoice in invoices:
        _invoice(ET.SubElement(listed, "TaxInvoice"), seller, invoice)
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _invoice(node: ET.Element, seller: str, invoice: CoretaxInvoice) -> None:
    buyer = invoice.buyer
    has_npwp = buyer.id_kind is BuyerIdKind.NPWP
    classes = [line.rule.tax_class for line in invoice.lines]
    for name, value in (
        ("TaxInvoiceDate", invoice.day.isoformat()),
        ("TaxInvoiceOpt", "Normal"),
        ("TrxCode", _TRX.get(classes[0], "04")),
        ("AddInfo", ""),
        ("CustomDoc", ""),
        ("RefDesc", invoice.reference),
        ("FacilityStamp", ""),
        ("SellerIDTKU", seller + HEAD_OFFICE),
        ("BuyerTin", buyer.number if has_npwp else "0" * 16),
        ("BuyerDocument", "TIN" if has_npwp else "National ID"),
        ("BuyerCountry", "IDN"),
        ("BuyerDocumentNumber", "-" if has_npwp else buyer.number),
        ("BuyerName", buyer.name),
        ("BuyerAdress", buyer.address),
        ("BuyerEmail", invoice.email),
        ("BuyerIDTKU", buyer.nitku or HEAD_OFFICE),
    ):
        _text(node, name, value)
    goods = ET.SubElement(node, "ListOfGoodService")
    for line in invoice.lines:
        _line(ET.SubElement(goods, "GoodService"), line)


def _line(node: ET.Element, line: CoretaxLine) -> None:
    figures = line_figures(line.base, line.rule)
    price, discount = _price(line, figures)
    for name, value in (
        ("Opt", "A" if line.kind is ProductKind.GOODS else "B"),
        ("Code", "000000"),
        ("Name", line.name),
        ("Unit", _UNITS.get(line.unit.casefold(), _OTHER_UNIT)),
        ("Price", _decimal(price)),
        ("Qty", _thousandths(line.qty)),
        ("TotalDiscount", _decimal(discount)),
        ("TaxBase", _decimal(figures.base_sen)),
        ("OtherTaxBase", _decimal(figures.other_base_sen)),
        ("VATRate", str(line.rule.rate_bp // 100)),
        ("VAT", _decimal(figures.vat_sen)),
        ("STLGRate", "0"),
        ("STLG", "0"),
    ):
        _text(node, name, value)


def _price(line: CoretaxLine, figures: LineFigures) -> tuple[int, int]:
    """Sen of one unit, rounded up, and what that is too much: price x qty - discount is the base."""
    price = -(-figures.base_sen * ONE // line.qty)
    return price, -(-price * line.qty // ONE) - figures.base_sen


def _decimal(sen: int) -> str:
    return f"{sen // _SEN}.{sen % _SEN:02}"


def _thousandths(qty: Quantity) -> str:
    return f"{qty // ONE}.{qty % ONE:03}".rstrip("0").rstrip(".")


def _text(parent: ET.Element, name: str, value: str) -> None:
    ET.SubElement(parent, name).text = value
