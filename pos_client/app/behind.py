"""What works behind the till once its store is open: printer, sync, admin tab, the status line."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from pos_client import texts
from pos_client.app import edges
from pos_client.app.bench import Bench
from pos_client.app.customer import Customer
from pos_client.app.idle import IdleLock
from pos_client.app.listening import hear_line, scanner_of
from pos_client.app.opening import (
    Opened,
    Standing,
    confirmed_shift,
    finish_jobs,
    pictures_folder,
    standing,
    with_server,
)
from pos_client.app.practice import Practice
from pos_client.app.printing import has_printer
from pos_client.app.words import (
    box_states,
    box_well,
    device_states,
    printer_states,
    sync_state,
    unknown_prints,
)
from pos_client.desk.shell import Question, State
from pos_client.desk.theme.look import look
from pos_client.devices.documents import Document
from pos_client.engine.print_jobs import PrinterRole
from pos_client.features.devices.state import Device
from pos_client.features.setup.state import FIRST_DAY_PRINTED, TillSettings
from pos_client.features.shift.state import ClosedShift
from pos_client.store import Reader
from pos_client.store.black_box import BoxStatus, places
from pos_client.sync.status import SyncState, SyncStatus
from pos_client.texts import _
from shared_models.values.ids import ShiftId
from shared_models.values.moments import Zone, local
from shared_models.values.refusals import Refusal
from shared_models.wire.tills import ConfirmedShift

if TYPE_CHECKING:
    from pos_client.app.admin_side import AdminSide
    from pos_client.app.window import Window
    from pos_client.sync.worker import SyncWorker

CLOCK_MS: Final = 1_000
# A sale is on its way for a moment after each receipt; only what lasts is worth a warning.
SETTLE_MS: Final = 1_500


class Behind(QObject):
    """Threads beside the till's own, and what they say."""

    _page_told = Signal(object)
    _box_told = Signal(object)

    def __init__(self, window: Window, opened: Opened, reader: Reader) -> None:
        super().__init__(window)
        self._window = window
        self._side = window.side
        self._background = window.background
        self.opened = opened
        self._reader = reader
        self.admin: AdminSide | None = None
        self.sync: SyncWorker | None = None
        self.sync_status: SyncStatus | None = None
        self._unconfirmed: ShiftId | None = None
        self._syncing = ""
        self._sells = False
        self._workers: list[SyncWorker] = []
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self.bench = Bench(
            window.side.others.devices, self._background, opened.store, reader, self._side.weigh_with
        )
        self.bench.setParent(self)
        self._side.others.condition_of = self.bench.condition
        self.practice = Practice(self._side, lambda: self.opened, reader, self.bench.job_told.emit)
        self._wire()
        self._side.opened(opened, has_printer=has_printer(reader))
        self._customer = Customer(self._side, self.bench.peripherals)
        self.bench.use()
        opened.black_box.listen(self._box_told.emit)
        self._start_sync()
        self._clock.start()
        self.idle = IdleLock(self._side, edges.mono_ms)
        window.stirred.connect(self.idle.stir)
        self.bench.peripherals.scanned.connect(self.idle.stir)

    def stop_sending(self) -> None:
        """Before the store lane ends: no more asking."""
        self._clock.stop()
        self.idle.stop()
        self.practice.close()
        if self.admin is not None:
            self.admin.close()
        self._stop_workers()

    def close(self) -> None:
        # One may have been started by the last step of the store lane.
        self._stop_workers()
        self.bench.stop()
        self.opened.black_box.stop()

    def _stop_workers(self) -> None:
        for worker in tuple(self._workers):
            worker.stop()

    # printer and sync -------------------------------------------------------------------------------------

    def _set_up_anew(self, settings: TillSettings) -> None:
        """What was set at the till holds from now on."""
        self._window.sounds.on = settings.sound
        pictures = pictures_folder(self.opened.store, settings.pictures)
        self.opened = self._window.opened = replace(self.opened, pictures=pictures)
        self._side.use_pictures(self.opened)
        self.opened.black_box.use(places(self.opened.store.folder))

    def _devices_set_up(self, device: Device) -> None:
        if device is Device.SCANNER:
            self._window.hear(scanner_of(self._reader))
        self._side.paying.has_printer = has_printer(self._reader)

    def _print_page(self, page: Document) -> None:
        """Something that is no receipt: now, or said why not."""
        self.bench.printing.print_now(PrinterRole.RECEIPT, page, self._page_told.emit)

    def _page_done(self, refusal: Refusal | None) -> None:
        if refusal is None:
            self._window.shell.toast("ok", _("It went to the printer"))
        else:
            self._window.trouble(refusal)

    def _tested_well(self, device: Device) -> None:
        if device is Device.RECEIPT:
            self._window.shell.remember.put(FIRST_DAY_PRINTED, value=True)

    def _start_sync(self) -> None:
        """Only where a back office is known; a shop of its own works without."""
        opened = self.opened
        if not opened.server or self._syncing == opened.server:
            return
        # The wizard may have named another back office than the one this window was started for.
        self._end_sync()
        self._syncing, workers = opened.server, self._workers

        def job() -> SyncWorker:
            from pos_client.sync.worker import SyncWorker  # noqa: PLC0415 - httpx is loaded behind the till

            worker = SyncWorker(opened.store, opened.server, random=edges.dice())
            workers.append(worker)
            worker.listen(self._window.sync_told.emit)
            worker.start()
            opened.meeting.expect(worker.wait_for_server)
            return worker

        self._background.store(job, then=self._syncs)

    def _syncs(self, worker: SyncWorker) -> None:
        if worker.base_url == self._syncing:
            self.sync = worker
        else:
            self._background.online(worker.stop)

    def _end_sync(self) -> None:
        """Stop asking. It may wait for a line that hangs, so not here."""
        if self.sync is not None:
            self._background.online(self.sync.stop)
            self.sync = None

    def _look_again(self) -> None:
        """Read where the till stands: after a pull, a receipt, an enrolment."""
        opened = self.practice.copy or self.opened

        def job() -> Standing:
            return standing(opened)

        self._background.store(job, then=self._side.stands)

    def _enrolled(self) -> None:
        """The wizard is through: it may have brought a back office."""
        opened = self.opened

        def known(fresh: Opened) -> None:
            self.opened = self._window.opened = fresh
            self._start_sync()
            if self.sync is not None:
                self.sync.nudge()
            if self._sells:
                # A till that joins in the middle of its day begins no second time.
                self._load_admin()

        self._background.store(lambda: with_server(opened), then=known)

    def _shift_closed(self, closed: ClosedShift) -> None:
        if self.practice.copy is None:
            self._unconfirmed = closed.shift

    def _ask_for_z(self) -> None:
        """Everything is sent: what does the back office hold of the shift that was closed?"""
        shift, opened = self._unconfirmed, self.opened
        if shift is None or not opened.server:
            return
        self._unconfirmed = None

        def ask() -> ConfirmedShift:
            return confirmed_shift(opened, shift)

        def failed(_away: BaseException) -> None:
            # Asked again with the next sign of the back office, unless another shift was closed since.
            self._unconfirmed = self._unconfirmed or shift

        self._background.online(ask, then=self._side.shift.confirm, fail=failed)

    # the admin tab ----------------------------------------------------------------------------------------

    def _load_admin(self) -> None:
        """Half a second of imports, off the GUI thread and behind the first sale."""
        if self.admin is None and self.opened.server:
            self._background.long(
                lambda _progress: import_module("pos_client.app.admin_side"),
                then=lambda _module: self._show_admin(),
            )

    def _show_admin(self) -> None:
        from pos_client.app.admin_side import AdminSide  # noqa: PLC0415 - loaded a moment ago

        if self.admin is None:
            self.admin = AdminSide(
                self._window.shell, self._background, self.opened.server, trouble=self._window.trouble
            )
            self._window.admin_ready.emit()

    # what is said -----------------------------------------------------------------------------------------

    def _wire(self) -> None:
        side = self._side
        side.standing_wanted.connect(self._look_again)
        side.setup.done.connect(self._enrolled)
        side.began.connect(self._began)
        side.shift.changed.connect(self._show_who)
        side.standing_changed.connect(self._show_who)
        side.shift.closed.connect(self._shift_closed)
        self._clock.timeout.connect(self._tick)
        self._window.shell.status.states_wanted.connect(self.show_sync)
        side.others.sync_wanted.connect(self.show_sync)
        self._settle.timeout.connect(self._show_states)
        self._window.sync_told.connect(self._sync_says)
        self.bench.changed.connect(self._show_states)
        self.bench.job_told.connect(lambda job, well: side.paying.printed(job, well=well))
        self.bench.peripherals.scanned.connect(lambda code: hear_line(code, side))
        self.bench.peripherals.screen_shown.connect(self._window.shell.activateWindow)
        side.others.devices.saved.connect(self._devices_set_up)
        self._box_told.connect(self._box_says)
        side.setup.settings_saved.connect(self._set_up_anew)
        side.page_wanted.connect(self._print_page)
        self._page_told.connect(self._page_done)
        self.bench.tested_well.connect(self._tested_well)
        side.shift.paper_wanted.connect(self._wake)
        side.others.printing_wanted.connect(self._wake)
        side.others.queue.paper_wanted.connect(self._wake)
        look().language_changed.connect(self._show_who)

    def _began(self) -> None:
        self._sells = True
        self._show_who()
        self._load_admin()
        if self.opened.unfinished:
            self._ask_reprint()

    def _zone(self) -> Zone:
        known = self._side.standing
        return known.identity.zone if known is not None and known.identity else Zone.WIB

    def _tick(self) -> None:
        self._window.shell.status.show_clock(texts.clock(local(edges.now(), self._zone())))

    def _sync_says(self, status: SyncStatus) -> None:
        before, self.sync_status = self.sync_status, status
        if before is None or before.fetching_catalogue or before.last_contact != status.last_contact:
            self._look_again()
        if not status.waiting:
            self._ask_for_z()
        if before is None or before.waiting or not status.waiting:
            self._show_states()
        else:
            self._settle.start()

    def _box_says(self, _status: BoxStatus) -> None:
        self._show_states()

    def show_sync(self) -> None:
        """How the till stands with the back office, and what of its own is looked at there."""
        from pos_client.features.status.actions import StatusDesk  # noqa: PLC0415 - asked for seldom
        from pos_client.features.status.presenter import Status  # noqa: PLC0415 - same
        from pos_client.features.status.view import SyncPanel  # noqa: PLC0415 - same

        if self._side.standing is None or self._side.standing.identity is None:
            return
        status = Status(self._background, StatusDesk(self.opened.store))
        panel = SyncPanel(status, lambda moment: local(moment, self._zone()))
        self._side.others.open_panel(panel)
        status.load([self._sync_state(), *(box_states(self.opened.black_box.status) or [box_well()])])

    def _sync_state(self) -> State:
        status = self.sync_status or SyncStatus(SyncState.STAND_ALONE)
        return sync_state(status, now=edges.now(), zone=self._zone())

    def _show_states(self) -> None:
        states = [self._sync_state()]
        states += box_states(self.opened.black_box.status)
        states += printer_states(self.bench.statuses)
        states += device_states(self.bench.peripherals.troubled())
        self._window.shell.status.show_states(states)

    def _show_who(self) -> None:
        known, shift = self._side.standing, self._side.shift
        if known is None or known.identity is None:
            return
        till = known.identity
        who = shift.cashier.name if shift.cashier is not None else _("Nobody signed in")
        number = [] if shift.number is None else [_("Shift {number}", number=shift.number)]
        place = f"{till.branch_code}-{till.register_code}"
        self._window.shell.status.show_who(who, *number, place, till.branch_name)
        self._customer.serve_for(till.company_name)
        self._tick()
        self._show_states()

    # jobs nobody knows about ------------------------------------------------------------------------------

    def _ask_reprint(self) -> None:
        """What was to be printed when the till stopped: recorded, print unknown."""
        question = Question(
            title=_("Recorded, print unknown"),
            text=unknown_prints(self.opened.unfinished),
            accept=_("Print again"),
            refuse=_("Not needed"),
        )
        self._window.shell.ask(question, lambda: self._finish(again=True), lambda: self._finish(again=False))

    def _finish(self, *, again: bool) -> None:
        opened = self.opened
        self._background.store(lambda: finish_jobs(opened, again=again), then=lambda _nothing: self._wake())

    def _wake(self) -> None:
        self.bench.printing.wake()
