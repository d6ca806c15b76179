"""Qt's own words (a field's context menu, the save dialog) in the language in use; Qt has no Indonesian."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QTranslator
from typing_extensions import override

from pos_client import texts
from pos_client.texts import N_

# What a person meets of Qt's texts, without their access keys.
_KNOWN: Final = {
    words.replace("&", ""): words
    for words in (
        N_("Undo"),
        N_("Redo"),
        N_("Cut"),
        N_("Copy"),
        N_("Paste"),
        N_("Delete"),
        N_("Select All"),
        N_("Save"),
        N_("Open"),
        N_("Cancel"),
        N_("Yes"),
        N_("No"),
        N_("Close"),
    )
}


class QtWords(QTranslator):
    """Asks our catalogues; what they don't know stays as Qt says it."""

    @override
    def isEmpty(self) -> bool:
        return False

    @override
    def translate(
        self,
        context: str,
        sourceText: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        msgid = _KNOWN.get(sourceText.replace("&", ""))
        if msgid is not None:
            return texts.said_in(texts.language(), msgid)
        # None, not "": Qt takes an empty text for a translation (and "Ctrl+Z" would read "Z").
        return None  # type: ignore[return-value]  # Qt knows None here, its stubs do not


def install() -> QtWords:
    """Have Qt ask us, as long as the application runs."""
    words = QtWords(QCoreApplication.instance())
    QCoreApplication.installTranslator(words)
    return words
