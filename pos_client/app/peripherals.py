"""The scale, the serial scanner, the pole display and the customer's screen of this till.

Each line has a thread of its own, and what goes wrong there is a sentence: no sale waits for any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from shiboken6 import isValid

from pos_client import texts
from pos_client.app import edges
from pos_client.desk.background import Background
from pos_client.devices.chosen import pole_of, scale_of, scanner_line_of
from pos_client.devices.ending import end_together
from pos_client.devices.faults import Trouble
from pos_client.devices.pole_display import PoleDisplay, PoleMessage, PoleSettings
from pos_client.devices.scale import LineScale, NoScale, Scale
from pos_client.devices.scale_reading import Heard, Weighed
from pos_client.devices.scale_settings import ScaleSettings
from pos_client.devices.scanner import Scan, ScannerSettings
from pos_client.devices.serial_port import PortSettings
from pos_client.devices.serial_scanner import SerialScanner
from pos_client.features.devices.state import Device, Stand
from pos_client.features.display.state import Shown
from pos_client.features.display.view import CustomerScreen
from pos_client.settings import DISPLAY, DISPLAY_PICTURES, SCANNER_PREFIX, SCANNER_SUFFIX
from pos_client.store import Rows
from pos_client.store.preferences import setting
from pos_client.texts import _
from shared_models.values.quantity import Quantity

WINDOW = "window"


class Beside(NamedTuple):
    """What is set up beside the printers. `display`: name of a screen, `window`, or nothing."""

    scale: ScaleSettings | None
    pole: PoleSettings | None
    scanner_line: PortSettings | None
    scanner: ScannerSettings
    display: str
    pictures: str


def beside(rows: Rows) -> Beside:
    """As it stands in the settings."""
    return Beside(
        scale=scale_of(rows),
        pole=pole_of(rows),
        scanner_line=scanner_line_of(rows),
        scanner=ScannerSettings(setting(rows, SCANNER_PREFIX), setting(rows, SCANNER_SUFFIX)),
        display=setting(rows, DISPLAY),
        pictures=setting(rows, DISPLAY_PICTURES),
    )


class Line(Protocol):
    """A device with a thread of its own."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Peripherals(QObject):
    """`scanned`: a code from the serial scanner. `changed`: one of them stands otherwise than before.

    `screen_shown`: the customer's window opened; some window managers hand it the keys of the till.
    """

    scanned = Signal(str)
    changed = Signal()
    screen_shown = Signal()
    _told = Signal()

    def __init__(self, background: Background, scale_is: Callable[[Scale], None]) -> None:
        """`scale_is` is told which scale weighs from now on."""
        super().__init__()
        self._background = background
        self._scale_is = scale_is
        self._wanted: Beside | None = None
        self._lines: list[Line] = []
        self._scale: LineScale | None = None
        self._pole: PoleDisplay | None = None
        self._scanner: SerialScanner | None = None
        self._message: PoleMessage | None = None
        self._last_scan = ""
        self.screen: CustomerScreen | None = None
        self._told.connect(self.changed)

    def use(self, wanted: Beside) -> None:
        """These from now on. What runs ends first: a line has one user at a time."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._show_screen(wanted)
        self.changed.emit()
        ended, self._lines = self._lines, []
        self._scale = self._pole = self._scanner = None
        self._scale_is(NoScale())
        if ended:
            self._background.long(lambda _progress: _end(ended), then=lambda _nothing: self._start(wanted))
        else:
            self._start(wanted)

    def show(self, shown: Shown, message: PoleMessage) -> None:
        """What the customer sees now."""
        if self.screen is not None:
            self.screen.draw(shown)
        self._message = message
        if self._pole is not None:
            self._pole.show(message)

    def stop(self, also: Callable[[], None]) -> None:
        """The window closes. `also`: what else ends meanwhile."""
        end_together((also, *(line.stop for line in self._lines)))
        self._lines = []
        if self.screen is not None:
            self.screen.close()
            self.screen.deleteLater()
            self.screen = None

    @property
    def watched(self) -> bool:
        """Whether a customer sees anything at all."""
        return self.screen is not None or self._pole is not None

    # how they stand ---------------------------------------------------------------------------------------

    def stands(self) -> dict[Device, Stand]:
        return {
            Device.SCALE: _scale_stand(None if self._scale is None else self._scale.state()),
            Device.POLE: _line_stand(None if self._pole is None else self._pole.trouble),
            Device.SCANNER: self._scanner_stand(),
            Device.DISPLAY: self._display_stand(),
        }

    def troubled(self) -> list[Device]:
        """What does not work, for the status line."""
        return [device for device, stand in self.stands().items() if stand.tone == "warn"]

    def test(self, device: Device) -> Stand | None:
        """Show that it works; None where nothing can be seen from here."""
        if device is Device.POLE and self._pole is not None:
            self._pole.show(PoleMessage("1234567890 1234567890"[:20], _("Pole display")[:20].ljust(20)))
        return self.stands().get(device)

    def _scanner_stand(self) -> Stand:
        if self._scanner is None:
            return Stand("plain", _("Types like a keyboard"))
        if self._scanner.trouble is not None:
            return Stand("warn", self._scanner.trouble.text())
        if self._last_scan:
            return Stand("ok", _("Ready, last read {code}", code=self._last_scan))
        return Stand("ok", _("Ready"))

    def _display_stand(self) -> Stand:
        name = self._wanted.display if self._wanted is not None else ""
        if not name:
            return Stand("plain", _("Not set up"))
        if self.screen is None:
            return Stand("warn", _("The screen {name} is not connected", name=name))
        return Stand("ok", _("Shows what is sold"))

    # inside -----------------------------------------------------------------------------------------------

    def _start(self, wanted: Beside) -> None:
        if wanted != self._wanted:
            return
        if wanted.scale is not None:
            self._scale = LineScale(wanted.scale, now_ms=edges.mono_ms, tell=self._tell)
            self._scale_is(self._scale)
        if wanted.pole is not None:
            self._pole = PoleDisplay(wanted.pole, now_ms=edges.mono_ms, tell=self._tell)
            if self._message is not None:
                self._pole.show(self._message)
        if wanted.scanner_line is not None:
            self._scanner = SerialScanner(
                wanted.scanner_line, wanted.scanner, now_ms=edges.mono_ms, scanned=self._scan, tell=self._tell
            )
        found = (self._scale, self._pole, self._scanner)
        self._lines = [line for line in found if line is not None]
        for line in self._lines:
            line.start()
        self.changed.emit()

    def _tell(self, _news: object) -> None:
        # A line that is slow to end may still speak when the window is gone.
        if isValid(self):
            self._told.emit()

    def _scan(self, scan: Scan) -> None:
        self._last_scan = scan.code
        if isValid(self):
            self.scanned.emit(scan.code)
            self._told.emit()

    def _show_screen(self, wanted: Beside) -> None:
        where = _screen(wanted.display)
        if self.screen is not None and (where is None and wanted.display != WINDOW):
            self.screen.close()
            self.screen.deleteLater()
            self.screen = None
        if where is None and wanted.display != WINDOW:
            return
        if self.screen is None:
            self.screen = CustomerScreen()
        self.screen.use_pictures(wanted.pictures)
        if where is None:
            self.screen.showNormal()
        else:
            self.screen.setGeometry(where.geometry())
            self.screen.showFullScreen()
        self.screen_shown.emit()


def screens() -> list[tuple[str, str]]:
    """The other screens of this computer: the till itself stands on the first."""
    first = QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if screen is not first]
    return [(screen.name(), f"{screen.name()} ({_size(screen)})") for screen in others]


def _size(screen: QScreen) -> str:
    size = screen.geometry().size()
    return f"{size.width()} x {size.height()}"


def _screen(name: str) -> QScreen | None:
    first = QGuiApplication.primaryScreen()
    others = [screen for screen in QGuiApplication.screens() if screen is not first]
    return next((screen for screen in others if screen.name() == name), None)


def _end(lines: list[Line]) -> None:
    end_together(line.stop for line in lines)


def _line_stand(trouble: Trouble | None) -> Stand:
    return Stand("ok", _("Ready")) if trouble is None else Stand("warn", trouble.text())


def _scale_stand(heard: Heard | None) -> Stand:
    if heard is None:
        return Stand("plain", _("Waiting for its first weight"))
    if isinstance(heard, Trouble):
        return Stand("warn", heard.text())
    weight = _("{weight} kg", weight=texts.quantity(Quantity(heard.grams)))
    if heard.state is Weighed.STABLE:
        return Stand("ok", _("{weight}, at rest", weight=weight))
    return Stand("ok", _("{weight}, moving", weight=weight))
