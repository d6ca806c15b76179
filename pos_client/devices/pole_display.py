"""The pole display the customer reads: two lines of twenty marks, always the last message, never waited for.

Kinds: Epson DM-D (ESC/POS for displays), CD5220, and plain ones that only clear and print.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pos_client.devices.characters import PAGES, printable
from pos_client.devices.faults import Trouble
from pos_client.devices.serial_port import PortSettings, PortWorker, read_port
from pos_client.texts import _, rupiah
from shared_models.values.codes import ErrorCode
from shared_models.values.money import Money
from shared_models.values.refusals import Fault, Refusal, invalid

COLUMNS: Final = 20
ASCII: Final = "ASCII"
CLEAR: Final = b"\x0c"
_PAGE_CODES: Final[Mapping[str, int]] = {"CP437": 0, "CP850": 2, "CP858": 19}
_INITIALISE: Final = b"\x1b@"


class PoleKind(StrEnum):
    """The language a display understands."""

    EPSON = "epson"
    CD5220 = "cd5220"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class PoleSettings:
    """A display as it is set up. `page`: a code page, or `ASCII` where accents come out wrong."""

    port: PortSettings
    kind: PoleKind
    page: str = PAGES[0]


@dataclass(frozen=True, slots=True)
class PoleMessage:
    """Two lines, each already `COLUMNS` wide."""

    upper: str
    lower: str


def read_pole(address: str, *, kind: str, page: str = PAGES[0]) -> PoleSettings:
    """The display of typed settings. Refuses INVALID with every fault."""
    known = PoleKind(kind) if kind in set(PoleKind) else None
    faults = [] if known else [Fault("pole.kind", ErrorCode.INVALID, (("text", kind),))]
    if page.upper() not in {ASCII, *PAGES}:
        faults.append(Fault("pole.page", ErrorCode.INVALID, (("text", page),)))
    try:
        port = read_port(address, where="pole.address")
    except Refusal:
        faults.append(Fault("pole.address", ErrorCode.INVALID, (("address", address),)))
        raise invalid(faults) from None
    if known is None or faults:
        raise invalid(faults)
    return PoleSettings(port, known, page.upper())


# messages -------------------------------------------------------------------------------------------


def item_message(name: str, *, quantity: str, price: Money) -> PoleMessage:
    """What was just scanned: its name, how much of it, and what it comes to."""
    return PoleMessage(_left(name), _sides(quantity, rupiah(price)))


def total_message(total: Money) -> PoleMessage:
    """What is to pay."""
    return PoleMessage(_left(_("Total")), _sides("", rupiah(total)))


def change_message(*, paid: Money, change: Money) -> PoleMessage:
    """After payment."""
    return PoleMessage(_sides(_("Received"), rupiah(paid)), _sides(_("Change"), rupiah(change)))


def idle_message(upper: str, lower: str) -> PoleMessage:
    """Nobody is served: the shop's own words."""
    return PoleMessage(_middle(upper), _middle(lower))


def _middle(text: str) -> str:
    return _left(text).rstrip().center(COLUMNS)


def _left(text: str) -> str:
    """Cut between two words where one ends in the last third, so that no half word is left."""
    text = _clean(text)
    if len(text) > COLUMNS:
        end = text.rfind(" ", COLUMNS * 2 // 3, COLUMNS + 1)
        text = text[: end if end > 0 else COLUMNS]
    return text.ljust(COLUMNS)


def _sides(left: str, right: str) -> str:
    """A label and an amount. No figure is ever cut: a customer would read another one."""
    right = _clean(right)
    if len(right) > COLUMNS:
        right = right.replace(".", "")
    label = _label(_clean(left), max(COLUMNS - len(right) - 1, 0))
    return label + right.rjust(COLUMNS - len(label))


def _label(text: str, room: int) -> str:
    """As many whole words as there is room for; of a lone one its beginning, if it is no figure."""
    if len(text) <= room:
        return text
    words = text[: text.rfind(" ", 0, room + 1)] if " " in text[: room + 1] else ""
    return words or (text[:room] if text.isalpha() else "")


def _clean(text: str) -> str:
    return " ".join(printable(text.replace("×", "x")).split())


# bytes ----------------------------------------------------------------------------------------------


def start_bytes(settings: PoleSettings) -> bytes:
    """What makes it ready: overwriting, no cursor, its code page."""
    if settings.kind is PoleKind.EPSON:
        page = b"" if settings.page == ASCII else bytes([0x1B, 0x74, _PAGE_CODES[settings.page]])
        return _INITIALISE + b"\x1f\x01" + b"\x1fC\x00" + page + CLEAR
    # CLR leaves the mode in which a CD5220 takes no other command.
    return CLEAR + _INITIALISE + b"\x1b_\x00" if settings.kind is PoleKind.CD5220 else CLEAR


def message_bytes(message: PoleMessage, settings: PoleSettings) -> bytes:
    """Both lines, written over what stood there: nothing flickers."""
    upper, lower = (_encoded(line, settings.page) for line in (message.upper, message.lower))
    if settings.kind is PoleKind.EPSON:
        return b"\x1f$\x01\x01" + upper + b"\x1f$\x01\x02" + lower
    if settings.kind is PoleKind.CD5220:
        return b"\x1bQA" + upper + b"\r\x1bQB" + lower + b"\r"
    return CLEAR + upper + lower


def _encoded(line: str, page: str) -> bytes:
    """One byte for each mark, whatever it is."""
    data = "".join(mark if _fits(mark, page) else _plain(mark) for mark in printable(line))
    return data.ljust(COLUMNS)[:COLUMNS].encode(page)


def _fits(mark: str, page: str) -> bool:
    try:
        return bool(mark.encode(page))
    except UnicodeEncodeError:
        return False


def _plain(mark: str) -> str:
    """An accented letter without its accent; a `?` for what has none."""
    letter = unicodedata.normalize("NFKD", mark)[0]
    return letter if letter.isascii() and letter.isprintable() else "?"


# the device -----------------------------------------------------------------------------------------


class PoleDisplay:
    """`tell` is called in the line's thread when the display is lost (a trouble) or back (None)."""

    def __init__(
        self,
        settings: PoleSettings,
        *,
        now_ms: Callable[[], int],
        tell: Callable[[Trouble | None], None] | None = None,
    ) -> None:
        self._settings = settings
        self._tell = tell
        self._message: PoleMessage | None = None
        self._shown: PoleMessage | None = None
        self.trouble: Trouble | None = None
        self._worker = PortWorker(settings.port, self, now_ms=now_ms)

    def start(self) -> None:
        self._worker.start()

    def stop(self) -> None:
        self._worker.stop()

    def try_again(self) -> None:
        """Somebody has plugged it in."""
        self._worker.try_again()

    def show(self, message: PoleMessage) -> None:
        """Show it within a beat; of several at once only the last. Returns at once."""
        self._message = message

    # the line's side

    def opened(self, now_ms: int) -> bytes:  # noqa: ARG002 - nothing here takes time
        self._shown = None
        self._found(None)
        return start_bytes(self._settings) + self._next()

    def took(self, data: bytes, now_ms: int) -> bytes:  # noqa: ARG002 - it has nothing to say
        return self._next()

    def lost(self, why: Trouble, now_ms: int) -> None:  # noqa: ARG002 - as above
        self._found(why)

    def _next(self) -> bytes:
        message = self._message
        if message is None or message == self._shown:
            return b""
        self._shown = message
        return message_bytes(message, self._settings)

    def _found(self, why: Trouble | None) -> None:
        news, self.trouble = why != self.trouble, why
        if news and self._tell is not None:
            self._tell(why)
