"""Goal 4: from a scan to the painted line, at the two-hundredth line of a receipt, beside a bare table model.

Ours is the real window on a real store: lookup, cart, total, the line and the last item painted; the line
becomes durable on the store lane meanwhile. The floor inserts a row of ready texts and paints. Both windows
have the same size and take turns in the same process; what is measured is the time until Qt has painted.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shared_models.rules.barcodes import make_ean13
from tests.bench.figures import Figure, percentile

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pos_client.app.window import Window

LINES: Final = 200
TAIL: Final = 40
GOAL: Final = 1.3
PATIENCE_MS: Final = 20_000


def run() -> list[Figure]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="bench-line-") as name:
        ours, floor, ours_cpu, floor_cpu = _measured(Path(name))
    note = (
        f"p99 {percentile(ours, 99):.1f} (floor {percentile(floor, 99):.1f}); first lines p50"
        f" {percentile(ours[:TAIL], 50):.2f} (floor {percentile(floor[:TAIL], 50):.2f})"
    )
    case = f"till: scan to painted line, lines {LINES - TAIL}-{LINES}, p50"
    last, last_floor = percentile(ours[-TAIL:], 50), percentile(floor[-TAIL:], 50)
    cpu, cpu_floor = percentile(ours_cpu[-TAIL:], 50), percentile(floor_cpu[-TAIL:], 50)
    return [
        Figure(4, case, "ms", last, last_floor, GOAL, note),
        Figure(4, "till: the same, CPU of the painting thread", "CPU ms", cpu, cpu_floor, GOAL),
    ]


def _measured(folder: Path) -> tuple[list[float], list[float], list[float], list[float]]:
    from PySide6.QtWidgets import QApplication

    from pos_client.app.run import new_application
    from pos_client.features.till.view.cart_table import CartTable
    from tests.bench.floors.bare_table import BareTable

    application = QApplication.instance() or new_application()
    codes = stock(folder)
    window = opened_window(folder)
    bare = BareTable(window.shell.width(), window.shell.height())
    bare.show()
    application.processEvents()
    table = window.shell.page("till").findChild(CartTable)
    assert isinstance(table, CartTable)
    ours, floor, ours_cpu, floor_cpu = list[float](), list[float](), list[float](), list[float]()
    for number, code in enumerate(codes):
        turns = [
            (ours, ours_cpu, lambda scanned=code: window.side.scanned(scanned), table.viewport()),
            (floor, floor_cpu, lambda row=number: bare.add(row), bare.view.viewport()),
        ]
        for samples, cpu, do, where in turns if number % 2 else reversed(turns):
            wall_ms, cpu_ms = until_painted(do, where)
            samples.append(wall_ms)
            cpu.append(cpu_ms)
            window.background.wait_idle(PATIENCE_MS)
    assert len(window.side.till.cart.lines) == LINES
    window.shell.close()
    bare.close()
    return ours, floor, ours_cpu, floor_cpu


def until_painted(do: Callable[[], None], where: QWidget) -> tuple[float, float]:
    """Milliseconds until `where` has been painted after `do`, on the wall and of this thread's CPU."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication

    class Watch(QObject):
        painted = False

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            self.painted = self.painted or event.type() == QEvent.Type.Paint
            return False

    watch = Watch()
    where.installEventFilter(watch)
    began, began_cpu = time.perf_counter_ns(), time.thread_time_ns()
    do()
    while not watch.painted:
        QApplication.processEvents()
    took, cpu = time.perf_counter_ns() - began, time.thread_time_ns() - began_cpu
    where.removeEventFilter(watch)
    return took / 1e6, cpu / 1e6


def stock(folder: Path) -> list[str]:
    """A shop with an open shift and as many products as lines; their codes."""
    from tests.factories.live_till import RealClock
    from tests.factories.tills import add_products, new_shop, product_row

    shop = new_shop(folder, RealClock())
    codes = [make_ean13(f"8990001{number:05d}") for number in range(LINES)]
    with shop.store.write() as unit:
        add_products(
            unit,
            [
                product_row(shop.clock, f"P{number}", code, f"Produk nomor {number} 250 g", 12_500)
                for number, code in enumerate(codes)
            ],
        )
    shop.open_shift()
    shop.store.close()
    return codes


def opened_window(folder: Path | str) -> Window:
    """The window, selling: whoever opened the shift is at the till."""
    from PySide6.QtCore import QEventLoop, QTimer

    from pos_client.app.options import Options
    from pos_client.app.window import Window

    window = Window(Options(data=Path(folder), language="id", theme="light"))
    loop = QEventLoop()
    window.side.standing_changed.connect(lambda: _sign_in(window))
    window.usable.connect(loop.quit)
    window.show()
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    loop.exec()
    assert window.side.till.selling
    return window


def _sign_in(window: Window) -> None:
    from pos_client.engine.staff import StaffMember
    from shared_models.values.codes import Role

    standing, shift = window.side.standing, window.side.shift
    if standing is not None and shift.cashier is None:
        person = standing.people[0]
        shift.signed_in(StaffMember(person.id, person.username, person.name, Role(person.role), frozenset()))
