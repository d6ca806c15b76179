"""Any sequence of sales, returns, adjustments and cash keeps the books true, however it is cut up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from backoffice_server.features.ledger.tables import account_day, journal_line, posting
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import (
    cash_movement,
    product_day,
    product_stat,
    sale,
    sale_line,
    sale_payment,
    shift,
    shift_closing,
)
from backoffice_server.features.stock.tables import stock, stock_adjustment_line, stock_move
from backoffice_server.kernel.database import Database
from backoffice_server.proof.verify import verify
from shared_models.rules.returns import LineBack
from shared_models.rules.rounding import CashRounding
from shared_models.values.codes import CashDirection, CashReason, RoundingMode
from shared_models.values.quantity import Quantity
from shared_models.wire.stock import AdjustmentReason
from tests.databases import Backend, Databases
from tests.factories.events import Sold, TillWriter, line
from tests.factories.warung import GOODS, GULA, NOW, SECRET, Warung, build, good

TABLES: Final[tuple[Table, ...]] = (
    *(posting, journal_line, account_day, stock, stock_move, stock_adjustment_line),
    *(sale, sale_line, sale_payment, product_day, product_stat, shift, shift_closing, cash_movement),
)
# Beside the catalogue: a product nobody entered, and a unit smaller than the base unit.
SOLD: Final = (
    *GOODS,
    good(77, "TAHU", 5_000, None),
    replace(GULA, item=replace(GULA.item, unit="SENDOK", factor=Quantity(15))),
)
quantities = st.one_of(st.integers(1, 5).map(lambda n: n * 1_000), st.integers(1, 4_000))
sold_lines = st.tuples(st.integers(0, len(SOLD) - 1), quantities, st.integers(0, 90_000), st.integers(0, 100))
steps = st.one_of(
    st.tuples(st.just("sale"), st.lists(sold_lines, min_size=1, max_size=4), st.integers(0, 100)),
    st.tuples(st.just("return"), st.integers(0, 9), st.integers(1, 100), st.booleans(), st.booleans()),
    st.tuples(
        st.just("adjust"),
        st.integers(0, 3),
        st.integers(-9_000, 9_000).filter(bool),
        st.one_of(st.none(), st.integers(0, 80_000)),
    ),
    st.tuples(st.just("cash"), st.booleans(), st.integers(0, 400_000)),
    st.tuples(st.just("day"), st.integers(1, 60)),
    st.tuples(st.just("shift"), st.integers(-2_000, 2_000)),
)


@dataclass
class Telling:
    """A story told to one database: events wait until they are pushed in parts of `cut`."""

    warung: Warung
    cut: int
    till: TillWriter = field(init=False)
    sold: list[Sold] = field(default_factory=list)
    back: dict[tuple[int, int], int] = field(default_factory=dict)
    pushed: int = 0
    adjusted: int = 0

    def __post_init__(self) -> None:
        self.till = self.warung.opened(
            rounding=CashRounding(100, RoundingMode.NEAREST), at=NOW - timedelta(days=300)
        )

    def tell(self, story: list[Any]) -> None:
        for step in story:
            getattr(self, step[0])(*step[1:])
        self.push()

    def push(self) -> None:
        while self.pushed < len(self.till.items):
            last = min(self.pushed + self.cut, len(self.till.items))
            reply = self.warung.push(self.till.push(self.pushed + 1, last))
            assert reply.known == self.till.mark(last)
            assert reply.under_review == 0, reply.results
            self.pushed = last

    def sale(self, lines: list[Any], cart_percent: int) -> None:
        cart = []
        for number, qty, price, percent in lines:
            plain = line(SOLD[number].item, price, qty=Quantity(qty))
            cart.append(
                line(SOLD[number].item, price, qty=Quantity(qty), discount=plain.gross * percent // 100)
            )
        left = sum(one.gross - one.discount for one in cart)
        self.sold.append(self.till.sale(*cart, cart_discount=left * cart_percent // 300))

    def returned_before(self, number: int) -> dict[int, Quantity]:
        return {at: Quantity(qty) for (of, at), qty in self.back.items() if of == number}

    def return_(self, number: int, percent: int, restock: bool, named: bool) -> None:
        if not self.sold:
            return
        number %= len(self.sold)
        original = self.sold[number]
        at = original.receipt.lines[0]
        before = self.returned_before(number)
        left = at.qty - before.get(at.line, 0)
        qty = left * percent // 100
        if qty:
            part = LineBack(at.line, Quantity(qty), restock)
            self.till.returned(original, [part], before=before, named=named)
            if named:
                self.back[number, at.line] = before.get(at.line, 0) + qty

    def adjust(self, number: int, qty: int, cost: int | None) -> None:
        self.push()
        self.adjusted += 1
        change = (GOODS[number], qty, cost)
        self.warung.adjust(change, number=self.adjusted, reason=AdjustmentReason.COUNT)

    def cash(self, into: bool, amount: int) -> None:
        direction, reason = (
            (CashDirection.IN, CashReason.FLOAT) if into else (CashDirection.OUT, CashReason.DROP)
        )
        self.till.cash(direction, reason, amount)

    def day(self, days: int) -> None:
        self.till.at += timedelta(days=days)

    def shift(self, off: int) -> None:
        self.till.shift_closed(counted=max(self.till.sums.expected(self.till.opening_float) + off, 0))
        self.till.shift_opened()


Telling.return_.__name__ = "return"
setattr(Telling, "return", Telling.return_)


def books(warung: Warung) -> dict[str, Any]:
    """Every row of every table that a posting writes, and the flags."""
    held: dict[str, Any] = {
        table.name: sorted(map(tuple, warung.rows(select(table))), key=repr) for table in TABLES
    }
    flags = select(review.c.code, review.c.subject, review.c.occurrences)
    held["review"] = sorted(map(tuple, warung.rows(flags)))
    return held


@contextmanager
def told(
    databases: Databases, backend: Backend, place: Any, story: list[Any], *, cut: int
) -> Iterator[Warung]:
    url = databases.cloned(backend, place, template="warung", build=build)
    with Database(url, now=lambda: NOW) as database:
        warung = Warung(database)
        Telling(warung, cut).tell(story)
        yield warung
    databases.drop(url)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
@given(story=st.lists(steps, min_size=3, max_size=10), cut=st.integers(1, 5))
# A story is two shops of their own: making it smaller after a failure would take longer than reading it.
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_books_are_true_and_the_same_for_every_cut(
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    backend: Backend,
    story: list[Any],
    cut: int,
) -> None:
    place = tmp_path_factory.mktemp("story")
    with told(databases, backend, place, story, cut=cut) as warung:
        with warung.database.read() as unit:
            assert [one for one in verify(unit, SECRET) if not one.holds] == []
        cut_up = books(warung)
    with told(databases, backend, place, story, cut=200) as warung:
        assert books(warung) == cut_up
