"""Fields that hold codes: what stands behind a code is found by name, and picked from a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, TypeVar

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
from shared_models.wire.replica import CustomerRow

PICK_KEY: Final = "F2"
Field = QLineEdit | QPlainTextEdit
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Picked(Generic[T]):
    """What is picked from: how it is called, found, shown, and put into the field."""

    title: Callable[[], str]
    hint: Callable[[], str]
    find: Callable[[Api, str], Sequence[T]]
    shown: Callable[[T], tuple[str, str, str]]  # title, note, icon
    put: Callable[[Field, T], None]


class FieldIcon(QAction):
    """A sign at the end of a field that can be clicked; follows the theme."""

    def __init__(self, field: QLineEdit, icon: str) -> None:
        super().__init__(field)
        self._icon = icon
        field.addAction(self, QLineEdit.ActionPosition.TrailingPosition)
        self._draw()
        look().theme_changed.connect(self._draw)

    def _draw(self) -> None:
        self.setIcon(look().icon(self._icon, "ink_muted"))


class Picker(QObject, Generic[T]):
    """F2 in a field, or the glass in it, opens a list that is searched; what is chosen is put in."""

    def __init__(self, office: Office, shell: Shell, parent: QObject, picked: Picked[T]) -> None:
        super().__init__(parent)
        self._shell = shell
        self._picked = picked
        self._question = Question(office, self)

    def serve(self, field: Field) -> None:
        shortcut = QShortcut(QKeySequence(PICK_KEY), field)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(lambda: self.pick(field))
        if isinstance(field, QLineEdit):
            FieldIcon(field, "search").triggered.connect(lambda: self.pick(field))

    def pick(self, field: Field) -> None:
        """Open the list over the screen; what is chosen goes into `field`."""
        if not field.isEnabled():
            return
        panel = pick_panel(
            self._picked.title,
            lambda words, answer: self._find(field, words, answer),
            self._picked.hint,
        )
        veil = self._shell.open_panel(panel, place="top", width=METRIC.search_panel)
        panel.grown.connect(veil.fit)
        panel.done.connect(veil.close_panel)

    def _find(self, field: Field, words: str, answer: Answer) -> None:
        picked = self._picked

        def tell(found: Sequence[T]) -> None:
            answer([Hit(*picked.shown(one), partial(picked.put, field, one)) for one in found])

        self._question.ask(
            lambda api: picked.find(api, words), then=tell, refused=lambda _refusal: answer(())
        )


class GoodsPicker(Picker[ProductLine]):
    """Goods by name, code or barcode; the code is put into the field."""

    def __init__(self, office: Office, shell: Shell, parent: QObject) -> None:
        goods = Picked(
            lambda: _("Products"),
            lambda: _("Find goods: name, code or barcode"),
            _goods,
            _goods_shown,
            lambda field, line: put_code(field, line.sku),
        )
        super().__init__(office, shell, parent, goods)


class CustomerPicker(Picker[CustomerRow]):
    """Customers by name, code or phone; `put` says what becomes of the one chosen."""

    def __init__(
        self, office: Office, shell: Shell, parent: QObject, put: Callable[[Field, CustomerRow], None]
    ) -> None:
        people = Picked(
            lambda: _("Customers"),
            lambda: _("Find a customer: name, code or phone"),
            _customers,
            lambda row: (row.name, "  ".join(filter(None, (row.code, row.phone))), "users"),
            put,
        )
        super().__init__(office, shell, parent, people)


def _goods(api: Api, words: str) -> Sequence[ProductLine]:
    return api.products(Sheet(limit=PICKED_FROM), search=words, active=True).rows


def _goods_shown(line: ProductLine) -> tuple[str, str, str]:
    price = texts.rupiah(line.price) if line.price is not None else _("no price")
    return line.name, f"{line.sku}  {price}", "package"


def _customers(api: Api, words: str) -> Sequence[CustomerRow]:
    found = api.customers(Sheet(limit=PICKED_FROM), search=words, active=True)
    return [line.customer for line in found.rows]


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
