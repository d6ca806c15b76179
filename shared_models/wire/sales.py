"""`sale.completed` and `sale.returned`, versions 1 and 2.

A released shape never changes. Version 2 says more: fields marked `LATER`, payments and prices of kinds that
version 1 does not know. Whatever version 1 can say is still said by it, byte for byte, so that an older back
office posts it; the rest it keeps until it is upgraded.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from shared_models.rules.particulars import AGE_MAX, AgeConfirmed, Particulars, Prescription
from shared_models.rules.payments import STORED
from shared_models.rules.points import PointsRule
from shared_models.rules.points_receipt import earned_on, paid_by, taken_back_with
from shared_models.rules.receipt import (
    Item,
    LinePromotion,
    Load,
    Loadable,
    Receipt,
    ReceiptKind,
    ReceiptLine,
    Tender,
)
from shared_models.rules.tax import TaxRounding, TaxRule
from shared_models.values.codes import PriceSource, ProductKind, PutAside, TaxClass, TenderMethod
from shared_models.values.ids import ProductId
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import Quantity
from shared_models.wire.base import (
    LATER,
    Code,
    Count,
    Int,
    Milli,
    Name,
    Ordinal,
    Positive,
    Text,
    WireModel,
    later_words,
    says_later,
)

MAX_LINES = 2_000
MAX_TENDERS = 32
MAX_VOUCHERS = 32
# Words of version 1; every other one makes an event version 2.
FIRST_METHODS: Final = frozenset({TenderMethod.CASH, TenderMethod.QRIS, TenderMethod.CARD})
FIRST_SOURCES: Final = frozenset(
    {PriceSource.LIST, PriceSource.OVERRIDE, PriceSource.OPEN, PriceSource.LABEL, PriceSource.RETURN}
)


LastFour = Annotated[str, StringConstraints(pattern="^[0-9]{4}$")]


class SoldTaxRule(WireModel):
    """The tax rule as it stood at the moment of sale. Rates in 1/100 %."""

    code: Code
    rate_bp: Count
    base_num: Count
    base_den: Ordinal
    inclusive: bool
    rounding: TaxRounding
    valid_from: date


class SoldPromotion(WireModel):
    """What a promotion took off a line; it is a part of the line's `line_discount`."""

    id: UUID
    name: Name
    amount: Positive


class ConfirmedAge(WireModel):
    """The buyer is at least so old; `born` null: by his looks."""

    at_least: int = Field(ge=1, le=AGE_MAX)
    born: date | None = None


class ShownPrescription(WireModel):
    """The prescription that goods were handed out on."""

    number: Code
    prescriber: Name


class SoldParticulars(WireModel):
    """The lot or the piece that a line sold, and what was confirmed before it was."""

    lot: Annotated[Code | None, LATER] = None
    expires_on: Annotated[date | None, LATER] = None
    serial: Annotated[Code | None, LATER] = None
    age: Annotated[ConfirmedAge | None, LATER] = None
    prescription: Annotated[ShownPrescription | None, LATER] = None

    def to_particulars(self) -> Particulars:
        """What rules work on."""
        age, shown = self.age, self.prescription
        return Particulars(
            lot=self.lot,
            expires_on=self.expires_on,
            serial=self.serial,
            age=None if age is None else AgeConfirmed(age.at_least, age.born),
            prescription=None if shown is None else Prescription(shown.number, shown.prescriber),
        )


class SoldLine(WireModel):
    """One line with everything copied in. `tax_rule` is an index into the event's `tax_rules`, or null."""

    line: int = Field(ge=1, le=MAX_LINES)
    product: UUID
    sku: Code
    name: Name
    kind: ProductKind
    tax_class: TaxClass
    unit: Code
    factor: Milli
    qty: Milli
    price: Positive
    source: PriceSource
    list_price: Positive | None
    gross: Positive
    line_discount: Positive
    cart_discount: Positive
    tax_rule: int | None = Field(ge=0)
    tax: Positive
    price_approver: UUID | None = None
    discount_approver: UUID | None = None
    remark: Annotated[Text | None, LATER] = None
    salesperson: Annotated[UUID | None, LATER] = None
    promotions: Annotated[tuple[SoldPromotion, ...], LATER] = ()
    particulars: Annotated[SoldParticulars | None, LATER] = None


class ReturnedLine(SoldLine):
    """One line taken back. `of_line` is the line of the original sale, null without one."""

    of_line: int | None = Field(ge=1, le=MAX_LINES)
    restock: bool


class PaidTender(WireModel):
    """One payment; cash: the amount handed over."""

    method: TenderMethod
    amount: Positive
    reference: Text | None = None
    # Its code among the shop's payment methods; the number of a voucher or card of the shop; the last four
    # digits of a bank card, never more of it.
    kind: Annotated[Code | None, LATER] = None
    number: Annotated[Code | None, LATER] = None
    last4: Annotated[LastFour | None, LATER] = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.method in STORED and self.number is None:
            raise ValueError("value held with the shop is spent by its number")
        return self


class SoldLoad(WireModel):
    """A gift voucher or gift card sold, or loaded again; it is paid beside the goods and is no revenue.

    Also a deposit on an order, under the order's number; `vat`: owed on it from now on.
    """

    sold: Loadable
    number: Code
    amount: Positive
    vat: Annotated[Positive | None, LATER] = None


class UsedVoucher(WireModel):
    """A code that was used up: its promotion took something off this sale."""

    promotion: UUID
    code: Code


Vouchers = Annotated[tuple[UsedVoucher, ...], Field(max_length=MAX_VOUCHERS)]


class SoldPoints(WireModel):
    """Points a sale earns and uses, with the rule they were reckoned by: a return reckons by it again.

    `redeemed` pay their `value` each, as tender `loyalty_point`. `redemption_bp`: how many of the earned ones
    the shop expected to be used, in 1/100 %.
    """

    earned: Count
    redeemed: Count
    spend: Positive
    value: Positive
    redemption_bp: int = Field(ge=0, le=10_000)

    def rule(self) -> PointsRule:
        return PointsRule(self.spend, self.value)


class ReturnedPoints(WireModel):
    """Points a return takes back because it takes back what earned them, and gives back because it refunds
    what they paid.
    """

    taken_back: Count
    given_back: Count


class OnCredit(WireModel):
    """What is said of the tender `credit_sale`: when it is due, and who allowed it over the limit."""

    due_on: date
    approver: UUID | None = None


class SoldOrder(WireModel):
    """The order that is picked up. Its deposit is among the tenders; `deposit_vat`: what was owed on it."""

    order: UUID
    number: Code
    deposit_vat: Positive


class DepositBack(WireModel):
    """The deposit of an order that is cancelled: paid back, or given up as tender `forfeited_deposit`.

    `vat`: what was owed on all of it; `forfeited_vat`: the part that stays owed.
    """

    order: UUID
    number: Code
    amount: Positive
    vat: Positive
    forfeited_vat: Positive


class SaleCompleted(WireModel):
    """A finished sale: the receipt, figure by figure.

    `cart` is the till's own name for what was rung up: a till that lost this sale with an old disk image
    sees by it that the cart is sold. `price_level`: whose prices the lines have; null: the list's.
    """

    sale: UUID
    lines: tuple[SoldLine, ...] = Field(max_length=MAX_LINES)
    tax_rules: tuple[SoldTaxRule, ...] = Field(max_length=16)
    total: Positive
    rounding: Int
    tenders: tuple[PaidTender, ...] = Field(max_length=MAX_TENDERS)
    change: Positive
    customer: UUID | None = None
    note: Text | None = None
    cart: UUID | None = None
    price_level: Annotated[Code | None, LATER] = None
    level_approver: Annotated[UUID | None, LATER] = None
    vouchers: Annotated[Vouchers, LATER] = ()
    points: Annotated[SoldPoints | None, LATER] = None
    credit: Annotated[OnCredit | None, LATER] = None
    loads: Annotated[tuple[SoldLoad, ...], LATER, Field(max_length=MAX_TENDERS)] = ()
    # Change the customer gave away; `change` is what was handed back.
    donation: Annotated[Positive | None, LATER] = None
    # The order or the quotation that its agreed prices come from.
    order: Annotated[SoldOrder | None, LATER] = None
    quotation: Annotated[UUID | None, LATER] = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        _demand_rules(self.lines, self.tax_rules)
        if len(set(self.vouchers)) != len(self.vouchers):
            raise ValueError("a code is used twice")
        if not (self.lines or self.loads):
            raise ValueError("nothing is sold")
        return self

    @property
    def version(self) -> int:
        """The first version that can say this."""
        return version_of(self, self.lines, self.tenders)

    def to_receipt(self) -> Receipt:
        """The receipt that rules work on."""
        rules = _Rules(self.tax_rules)
        return Receipt(
            kind=ReceiptKind.SALE,
            lines=tuple([_line(line, rules, None, restock=True) for line in self.lines]),
            total=self.total,
            rounding=Money(self.rounding),
            tenders=_tenders(self.tenders),
            change=self.change,
            loads=tuple([Load(load.sold, load.number, load.amount, load.vat or ZERO) for load in self.loads]),
            donation=self.donation or ZERO,
            deposit_vat=self._deposit_vat(),
        )

    def _deposit_vat(self) -> Money:
        taken = sum([load.vat or ZERO for load in self.loads])
        return Money(taken if self.order is None else taken - self.order.deposit_vat)


class OriginalSale(WireModel):
    """The sale a return belongs to, as printed on its receipt."""

    sale: UUID
    branch: UUID
    receipt: Code


class SaleReturned(WireModel):
    """Goods taken back and money paid out. All figures are positive.

    Without lines: the deposit of an order that is cancelled.
    """

    sale: UUID
    original: OriginalSale | None
    reason: Text
    lines: tuple[ReturnedLine, ...] = Field(max_length=MAX_LINES)
    tax_rules: tuple[SoldTaxRule, ...] = Field(max_length=16)
    total: Positive
    rounding: Int
    tenders: tuple[PaidTender, ...] = Field(max_length=MAX_TENDERS)
    change: int = Field(default=0, strict=True, ge=0, le=0)
    customer: UUID | None = None
    points: Annotated[ReturnedPoints | None, LATER] = None
    deposit: Annotated[DepositBack | None, LATER] = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        _demand_rules(self.lines, self.tax_rules)
        if not self.lines and self.deposit is None:
            raise ValueError("nothing comes back")
        return self

    @property
    def version(self) -> int:
        """The first version that can say this."""
        return version_of(self, self.lines, self.tenders)

    def to_receipt(self) -> Receipt:
        """The receipt that rules work on."""
        rules = _Rules(self.tax_rules)
        return Receipt(
            kind=ReceiptKind.RETURN,
            lines=tuple([_line(line, rules, line.of_line, restock=line.restock) for line in self.lines]),
            total=self.total,
            rounding=Money(self.rounding),
            tenders=_tenders(self.tenders),
            change=Money(0),
            **self._deposit_back(),
        )

    def _deposit_back(self) -> dict[str, Any]:
        told = self.deposit
        if told is None:
            return {}
        load = Load(PutAside.DEPOSIT_TAKEN, told.number, told.amount, told.vat)
        return {
            "loads": (load,),
            "deposit_vat": Money(-told.vat),
            "forfeited_vat": told.forfeited_vat,
        }


_LATER: Final[dict[type[WireModel], frozenset[str]]] = {
    model: later_words(model) for model in (SoldLine, ReturnedLine, PaidTender, SaleCompleted, SaleReturned)
}


def version_of(head: WireModel | None, lines: Iterable[SoldLine], tenders: Iterable[PaidTender]) -> int:
    """The first version of a sale or return that can say all of this; `head` None: nothing of it is new."""
    later = (
        (head is not None and says_later(head, _LATER[type(head)]))
        or any(line.source not in FIRST_SOURCES or says_later(line, _LATER[type(line)]) for line in lines)
        or any(_is_later(tender) for tender in tenders)
    )
    return 2 if later else 1


def points_differ(receipt: Receipt, told: SoldPoints | None) -> bool:
    """Whether a sale's points are not those of its rule, or do not pay what they are said to pay."""
    by_points = paid_by(receipt, TenderMethod.LOYALTY_POINT)
    if told is None:
        return by_points > 0
    return told.redeemed * told.value != by_points or told.earned != earned_on(receipt, told.rule())


def returned_points(
    told: SoldPoints | None,
    sale: Receipt,
    by_points: Money,
    *,
    refunded_before: Money,
    before: Mapping[int, Quantity],
    after: Mapping[int, Quantity],
) -> ReturnedPoints | None:
    """What a return of `sale`, which `told` of points, says of them.

    It pays back `by_points` of what they paid, the returns before it `refunded_before`. `before`, `after`:
    quantities returned so far, by the sale's line number.

    Points go back whole; the parts sum to those that were used.
    """
    if told is None:
        return None
    taken = taken_back_with(sale, told.rule(), before=before, after=after)
    value = max(told.value, 1)
    given = (refunded_before + by_points) // value - refunded_before // value
    return ReturnedPoints(taken_back=taken, given_back=given) if taken or given else None


def _is_later(tender: PaidTender) -> bool:
    return tender.method not in FIRST_METHODS or says_later(tender, _LATER[PaidTender])


def sold_lines(receipt: Receipt) -> tuple[tuple[SoldTaxRule, ...], tuple[SoldLine, ...]]:
    """Wire shape of a sale's lines and the tax rules they point to."""
    rules = _distinct_rules(receipt)
    return tuple(map(_sold_rule, rules)), tuple(_sold_line(line, rules) for line in receipt.lines)


def returned_lines(receipt: Receipt) -> tuple[tuple[SoldTaxRule, ...], tuple[ReturnedLine, ...]]:
    """Wire shape of a return's lines and the tax rules they point to."""
    rules = _distinct_rules(receipt)
    return tuple(map(_sold_rule, rules)), tuple(
        ReturnedLine(**dict(_sold_line(line, rules)), of_line=line.of_line, restock=line.restock)
        for line in receipt.lines
    )


def _distinct_rules(receipt: Receipt) -> list[TaxRule]:
    return list(dict.fromkeys(line.tax_rule for line in receipt.lines if line.tax_rule is not None))


def paid_tenders(receipt: Receipt) -> tuple[PaidTender, ...]:
    """Wire shape of a receipt's payments."""
    return tuple(map(paid_tender, receipt.tenders))


def paid_tender(tender: Tender) -> PaidTender:
    """Wire shape of one payment."""
    return PaidTender(
        method=tender.method,
        amount=tender.amount,
        reference=tender.reference,
        kind=tender.kind,
        number=tender.number,
        last4=tender.last4,
    )


def sold_loads(receipt: Receipt) -> tuple[SoldLoad, ...]:
    """Wire shape of what a receipt loads."""
    return tuple(
        SoldLoad(sold=load.sold, number=load.number, amount=load.amount, vat=load.vat or None)
        for load in receipt.loads
    )


def _sold_line(line: ReceiptLine, rules: list[TaxRule]) -> SoldLine:
    item = line.item
    return SoldLine(
        line=line.line,
        product=item.product,
        sku=item.sku,
        name=item.name,
        kind=item.kind,
        tax_class=item.tax_class,
        unit=item.unit,
        factor=item.factor,
        qty=line.qty,
        price=line.price,
        source=line.price_source,
        list_price=line.list_price,
        gross=line.gross,
        line_discount=line.line_discount,
        cart_discount=line.cart_discount,
        tax_rule=None if line.tax_rule is None else rules.index(line.tax_rule),
        tax=line.tax,
        price_approver=line.price_approver,
        discount_approver=line.discount_approver,
        promotions=tuple(map(_sold_promotion, line.promotions)),
        remark=line.remark,
        salesperson=line.salesperson,
        particulars=None if line.particulars is None else sold_particulars(line.particulars),
    )


def sold_particulars(told: Particulars) -> SoldParticulars:
    """Wire shape of what is particular about a line."""
    age, shown = told.age, told.prescription
    return SoldParticulars(
        lot=told.lot,
        expires_on=told.expires_on,
        serial=told.serial,
        age=None if age is None else ConfirmedAge(at_least=age.at_least, born=age.born),
        prescription=None
        if shown is None
        else ShownPrescription(number=shown.number, prescriber=shown.prescriber),
    )


def _sold_promotion(one: LinePromotion) -> SoldPromotion:
    return SoldPromotion(id=one.promotion, name=one.name, amount=one.amount)


def _sold_rule(rule: TaxRule) -> SoldTaxRule:
    return SoldTaxRule(
        code=rule.code,
        rate_bp=rule.rate_bp,
        base_num=rule.base_num,
        base_den=rule.base_den,
        inclusive=rule.inclusive,
        rounding=rule.rounding,
        valid_from=rule.valid_from,
    )


class _Rules(dict[tuple[int, TaxClass], TaxRule]):
    """Rules by (index, tax class), made when asked for: a line names the rule and has the class."""

    def __init__(self, sold: tuple[SoldTaxRule, ...]) -> None:
        super().__init__()
        self._sold = sold

    def __missing__(self, key: tuple[int, TaxClass]) -> TaxRule:
        index, tax_class = key
        rule = self[key] = _rule(self._sold[index], tax_class)
        return rule


def _demand_rules(lines: Iterable[SoldLine], rules: tuple[SoldTaxRule, ...]) -> None:
    """Every tax rule a line names must be in the event. Raises ValueError."""
    if any(line.tax_rule is not None and line.tax_rule >= len(rules) for line in lines):
        raise ValueError("a line names a tax rule that is not in the event")


def _rule(sold: SoldTaxRule, tax_class: TaxClass) -> TaxRule:
    return TaxRule(
        code=sold.code,
        tax_class=tax_class,
        rate_bp=sold.rate_bp,
        base_num=sold.base_num,
        base_den=sold.base_den,
        inclusive=sold.inclusive,
        rounding=sold.rounding,
        valid_from=sold.valid_from,
    )


def _line(line: SoldLine, rules: _Rules, of_line: int | None, *, restock: bool) -> ReceiptLine:
    tax_class = line.tax_class
    # By position: the back office does this for every line it receives.
    item = Item(ProductId(line.product), line.sku, line.name, line.kind, tax_class, line.unit, line.factor)
    return ReceiptLine(
        line.line,
        item,
        line.qty,
        line.price,
        line.source,
        line.list_price,
        line.gross,
        line.line_discount,
        line.cart_discount,
        None if line.tax_rule is None else rules[line.tax_rule, tax_class],
        line.tax,
        of_line,
        restock,
        line.price_approver,
        line.discount_approver,
        tuple([LinePromotion(one.id, one.name, one.amount) for one in line.promotions]),
        line.remark,
        line.salesperson,
        None if line.particulars is None else line.particulars.to_particulars(),
    )


def _tenders(paid: tuple[PaidTender, ...]) -> tuple[Tender, ...]:
    return tuple(
        [Tender(one.method, one.amount, one.reference, one.kind, one.number, one.last4) for one in paid]
    )
