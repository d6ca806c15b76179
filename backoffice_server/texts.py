"""Texts of commands and exports, and how figures are written in them.

Words follow the chosen language, figures the shop's country (Indonesia): `98.400`, `0,250`, `17/08/25 14.05`.
Screens are worded by the client: the server sends codes and facts.
"""

import gettext as gnu
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["id", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
LOCALE_FOLDER: Final = Path(__file__).parent / "locale"
COMPILED: Final = "messages.mo"
MINUS: Final = "\N{MINUS SIGN}"


class _Tongue:
    """The language of this process's commands: the module's only state."""

    def __init__(self) -> None:
        self.language: Language = "id"
        self.words: dict[Language, gnu.NullTranslations] = {"en": gnu.NullTranslations()}

    def of(self, language: Language) -> gnu.NullTranslations:
        if language not in self.words:
            self.words[language] = _load(language)
        return self.words[language]


def use(language: Language) -> None:
    """Word texts in `language` from now on."""
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
    text = _tongue.of(_tongue.language).gettext(msgid) if msgid else ""
    return text.format(**facts) if facts else text


def amount(value: int) -> str:
    """Grouped integer: `98.400`, `−2.000`."""
    return f"{_sign(value)}{_grouped(abs(value))}"


def rupiah(value: int) -> str:
    """Money with its currency: `Rp98.400`, `−Rp2.000`."""
    return f"{_sign(value)}Rp{_grouped(abs(value))}"


def quantity(thousandths: int) -> str:
    """Thousandths of a unit: 3000 is `3`, 250 is `0,250`."""
    whole, part = divmod(abs(thousandths), 1000)
    return f"{_sign(thousandths)}{_grouped(whole)}" + (f",{part:03}" if part else "")


def percent(basis_points: int) -> str:
    """Hundredths of a percent with one decimal, a half rounded away from zero: 1796 is `18,0 %`."""
    whole, tenth = divmod((abs(basis_points) + 5) // 10, 10)
    return f"{_sign(basis_points if whole or tenth else 0)}{_grouped(whole)},{tenth} %"


def day(value: date) -> str:
    """`17/08/25`."""
    return f"{value:%d/%m/%y}"


def moment(value: datetime) -> str:
    """`17/08/25 14.05`, of a moment already on the branch's wall clock."""
    return f"{value:%d/%m/%y %H.%M}"


def catalogue_files(language: Language) -> list[Path]:
    """The .po files of a language."""
    return sorted((LOCALE_FOLDER / language).glob("*.po"))


def merged(language: Language) -> Catalog:
    """All catalogues of `language` as one. Raises ValueError where two of them disagree."""
    whole = Catalog(locale=language)
    for file in catalogue_files(language):
        with file.open("rb") as source:
            part = read_po(source, locale=language, abort_invalid=True)
        whole.mime_headers = part.mime_headers  # the plural rule; Babel's own for Indonesian is wrong
        for message in part:
            known = whole.get(message.id) if message.id else None
            if known is not None and known.string != message.string:
                raise ValueError(file.name, message.id)
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


def _sign(value: int) -> str:
    return MINUS if value < 0 else ""


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _compiled(language: Language) -> bytes:
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
