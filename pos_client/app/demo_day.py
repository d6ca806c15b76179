"""A whole day of a shop without a display: real window, real keys, real server; every figure compared."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from random import Random
from types import TracebackType
from typing import Final

from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from pos_client import texts
from pos_client.app.demo import Demo
from pos_client.app.demo_customers import Customers
from pos_client.app.demo_figures import Line, TillDay, compare, office_day, till_day
from pos_client.app.hands import Hands
from pos_client.app.options import Options
from pos_client.app.window import Window
from pos_client.desk.screens import Face
from pos_client.desk.till.approval import ApprovalPanel
from pos_client.engine.shifts import current_shift
from pos_client.features.receipts.view import ReceiptsView, ReturnView
from pos_client.features.shift.view import CloseView
from pos_client.features.till.state import Stage
from pos_client.remote.api import Api, Span
from pos_client.remote.client import Client
from shared_models.rules.tender import pieces_of
from shared_models.values.codes import Role
from shared_models.values.ids import ShiftId
from shared_models.wire.reports import ReportName, ReportTable
from shared_models.wire.tills import ConfirmedShift

SEED: Final = 20_261_122
LATEST_MS: Final = 60_000
LOOK_MS: Final = 20
TOP: Final = 10
PICTURES: Final = "screenshots"
log: Final = logging.getLogger(__name__)


class DayFailed(Exception):
    """The day could not go on; the sentence says at what."""


def run_day(application: QApplication, options: Options) -> int:
    """0 when every figure of till, stock, books and reports agrees; 1 with the reason on stderr."""
    day = Day(application, options)
    try:
        lines = day.play()
    except DayFailed as reason:
        print(f"the day stopped: {reason}", file=sys.stderr)  # noqa: T201 - the answer of this command
        return 1
    except Exception:
        log.exception("the day stopped, %s", day.where())
        return 1
    finally:
        day.close()
    wrong = [line for line in lines if not line.agrees]
    for line in wrong:
        print(f"differs: {line.name}: till {line.till}, back office {line.office}", file=sys.stderr)  # noqa: T201 - same
    for fault in day.faults:
        print(f"fault on the way: {fault}", file=sys.stderr)  # noqa: T201 - same
    return 1 if wrong or day.faults else 0


class Day:
    """One window, one pair of hands, and everything they need to wait for."""

    def __init__(self, application: QApplication, options: Options) -> None:
        if options.demo is None or not options.server:
            raise DayFailed("--demo-day needs --demo and --server")
        self._options = options
        self._demo_file = options.demo
        self._pictures = options.screenshots or options.data / PICTURES
        self._taken: set[str] = set()
        self.faults: list[str] = []
        self._hook, sys.excepthook = sys.excepthook, self._fault
        self.hands = Hands()
        self.window = Window(options, at_ms=self.hands.at_ms)
        self._application = application
        self._served = 0

    def close(self) -> None:
        self.window.destroy()
        sys.excepthook = self._hook

    def play(self) -> list[Line]:
        """The whole day; the figures of both ends."""
        self._begin()
        side = self.window.side
        assert side.standing is not None
        assert side.standing.identity is not None
        branch, day = side.standing.identity.branch, side.standing.taxes.day
        api = self._clerk()
        self._all_sent()
        before = office_day(api, branch=branch, day=day)
        self.picture("till")
        Customers(self, Random(SEED)).serve_all()  # noqa: S311 - the same customers every day
        self._take_something_back()
        self._pay_something_out()
        shift = self._close_shift()
        self._all_sent()
        after = office_day(api, branch=branch, day=day)
        assert self.window.opened is not None
        till = till_day(self.window.opened.store, shift)
        confirmed = self._confirmed(api, Span(day, day, branch), till)
        lines = compare(till, before, after, confirmed)
        self._show_office()
        _say(_summary(lines, till))
        _say(_movers(api.report(ReportName.MOVERS, Span(None, day, branch), group="all")))
        _say(f"screenshots: {self._pictures}")
        api.client.close()
        return lines

    # waiting ----------------------------------------------------------------------------------------------

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Serve the window until something is so."""
        timer = QElapsedTimer()
        timer.start()
        while not done():
            if timer.elapsed() > LATEST_MS:
                raise DayFailed(f"waited in vain: {what}; {self.where()}")
            loop = QEventLoop()
            QTimer.singleShot(LOOK_MS, loop.quit)
            loop.exec()

    def until_paid(self) -> None:
        side = self.window.side
        self.until(
            lambda: side.till.state.stage is Stage.PAID and self.window.shell.panel is None,
            "the sale is paid",
        )
        self.picture("paid")

    def allow_if_asked(self) -> None:
        """The supervisor comes by when the till asks for one."""
        side, shell = self.window.side, self.window.shell
        self.window.background.wait_idle()
        if isinstance(shell.panel, ApprovalPanel):
            self.picture("approval")
            supervisor = self._demo.shop.person(Role.SUPERVISOR, Role.OWNER)
            self.hands.enter(supervisor.pin)
            self.window.background.wait_idle()
        assert side.shift.cashier is not None

    def sold(self, number: int) -> None:
        """After each customer: the screen said what the journal holds."""
        self.window.background.wait_idle()
        paid = self.window.side.paying.paid
        if paid is None:
            raise DayFailed(f"customer {number + 1} was not paid; {self.where()}")
        self._served += 1

    def picture(self, name: str) -> None:
        """Keep the first look at a screen."""
        if name in self._taken:
            return
        self._taken.add(name)
        loop = QEventLoop()
        QTimer.singleShot(2 * LOOK_MS, loop.quit)
        loop.exec()
        self._pictures.mkdir(parents=True, exist_ok=True)
        self.window.shell.grab().save(str(self._pictures / f"{len(self._taken):02}-{name}.png"))

    # the day ----------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        ready: list[bool] = []
        self.window.show()
        self._demo = Demo(self.window, self._demo_file)
        self._demo.ready.connect(lambda: ready.append(True))
        self._demo.refused.connect(self.faults.append)
        self.until(lambda: bool(ready or self.faults), "till and admin tab are signed in")
        if self.faults:
            raise DayFailed(self.faults.pop())

    def _clerk(self) -> Api:
        api = Api(Client(self._options.server))
        clerk = self._demo.shop.person(Role.CLERK, Role.OWNER)
        api.sign_in(username=clerk.login, password=clerk.password)
        return api

    def _all_sent(self) -> None:
        """Everything the till has written is held by the back office."""
        self.window.background.wait_idle()
        sync = self.window.sync
        assert sync is not None
        sync.nudge()

        def sent() -> bool:
            status = self.window.sync_status
            return status is not None and not status.waiting and self._acknowledged()

        self.until(sent, "all is sent")

    def _acknowledged(self) -> bool:
        opened = self.window.opened
        assert opened is not None
        with opened.store.write() as unit:
            found = unit.execute("SELECT count(*) FROM stream WHERE acked < head_seq").fetchone()
        return not found[0]

    def _take_something_back(self) -> None:
        """One article of an earlier receipt, allowed by the supervisor."""
        shell, receipts = self.window.shell, self.window.side.receipts
        self.hands.press("F6")
        self.until(
            lambda: isinstance(self._page(), ReceiptsView) and bool(receipts.rows), "the receipts are listed"
        )
        self.picture("receipts")
        chosen = max(receipts.rows[1:], key=lambda row: row.lines)
        self.hands.enter(chosen.number[-6:])
        self.until(
            lambda: receipts.shown is not None and receipts.shown.sale == chosen.sale, "the receipt is found"
        )
        self.hands.press("F9")
        self.until(lambda: isinstance(self._page(), ReturnView), "the return screen is open")
        self.hands.type("1")
        self.until(lambda: receipts.returning.refund > 0, "the refund is known")
        self.picture("return")
        self.hands.press("F12")
        self.until(
            lambda: shell.panel is not None or receipts.returning.done is not None, "the return is asked"
        )
        self.allow_if_asked()
        self.until(lambda: receipts.returning.done is not None, "the money is paid back")
        self.picture("returned")
        self.hands.press("Return")

    def _pay_something_out(self) -> None:
        shell = self.window.shell
        self.hands.press("F10")
        self.until(lambda: shell.panel is not None, "the cash panel is open")
        self.hands.type("25000")
        self.picture("cash")
        self.hands.press("Return")
        self.allow_if_asked()
        self.until(lambda: shell.panel is None, "the cash is out")

    def _close_shift(self) -> ShiftId:
        """Count exactly what must be there, as a careful cashier finds it."""
        shift = self.window.side.shift
        opened = self.window.opened
        assert opened is not None
        with opened.store.write() as unit:
            under_way = current_shift(unit)
        assert under_way is not None
        self.hands.press("F12")
        self.until(
            lambda: isinstance(self._page(), CloseView) and shift.facts is not None, "the count has begun"
        )
        assert shift.facts is not None
        pieces, _left = pieces_of(shift.facts.expected)
        page = self._page()
        assert isinstance(page, CloseView)
        for piece in page.fields:
            self.hands.enter(str(pieces.get(piece, 0)))
        self.picture("close")
        self.hands.press("F12")
        self.until(lambda: shift.number is None, "the shift is closed")
        self.picture("closed")
        return under_way.shift

    def _confirmed(self, api: Api, span: Span, till: TillDay) -> ConfirmedShift:
        page = api.shifts(span)
        return next(one for one in page.rows if one.shift == till.report.shift)

    def _show_office(self) -> None:
        """Home as it stands after the day, for the picture."""
        self.window.shell.show_face(Face.ADMIN)
        loop = QEventLoop()
        QTimer.singleShot(1_500, loop.quit)
        loop.exec()
        self.picture("home")

    def _page(self) -> object:
        shell = self.window.shell
        return shell.page(shell.here)

    def where(self) -> str:
        shell = self.window.shell
        panel = type(shell.panel).__name__ if shell.panel is not None else "no panel"
        return f"on {shell.here}, {panel}, {', '.join(shell.toasts.texts()) or 'no news'}"

    def _fault(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """An exception in a slot does not end Qt's loop; it ends this day's good result."""
        self.faults.append(f"{kind.__name__}: {fault}")
        log.error("unexpected", exc_info=(kind, fault, trace))


def _summary(lines: list[Line], till: TillDay) -> str:
    head = f"{'':34} {'till':>14} {'back office':>14}"
    rows = [head, "-" * len(head)]
    for line in lines:
        figures = f"{texts.amount(line.till):>14} {texts.amount(line.office):>14}"
        rows.append(f"{line.name:34} {figures} {'ok' if line.agrees else 'DIFFERS'}")
    cashier = till.report.cashier_name
    return "\n".join([f"Shift {till.report.number}, {cashier}, {till.report.bdate}", *rows, ""])


def _movers(table: ReportTable) -> str:
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.rows]
    best = sorted(rows, key=lambda row: -int(row["units"] or 0))[:TOP]
    head = f"{'Top movers':40} {'sold':>10} {'revenue':>12}  speed share"
    out = [head, "-" * len(head)]
    for row in best:
        sold, revenue = texts.quantity(int(row["units"] or 0)), texts.amount(int(row["revenue_window"] or 0))
        out.append(
            f"{str(row['name'])[:40]:40} {sold:>10} {revenue:>12}  {row['fsn'] or '-':5} {row['abc'] or '-'}"
        )
    return "\n".join([*out, ""])


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - the answer of this command
