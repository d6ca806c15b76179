"""What of a sale is known before it is paid: figures, lines as they will stand in the event, goods that move.

Prepared while the cashier counts the money, so that Enter only adds tenders, number and chain, and commits.
"""

import json
from dataclasses import dataclass, fields, replace
from typing import Final

from pydantic import TypeAdapter

from pos_client.engine.cart_rows import Cart
from pos_client.engine.member_sale import NOTHING, MemberWords
from pos_client.engine.sale_rows import moves_of
from pos_client.engine.shift_rows import sum_values
from pos_client.store import StoreUnit
from shared_models.rules.orders import OrderKind
from shared_models.rules.receipt import Load, Receipt, ReceiptKind, ReceiptLine, Tender
from shared_models.rules.shifts import ShiftSums, sums_of
from shared_models.values.ids import SaleId
from shared_models.values.money import ZERO, Money
from shared_models.wire.sales import (
    FIRST_METHODS,
    SoldLine,
    SoldOrder,
    SoldTaxRule,
    UsedVoucher,
    paid_tender,
    sold_lines,
    sold_loads,
    version_of,
)

_FIELDS: Final = [field.name for field in fields(ShiftSums)]
_ROUNDING: Final = _FIELDS.index("rounding")
_CASH: Final = _FIELDS.index("cash_sales")
_LINES: Final = TypeAdapter(tuple[SoldLine, ...])
_RULES: Final = TypeAdapter(tuple[SoldTaxRule, ...])
_VOUCHERS: Final = TypeAdapter(tuple[UsedVoucher, ...])


@dataclass(frozen=True, slots=True)
class Prepared:
    """A cart as a receipt that only lacks its payment. `sums`: values of ShiftSums without any cash."""

    cart: Cart
    lines: tuple[ReceiptLine, ...]
    total: Money
    sums: tuple[int, ...]
    moved: dict[bytes, int]
    lines_json: str
    rules_json: str
    lines_version: int
    vouchers_json: str

    def receipt(
        self,
        *,
        rounding: Money,
        tenders: tuple[Tender, ...],
        change: Money,
        loads: tuple[Load, ...] = (),
        donation: Money = ZERO,
    ) -> Receipt:
        return Receipt(
            kind=ReceiptKind.SALE,
            lines=self.lines,
            total=self.total,
            rounding=rounding,
            tenders=tenders,
            change=change,
            loads=loads,
            donation=donation,
            deposit_vat=Money(sum([load.vat for load in loads]) - self._vat_before),
        )

    @property
    def _vat_before(self) -> Money:
        """What was owed on the deposit of the order that is sold."""
        return ZERO if self.cart.origin is None else self.cart.origin.deposit_vat

    def payload(self, sale: SaleId, receipt: Receipt, words: MemberWords = NOTHING) -> str:
        """The JSON of SaleCompleted, byte for byte (a test holds it)."""
        tenders = ",".join(map(_tender, receipt.tenders))
        customer = "null" if words.customer is None else f'"{words.customer}"'
        points = "" if words.points is None else f',"points":{words.points.model_dump_json()}'
        credit = "" if words.credit is None else f',"credit":{words.credit.model_dump_json()}'
        return (
            f'{{"sale":"{sale}","lines":{self.lines_json},"tax_rules":{self.rules_json},'
            f'"total":{receipt.total},"rounding":{receipt.rounding},"tenders":[{tenders}],'
            f'"change":{receipt.change},"customer":{customer},"note":null,"cart":"{self.cart.id}"{self.later}'
            f"{points}{credit}{_set_aside(receipt)}{self._agreed}}}"
        )

    @property
    def _agreed(self) -> str:
        """The order or the quotation that is sold."""
        origin = self.cart.origin
        if origin is None:
            return ""
        if origin.kind is OrderKind.QUOTATION:
            return f',"quotation":"{origin.id}"'
        sold = SoldOrder(order=origin.id, number=origin.number, deposit_vat=origin.deposit_vat)
        return f',"order":{sold.model_dump_json()}'

    @property
    def later(self) -> str:
        """The words of version 2 that the cart has, in the order of the model."""
        level, approver = self.cart.level, self.cart.level_approver
        said = [("price_level", level), ("level_approver", None if approver is None else str(approver))]
        words = (
            f',"{name}":{json.dumps(value, ensure_ascii=False)}' for name, value in said if value is not None
        )
        return "".join(words) + self.vouchers_json

    def version(self, receipt: Receipt, words: MemberWords = NOTHING) -> int:
        """The version of the event (a test holds it equal to what the model says)."""
        said = (words.points, words.credit, self.cart.origin)
        if receipt.set_aside or any(one is not None for one in said):
            return 2
        later = any(_is_later(tender) for tender in receipt.tenders)
        return 2 if later or self.later else self.lines_version

    def sums_with(self, receipt: Receipt) -> tuple[int, ...]:
        """Values of ShiftSums of the sale as paid (a test holds them equal to `sums_of`)."""
        values = list(self.sums)
        values[_ROUNDING], values[_CASH] = receipt.rounding, receipt.cash
        return tuple(values)


def _is_later(tender: Tender) -> bool:
    return tender.method not in FIRST_METHODS or bool(tender.kind or tender.number or tender.last4)


def _set_aside(receipt: Receipt) -> str:
    loads = ",".join(load.model_dump_json() for load in sold_loads(receipt))
    told = f',"loads":[{loads}]' if loads else ""
    return f'{told},"donation":{receipt.donation}' if receipt.donation else told


def _tender(tender: Tender) -> str:
    if tender.reference is not None or _is_later(tender):
        # Typed by a person: the model checks it.
        return paid_tender(tender).model_dump_json()
    return f'{{"method":"{tender.method.value}","amount":{tender.amount},"reference":null}}'


def prepare(unit: StoreUnit, cart: Cart) -> Prepared:
    """Computed once for a cart as it stands; a changed cart is another one."""
    known: Prepared | None = unit.memory.get(Prepared)
    if known is not None and known.cart is cart:
        return known
    figures = cart.figures
    # The cart keeps its line numbers while lines come and go; a receipt counts from 1.
    lines = tuple(
        line if line.line == number else replace(line, line=number)
        for number, line in enumerate(figures.lines, 1)
    )
    unpaid = Receipt(
        kind=ReceiptKind.SALE, lines=lines, total=figures.total, rounding=ZERO, tenders=(), change=ZERO
    )
    rules, sold = sold_lines(unpaid)
    used = cart.used_vouchers
    prepared = Prepared(
        cart=cart,
        lines=lines,
        total=figures.total,
        sums=sum_values(sums_of(unpaid)),
        moved=moves_of(unpaid),
        lines_json=_LINES.dump_json(sold).decode(),
        rules_json=_RULES.dump_json(rules).decode(),
        lines_version=version_of(None, sold, ()),
        vouchers_json=f',"vouchers":{_VOUCHERS.dump_json(used).decode()}' if used else "",
    )
    unit.memory[Prepared] = prepared
    return prepared
