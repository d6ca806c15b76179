"""Several lines of text."""

from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from pos_client.desk.theme.fonts import metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import SPACE
from pos_client.desk.widgets.words import Words, said


class LinesEdit(QPlainTextEdit):
    """Tab goes on to the next field."""

    def __init__(self, lines: int, placeholder: Words = "") -> None:
        super().__init__()
        self._placeholder = placeholder
        self.lines = lines
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._reword()
        look().language_changed.connect(self._reword)

    def as_high_as_lines(self) -> None:
        """The height its lines need."""
        self.setFixedHeight(self.lines * metrics().lineSpacing() + 2 * SPACE.s + 3 * SPACE.xs)

    def _reword(self) -> None:
        self.setPlaceholderText(said(self._placeholder))
