"""Words in two languages: English in the code, Indonesian in .po files, one per part of a program.

Compiled once at set-up for a fast start; a source newer than what was compiled is read itself.
"""

import gettext as gnu
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

Language = Literal["id", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
COMPILED: Final = "messages.mo"


class CatalogueClash(ValueError):
    """Two catalogues of one language say different things for one text."""


class Catalogues:
    """The words of one program and the language it speaks now. `folder` holds a folder per language."""

    def __init__(self, folder: Path, language: Language) -> None:
        self.folder = folder
        self.language = language
        self._words: dict[Language, gnu.NullTranslations] = {"en": gnu.NullTranslations()}

    def use(self, language: Language) -> None:
        """Speak `language` from now on."""
        self._of(language)
        self.language = language

    def said(self, msgid: str, facts: dict[str, object], language: Language | None = None) -> str:
        """`msgid` in a language (the one in use), its named facts put in."""
        text = self._of(language or self.language).gettext(msgid) if msgid else ""
        return text.format(**facts) if facts else text

    def counted(self, one: str, many: str, n: int) -> str:
        """The form for `n` things in the language in use, no fact put in yet."""
        return self._of(self.language).ngettext(one, many, n)

    def files(self, language: Language) -> list[Path]:
        """The .po files of a language."""
        return sorted(file for file in (self.folder / language).iterdir() if file.suffix == ".po")

    def merged(self, language: Language) -> "Catalog":
        """All catalogues of `language` as one. Raises CatalogueClash where two of them disagree."""
        from babel.messages.catalog import Catalog  # noqa: PLC0415 - only without a compiled catalogue
        from babel.messages.pofile import read_po  # noqa: PLC0415 - as above

        whole = Catalog(locale=language)
        for file in self.files(language):
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

    def compile(self) -> list[Path]:
        """Write one compiled catalogue per language."""
        written = []
        for language in LANGUAGES:
            if (self.folder / language).is_dir():
                target = self.folder / language / COMPILED
                target.write_bytes(self._compiled(language))
                written.append(target)
        return written

    def _of(self, language: Language) -> gnu.NullTranslations:
        if language not in self._words:
            self._words[language] = self._load(language)
        return self._words[language]

    def _compiled(self, language: Language) -> bytes:
        from babel.messages.mofile import write_mo  # noqa: PLC0415 - only without a compiled catalogue

        target = BytesIO()
        write_mo(target, self.merged(language))
        return target.getvalue()

    def _load(self, language: Language) -> gnu.NullTranslations:
        compiled = self.folder / language / COMPILED
        sources = self.files(language)
        if compiled.exists() and all(
            source.stat().st_mtime_ns <= compiled.stat().st_mtime_ns for source in sources
        ):
            with compiled.open("rb") as file:
                return gnu.GNUTranslations(file)
        return gnu.GNUTranslations(BytesIO(self._compiled(language)))
