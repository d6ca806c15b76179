"""Goal 4: scanning in a shop of 100,000 products with tiers and member prices and 200 promotions in force, at
the first line of a receipt, past its 50th and past its 1,200th, there in the tiles layout too.

Two times of one scan: until the line is painted, beside a bare table of as many rows, and until the store has
it, its promotions are evaluated and the screen shows them. Every product is in some offer.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from shared_models.rules.promotions.model import RewardKind
from shared_models.values.money import Money
from shared_models.wire.promotions import (
    AmountOffRow,
    BuyGetRow,
    PercentOffRow,
    PromotionRow,
    RewardRow,
    ScopeRow,
    SetOfferRow,
)
from tests.bench.figures import Figure, percentile
from tests.bench.painted_line import PATIENCE_MS, opened_window, until_painted
from tests.bench.till_search import DAY, barcode, fill_till, product_id
from tests.factories.live_till import RealClock
from tests.factories.promotions import give_promotions, promotion_row
from tests.factories.tills import new_shop

if TYPE_CHECKING:
    from pos_client.app.window import Window
    from pos_client.store import StoreUnit

PRODUCTS: Final = 100_000
PAGE: Final = 20_000
PROMOTIONS: Final = 200
IN_EACH: Final = PRODUCTS // PROMOTIONS
LINES: Final = (1, 50, 1_200)
SCANS: Final = 40
STRIDE: Final = 79  # the next goods scanned lie far away, in another offer
TIER, MEMBER = 0, 1
# Painted: beside the bare table. Settled: what is not felt between two scans; a scanner needs 100 ms for one.
PAINTED_MAX: Final = 1.5
SETTLED_MS: Final = 100.0


def run() -> list[Figure]:
    from PySide6.QtWidgets import QApplication

    from pos_client.app.run import new_application

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or new_application()
    with tempfile.TemporaryDirectory(prefix="bench-large-") as name:
        _stock(Path(name))
        window = opened_window(name)
        codes = (barcode(1 + number * STRIDE % PRODUCTS) for number in count())
        found = [figure for lines in LINES for figure in _measured(window, lines, codes)]
        window.side.use_layout("tiles")
        window.background.wait_idle(PATIENCE_MS)
        found += _measured(window, LINES[-1], codes, layout="tiles")
        window.shell.close()
    application.processEvents()
    return found


def _measured(window: Window, lines: int, codes: Iterator[str], *, layout: str = "table") -> Iterator[Figure]:
    from PySide6.QtWidgets import QApplication

    from pos_client.features.till.view.cart_table import CartTable
    from tests.bench.floors.bare_table import BareTable

    (table,) = (one for one in window.shell.page("till").findChildren(CartTable) if one.isVisible())
    bare = BareTable(window.shell.width(), window.shell.height())
    bare.show()
    painted, settled, floor = list[float](), list[float](), list[float]()
    _fill(window, lines - 1, codes)
    for row in range(lines - 1):
        bare.model.add((f"Produk {row}", "1", "Rp 12.500", "0", "Rp 12.500"))
    QApplication.processEvents()
    for number in range(SCANS):
        if lines == 1:
            _empty(window)
        code = next(codes)
        began = time.perf_counter_ns()
        painted.append(until_painted(partial(window.side.scanned, code), table.viewport())[0])
        window.background.wait_idle(PATIENCE_MS)
        settled.append((time.perf_counter_ns() - began) / 1e6)
        floor.append(until_painted(partial(bare.add, number), bare.view.viewport())[0])
    bare.close()
    case = f"till: 100k products, {PROMOTIONS} promotions, {lines} lines, {layout}: scan to"
    note = f"p99 {percentile(painted, 99):.1f} (floor {percentile(floor, 99):.1f})"
    saved = f"p99 {percentile(settled, 99):.1f}; {window.side.till.state.saved} off"
    yield Figure(
        *(4, f"{case} painted, p50", "ms", percentile(painted, 50), percentile(floor, 50), PAINTED_MAX),
        note=note,
    )
    yield Figure(4, f"{case} settled, p50", "ms", percentile(settled, 50), None, SETTLED_MS, saved)


def _fill(window: Window, lines: int, codes: Iterator[str]) -> None:
    _empty(window)
    for _line in range(lines):
        window.side.scanned(next(codes))
        window.background.wait_idle(PATIENCE_MS)
    assert len(window.side.till.cart.lines) == lines


def _empty(window: Window) -> None:
    if window.side.till.cart.lines:
        window.side.till.clear(approver=None, then=lambda: None, fail=_failed)
        window.background.wait_idle(PATIENCE_MS)


def _failed(refusal: BaseException) -> None:
    raise refusal


def _stock(folder: Path) -> None:
    shop = new_shop(folder, RealClock())
    with shop.store.write() as unit:
        for table in ("product", "product_unit", "product_code", "product_price", "stock"):
            unit.execute(f"DELETE FROM {table}")
        unit.execute("INSERT INTO product_search (product_search) VALUES ('delete-all')")
    for first in range(1, PRODUCTS + 1, PAGE):
        with shop.store.write() as unit:
            fill_till(unit, range(first, first + PAGE))
            _offers(unit, range(first, first + PAGE))
    with shop.store.write() as unit:
        give_promotions(unit, *(_promotion(number) for number in range(PROMOTIONS)))
    shop.open_shift()
    shop.store.close()


def _offers(unit: StoreUnit, numbers: range) -> None:
    """Cheaper from a dozen on, and for members."""
    unit.execute_many(
        "INSERT INTO product_offer (product_no, unit_no, offer_no, price_id, own, valid_from, valid_to,"
        " price, customer, level, from_qty) VALUES (?, 0, ?, ?, 0, ?, NULL, ?, NULL, ?, ?)",
        [
            (number, offer, product_id(number * 2 + offer), DAY, 900, level, qty)
            for number in numbers
            for offer, level, qty in ((TIER, None, 12_000), (MEMBER, "member", 0))
        ],
    )


def _promotion(number: int) -> PromotionRow:
    """Every product is in one of them."""
    first = 1 + number * IN_EACH
    products = tuple(UUID(bytes=product_id(at)) for at in range(first, first + IN_EACH))
    scope = ScopeRow(products=products)
    made: tuple[Any, ...] = (
        PercentOffRow(scope=scope, rate_bp=1_000),
        AmountOffRow(scope=scope, amount=Money(500), per_unit=True),
        BuyGetRow(buy=scope, buy_count=2),
        SetOfferRow(scope=scope, count=3, reward=RewardRow(kind=RewardKind.PERCENT, value=2_000)),
    )
    return promotion_row(number, made[number % len(made)])
