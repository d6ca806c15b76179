"""Language and theme for whoever stands in front of a till they cannot read yet."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from pos_client import texts
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import row
from pos_client.texts import _

# A language is named in itself: whoever looks for it may read no other.
_OTHER_LANGUAGE: Final[dict[texts.Language, tuple[texts.Language, str]]] = {
    "id": ("en", "English"),
    "en": ("id", "Bahasa Indonesia"),
}


class DressRow(QWidget):
    """Turns the till to the other language and the other theme. `dressed`: both, to remember."""

    dressed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.language = Button(lambda: _OTHER_LANGUAGE[texts.language()][1], kind="quiet")
        self.theme = Button(
            lambda: _("Light screen") if look().theme == "dark" else _("Dark screen"), kind="quiet"
        )
        self.language.clicked.connect(self._turn_language)
        self.theme.clicked.connect(self._turn_theme)
        look().theme_changed.connect(self._reword)
        for button in (self.language, self.theme):
            # A click leaves the focus where the PIN is typed.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setLayout(row(None, self.language, self.theme, None))

    def _reword(self) -> None:
        self.theme.updateGeometry()

    def _turn_language(self) -> None:
        self.dressed.emit(_OTHER_LANGUAGE[texts.language()][0], look().theme)

    def _turn_theme(self) -> None:
        self.dressed.emit(texts.language(), "light" if look().theme == "dark" else "dark")
