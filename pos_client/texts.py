"""Every text shown or printed by the till and the desk.

Words follow the chosen language, numbers and dates the shop's country. Babel is imported only for words of
the calendar and for catalogues that were not compiled.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from pos_client.catalogues import LANGUAGES, Catalogues, Language
from shared_models.texts.figures import (
    CURRENCY,
    DECIMAL,
    GROUP,
    MINUS,
    amount,
    clock,
    day,
    moment,
    percent,
    quantity,
    rupiah,
)

__all__ = [
    "CSV_SIGNS",
    "CURRENCY",
    "DASH",
    "DECIMAL",
    "GROUP",
    "LANGUAGES",
    "MINUS",
    "N_",
    "WORDS",
    "Language",
    "_",
    "amount",
    "clock",
    "clock_with_seconds",
    "compile_catalogues",
    "day",
    "language",
    "long_day",
    "moment",
    "month",
    "ngettext",
    "percent",
    "quantity",
    "rupiah",
    "said_in",
    "span",
    "use",
    "weekday",
]

# What Excel in the language splits a row of a CSV file by, and the decimal sign it reads.
CSV_SIGNS: Final[dict[Language, tuple[str, str]]] = {"id": (";", ","), "en": (",", ".")}
DASH: Final = "\N{EN DASH}"
# One process shows one language, so this is the module's only state.
WORDS: Final = Catalogues(Path(__file__).parent / "locale", "en")


def use(language: Language) -> None:
    """Show texts in `language` from now on. Whoever has drawn texts draws them again."""
    WORDS.use(language)


def language() -> Language:
    """The language in use."""
    return WORDS.language


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for "marked, translated later"
    """Mark a constant for translation; `_` it when it is shown."""
    return msgid


def _(msgid: str, **facts: object) -> str:
    """`msgid` in the language in use, its named facts put in."""
    return WORDS.said(msgid, facts)


def ngettext(one: str, many: str, n: int, **facts: object) -> str:
    """The form for `n` things; `n` is given to the text as a grouped figure."""
    return WORDS.counted(one, many, n).format(n=amount(n), **facts)


def said_in(language: Language, msgid: str, **facts: object) -> str:
    """`msgid` in a given language: a receipt may be in another one than the screen."""
    return WORDS.said(msgid, facts, language)


def compile_catalogues() -> list[Path]:
    """For a fast start; done at set-up."""
    return WORDS.compile()


# the calendar in words -------------------------------------------------------------------------------


def clock_with_seconds(value: datetime) -> str:
    """`14.05.07`."""
    return f"{value:%H.%M.%S}"


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


def long_span(value: timedelta) -> str:
    """How long in one unit written out, up to years: `5 tahun`, `3 menit`."""
    from babel.dates import format_timedelta  # noqa: PLC0415 - as below

    return format_timedelta(value, threshold=1, locale=_locale())


def _calendar_words(value: date, pattern: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - 40 ms that a till's first window does not need

    return format_date(value, pattern, locale=_locale())


def _locale() -> str:
    return "id_ID" if language() == "id" else "en_GB"
