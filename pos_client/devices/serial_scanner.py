"""A scanner on a line of its own: it hands the till a `Scan` like the keyboard wedge, with no keys to undo.

What comes over this line is a scan, whatever it looks like: nothing has to be told apart from typing.
"""

from collections.abc import Callable
from typing import Final

from pos_client.devices.faults import Trouble
from pos_client.devices.scanner import BREAK_MS, Scan, ScannerSettings
from pos_client.devices.serial_port import LineSplitter, PortSettings, PortWorker

LONGEST: Final = 1024
ENDS: Final = b"\r\n\t\x00\x03"
"""Line ends, Tab, and what framed protocols end with."""
_GROUP_SEPARATOR: Final = "\x1d"
"""Part of a GS1 code; every other mark without a shape is the line's."""


class ScanReader:
    """Bytes into scans: the line's side of `SerialScanner`, also for those who have no thread."""

    def __init__(self, settings: ScannerSettings | None = None) -> None:
        self._settings = settings or ScannerSettings()
        self._splitter = LineSplitter(ends=ENDS, mark=self._settings.suffix.encode(), longest=LONGEST)
        self._last_ms = 0

    def reset(self) -> None:
        """The line was opened: half a code is none."""
        self._splitter.forget()

    def take(self, data: bytes, now_ms: int) -> list[Scan]:
        """The codes that are complete now; call it with nothing while the line is silent."""
        lines = self._splitter.feed(data) if data else []
        if data:
            self._last_ms = now_ms
        elif self._splitter.half and now_ms - self._last_ms >= BREAK_MS:
            # A scanner that is set to send no end: silence is one.
            lines = [self._splitter.take_half()]
        codes = [self._code(line) for line in lines]
        return [Scan(code, 0) for code in codes if code]

    def _code(self, line: bytes) -> str:
        try:
            text = line.decode()
        except UnicodeDecodeError:
            text = line.decode("latin-1")
        text = "".join(mark for mark in text if mark.isprintable() or mark == _GROUP_SEPARATOR)
        prefix = self._settings.prefix
        return (text.rpartition(prefix)[2] if prefix else text).strip(" ")


class SerialScanner:
    """`scanned` and `tell` are called in the line's thread: with each code, and when it is lost or back."""

    def __init__(
        self,
        port: PortSettings,
        settings: ScannerSettings,
        *,
        now_ms: Callable[[], int],
        scanned: Callable[[Scan], None],
        tell: Callable[[Trouble | None], None] | None = None,
    ) -> None:
        self._reader = ScanReader(settings)
        self._scanned = scanned
        self._tell = tell
        self.trouble: Trouble | None = None
        self._worker = PortWorker(port, self, now_ms=now_ms)

    def start(self) -> None:
        self._worker.start()

    def stop(self) -> None:
        self._worker.stop()

    def try_again(self) -> None:
        """Somebody has plugged it in."""
        self._worker.try_again()

    # the line's side

    def opened(self, now_ms: int) -> bytes:  # noqa: ARG002 - nothing here takes time
        self._reader.reset()
        self._found(None)
        return b""

    def took(self, data: bytes, now_ms: int) -> bytes:
        for scan in self._reader.take(data, now_ms):
            self._scanned(scan)
        return b""

    def lost(self, why: Trouble, now_ms: int) -> None:  # noqa: ARG002 - as above
        self._found(why)

    def _found(self, why: Trouble | None) -> None:
        news, self.trouble = why != self.trouble, why
        if news and self._tell is not None:
            self._tell(why)
