"""What the second till of the pictures did besides: goods told apart, orders, a tax invoice asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from shared_models.rules.cart import CartLine
from shared_models.rules.particulars import AgeConfirmed, Particulars, Prescription
from shared_models.rules.receipt import Item, Load, Tender
from shared_models.rules.tax_invoice import BuyerIdKind
from shared_models.values.codes import PutAside, TenderMethod
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import whole
from shared_models.wire.orders import AgreedLine, OrderPlaced, QuotationMade
from shared_models.wire.replica import CustomerRow
from shared_models.wire.sales import paid_tender
from shared_models.wire.tax_invoices import InvoiceLine, TaxInvoiceRequested
from tests.factories.events import Sold, TillWriter, line
from tests.factories.receipts import tax_rule

PPN: Final = tax_rule(valid_from=date(2025, 5, 22))
# Of the demonstration shop's opening stock at its first branch.
LOT: Final = "Y2611B"
LOT_DAYS: Final = 5
PIECE: Final = "356988110000017"


@dataclass(frozen=True, slots=True)
class Priced:
    """A product and what one of it costs."""

    item: Item
    price: int


@dataclass(frozen=True, slots=True)
class OtherDay:
    """One till; who works there, who buys there, and its goods by code."""

    writer: TillWriter
    people: Sequence[UUID]
    customers: Sequence[CustomerRow]
    goods: Mapping[str, Priced]

    def trade(self) -> None:
        self._tell_apart()
        self._ask_for_tax(self._sell_taxed())
        self._place_order(self.customers[0], 3, deposit=50_000, remark="Antar sebelum pukul 10")
        self._place_order(self.customers[1], -2, deposit=0, remark=None)
        self._quote(self.customers[2])

    def _tell_apart(self) -> None:
        """Cigarettes to somebody old enough, medicine on a prescription, a lot, a telephone by its number."""
        paper = Prescription("R-2026/0118", "dr. Endah Kusumawardani, Sp.PD")
        over = self.writer.at.date() + timedelta(days=LOT_DAYS)
        self.writer.sale(
            self._line("ROK001", 0, Particulars(age=AgeConfirmed(18))),
            self._line("OBA090", 1, Particulars(prescription=paper)),
        )
        self.writer.sale(self._line("SUS090", 0, Particulars(lot=LOT, expires_on=over), qty=2))
        self.writer.sale(self._line("ELE001", 2, Particulars(serial=PIECE)))

    def _sell_taxed(self) -> Sold:
        before, self.writer.tax_rules = self.writer.tax_rules, (PPN,)
        sold = self.writer.sale(self._line("MIN001", 0, qty=4), self._line("SUS090", 1, qty=1))
        self.writer.tax_rules = before
        return sold

    def _ask_for_tax(self, sold: Sold) -> None:
        told = [
            InvoiceLine(
                name=one.item.name, unit=one.item.unit, kind=one.item.kind, tax_class=one.item.tax_class,
                qty=one.qty, base=Money(one.amount - one.tax), vat=one.tax, rate_bp=PPN.rate_bp,
                base_num=PPN.base_num, base_den=PPN.base_den,
            )
            for one in sold.receipt.lines
        ]  # fmt: skip
        wanted = TaxInvoiceRequested(
            request=self.writer.new_id(), sale=sold.sale, receipt=sold.receipt_no,
            sold_on=self.writer.at.date(), id_kind=BuyerIdKind.NIK, number="3273010101800001",
            name="Koperasi Karyawan Dapur Sehat Melati Bandung Raya", address="Jl. Melati 5, Bandung",
            nitku="", lines=tuple(told), base=sold.receipt.revenue, vat=sold.receipt.tax,
        )  # fmt: skip
        self.writer.write("tax_invoice.requested", wanted)

    def _place_order(self, owner: CustomerRow, days: int, *, deposit: int, remark: str | None) -> None:
        """Goods laid aside; the deposit stands on a receipt of its own."""
        number = f"BDG1-K2A-P{self.writer.made:05}"
        lines = (self._agreed("ELE001"), self._agreed("SUS091"))
        total = Money(sum(one.price for one in lines))
        paid = (Tender(TenderMethod.CASH, Money(deposit)),) if deposit else ()
        loads = [Load(PutAside.DEPOSIT_TAKEN, number, Money(deposit))]
        receipt = self.writer.paid(tenders=paid, loads=loads).receipt_no if deposit else None
        told = OrderPlaced(
            order=self.writer.new_id(), number=number, customer=owner.id, customer_name=owner.name,
            phone=owner.phone, lines=lines, total=total, tax=ZERO,
            due_on=self.writer.at.date() + timedelta(days=days), remark=remark, deposit=Money(deposit),
            deposit_vat=ZERO, paid=tuple(map(paid_tender, paid)), receipt=receipt,
        )  # fmt: skip
        self.writer.write("order.placed", told)

    def _quote(self, owner: CustomerRow) -> None:
        lines = (self._agreed("ROK001"),)
        told = QuotationMade(
            quotation=self.writer.new_id(), number=f"BDG1-K2A-Q{self.writer.made:05}", customer=owner.id,
            customer_name=owner.name, phone=owner.phone, lines=lines, total=lines[0].price, tax=ZERO,
            valid_until=self.writer.at.date() + timedelta(days=14),
        )  # fmt: skip
        self.writer.write("quotation.made", told)

    def _line(
        self, sku: str, seller: int, particulars: Particulars | None = None, *, qty: int = 1
    ) -> CartLine:
        one = self.goods[sku]
        plain = line(one.item, one.price, qty=whole(qty))
        return replace(plain, salesperson=self.people[seller], particulars=particulars)

    def _agreed(self, sku: str) -> AgreedLine:
        item, price = self.goods[sku].item, Money(self.goods[sku].price)
        return AgreedLine(
            product=item.product, sku=item.sku, name=item.name, kind=item.kind, tax_class=item.tax_class,
            unit=item.unit, factor=item.factor, decimals=0, qty=whole(1), price=price, list_price=price,
            discount=ZERO,
        )  # fmt: skip
