"""Texts of commands and exports. Screens are worded by the client: the server sends codes and facts."""

import gettext as gnu
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from shared_models.texts.figures import MINUS, amount, day, moment, percent, quantity, rupiah

__all__ = [
    "LANGUAGES",
    "MINUS",
    "N_",
    "Language",
    "_",
    "amount",
    "day",
    "language",
    "moment",
    "percent",
    "quantity",
    "rupiah",
    "said_in",
    "use",
    "words",
]

Language = Literal["id", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
LOCALE_FOLDER: Final = Path(__file__).parent / "locale"


class _Tongue:
    """The language of this process's commands: the module's only state."""

    def __init__(self) -> None:
        self.language: Language = "id"
        self._words: dict[Language, gnu.NullTranslations] = {"en": gnu.NullTranslations()}

    def said(self, msgid: str, language: Language | None = None) -> str:
        language = language or self.language
        if language not in self._words:
            self._words[language] = words(LOCALE_FOLDER / language)
        return self._words[language].gettext(msgid)


def use(language: Language) -> None:
    """Word texts in `language` from now on."""
    _tongue.language = language


def language() -> Language:
    """The language in use."""
    return _tongue.language


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for "marked, translated later"
    """Mark a constant for translation; `_` it when it is shown."""
    return msgid


def _(msgid: str, **facts: object) -> str:
    """`msgid` in the language in use, its named facts put in."""
    text = _tongue.said(msgid) if msgid else ""
    return text.format(**facts) if facts else text


def said_in(language: Language, msgid: str) -> str:
    """`msgid` in another language than the one in use, its facts not put in."""
    return _tongue.said(msgid, language)


def words(folder: Path) -> gnu.NullTranslations:
    """The words of a language from all its .po files. Raises ValueError where two of them disagree."""
    whole = Catalog(locale=folder.name)
    for file in sorted(folder.glob("*.po")):
        with file.open("rb") as source:
            part = read_po(source, locale=folder.name, abort_invalid=True)
        for message in part:
            known = whole.get(message.id) if message.id else None
            if known is not None and known.string != message.string:
                raise ValueError(file.name, message.id)
            if message.id:
                whole.add(message.id, message.string)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return gnu.GNUTranslations(compiled)


_tongue: Final = _Tongue()
