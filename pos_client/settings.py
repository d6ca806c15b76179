"""Every setting of the till, declared once: key, kind, default and bounds. Values are kept in the till's
database.
"""

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

T = TypeVar("T", str, int, bool)

APP_BUILD: Final = "0.1.0"
"""Build of this program, written into every event. A test holds it equal to the project's version."""


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """`choices` closes the values; `at_least` and `at_most` bound a number."""

    key: str
    default: T
    choices: tuple[T, ...] = ()
    at_least: int | None = None
    at_most: int | None = None

    def read(self, text: str | None) -> T:
        """Value of a stored text; whatever does not fit (an older build, a hand-made change) gives the
        default.
        """
        if text is None:
            return self.default
        value = self._parsed(text)
        return self.default if value is None or not self.fits(value) else value

    def fits(self, value: T) -> bool:
        if self.choices and value not in self.choices:
            return False
        if type(value) is not int:
            return True
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )

    @staticmethod
    def text(value: str | int | bool) -> str:  # noqa: FBT001 - a switch is a value here
        return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)

    def _parsed(self, text: str) -> T | None:
        kind = type(self.default)
        if kind is bool:
            return {"on": kind(1), "off": kind(0)}.get(text)
        try:
            return kind(text)
        except ValueError:
            return None


SERVER_URL: Final = Setting("server.url", "")
LANGUAGE: Final = Setting("ui.language", "id", choices=("id", "en"))
THEME: Final = Setting("ui.theme", "light", choices=("light", "dark"))
LAYOUT: Final = Setting("till.layout", "table", choices=("table", "tiles"))
PICTURES: Final = Setting("tiles.pictures", "")
SOUND: Final = Setting("till.sound", default=True)
PRINTERS: Final = Setting("devices.printers", "")
ORDER_SLIPS: Final = Setting("print.orders", default=False)
SCALE: Final = Setting("devices.scale", "")
POLE: Final = Setting("devices.pole", "")
SCANNER_LINE: Final = Setting("devices.scanner", "")
DRAWER_WAY: Final = Setting("drawer.way", "printer", choices=("printer", "line", "none"))
DRAWER_LINE: Final = Setting("drawer.line", "")
DISPLAY: Final = Setting("display.screen", "")
DISPLAY_PICTURES: Final = Setting("display.pictures", "")
PAGE_PRINTER: Final = Setting("printer.page", "")
RECEIPT_LANGUAGE: Final = Setting("receipt.language", "id", choices=("id", "en"))
RECEIPT_LOGO: Final = Setting("receipt.logo", "")
SCANNER_PREFIX: Final = Setting("scanner.prefix", "")
SCANNER_SUFFIX: Final = Setting("scanner.suffix", "")
LABEL_SIZE: Final = Setting("labels.size", "40x30", choices=("40x30", "50x30", "roll58", "33x15"))
LABELS_BEGUN: Final = Setting("labels.begun", default=False)

ALL: Final = (
    SERVER_URL,
    LANGUAGE,
    THEME,
    LAYOUT,
    PICTURES,
    SOUND,
    PRINTERS,
    ORDER_SLIPS,
    SCALE,
    POLE,
    SCANNER_LINE,
    DRAWER_WAY,
    DRAWER_LINE,
    DISPLAY,
    DISPLAY_PICTURES,
    PAGE_PRINTER,
    RECEIPT_LANGUAGE,
    RECEIPT_LOGO,
    SCANNER_PREFIX,
    SCANNER_SUFFIX,
    LABEL_SIZE,
    LABELS_BEGUN,
)
