"""Whose cart it is: found by name, phone, code or card, or added on the spot."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.tokens import METRIC, SPACE, TIMES
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.till.history import HistoryState
from pos_client.features.till.state import MemberState
from pos_client.features.till.view.history_list import HistoryList
from pos_client.texts import _, ngettext

SHOWN: Final = 7
NAME_MAX: Final = 200
PHONE_MAX: Final = 30


class CustomerPanel(TillPanel):
    """Type and pick; Ctrl+N adds somebody new, Ctrl+Del takes the customer off the cart.

    F3 once more shows what the marked customer bought last; whose cart it is already is shown at once.
    """

    asked = Signal(str)
    picked = Signal(object)
    dropped = Signal()
    added = Signal(str, str)
    history_wanted = Signal(object)

    def __init__(self, chosen: MemberState | None) -> None:
        super().__init__(lambda: _("Customer"))
        self._found: list[MemberState] = []
        self._rows: list[_MemberRow] = []
        self._current = 0
        self._adding = False
        self._history_of = None if chosen is None else chosen.id
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Name, phone, code, or scan the card"))
        self.field.textEdited.connect(self._typed)
        self._wait = QTimer(self, singleShot=True, interval=TIMES.loading_after // 2)
        self._wait.timeout.connect(self._ask)
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_MAX)
        self.phone = QLineEdit()
        self.phone.setMaxLength(PHONE_MAX)
        self._list = column(gap="none")
        self._none = Label("", ink="ink_muted", wrap=True)
        self._new = holding(
            column(
                Label(lambda: _("Name"), weight="medium"),
                self.name,
                Label(lambda: _("Phone"), weight="medium"),
                self.phone,
                Note("info", lambda: _("Works without the back office; it hears of it later.")),
                gap="s",
            )
        )
        self._chosen = chosen
        self.history = HistoryList()
        self.history_button = Button(
            lambda: _("Last purchases"), kind="link", icon="history", hint="F3", focus=False
        )
        self.history_button.clicked.connect(self._ask_history)
        self.history_button.setVisible(chosen is not None)
        self._search = holding(
            column(self.field, self._none, self._list, row(self.history_button, None), self.history, gap="m")
        )
        self.add(self._search)
        self.add(self._new)
        self.new_button = Button(lambda: _("New customer"), size="tall", hint="Ctrl+N", focus=False)
        self.drop_button = Button(lambda: _("No customer"), size="tall", focus=False)
        self.choose_button = Button(
            lambda: _("Choose"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.new_button.clicked.connect(self.start_new)
        self.drop_button.clicked.connect(self.dropped)
        self.choose_button.clicked.connect(self.accept)
        self.drop_button.setVisible(chosen is not None)
        self.set_foot(self.new_button, self.drop_button, self.choose_button)
        self._new.hide()
        self.choose_button.setEnabled(False)
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.start_new)
        self.setFocusProxy(self.field)

    def show_found(self, found: Sequence[MemberState]) -> None:
        """What the words in the field found; an answer that comes while somebody is added is late."""
        if self._adding:
            return
        self._found, self._current, self._rows = list(found[:SHOWN]), 0, []
        clear(self._list)
        for place, one in enumerate(self._found):
            entry = _MemberRow(one)
            entry.clicked.connect(lambda place=place: self._pick(place))
            self._rows.append(entry)
            self._list.addWidget(entry)
        asked = bool(self.field.text().strip())
        self._none.setVisible(not found)
        self._none.say(_("Nobody found. Ctrl+N adds a new customer.") if asked and not found else "")
        self.choose_button.setEnabled(bool(found))
        self.history_button.setVisible(self._marked() is not None)
        self._mark()

    def show_history(self, state: HistoryState) -> None:
        """Of somebody who is not marked any more it is late."""
        marked = self._marked()
        if marked is not None and state.member.id == marked.id:
            self.history.show_state(state)

    def start_new(self) -> None:
        """The form of a new customer; what was typed goes where it belongs."""
        if self._adding:
            return
        self._adding = True
        self._wait.stop()
        typed = self.field.text().strip()
        (self.phone if typed[:1].isdigit() or typed[:1] == "+" else self.name).setText(typed)
        self._search.hide()
        self._new.show()
        self.new_button.hide()
        self.drop_button.hide()
        self.choose_button.setEnabled(True)
        self.choose_button.say(lambda: _("Add and choose"))
        self.setFocusProxy(self.name)
        self.name.setFocus()

    @override
    def accept(self) -> None:
        if self._adding:
            if self.name.hasFocus() and not self.phone.text() and self.name.text().strip():
                self.phone.setFocus()
                return
            self.added.emit(self.name.text().strip(), self.phone.text().strip())
        elif self._wait.isActive():
            # Whoever types fast and presses Enter means what was typed, not what was found before.
            self._wait.stop()
            self.asked.emit(self.field.text())
        elif self._found:
            self._pick(self._current)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F3 and not self._adding:
            self._ask_history()
            return
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._found:
            self._current = max(0, min(len(self._found) - 1, self._current + step))
            self._mark()
        else:
            super().keyPressEvent(event)

    def _marked(self) -> MemberState | None:
        return self._found[self._current] if self._found else self._chosen

    def _ask_history(self) -> None:
        marked = self._marked()
        if marked is not None:
            self.history_wanted.emit(marked)

    def _typed(self, _text: str) -> None:
        self.refuse("")
        self._wait.start()

    def _ask(self) -> None:
        self.asked.emit(self.field.text())

    def _pick(self, place: int) -> None:
        self.picked.emit(self._found[place].id)

    def _mark(self) -> None:
        marked = self._marked()
        shown = None if marked is None else marked.id
        if shown != self._history_of:
            self._history_of = shown
            self.history.hide()
        for number, entry in enumerate(self._rows):
            entry.mark(chosen=number == self._current)


class _MemberRow(PickRow):
    """Name over code and phone at the left, points at the right."""

    def __init__(self, member: MemberState) -> None:
        super().__init__(member.name, height=METRIC.row_till_last)
        self._member = member
        self.setToolTip(member.name)

    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        member = self._member
        inner = box.adjusted(SPACE.l, SPACE.s, -SPACE.l, -SPACE.s)
        upper = inner.adjusted(0, 0, 0, -inner.height() // 2)
        lower = inner.adjusted(0, inner.height() // 2, 0, 0)
        points = "" if member.points is None else ngettext("{n} point", "{n} points", member.points)
        room = inner.width() - metrics("text", "strong").horizontalAdvance(points) - SPACE.l
        painter.setFont(font("text", "strong"))
        paint.text(painter, upper, points, "ink", Qt.AlignmentFlag.AlignRight)
        painter.setFont(font("title", "medium"))
        name = metrics("title", "medium").elidedText(member.name, Qt.TextElideMode.ElideRight, room)
        paint.text(painter, upper, name, "ink", Qt.AlignmentFlag.AlignLeft)
        painter.setFont(font())
        paint.text(painter, lower, member.facts(), "ink_muted", Qt.AlignmentFlag.AlignLeft)
        if member.owed:
            words = _("Owes {amount}", amount=texts.rupiah(member.owed))
            paint.text(painter, lower, words, "warn", Qt.AlignmentFlag.AlignRight)
