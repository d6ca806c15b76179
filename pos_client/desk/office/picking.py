"""Fields that hold codes: what stands behind a code is found by name, and picked from a list."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from pos_client import texts
from pos_client.desk.office.office import Office
from pos_client.desk.office.question import Question
from pos_client.desk.shell import Answer, Hit, Shell
from pos_client.desk.shell.search import PICKED_FROM, pick_panel
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC
from pos_client.remote.api import Api, Sheet
from pos_client.texts import _
from shared_models.wire.catalog import ProductLine

PICK_KEY: Final = "F2"
Field = QLineEdit | QPlainTextEdit


class _Glass(QAction):
    """Follows the theme."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._draw()
        look().theme_changed.connect(self._draw)

    def _draw(self) -> None:
        self.setIcon(look().icon("search", "ink_muted"))


class GoodsPicker(QObject):
    """F2 in a field, or the glass in it, finds goods by name, code or barcode; the code chosen is put in."""

    def __init__(self, office: Office, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._question = Question(office, self)

    def serve(self, field: Field) -> None:
        shortcut = QShortcut(QKeySequence(PICK_KEY), field)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(lambda: self.pick(field))
        if isinstance(field, QLineEdit):
            glass = _Glass(field)
            field.addAction(glass, QLineEdit.ActionPosition.TrailingPosition)
            glass.triggered.connect(lambda: self.pick(field))

    def pick(self, field: Field) -> None:
        """Open the list over the screen; what is chosen goes into `field`."""
        if not field.isEnabled():
            return
        panel = pick_panel(
            lambda: _("Products"),
            lambda words, answer: self._find(field, words, answer),
            lambda: _("Find goods: name, code or barcode"),
        )
        veil = self._shell.open_panel(panel, place="top", width=METRIC.search_panel)
        panel.grown.connect(veil.fit)
        panel.done.connect(veil.close_panel)

    def _find(self, field: Field, words: str, answer: Answer) -> None:
        def ask(api: Api) -> tuple[ProductLine, ...]:
            return api.products(Sheet(limit=PICKED_FROM), search=words, active=True).rows

        def tell(lines: Sequence[ProductLine]) -> None:
            answer([_hit(field, line) for line in lines])

        self._question.ask(ask, then=tell, refused=lambda _refusal: answer(()))


def _hit(field: Field, line: ProductLine) -> Hit:
    price = texts.rupiah(line.price) if line.price is not None else _("no price")
    return Hit(line.name, f"{line.sku}  {price}", "package", partial(put_code, field, line.sku))


def put_code(field: Field, code: str) -> None:
    """Behind what stands there, with a space between; in lines of text where the cursor is."""
    if isinstance(field, QPlainTextEdit):
        cursor = field.textCursor()
        before = field.toPlainText()[: cursor.position()]
        cursor.insertText(code if not before or before[-1].isspace() else f" {code}")
    else:
        text = f"{field.text().rstrip()} {code}".strip()
        field.setText(text)
        # Nobody typed it, but a person put it there.
        field.textEdited.emit(text)
    field.setFocus(Qt.FocusReason.OtherFocusReason)
