"""Every text shown or printed, and how figures are written.

Words follow the chosen language, numbers and dates the shop's country (Indonesia): `Rp98.400`,
`17/08/25 14.05`. Figures stand in every table cell, so they are put together here; a test holds them equal to
Babel's. Babel itself is imported only for words of the calendar and for catalogues that were not compiled.
"""

import gettext as gnu
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

Language = Literal["id", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
LOCALE_FOLDER: Final = Path(__file__).parent / "locale"
COMPILED: Final = "messages.mo"

MINUS: Final = "\N{MINUS SIGN}"
DASH: Final = "\N{EN DASH}"
GROUP: Final = "."
DECIMAL: Final = ","
CURRENCY: Final = "Rp"


class CatalogueClash(ValueError):
    """Two catalogues of one language say different things for one text."""


class _Tongue:
    """The language in use. One process shows one language, so this is the module's only state."""

    def __init__(self) -> None:
        self.language: Language = "en"
        self.words: dict[Language, gnu.NullTranslations] = {"en": gnu.NullTranslations()}

    def of(self, language: Language) -> gnu.NullTranslations:
        if language not in self.words:
            self.words[language] = _load(language)
        return self.words[language]


def use(language: Language) -> None:
    """Show texts in `language` from now on. Whoever has drawn texts draws them again."""
    _tongue.of(language)
    _tongue.language = language


def language() -> Language:
    """The language in use."""
    return _tongue.language


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for "marked, translated later"
    """Mark a constant for translation; `_` it when it is shown."""
    return msgid


def _(msgid: str, **facts: object) -> str:
    """`msgid` in the language in use, its named facts put in."""
    return said_in(_tongue.language, msgid, **facts)


def ngettext(one: str, many: str, n: int, **facts: object) -> str:
    """The form for `n` things; `n` is given to the text as a grouped figure."""
    text = _tongue.of(_tongue.language).ngettext(one, many, n)
    return text.format(n=amount(n), **facts)


def said_in(language: Language, msgid: str, **facts: object) -> str:
    """`msgid` in a given language: a receipt may be in another one than the screen."""
    text = _tongue.of(language).gettext(msgid) if msgid else ""
    return text.format(**facts) if facts else text


# figures ----------------------------------------------------------------------


def amount(value: int, *, signed: bool = False) -> str:
    """Grouped integer: `98.400`, `−2.000`; with `signed` a plus before what is gained."""
    digits = f"{abs(value):,}".replace(",", GROUP)
    return f"{_sign(value, signed=signed)}{digits}"


def rupiah(value: int, *, signed: bool = False) -> str:
    """Money with its currency: `Rp98.400`, `−Rp2.000`."""
    return f"{_sign(value, signed=signed)}{CURRENCY}{amount(abs(value))}"


def quantity(thousandths: int) -> str:
    """Thousandths of a unit: 3000 is `3`, 250 is `0,250`."""
    whole, part = divmod(abs(thousandths), 1000)
    digits = f"{amount(whole)}{DECIMAL}{part:03}" if part else amount(whole)
    return f"{_sign(thousandths)}{digits}"


def percent(basis_points: int, *, signed: bool = False) -> str:
    """Hundredths of a percent, shown with one decimal, a half rounded away from zero: 1796 is `18,0 %`."""
    whole, tenth = divmod((abs(basis_points) + 5) // 10, 10)
    shown = basis_points if whole or tenth else 0
    return f"{_sign(shown, signed=signed)}{amount(whole)}{DECIMAL}{tenth} %"


def _sign(value: int, *, signed: bool = False) -> str:
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""


# time -------------------------------------------------------------------------


def day(value: date) -> str:
    """`17/08/25`."""
    return f"{value:%d/%m/%y}"


def clock(value: datetime) -> str:
    """`14.05`, of a moment already on the branch's wall clock."""
    return f"{value:%H.%M}"


def clock_with_seconds(value: datetime) -> str:
    """`14.05.07`."""
    return f"{value:%H.%M.%S}"


def moment(value: datetime) -> str:
    """`17/08/25 14.05`."""
    return f"{day(value)} {clock(value)}"


def long_day(value: date) -> str:
    """`Sabtu, 21 November 2026`, in the language in use."""
    return _calendar_words(value, "EEEE, d MMMM y")


def weekday(value: date) -> str:
    """`Sabtu`."""
    return _calendar_words(value, "EEEE")


def month(value: date) -> str:
    """`November 2026`."""
    return _calendar_words(value, "MMMM y")


def span(value: timedelta) -> str:
    """How long, in the largest unit that fits: `2 jam`, `5 mnt`, `3 hari`; under a minute `baru saja`."""
    minutes = value // timedelta(minutes=1)
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return _("{n} min", n=minutes)
    hours = minutes // 60
    if hours < 48:  # two days: below, hours say more
        return _("{n} h", n=hours)
    return ngettext("{n} day", "{n} days", hours // 24)


def _calendar_words(value: date, pattern: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - 40 ms that a till's first window does not need

    return format_date(value, pattern, locale="id_ID" if _tongue.language == "id" else "en_GB")


# catalogues -------------------------------------------------------------------


def catalogue_files(language: Language) -> list[Path]:
    """The .po files of a language, one per part of the program."""
    return sorted(file for file in (LOCALE_FOLDER / language).iterdir() if file.suffix == ".po")


def merged(language: Language) -> "Catalog":
    """All catalogues of `language` as one. Raises CatalogueClash where two of them disagree."""
    from babel.messages.catalog import Catalog  # noqa: PLC0415 - only without a compiled catalogue
    from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

    whole = Catalog(locale=language)
    for file in catalogue_files(language):
        with file.open("rb") as source:
            part = read_po(source, locale=language, abort_invalid=True)
        whole.mime_headers = part.mime_headers  # the plural rule; Babel's own for Indonesian is wrong
        for message in part:
            known = whole.get(message.id) if message.id else None
            if known is not None and known.string != message.string:
                raise CatalogueClash(file.name, message.id)
            if message.id:
                whole.add(message.id, message.string)
    return whole


def compile_catalogues() -> list[Path]:
    """Write one compiled catalogue per language, for a fast start. Done at set-up."""
    written = []
    for folder in sorted(path for path in LOCALE_FOLDER.iterdir() if path.is_dir()):
        target = folder / COMPILED
        target.write_bytes(_compiled("id" if folder.name == "id" else "en"))
        written.append(target)
    return written


def _compiled(language: Language) -> bytes:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - only without a compiled catalogue

    target = BytesIO()
    write_mo(target, merged(language))
    return target.getvalue()


def _load(language: Language) -> gnu.NullTranslations:
    compiled = LOCALE_FOLDER / language / COMPILED
    sources = catalogue_files(language)
    if compiled.exists() and all(
        source.stat().st_mtime_ns <= compiled.stat().st_mtime_ns for source in sources
    ):
        with compiled.open("rb") as file:
            return gnu.GNUTranslations(file)
    return gnu.GNUTranslations(BytesIO(_compiled(language)))


_tongue: Final = _Tongue()
