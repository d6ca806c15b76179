"""Any order of scans, changes, payments and returns: the till's figures always follow from its journal."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pos_client.engine import cart_rows, carts, returns, sales, shifts
from pos_client.engine.receipts import refunds_of
from pos_client.engine.sale_rows import returned_before
from pos_client.engine.shift_rows import open_shift_row, sums_of_payload
from pos_client.store import StoreUnit
from pos_client.store.checks import all_events, first_fault
from pos_client.store.streams import streams
from shared_models.rules.returns import LineBack
from shared_models.rules.shifts import ShiftSums
from shared_models.values.ids import SaleId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.wire.envelope import decode, encode
from shared_models.wire.sales import SaleCompleted, SaleReturned
from tests.factories.tills import PRODUCTS, add_products, cash, new_shop, new_store, product_row

CODES = [*(product[0] for product in PRODUCTS), "APEL"]


def _refunded(unit: StoreUnit, sale: SaleId) -> int:
    """All that was paid back for a sale."""
    return sum(refund.due for _sale, refund in refunds_of(unit, sale))


class TillMachine(RuleBasedStateMachine):
    """One till, one shift; what it sold is kept beside to compare."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="till-machine-"))
        self.shop = new_shop(self.folder / "till")
        with self.shop.store.write() as unit:
            apples = product_row(self.shop.clock, "APEL", "2001", "Apel", 42_350, unit="kg", decimals=3)
            add_products(unit, [apples])
        self.shop.open_shift()
        self.items = {code: self.shop.item(code) for code in CODES}
        self.sold: list[sales.FinishedSale] = []

    def teardown(self) -> None:
        self.shop.store.close()
        shutil.rmtree(self.folder)

    def cart(self) -> cart_rows.Cart:
        with self.shop.store.write() as unit:
            return carts.open_cart(unit, actor=self.shop.budi)

    @rule(code=st.sampled_from(CODES), count=st.integers(1, 12), merge=st.booleans())
    def scan(self, code: str, count: int, merge: bool) -> None:
        qty = Quantity(count * 137) if code == "APEL" else whole(count)
        cart = self.cart().id
        with self.shop.store.write() as unit:
            carts.add_line(unit, cart=cart, item=self.items[code], qty=qty, merge=merge)

    @precondition(lambda self: self.cart().lines)
    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        cart = self.cart()
        line = data.draw(st.sampled_from(cart.lines))
        step = 1 if line.decimals else 1000
        qty = Quantity(data.draw(st.integers(1, 20)) * step)
        if line.discount and line.discount_bp is None:
            qty = Quantity(max(qty, line.qty))
        with self.shop.store.write() as unit:
            carts.change_quantity(unit, cart=cart.id, line=line.line, qty=qty, actor=self.shop.budi)

    @precondition(lambda self: self.cart().lines)
    @rule(data=st.data(), percent=st.integers(0, 10_000), by_amount=st.booleans())
    def discount(self, data: st.DataObject, percent: int, by_amount: bool) -> None:
        cart = self.cart()
        line = data.draw(st.sampled_from(cart.lines))
        amount = Money(line.gross * percent // 10_000) if by_amount else None
        with self.shop.store.write() as unit:
            carts.discount_line(
                unit,
                cart=cart.id,
                line=line.line,
                actor=self.shop.budi,
                amount=amount,
                percent_bp=None if by_amount else percent,
            )

    @precondition(lambda self: self.cart().lines)
    @rule(percent=st.integers(0, 10_000))
    def discount_all(self, percent: int) -> None:
        cart = self.cart().id
        with self.shop.store.write() as unit:
            carts.discount_cart(unit, cart=cart, actor=self.shop.budi, percent_bp=percent)

    @precondition(lambda self: self.cart().lines)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        cart = self.cart()
        line = data.draw(st.sampled_from(cart.lines))
        with self.shop.store.write() as unit:
            carts.remove_line(unit, cart=cart.id, line=line.line, actor=self.shop.budi)

    @precondition(lambda self: self.cart().lines)
    @rule()
    def hold_and_recall(self) -> None:
        cart = self.cart()
        with self.shop.store.write() as unit:
            carts.hold(unit, cart=cart.id, name="tahan")
            assert carts.recall(unit, cart=cart.id).figures == cart.figures

    @precondition(lambda self: self.cart().lines)
    @rule(over=st.integers(0, 200_000))
    def pay(self, over: int) -> None:
        cart = self.cart()
        with self.shop.store.write() as unit:
            due = sales.what_is_due(unit, cart=cart.id).missing
            done = sales.complete_sale(unit, cart=cart.id, actor=self.shop.budi, tenders=cash(due + over))
        assert done.receipt.total == cart.total == cart.figures.total
        assert done.change == over
        self.sold.append(done)
        self.last_cart = cart.id

    @precondition(lambda self: self.sold)
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        sale = data.draw(st.sampled_from(self.sold))
        with self.shop.store.write() as unit:
            before = returned_before(unit, sale.sale)
            left = [
                (line, line.qty - before.get(line.line, 0))
                for line in sale.receipt.lines
                if line.qty > before.get(line.line, 0)
            ]
            if not left:
                assert _refunded(unit, sale.sale) == sale.receipt.due
                return
            line, most = data.draw(st.sampled_from(left))
            qty = Quantity(data.draw(st.integers(1, most)))
            done = returns.return_lines(
                unit,
                original=sale.sale,
                back=[LineBack(line.line, qty)],
                reason="rusak",
                actor=self.shop.budi,
            )
            assert done.refund >= 0
            assert _refunded(unit, sale.sale) <= sale.receipt.due

    @rule()
    def switch_off_and_on(self) -> None:
        self.shop.store.close()
        self.shop.store = new_store(self.shop.store.folder, self.shop.clock)

    @rule()
    def sell_twice(self) -> None:
        if self.sold:
            last, cart = self.sold[-1], self.last_cart
            with self.shop.store.write() as unit:
                again = sales.complete_sale(unit, cart=cart, actor=self.shop.budi, tenders=cash(0))
            assert (again.receipt_no, again.receipt) == (last.receipt_no, last.receipt)

    @invariant()
    def figures_follow_from_the_journal(self) -> None:
        reader = self.shop.store.reader()
        stream = streams(reader)[0]
        stored = list(all_events(reader, stream))
        assert first_fault(reader, stream, stored) is None
        events = [decode(event.body.encode()) for event in stored]
        # The text is put together by hand for speed; it is exactly what the model would have written.
        assert [encode(event).decode() for event in events] == [event.body for event in stored]
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        shift = open_shift_row(reader)
        assert shift is not None
        total = ShiftSums()
        for event in events:
            total += sums_of_payload(event.p)
        assert shift.sums == total
        numbers = [event.receipt for event in events if event.receipt is not None]
        assert numbers == [f"BDG1-K1A-{count:06}" for count in range(1, len(numbers) + 1)]
        for event in events:
            if isinstance(event.p, SaleCompleted | SaleReturned):
                receipt = event.p.to_receipt()
                paid = sum(tender.amount for tender in receipt.tenders) - receipt.change
                assert paid == receipt.total + receipt.rounding
        reader.close()

    @invariant()
    def the_cart_is_what_the_rows_say(self) -> None:
        cart = self.cart()
        with self.shop.store.write() as unit:
            cart_rows.forget(unit)
            read = carts.load_cart(unit, cart.id)
            assert read == cart
            assert read.total == read.figures.total
            assert shifts.x_report(unit).expected >= 0


TillMachine.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
TestTill = TillMachine.TestCase
