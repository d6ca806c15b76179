"""Products, carts and receipts of a small shop in Bandung as plain values, and strategies for many."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from shared_models.rules.cart import CartFigures, CartLine, figures_of
from shared_models.rules.receipt import Item, Receipt, ReceiptKind, ReceiptLine, Tender
from shared_models.rules.rounding import NO_ROUNDING, CashRounding
from shared_models.rules.tax import TaxRounding, TaxRule
from shared_models.rules.tender import settle
from shared_models.values.codes import PriceSource, ProductKind, RoundingMode, TaxClass, TenderMethod
from shared_models.values.ids import ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity, whole

TODAY = date(2026, 11, 21)


def tax_rule(
    *,
    tax_class: TaxClass = TaxClass.TAXABLE,
    rate_bp: int = 1200,
    base: tuple[int, int] = (11, 12),
    inclusive: bool = True,
    rounding: TaxRounding = TaxRounding.HALF_UP,
    valid_from: date = date(2025, 1, 1),
) -> TaxRule:
    return TaxRule(
        code="PPN",
        tax_class=tax_class,
        rate_bp=rate_bp,
        base_num=base[0],
        base_den=base[1],
        inclusive=inclusive,
        rounding=rounding,
        valid_from=valid_from,
    )


PPN_INCLUSIVE = tax_rule()
PPN_EXCLUSIVE = tax_rule(inclusive=False)
PPN_LUXURY = tax_rule(base=(1, 1), inclusive=False)
# A second rate, for goods of another class on the same receipt.
OTHER_RATE = tax_rule(tax_class=TaxClass.NOT_COLLECTED, rate_bp=150, base=(1, 1))
RULE_SETS: tuple[tuple[TaxRule, ...], ...] = (
    (),
    (PPN_INCLUSIVE,),
    (PPN_EXCLUSIVE,),
    (PPN_LUXURY,),
    (PPN_INCLUSIVE, OTHER_RATE),
)


def item(
    sku: str = "GULA-1KG",
    *,
    kind: ProductKind = ProductKind.GOODS,
    tax_class: TaxClass = TaxClass.TAXABLE,
    unit: str = "PCS",
    factor: int = ONE,
) -> Item:
    return Item(
        product=ProductId(UUID(int=int.from_bytes(sku.encode()[:16]))),
        sku=sku,
        name=sku.title(),
        kind=kind,
        tax_class=tax_class,
        unit=unit,
        factor=Quantity(factor),
    )


def cart_line(
    price: int, *, line: int = 1, qty: Quantity = ONE, discount: int = 0, of: Item | None = None
) -> CartLine:
    return CartLine(
        line=line,
        item=of or item(f"SKU-{line}"),
        qty=qty,
        price=Money(price),
        price_source=PriceSource.LIST,
        list_price=Money(price),
        discount=Money(discount),
    )


def cart_of(
    prices: Sequence[int], *, cart_discount: int = 0, tax_rules: Sequence[TaxRule] = (PPN_INCLUSIVE,)
) -> CartFigures:
    lines = [cart_line(price, line=number) for number, price in enumerate(prices, start=1)]
    return figures_of(lines, cart_discount=Money(cart_discount), tax_rules=tax_rules, day=TODAY)


def sale_of(
    figures: CartFigures,
    *,
    rounding: CashRounding = NO_ROUNDING,
    method: TenderMethod = TenderMethod.CASH,
    extra_cash: int = 0,
) -> Receipt:
    """The sale of a cart, paid with what is due and `extra_cash` that comes back as change."""
    settled = settle(figures.total, [], rounding if method is TenderMethod.CASH else NO_ROUNDING)
    paid = Tender(method=method, amount=Money(figures.total + settled.rounding + extra_cash))
    return Receipt(
        kind=ReceiptKind.SALE,
        lines=figures.lines,
        total=figures.total,
        rounding=settled.rounding,
        tenders=(paid,),
        change=Money(extra_cash),
    )


def return_of(lines: tuple[ReceiptLine, ...], *, rounding: int = 0) -> Receipt:
    total = sum(line.amount for line in lines)
    return Receipt(
        kind=ReceiptKind.RETURN,
        lines=lines,
        total=Money(total),
        rounding=Money(rounding),
        tenders=(Tender(method=TenderMethod.CASH, amount=Money(total + rounding)),),
        change=Money(0),
    )


prices = st.integers(min_value=0, max_value=2_000_000)
quantities = st.one_of(
    st.integers(min_value=1, max_value=50).map(whole), st.integers(min_value=1, max_value=5_000).map(Quantity)
)
roundings = st.builds(
    CashRounding, step=st.sampled_from([0, 1, 50, 100, 500, 1000]), mode=st.sampled_from(RoundingMode)
)
items = st.builds(
    item,
    st.sampled_from(["GULA-1KG", "gula-1kg", "BERAS-5KG", "SABUN"]),
    kind=st.sampled_from(ProductKind),
    tax_class=st.sampled_from(TaxClass),
    factor=st.sampled_from([1_000, 12_000, 250]),
)


@st.composite
def carts(draw: st.DrawFn, rules: st.SearchStrategy[Sequence[TaxRule]] | None = None) -> CartFigures:
    """Figures of a cart with discounts on lines and on the whole, under one of the shop's tax settings."""
    lines: list[CartLine] = []
    for number in range(1, draw(st.integers(min_value=1, max_value=8)) + 1):
        line = cart_line(draw(prices), line=number, qty=draw(quantities), of=draw(items))
        discount = draw(st.one_of(st.just(0), st.integers(min_value=0, max_value=line.gross)))
        lines.append(cart_line(line.price, line=number, qty=line.qty, discount=discount, of=line.item))
    left = sum(line.gross - line.discount for line in lines)
    cart_discount = draw(st.one_of(st.just(0), st.integers(min_value=0, max_value=left)))
    tax_rules = draw(rules if rules is not None else st.sampled_from(RULE_SETS))
    return figures_of(lines, cart_discount=Money(cart_discount), tax_rules=tax_rules, day=TODAY)


@st.composite
def sales(draw: st.DrawFn) -> Receipt:
    """A sale paid in cash, rounded by some rule, with or without change."""
    extra = draw(st.one_of(st.just(0), st.integers(min_value=1, max_value=100_000)))
    return sale_of(draw(carts()), rounding=draw(roundings), extra_cash=extra)
