"""One window: the till is painted first and hears the scanner, all else follows behind it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import delete, isValid
from typing_extensions import override

from pos_client.app import edges
from pos_client.app.options import Options
from pos_client.app.sounds import Sounds, platform_player
from pos_client.app.till_side import TILL, TillSide
from pos_client.desk.background import Background
from pos_client.desk.collector import Collector
from pos_client.desk.remember import JsonRemember, Remember
from pos_client.desk.shell import Shell, wear
from pos_client.desk.theme.look import look
from pos_client.features.till.keys import KEYS, REMEMBERED_KEYS, load_keys, remembered
from pos_client.settings import LAYOUT
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.app.admin_side import AdminSide
    from pos_client.app.behind import Behind
    from pos_client.app.opening import Opened
    from pos_client.desk.problems import Problems
    from pos_client.desk.till.scan_filter import ScanFilter
    from pos_client.devices.scanner import ScannerSettings
    from pos_client.store import Reader
    from pos_client.sync.status import SyncStatus
    from pos_client.sync.worker import SyncWorker

REMEMBERED: Final = "window.json"
# Screens nobody stands in front of.
IN_MEMORY: Final = frozenset({"offscreen", "minimal"})
# A window that starts minimised, covered or behind a locked screen is not painted; it sells and sends anyway.
UNPAINTED_MS: Final = 1_000


class Window(QObject):
    """`listening`: painted, keys are kept, scans are resolved. `usable`: it sells. `failed`: no store."""

    listening = Signal()
    usable = Signal()
    failed = Signal(object)
    admin_ready = Signal()
    sync_told = Signal(object)
    stirred = Signal()

    def __init__(self, options: Options, *, at_ms: Callable[[QKeyEvent], int] | None = None) -> None:
        super().__init__()
        self.options = options
        options.data.mkdir(parents=True, exist_ok=True)
        remember: Remember = JsonRemember(options.data / REMEMBERED)
        wear(remember, language=options.language or "id", theme=options.theme or "light")
        if options.theme is not None:
            look().use_theme(options.theme)
        if options.language is not None:
            look().use_language(options.language)
        self.background = Background(self.trouble)
        self.side = TillSide(self.background, self.trouble)
        KEYS.use(remembered(remember.get(REMEMBERED_KEYS)) or load_keys())
        self.side.layout = options.layout or LAYOUT.read(str(remember.get(LAYOUT.key) or ""))
        self.shell = Shell(self.side.screens(), remember)
        self.side.attach(self.shell)
        silent = QApplication.platformName() in IN_MEMORY
        self.sounds = Sounds(QApplication.beep, platform_player(silent=silent))
        self.side.till.sounded.connect(self.sounds.play)
        self.side.began.connect(self.usable)
        self.shell.closing.connect(self.close)
        self.at_ms = at_ms or _key_time
        self._behind_paint = QTimer(self, singleShot=True, interval=UNPAINTED_MS)
        self._behind_paint.timeout.connect(self._listen)
        self.demo: QObject | None = None
        self.scans: ScanFilter | None = None
        self.reader: Reader | None = None
        self.opened: Opened | None = None
        self.behind: Behind | None = None

    def show(self) -> None:
        """Paint the till; what it needs comes right behind the first paint, in two strides."""
        self._behind_paint.start()
        self.shell.open(TILL)
        self.shell.installEventFilter(self)
        self.shell.show()
        self.shell.activateWindow()

    def close(self) -> None:
        """End every thread. Steps that are queued for the disk are still written."""
        self._behind_paint.stop()
        if self.scans is not None:
            self.scans.stop()
            self.scans = None
        if self.behind is not None:
            self.behind.stop_sending()
        self.background.close()
        if self.behind is not None:
            self.behind.close()
            # What its threads said last is heard by nobody any more.
            delete(self.behind)
            self.behind = None
        if self.reader is not None:
            self.side.shelving.end()
            self.reader.close()
            self.reader = None
        if self.opened is not None:
            self.opened.black_box.stop()  # before a window was there to stop it
            self.opened.store.close()
            self.opened = None

    def destroy(self) -> None:
        """Take the widgets apart in their own order; left to the interpreter's end, Qt may trip over them."""
        self.close()
        if isValid(self.shell):
            self.shell.hide()
            delete(self.shell)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._behind_paint.start(0)
        return False

    def hear(self, settings: ScannerSettings) -> None:
        """Hear a scanner that is set up like this."""
        from pos_client.app.listening import listen  # noqa: PLC0415 - behind the first paint

        if self.scans is not None:
            self.scans.stop()
        self.scans = listen(settings, self.side, at_ms=self.at_ms)
        self.scans.stirred.connect(self.stirred)

    # what stands behind -----------------------------------------------------------------------------------

    @property
    def admin(self) -> AdminSide | None:
        return None if self.behind is None else self.behind.admin

    @property
    def sync(self) -> SyncWorker | None:
        return None if self.behind is None else self.behind.sync

    @property
    def sync_status(self) -> SyncStatus | None:
        return None if self.behind is None else self.behind.sync_status

    # opening ----------------------------------------------------------------------------------------------

    def _listen(self) -> None:
        """First stride: read the catalogue as it was left, and hear the scanner."""
        from pos_client.app.listening import catalogue_of, scanner_of  # noqa: PLC0415 - behind the first paint

        self.shell.removeEventFilter(self)
        self.reader = catalogue_of(self.options.data, self.side)
        self.hear(scanner_of(self.reader))
        Collector(self)
        self.listening.emit()
        QTimer.singleShot(0, self, self._open)

    def _open(self) -> None:
        """Second stride: the store with everything that writes."""
        options = self.options

        def job() -> Opened:
            from pos_client.app.opening import open_till  # noqa: PLC0415 - longer than the first window

            return open_till(options)

        self.background.store(job, then=self._opened, fail=self._not_opened)

    def _opened(self, opened: Opened) -> None:
        from pos_client.app.behind import Behind  # noqa: PLC0415 - loaded with the store

        self.opened = opened
        if self.reader is None:
            from pos_client.app.listening import read_catalogue  # noqa: PLC0415 - loaded by now

            self.reader = read_catalogue(opened.store.path, self.side)
        self.sounds.on = opened.sound
        self.behind = Behind(self, opened, self.reader)
        if self.options.queue_display:
            self.side.others.queue_windows.open_display()
        if self.options.queue_kiosk:
            self.side.others.queue_windows.open_kiosk()

    def _not_opened(self, problem: BaseException) -> None:
        if isinstance(problem, Refusal) and problem.code is ErrorCode.STORE_DAMAGED:
            self._ask_to_set_aside(problem)
            return
        self.trouble(problem)
        self.failed.emit(problem)

    def _ask_to_set_aside(self, problem: Refusal) -> None:
        from pos_client.app.damaged import Damaged  # noqa: PLC0415 - a good start has none

        damaged = Damaged(
            folder=self.options.data,
            shell=self.shell,
            background=self.background,
            let_go=self._let_go,
            open_anew=self._open,
            refused=lambda: self.trouble(problem),
            trouble=self.trouble,
        )
        damaged.ask(lambda: self.failed.emit(problem))

    def _let_go(self) -> None:
        """Let go of a database that is put aside."""
        if self.reader is not None:
            self.side.shelving.end()
            self.reader.close()
            self.reader = None

    # what goes wrong --------------------------------------------------------------------------------------

    @cached_property
    def problems(self) -> Problems:
        from pos_client.desk.problems import Problems  # noqa: PLC0415 - a good start has none

        return Problems(self._say_trouble, _reference)

    def trouble(self, problem: BaseException) -> None:
        """Say it calmly; keep its trace for whoever looks."""
        self.problems.handle(problem)

    def _say_trouble(self, words: str) -> None:
        self.shell.toast("danger", words)


def _key_time(event: QKeyEvent) -> int:
    """When a key was pressed, by the system's own stamp; events made by programs carry none."""
    return event.timestamp() or edges.mono_ms()


def _reference() -> str:
    """What a person can read out over the phone."""
    return str(edges.new_id())[-12:].upper()
