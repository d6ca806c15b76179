"""One window and everything behind it, from the first paint to the last thread."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import delete, isValid

from pos_client import texts
from pos_client.app import edges
from pos_client.app.options import Options
from pos_client.app.sounds import Sounds
from pos_client.app.till_side import TILL, TillSide
from pos_client.desk.background import Background
from pos_client.desk.problems import Problems
from pos_client.desk.remember import JsonRemember, Remember
from pos_client.desk.shell import Question, Shell, wear
from pos_client.desk.till import ScanFilter
from pos_client.texts import _
from shared_models.values.moments import Zone, local

if TYPE_CHECKING:
    from pos_client.app.admin_side import AdminSide
    from pos_client.app.opening import Opened, Standing
    from pos_client.devices.print_queue import PrintWorker
    from pos_client.devices.status import PrinterStatus
    from pos_client.engine.print_jobs import PrintJob
    from pos_client.store import Reader
    from pos_client.sync.status import SyncStatus
    from pos_client.sync.worker import SyncWorker

CLOCK_MS: Final = 1_000
# A sale is on its way for a moment after each receipt; only what lasts is worth a warning.
SETTLE_MS: Final = 1_500
REMEMBERED: Final = "window.json"


class Window(QObject):
    """Shows the till at once; store, sync, printer and the admin tab follow behind it."""

    usable = Signal()
    failed = Signal(object)
    admin_ready = Signal()
    _sync_told = Signal(object)
    _printer_told = Signal(object)
    _job_told = Signal(int, bool)

    def __init__(self, options: Options, *, at_ms: Callable[[QKeyEvent], int] | None = None) -> None:
        super().__init__()
        self.options = options
        options.data.mkdir(parents=True, exist_ok=True)
        remember: Remember = JsonRemember(options.data / REMEMBERED)
        wear(remember, language=options.language or "id", theme=options.theme or "light")
        self._dress()
        self.problems = Problems(self._say_trouble, _reference)
        self.background = Background(self.problems.handle)
        self.side = TillSide(self.background, self.problems.handle)
        self.shell = Shell(self.side.screens(), remember)
        self.side.attach(self.shell)
        self.admin: AdminSide | None = None
        self.opened: Opened | None = None
        self.sync: SyncWorker | None = None
        self.sync_status: SyncStatus | None = None
        self.printer_status: PrinterStatus | None = None
        self._printing: PrintWorker[PrintJob] | None = None
        self._reader: Reader | None = None
        self._at_ms = at_ms or _key_time
        self.scans: ScanFilter | None = None
        self.demo: QObject | None = None
        self.sounds = Sounds(QApplication.beep)
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._wire()

    def show(self) -> None:
        """Paint the till; the store is opened right behind the first paint."""
        self.shell.open(TILL)
        self.shell.show()
        self.shell.activateWindow()
        QTimer.singleShot(0, self, self._open)

    def close(self) -> None:
        """End every thread. Steps that are queued for the disk are still written."""
        self._clock.stop()
        if self.scans is not None:
            self.scans.stop()
            self.scans = None
        if self.admin is not None:
            self.admin.close()
        if self.sync is not None:
            self.sync.stop()
        self.background.close()
        if self._printing is not None:
            self._printing.stop()
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        if self.opened is not None:
            self.opened.store.close()
            self.opened = None

    def destroy(self) -> None:
        """Take the widgets apart in their own order; left to the interpreter's end, Qt may trip over them."""
        self.close()
        if isValid(self.shell):
            self.shell.hide()
            delete(self.shell)

    # opening ----------------------------------------------------------------------------------------------

    def _open(self) -> None:
        options = self.options

        def job() -> Opened:
            from pos_client.app.opening import open_till  # noqa: PLC0415 - behind the first paint

            return open_till(options)

        self.background.store(job, then=self._opened, fail=self._not_opened)

    def _opened(self, opened: Opened) -> None:
        from pos_client.app.printing import has_printer  # noqa: PLC0415 - as above
        from pos_client.store.catalogue import Catalogue  # noqa: PLC0415 - as above

        self.opened = opened
        self._reader = opened.store.reader()
        self.sounds.on = opened.sound
        self.scans = ScanFilter(self.side.till.knows, at_ms=self._at_ms, settings=opened.scanner)
        self.scans.scanned.connect(self.side.scanned)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.scans.follow(application)
        catalogue = Catalogue(self._reader, now=edges.now)
        self.side.opened(opened, catalogue, has_printer=has_printer(self._reader))
        self._start_printing(opened)
        self._start_sync(opened)
        self._clock.start()

    def _not_opened(self, problem: BaseException) -> None:
        self.problems.handle(problem)
        self.failed.emit(problem)

    def _start_printing(self, opened: Opened) -> None:
        from pos_client.app.printing import printer_of, start_printing  # noqa: PLC0415 - behind the first paint

        assert self._reader is not None
        try:
            printer = printer_of(self._reader)
        except Exception as fault:  # noqa: BLE001 - a wrong printer setting must not stop a till
            self.problems.handle(fault)
            return
        self._printing = start_printing(
            opened.store,
            printer=printer,
            told=self._job_told.emit,
            heard=self._printer_told.emit,
        )

    def _start_sync(self, opened: Opened) -> None:
        """Only where a back office is known; a shop of its own works without."""
        if not opened.server or self.sync is not None:
            return

        def job() -> SyncWorker:
            from pos_client.sync.worker import SyncWorker  # noqa: PLC0415 - httpx is loaded behind the till

            worker = SyncWorker(opened.store, opened.server, random=edges.dice())
            worker.listen(self._sync_told.emit)
            worker.start()
            return worker

        def started(worker: SyncWorker) -> None:
            self.sync = worker

        self.background.store(job, then=started)

    def _look_again(self) -> None:
        """Read where the till stands; a new enrolment brings a back office with it."""
        opened = self.opened
        if opened is None:
            return

        def job() -> Standing:
            from pos_client.app.opening import standing  # noqa: PLC0415 - loaded by now

            return standing(opened)

        self.background.store(job, then=self.side.stands)

    def _began(self) -> None:
        self.usable.emit()
        self._show_who()
        if self.opened is not None and self.opened.unfinished:
            self._ask_reprint(self.opened)

    def _enrolled(self) -> None:
        """The wizard is through: sync may begin."""
        opened = self.opened
        if opened is None:
            return

        def job() -> Opened:
            from pos_client.app.opening import with_server  # noqa: PLC0415 - loaded by now

            return with_server(opened)

        def known(fresh: Opened) -> None:
            self.opened = fresh
            self._start_sync(fresh)
            if self.sync is not None:
                self.sync.nudge()
            self.load_admin()

        self.background.store(job, then=known)

    # the admin tab ----------------------------------------------------------------------------------------

    def load_admin(self) -> None:
        """Load the admin tab behind the till, once a back office is known."""
        if self.admin is not None or self.opened is None or not self.opened.server:
            return
        server = self.opened.server

        def load(_progress: object) -> None:
            import_module("pos_client.app.admin_side")  # half a second of imports, off the GUI thread

        def loaded(_nothing: None) -> None:
            from pos_client.app.admin_side import AdminSide  # noqa: PLC0415 - loaded a line above

            self.admin = AdminSide(self.shell, self.background, server, trouble=self.problems.handle)
            self.admin_ready.emit()

        self.background.long(load, then=loaded)

    # what is said -----------------------------------------------------------------------------------------

    def _wire(self) -> None:
        self.side.standing_wanted.connect(self._look_again)
        self.side.setup.done.connect(self._enrolled)
        self.side.began.connect(self._began)
        self.side.began.connect(self.load_admin)
        self.side.shift.changed.connect(self._show_who)
        self.side.till.sounded.connect(self.sounds.play)
        self._clock.timeout.connect(self._tick)
        self._settle.timeout.connect(self._show_states)
        self._sync_told.connect(self._sync_says)
        self._printer_told.connect(self._printer_says)
        self._job_told.connect(lambda job, well: self.side.paying.printed(job, well=well))
        self.shell.closing.connect(self.close)

    def _dress(self) -> None:
        from pos_client.desk.theme.look import look  # noqa: PLC0415 - needs the style put on by wear()

        if self.options.theme is not None:
            look().use_theme(self.options.theme)
        if self.options.language is not None:
            look().use_language(self.options.language)

    def _zone(self) -> Zone:
        standing = self.side.standing
        return standing.identity.zone if standing is not None and standing.identity else Zone.WIB

    def _tick(self) -> None:
        self.shell.status.show_clock(texts.clock(local(edges.now(), self._zone())))

    def _sync_says(self, status: SyncStatus) -> None:
        before, self.sync_status = self.sync_status, status
        if before is None or before.fetching_catalogue or before.last_contact != status.last_contact:
            self._look_again()
        calm = not status.waiting or (before is not None and before.waiting)
        if calm or before is None:
            self._show_states()
        else:
            self._settle.start()

    def _printer_says(self, status: PrinterStatus) -> None:
        self.printer_status = status
        self._show_states()

    def _show_states(self) -> None:
        from pos_client.app.words import printer_state, sync_state  # noqa: PLC0415 - sync is loaded by now
        from pos_client.sync.status import SyncState, SyncStatus  # noqa: PLC0415 - same

        status = self.sync_status or SyncStatus(SyncState.STAND_ALONE)
        states = [sync_state(status, now=edges.now(), zone=self._zone())]
        if self.printer_status is not None:
            states.append(printer_state(self.printer_status))
        self.shell.status.show_states(states)

    def _show_who(self) -> None:
        standing, shift = self.side.standing, self.side.shift
        if standing is None or standing.identity is None:
            return
        till = standing.identity
        who = shift.cashier.name if shift.cashier is not None else _("Nobody signed in")
        number = [] if shift.number is None else [_("Shift {number}", number=shift.number)]
        place = f"{till.branch_code}-{till.register_code}"
        self.shell.status.show_who(who, *number, place, till.branch_name)
        self._tick()
        self._show_states()

    def _ask_reprint(self, opened: Opened) -> None:
        """What was to be printed when the till stopped: recorded, print unknown."""
        jobs = opened.unfinished
        question = Question(
            title=_("Recorded, print unknown"),
            text=texts.ngettext(
                "The till stopped before a receipt was known to be printed."
                " The sale is safe. Print it again?",
                "The till stopped before {n} receipts were known to be printed."
                " The sales are safe. Print them again?",
                len(jobs),
            ),
            accept=_("Print again"),
            refuse=_("Not needed"),
        )
        self.shell.ask(
            question, lambda: self._finish_jobs(again=True), lambda: self._finish_jobs(again=False)
        )

    def _finish_jobs(self, *, again: bool) -> None:
        opened, printing = self.opened, self._printing
        if opened is None:
            return

        def job() -> None:
            from pos_client.app.opening import finish_jobs  # noqa: PLC0415 - loaded by now

            finish_jobs(opened, again=again)

        self.background.store(job, then=lambda _nothing: printing.wake() if printing is not None else None)

    def _say_trouble(self, words: str) -> None:
        self.shell.toast("danger", words)


def _key_time(event: QKeyEvent) -> int:
    """When a key was pressed, by the system's own stamp; events made by programs carry none."""
    return event.timestamp() or edges.mono_ms()


def _reference() -> str:
    """What a person can read out over the phone."""
    return str(edges.new_id())[-12:].upper()
