"""A till on paper: writes valid, chained and authenticated events for tests of the back office. Pure.

`TillWriter` keeps what a real till would keep (sequence, chain head, receipt counter, open shift, its sums)
and returns each event as the item that travels. Ids and moments are counted: equal stories, equal bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final
from uuid import UUID

from shared_models.rules.cart import CartLine, figures_of
from shared_models.rules.receipt import Item, Load, Receipt, ReceiptKind, ReceiptLine, Tender
from shared_models.rules.returns import LineBack, lines_back
from shared_models.rules.rounding import NO_ROUNDING, CashRounding
from shared_models.rules.shifts import (
    CART_CLEARED,
    DRAWER_OPENED,
    LINE_REMOVED,
    REPRINTED,
    ShiftSums,
    cash_sums,
    sums_of,
)
from shared_models.rules.tax import TaxRule
from shared_models.rules.tender import settle
from shared_models.values.codes import CashDirection, CashReason, PriceSource, StreamPurpose, TenderMethod
from shared_models.values.ids import uuid7
from shared_models.values.moments import utc_ms
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import ONE, Quantity, price_of
from shared_models.wire import sales, shifts
from shared_models.wire.chain import GENESIS, event_hash, event_mac
from shared_models.wire.envelope import EVENT_TYPES, CatalogPosition, Envelope, encode
from shared_models.wire.streams import OpenedBecause, StreamOpened
from shared_models.wire.sync import Mark, PushRequest, TillStatus, WireItem

WIB: Final = timezone(timedelta(hours=7))
MORNING: Final = datetime(2026, 11, 20, 9, 0, tzinfo=WIB)
NO_CATALOGUE: Final = CatalogPosition(epoch=None, company=0, branch=0)


def line(
    item: Item,
    price: int,
    *,
    qty: Quantity = ONE,
    discount: int = 0,
    source: PriceSource = PriceSource.LIST,
) -> CartLine:
    """A cart line; its number is given when it is sold."""
    return CartLine(
        line=1,
        item=item,
        qty=qty,
        price=Money(price),
        price_source=source,
        list_price=Money(price) if source is PriceSource.LIST else None,
        discount=Money(discount),
    )


@dataclass(frozen=True, slots=True)
class Sold:
    """A written sale: its item, and what a return needs of it."""

    item: WireItem
    sale: UUID
    receipt_no: str
    receipt: Receipt


@dataclass
class TillWriter:
    """One stream of one register."""

    device: UUID
    branch: UUID
    register: UUID
    key: bytes
    branch_code: str = "BDG1"
    register_code: str = "K1"
    series: str = "A"
    kid: int = 1
    stream: UUID = field(default_factory=lambda: UUID(int=0x5EA1 << 64))
    purpose: StreamPurpose = StreamPurpose.LIVE
    actor: UUID | None = None
    approver: UUID | None = None
    cat: CatalogPosition = NO_CATALOGUE
    tax_rules: Sequence[TaxRule] = ()
    rounding: CashRounding = NO_ROUNDING
    at: datetime = MORNING
    bdate: date | None = None
    skew_ms: int = 0
    seq: int = 0
    head: bytes = GENESIS
    receipts: int = 0
    shift: UUID | None = None
    shift_number: int = 0
    opening_float: Money = ZERO
    sums: ShiftSums = field(default_factory=ShiftSums)
    shift_receipts: list[str] = field(default_factory=list)
    items: list[WireItem] = field(default_factory=list)
    made: int = 0

    def new_id(self) -> UUID:
        """The next id: sorts by birth, differs between streams."""
        self.made += 1
        return uuid7(utc_ms(self.at), (self.stream.int >> 64 & 0xFFFF) << 48 | self.made)

    def write(self, kind: str, payload: Any, *, receipt: str | None = None, **changes: Any) -> WireItem:
        """Append one event to the stream. `changes` replace envelope fields."""
        self.at += timedelta(seconds=30)
        fields: dict[str, Any] = {
            "v": 1,
            "id": self.new_id(),
            "device": self.device,
            "stream": self.stream,
            "seq": self.seq + 1,
            "prev": self.head.hex(),
            "kid": self.kid,
            "tv": getattr(payload, "version", 1),
            "branch": self.branch,
            "register": self.register,
            "shift": self.shift,
            "actor": self.actor,
            "approver": self.approver,
            "at": self.at,
            "boot": UUID(int=1),
            "mono_ms": self.seq * 30_000,
            "skew_ms": self.skew_ms,
            "skew_age_s": 5,
            "bdate": self.bdate or self.at.date(),
            "receipt": receipt,
            "cat": self.cat,
            "app": "0.1.0",
            "type": kind,
            "p": payload,
        }
        event: Envelope = EVENT_TYPES[kind](**(fields | changes))
        return self.append(encode(event))

    def append(self, raw: bytes) -> WireItem:
        """Chain, sign and keep the bytes of an event."""
        self.seq += 1
        self.head = event_hash(self.head, raw)
        item = WireItem(
            seq=self.seq, hash=self.head.hex(), mac=event_mac(self.key, self.head).hex(), bytes=raw.decode()
        )
        self.items.append(item)
        return item

    def opened(self, **changes: Any) -> WireItem:
        """The stream's first event."""
        payload = StreamOpened(
            purpose=self.purpose,
            because=OpenedBecause.ENROLLED,
            series=self.series,
            device_name=f"Kasir {self.register_code}",
        )
        return self.write("stream.opened", payload, **changes)

    def shift_opened(self, opening_float: int = 500_000) -> WireItem:
        self.shift = self.new_id()
        self.shift_number += 1
        self.opening_float, self.sums, self.shift_receipts = Money(opening_float), ShiftSums(), []
        payload = shifts.ShiftOpened(number=self.shift_number, opening_float=self.opening_float)
        return self.write("shift.opened", payload)

    def sale(self, *lines: CartLine, paid: int | None = None, cart_discount: int = 0, **changes: Any) -> Sold:
        """A finished cash sale; `paid` null: the exact amount."""
        numbered = [_numbered(one, place) for place, one in enumerate(lines, 1)]
        figures = figures_of(
            numbered,
            cart_discount=Money(cart_discount),
            tax_rules=self.tax_rules,
            day=self.bdate or self.at.date(),
        )
        due = Money(figures.total + settle(figures.total, [], self.rounding).rounding)
        tender = Tender(TenderMethod.CASH, Money(due if paid is None else paid))
        settled = settle(figures.total, [tender], self.rounding)
        receipt = Receipt(
            kind=ReceiptKind.SALE,
            lines=figures.lines,
            total=figures.total,
            rounding=settled.rounding,
            tenders=(tender,),
            change=settled.change,
        )
        return self.sold(receipt, **changes)

    def paid(
        self, *lines: CartLine, tenders: Sequence[Tender], loads: Sequence[Load] = (), donation: int = 0
    ) -> Sold:
        """A sale paid and loaded like this; what is too much is change, less the donation."""
        numbered = [_numbered(one, place) for place, one in enumerate(lines, 1)]
        day = self.bdate or self.at.date()
        figures = figures_of(numbered, cart_discount=ZERO, tax_rules=self.tax_rules, day=day)
        loaded = Money(sum(load.amount for load in loads))
        settled = settle(figures.total, tenders, self.rounding, loads=loaded)
        receipt = Receipt(
            kind=ReceiptKind.SALE,
            lines=figures.lines,
            total=figures.total,
            rounding=settled.rounding,
            tenders=tuple(tenders),
            change=Money(settled.change - donation),
            loads=tuple(loads),
            donation=Money(donation),
        )
        return self.sold(receipt)

    def sold(
        self,
        receipt: Receipt,
        *,
        sale: UUID | None = None,
        vouchers: Sequence[sales.UsedVoucher] = (),
        words: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Sold:
        """A sale with this receipt, whatever it says. `words`: what the event says beside it."""
        rules, sold_lines = sales.sold_lines(receipt)
        sale = sale or self.new_id()
        payload = sales.SaleCompleted(
            sale=sale,
            lines=sold_lines,
            tax_rules=rules,
            total=receipt.total,
            rounding=receipt.rounding,
            tenders=sales.paid_tenders(receipt),
            change=receipt.change,
            vouchers=tuple(vouchers),
            **(words or {}),
            loads=sales.sold_loads(receipt),
            donation=receipt.donation or None,
        )
        self.sums += sums_of(receipt)
        number = self.next_number()
        changes = {"tv": payload.version} | changes
        return Sold(self.write("sale.completed", payload, receipt=number, **changes), sale, number, receipt)

    def returned(
        self,
        sold: Sold,
        back: Sequence[LineBack],
        *,
        before: dict[int, Quantity] | None = None,
        named: bool = True,
        sold_in: UUID | None = None,
        tenders: tuple[Tender, ...] | None = None,
        words: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Sold:
        """A return of lines of a sale; `named` false: the customer has no receipt.

        `sold_in`: the branch that sold it, if it is another one.
        """
        lines = lines_back(sold.receipt, back, before or {})
        if not named:
            lines = tuple(_without_sale(one) for one in lines)
        total = Money(sum(one.amount for one in lines))
        receipt = Receipt(
            kind=ReceiptKind.RETURN,
            lines=lines,
            total=total,
            rounding=ZERO,
            tenders=(Tender(TenderMethod.CASH, total),) if tenders is None else tenders,
            change=ZERO,
        )
        rules, returned_lines = sales.returned_lines(receipt)
        place = sold_in or self.branch
        original = sales.OriginalSale(sale=sold.sale, branch=place, receipt=sold.receipt_no)
        sale = self.new_id()
        payload = sales.SaleReturned(
            sale=sale,
            original=original if named else None,
            reason="tidak cocok",
            lines=returned_lines,
            tax_rules=rules,
            total=total,
            rounding=0,
            tenders=sales.paid_tenders(receipt),
            **(words or {}),
        )
        self.sums += sums_of(receipt)
        number = self.next_number()
        changes = {"tv": payload.version} | changes
        return Sold(self.write("sale.returned", payload, receipt=number, **changes), sale, number, receipt)

    def cash(self, direction: CashDirection, reason: CashReason, amount: int) -> WireItem:
        self.sums += cash_sums(direction, Money(amount))
        payload = shifts.CashMoved(direction=direction, reason=reason, amount=Money(amount))
        return self.write("cash.moved", payload)

    def noted(self) -> list[WireItem]:
        """One of each event that posts nothing but is counted."""
        cart = UUID(int=7)
        self.sums += LINE_REMOVED + CART_CLEARED + DRAWER_OPENED + REPRINTED
        removed = shifts.LineRemoved(
            cart=cart,
            line=1,
            product=UUID(int=9),
            sku="GULA-1KG",
            name="Gula",
            qty=ONE,
            amount=Money(17_500),
        )
        return [
            self.write("line.removed", removed),
            self.write("cart.cleared", shifts.CartCleared(cart=cart, lines=1, amount=Money(17_500))),
            self.write("drawer.opened", shifts.DrawerOpened(reason="tukar uang")),
            self.write(
                "receipt.reprinted", shifts.ReceiptReprinted(sale=UUID(int=8), receipt="X-1", copy_no=1)
            ),
        ]

    def shift_closed(self, *, counted: int | None = None, **wrong: int) -> WireItem:
        """The shift ends; `counted` null: exactly what is expected. `wrong` replaces figures."""
        expected = self.sums.expected(self.opening_float)
        figures = {name: getattr(self.sums, name, 0) for name in shifts.ShiftFigures.model_fields}
        figures |= {"opening_float": self.opening_float, "expected": expected, **wrong}
        payload = shifts.ShiftClosed(
            number=self.shift_number,
            figures=shifts.ShiftFigures.model_validate(figures),
            counted=Money(expected if counted is None else counted),
            pieces=(),
            issued=len(self.shift_receipts),
            first_receipt=self.shift_receipts[0] if self.shift_receipts else None,
            last_receipt=self.shift_receipts[-1] if self.shift_receipts else None,
            head_seq=self.seq,
            head_hash=self.head.hex(),
        )
        item = self.write("shift.closed", payload)
        self.shift = None
        return item

    def next_number(self) -> str:
        self.receipts += 1
        number = f"{self.branch_code}-{self.register_code}{self.series}-{self.receipts:06}"
        self.shift_receipts.append(number)
        return number

    def mark(self, seq: int) -> Mark:
        """The till's own mark at `seq`; 0 is the beginning."""
        return Mark(seq=seq, hash=self.items[seq - 1].hash if seq else GENESIS.hex())

    def push(
        self, first: int = 1, last: int | None = None, *, acked: int | None = None, token: str | None = None
    ) -> PushRequest:
        """A push of the items from `first` to `last`, counted from 1; `acked`: what the probe claims."""
        last = len(self.items) if last is None else last
        known = first - 1 if acked is None else acked
        places = sorted({known, max(known - 1, 0), max(known - 3, 0), min(known, 1)} - {0}, reverse=True)
        waiting = len(self.items) - known
        return PushRequest(
            device=self.device,
            stream=self.stream,
            token=token,
            probe=tuple(self.mark(seq) for seq in places),
            status=TillStatus(waiting=waiting, oldest_at=None, disk_free=10**9, app="0.1.0"),
            events=tuple(self.items[first - 1 : last]),
        )


def _numbered(one: CartLine, number: int) -> CartLine:
    return replace(one, line=number)


def _without_sale(one: ReceiptLine) -> ReceiptLine:
    """The line as it is taken back without a receipt: at its price, taxed by itself."""
    gross = price_of(one.qty, one.price)
    tax = ZERO if one.tax_rule is None else one.tax_rule.tax_on(gross)
    return replace(one, of_line=None, gross=gross, line_discount=ZERO, cart_discount=ZERO, tax=tax)
