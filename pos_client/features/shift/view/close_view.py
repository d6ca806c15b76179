"""Counting the drawer: notes and coins at the left, what must be there at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.shell import Question, Shell
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE, Colour
from pos_client.desk.till.panel import ENTER
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.number_pad import NumberPad
from pos_client.desk.widgets.panels import Divider, Panel, Surface
from pos_client.desk.widgets.states import StatusText
from pos_client.desk.widgets.words import CutLabel, Label, ShyLabel, Words, said
from pos_client.features.shift.presenter import Shift
from pos_client.features.shift.state import COINS_UP_TO, Moved
from pos_client.printing.slips import REASONS
from pos_client.texts import _, ngettext
from shared_models.rules.tender import DENOMINATIONS
from shared_models.values.codes import CashDirection
from shared_models.values.money import Money

PIECE_DIGITS: Final = 5


class CloseView(QWidget):
    """F12 closes, Esc goes back to selling."""

    left = Signal()
    settings_wanted = Signal()
    handover_wanted = Signal()
    reports_wanted = Signal()

    def __init__(self, shell: Shell, shift: Shift, *, settings_key: Words) -> None:
        super().__init__()
        self._shell = shell
        self._settings_key = settings_key
        self._shift = shift
        self.fields: dict[int, MoneyEdit] = {}
        self._amounts: dict[int, Label] = {}
        head = self._head(settings_key)
        self.pad = NumberPad()
        self.counted = Label(size="figure", weight="strong", right=True)
        # The screen is too low for every line and the pad: lines stand closer, and moves are one sum.
        self._tight = False
        self._expected = QVBoxLayout()
        self._expected.setSpacing(0)
        self.expected = Label(size="title", weight="strong", right=True)
        self.difference = Difference()
        self._verdict = Label(ink="ink_muted", wrap=True)
        self._problem = StatusText("danger", "")
        self._problem.hide()
        self.note_count = Button(lambda: _("Keep count"), hint="F8", focus=False)
        self.note_count.clicked.connect(self.keep_count)
        self.hand_over = Button(lambda: _("Hand over"), hint="F9", focus=False)
        self.hand_over.clicked.connect(self.give)
        self.print_x = Button(lambda: _("Print X"), size="tall", icon="printer", focus=False)
        self.print_x.clicked.connect(shift.print_x)
        self.close_button = Button(
            lambda: _("Close the shift and print Z"), kind="primary", size="tall", hint="F12", focus=False
        )
        self.close_button.clicked.connect(self.submit)
        body = row(self._counting(), self._right(), gap="l")
        body.setStretch(0, METRIC.search_panel)
        body.setStretch(1, METRIC.confirm_panel)
        outer = column(head, body, gap="none")
        outer.setStretch(1, 1)
        outer.setContentsMargins(SPACE.xl, 0, SPACE.xl, SPACE.l)
        self.setLayout(outer)
        shift.facts_changed.connect(self.draw)
        shift.count_outdated.connect(self._say_outdated)
        look().language_changed.connect(self.draw)

    def _head(self, settings_key: Words) -> QWidget:
        self._title = Label(size="figure", weight="strong")
        self._subtitle = ShyLabel(ink="ink_muted")
        back = Button(lambda: _("Back"), kind="quiet", icon="x", hint="Esc", focus=False)
        back.clicked.connect(self.left)
        self.settings = Button(lambda: _("Settings"), kind="quiet", hint=settings_key, focus=False)
        self.settings.clicked.connect(self.settings_wanted)
        self.other = Button(lambda: _("Somebody else"), kind="quiet", hint="F2", focus=False)
        self.other.clicked.connect(self._shift.sign_out)
        self.reports = Button(lambda: _("Reports"), kind="quiet", icon="printer", hint="F6", focus=False)
        self.reports.clicked.connect(self.reports_wanted)
        keys = (self.reports, self.settings, self.other, back)
        head = holding(row(self._title, self._subtitle, None, *keys, gap="l"))
        head.setFixedHeight(METRIC.page_head)
        return head

    def enter(self) -> None:
        """Begin to count, or go on where it was left."""
        self._problem.hide()
        self.close_button.setEnabled(True)
        self._shift.look_at()
        self._show_pieces()
        self.fields[DENOMINATIONS[0]].setFocus(Qt.FocusReason.OtherFocusReason)

    def problem(self) -> str:
        return self._problem.text() if not self._problem.isHidden() else ""

    def _show_pieces(self) -> None:
        for piece, field in self.fields.items():
            counted = self._shift.pieces.get(piece, 0)
            if (field.value() or 0) != counted:
                field.set_value(counted or None)

    def _say_outdated(self) -> None:
        self._show_pieces()
        self._shell.toast("info", lambda: _("The drawer has moved since it was counted. Count it again."))

    def draw(self) -> None:
        for piece, label in self._amounts.items():
            label.say(texts.amount(piece * self._shift.pieces.get(piece, 0)))
        self.counted.say(texts.rupiah(self._shift.counted))
        self._draw_facts()
        self._draw_difference()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self._draw_facts()

    def _has_room(self, lines: int) -> bool:
        """Whether so many lines stand above the pad without taking its place."""
        heads = METRIC.page_head + METRIC.panel_head + METRIC.key
        pad = self._result.minimumSizeHint().height() + self.pad.sizeHint().height() + SPACE.l
        return heads + lines * METRIC.row_desk + pad + 2 * SPACE.l <= self.height()

    def submit(self) -> None:
        """Close; a drawer nobody counted is asked about first."""
        facts = self._shift.facts
        if facts is None or not self.close_button.isEnabled():
            return
        if self._shift.counted or not facts.expected:
            self._close()
            return
        question = Question(
            title=_("Nothing was counted"),
            text=_("The whole drawer would be short. Close the shift all the same?"),
            accept=_("Close all the same"),
            refuse=_("Count first"),
        )
        self._shell.ask(question, self._close)

    def keep_count(self) -> None:
        """A count within the shift: kept, printed, and selling goes on."""
        if self._something_counted():
            self._shift.note_count(self._refused)

    def give(self) -> None:
        """The counted drawer to the next cashier."""
        if self._something_counted():
            self.handover_wanted.emit()

    def _something_counted(self) -> bool:
        facts = self._shift.facts
        if facts is None or not self.close_button.isEnabled():
            return False
        if not self._shift.counted and facts.expected:
            self._refused(_("Count the money first."))
            return False
        return True

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways: dict[int, Callable[[], None]] = {
            Qt.Key.Key_F2: self._shift.sign_out,
            Qt.Key.Key_F6: self.reports_wanted.emit,
            Qt.Key.Key_F8: self.keep_count,
            Qt.Key.Key_F9: self.give,
        }
        if event.key() in ways and not event.modifiers():
            ways[event.key()]()
        elif QKeySequence(event.keyCombination()) == QKeySequence(said(self._settings_key)):
            self.settings_wanted.emit()
        elif event.key() == Qt.Key.Key_F12 and not event.modifiers():
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in ENTER or event.key() == Qt.Key.Key_Down:
            self._step(1)
        elif event.key() == Qt.Key.Key_Up:
            self._step(-1)
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, MoneyEdit):
            self.pad.drive(watched)
        return super().eventFilter(watched, event)

    def _close(self) -> None:
        self.close_button.setEnabled(False)
        self._shift.close(self._refused)

    def _refused(self, why: str) -> None:
        self.close_button.setEnabled(True)
        self._problem.say("danger", why)
        self._problem.show()

    def _step(self, by: int) -> None:
        places = list(self.fields.values())
        here = next((number for number, field in enumerate(places) if field.hasFocus()), 0)
        target = max(0, min(len(places) - 1, here + by))
        places[target].setFocus(Qt.FocusReason.TabFocusReason)

    def _counting(self) -> QWidget:
        panel = Panel(lambda: _("Count the drawer"))
        panel.add_to_head(self.note_count)
        panel.add_to_head(self.hand_over)
        for piece in DENOMINATIONS:
            panel.add(self._piece_row(piece))
        panel.add(QWidget(), stretch=1)
        foot = row(Label(lambda: _("Counted"), size="title", weight="strong"), None, self.counted)
        foot.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        panel.add(Divider())
        panel.add(foot)
        return panel

    def _piece_row(self, piece: int) -> QWidget:
        value = Label(texts.amount(piece), right=True)
        value.setFixedWidth(METRIC.page_head * 2)
        field = MoneyEdit(digits=PIECE_DIGITS)
        field.setFixedWidth(METRIC.page_head * 2)
        field.setAccessibleName(texts.amount(piece))
        field.value_changed.connect(lambda count: self._shift.count(piece, count or 0))
        field.installEventFilter(self)
        self.fields[piece] = field
        kind = Label(lambda: _("coins") if piece <= COINS_UP_TO else _("notes"), ink="ink_muted")
        amount = Label("0", weight="strong", right=True)
        self._amounts[piece] = amount
        line = row(value, Label("×", ink="ink_muted"), field, kind, None, amount, gap="l")
        line.setContentsMargins(SPACE.l, 0, SPACE.l, 0)
        box = holding(column(line, Divider(), gap="none"))
        box.setFixedHeight(METRIC.number_key)
        return box

    def _right(self) -> QWidget:
        self._receipts = expected = Panel(lambda: _("Must be in the drawer"))
        facts = column(self._expected, gap="none")
        facts.setContentsMargins(SPACE.l, SPACE.xs, SPACE.l, SPACE.xs)
        expected.add(facts)
        total = row(Label(lambda: _("Expected"), weight="strong"), None, self.expected)
        total.setContentsMargins(SPACE.l, SPACE.s, SPACE.l, SPACE.s)
        expected.add(Divider())
        expected.add(total)
        self._result = result = Surface()
        words = Label(lambda: _("Difference"), size="title", weight="strong")
        line = row(words, self.difference)
        line.setStretch(1, 1)
        actions = row(self.print_x, self.close_button)
        actions.setStretch(1, 1)
        upper = column(line, self._verdict, gap="xs")
        upper.setContentsMargins(SPACE.l, SPACE.s, SPACE.l, SPACE.s)
        lower = column(self._problem, actions)
        lower.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        middle = _WhereRoom(self.pad)
        box = column(upper, Divider(), middle, lower, gap="none")
        box.setStretch(2, 1)
        result.setLayout(box)
        right = column(expected, result, gap="l")
        right.setStretch(1, 1)
        return holding(right)

    def _draw_facts(self) -> None:
        facts = self._shift.facts
        clear(self._expected)
        if facts is None:
            self._title.say(_("Close the shift"))
            self._subtitle.say("")
            self.expected.say("")
            return
        self._title.say(_("Close shift {number}", number=facts.number))
        opened = _("{name}, since {clock}", name=facts.cashier, clock=texts.clock(facts.opened_at))
        self._subtitle.say(opened)
        self._receipts.note.say(_span(facts.first_receipt, facts.last_receipt))
        if facts.blind:
            self._expected.addWidget(Label(_("Shown after the count"), ink="ink_muted"))
            self.expected.say("")
            return
        sales = ngettext("Cash sales, {n} receipt", "Cash sales, {n} receipts", facts.sales)
        self._tight = not self._has_room(2 + bool(facts.returns) + len(facts.moves))
        self._fact(_("Opening float"), facts.opening_float)
        self._fact(sales, facts.cash_sales)
        if facts.returns:
            returns = ngettext("Cash refunds, {n} receipt", "Cash refunds, {n} receipts", facts.returns)
            self._fact(returns, Money(-facts.cash_refunds))
        self._draw_moves(facts.moves)
        self.expected.say(texts.rupiah(facts.expected))

    def _draw_moves(self, moves: Sequence[Moved]) -> None:
        signed = [
            (_move_words(moved), moved.amount if moved.direction is CashDirection.IN else -moved.amount)
            for moved in moves
        ]
        if not self._tight or len(signed) <= 1:
            for words, amount in signed:
                self._fact(words, Money(amount))
            return
        words = ngettext("Cash in and out, {n} time", "Cash in and out, {n} times", len(signed))
        every = "\n".join(f"{one}  {texts.amount(amount)}" for one, amount in signed)
        self._fact(words, Money(sum(amount for _one, amount in signed)), tip=every)

    def _fact(self, words: str, amount: Money, *, tip: str = "") -> None:
        ink: Colour = "danger" if amount < 0 else "ink"
        line = row(CutLabel(words, ink="ink_muted"), Label(texts.amount(amount), ink=ink, right=True))
        line.setStretch(0, 1)
        box = holding(line)
        box.setFixedHeight(SPACE.xl if self._tight else METRIC.row_desk)
        box.setToolTip(tip)
        self._expected.addWidget(box)

    def _draw_difference(self) -> None:
        difference = self._shift.difference
        if not self._shift.counted:
            # Before the first note is counted the drawer is not short.
            difference = None
        self.difference.say(difference)
        if not self._shift.counted:
            self._verdict.say(_("Count first: what differs is shown here"))
        elif difference is None:
            self._verdict.say("")
        elif difference == 0:
            self._verdict.say(_("The drawer is right"))
        elif difference < 0:
            self._verdict.say(_("Short: less in the drawer than expected"))
        else:
            self._verdict.say(_("Over: more in the drawer than expected"))


class _WhereRoom(QWidget):
    """Shows what it holds only where the screen has the height for it."""

    def __init__(self, held: QWidget) -> None:
        super().__init__()
        self._held = held
        held.setParent(self)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.rect().adjusted(SPACE.l, SPACE.l, -SPACE.l, 0)
        tall = self._held.sizeHint().height()
        self._held.setVisible(tall <= room.height())
        self._held.setGeometry(room.left(), room.top(), room.width(), tall)


class Difference(QWidget):
    """Counted less expected: red when short, with its true minus."""

    def __init__(self) -> None:
        super().__init__()
        self._amount: Money | None = None
        self.setFixedHeight(METRIC.page_head)

    def say(self, amount: Money | None) -> None:
        self._amount = amount
        self.setAccessibleName(self.text())
        self.update()

    def text(self) -> str:
        return "" if self._amount is None else texts.rupiah(self._amount, signed=True)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(font("giant", "strong"))
            wide = painter.fontMetrics().horizontalAdvance(self.text())
            if wide > self.width():
                painter.setFont(font("figure", "strong"))
            ink: Colour = "danger" if (self._amount or 0) < 0 else "ink"
            if self._amount == 0:
                ink = "ok"
            paint.text(painter, self.rect(), self.text(), ink, Qt.AlignmentFlag.AlignRight)


def _span(first: str | None, last: str | None) -> str:
    """The running numbers alone: what stands before them is on the status line."""
    if not first or not last:
        return ""
    return _("receipts {first}–{last}", first=first.rpartition("-")[2], last=last.rpartition("-")[2])


def _move_words(moved: Moved) -> str:
    reason = _(REASONS[moved.reason])
    what = f"{reason}: {moved.note}" if moved.note else reason
    if moved.direction is CashDirection.IN:
        return _("In: {what} {clock}", what=what, clock=texts.clock(moved.at))
    return _("Out: {what} {clock}", what=what, clock=texts.clock(moved.at))
