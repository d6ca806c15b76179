"""Goods come back: how many of each line, why, and what is paid out. F12 books it."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.shell import Shell
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.panel import ENTER
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, Tick
from pos_client.desk.widgets.figures_edit import QuantityEdit
from pos_client.desk.widgets.forms import TextEdit
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.states import StatusText
from pos_client.desk.widgets.words import Label, NameLabel, Words
from pos_client.features.receipts.presenter import Returning
from pos_client.features.receipts.state import REASONS, BackLine, PaidOut
from pos_client.texts import _
from shared_models.values.money import ZERO
from shared_models.values.quantity import Quantity

CODE_MAX: Final = 80


class ReturnView(QWidget):
    """Lines at the left, the refund at the right. Esc goes back to the receipts."""

    left = Signal()
    finished = Signal()

    def __init__(self, shell: Shell, returning: Returning) -> None:
        super().__init__()
        self._shell = shell
        self._returning = returning
        self.lines: list[LineRow] = []
        self._title = Label(size="figure", weight="strong")
        self._subtitle = Label(ink="ink_muted")
        self.refund = Label(size="giant", weight="strong", right=True)
        self._refund_word = Label(size="title", weight="strong")
        self._notes = Label(ink="ink_muted", wrap=True)
        self.reason = Choice([(reason, _worded(reason)) for reason in REASONS])
        self.way = Choice()
        self.way.setAccessibleName(_("Money goes back by"))
        self.way.chosen.connect(lambda place: self._returning.pay_back_by(int(place)))
        self._problem = StatusText("danger", "")
        self._problem.hide()
        self.all_button = Button(lambda: _("Everything"), size="tall", hint="F8", focus=False)
        self.pay_button = Button(
            lambda: _("Take back and pay out"), kind="primary", size="tall", hint="F12", focus=False
        )
        self.code = TextEdit(lambda: _("Scan or type a code"))
        self.code.setMaxLength(CODE_MAX)
        self._build()
        self._wire()

    def enter(self) -> None:
        self._problem.hide()
        self.way.set_options([(str(n), way.title) for n, way in enumerate(self._returning.ways)])
        self.way.set_key("0")
        self._fill()
        self.draw()
        self._focus(0)

    def scanned(self, code: str) -> None:
        """Without a receipt, goods are scanned in; with one, pieces by their serial number."""
        self.code.clear()
        if self._returning.done is None:
            self._problem.hide()
            self._returning.scan(code)
            for entry in self.lines:
                entry.fill(self._returning)

    def problem(self) -> str:
        return self._problem.text() if not self._problem.isHidden() else ""

    def draw(self) -> None:
        returning = self._returning
        done = returning.done
        against = returning.receipt
        if against is None:
            self._title.say(_("Return without a receipt"))
            self._subtitle.say(_("Scan what comes back; a supervisor allows it"))
        else:
            self._title.say(_("Return"))
            self._subtitle.say(_("of receipt {number}", number=against.number))
        self._code_box.setVisible((against is None or against.by_piece) and done is None)
        if against is None and len(returning.goods) != len(self.lines):
            self._fill()
        for entry in self.lines:
            entry.show_back(returning)
        self._refund_word.say(_("Pay out") if done is None else _("Pay this out now"))
        self.refund.say(texts.rupiah(returning.refund if done is None else done.refund))
        self._notes.say(_notes(done) if done is not None else "")
        self.way.setEnabled(done is None and not returning.busy)
        self.all_button.setVisible(against is not None and done is None)
        self.pay_button.setEnabled(bool(returning.back) and not returning.busy)
        self.pay_button.say(
            (lambda: _("Take back and pay out")) if done is None else (lambda: _("Back to selling"))
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_F12 or (event.key() in ENTER and self._returning.done):
            self._finish()
        elif event.key() == Qt.Key.Key_F8:
            self._take_all()
        elif event.key() == Qt.Key.Key_F9:
            self._next_way()
        elif event.key() == Qt.Key.Key_Escape:
            (self.finished if self._returning.done is not None else self.left).emit()
        elif event.key() in ENTER and self.code.hasFocus():
            self._entered()
        elif event.key() in ENTER or step is not None:
            self._step(step or 1)
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        self._problem.hide()
        if self._returning.done is not None:
            self.finished.emit()
        else:
            self._returning.finish(_(self.reason.key()))

    def _next_way(self) -> None:
        """The next way for the money, and round again."""
        place = (int(self.way.key() or 0) + 1) % len(self._returning.ways)
        self.way.set_key(str(place))
        self._returning.pay_back_by(place)

    def _entered(self) -> None:
        code = self.code.text().strip()
        if code:
            self.scanned(code)
        elif self.lines:
            self.lines[0].qty.setFocus(Qt.FocusReason.TabFocusReason)

    def _take_all(self) -> None:
        self._returning.take_all()
        for entry in self.lines:
            entry.fill(self._returning)

    @property
    def _counting(self) -> bool:
        """Whether a quantity is being typed."""
        return any(entry.qty.hasFocus() for entry in self.lines)

    def _step(self, by: int) -> None:
        here = next((n for n, entry in enumerate(self.lines) if entry.qty.hasFocus()), 0)
        self._focus(here + by)

    def _focus(self, place: int) -> None:
        against = self._returning.receipt
        by_code = against is None or against.by_piece
        if by_code and self._returning.done is None and not self._counting:
            self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.lines and self._returning.done is None:
            entry = self.lines[max(0, min(len(self.lines) - 1, place))]
            entry.qty.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        back = Button(lambda: _("Back to the receipts"), kind="quiet", icon="x", hint="Esc", focus=False)
        back.clicked.connect(self.left)
        head = holding(row(self._title, self._subtitle, None, back, gap="l"))
        head.setFixedHeight(METRIC.page_head)
        panel = Panel(lambda: _("What comes back"))
        panel.add_to_head(Label(lambda: _("Enter = next row"), ink="ink_muted"))
        self._rows = column(gap="none")
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holding(column(self._rows, None, gap="none")))
        code = column(self.code)
        code.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
        self._code_box = holding(column(code, Divider(), gap="none"))
        panel.add(self._code_box)
        panel.add(scroll, stretch=1)
        body = row(panel, self._side(), gap="l")
        body.setStretch(0, METRIC.empty_state)
        body.setStretch(1, METRIC.confirm_panel)
        outer = column(head, body, gap="none")
        outer.setStretch(1, 1)
        outer.setContentsMargins(SPACE.xl, 0, SPACE.xl, SPACE.l)
        self.setLayout(outer)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _side(self) -> QWidget:
        panel = Panel(lambda: _("Refund"))
        upper = column(
            Label(lambda: _("Why"), weight="medium"),
            self.reason,
            row(Label(lambda: _("Money goes back by"), weight="medium"), None, Label("F9", ink="ink_muted")),
            self.way,
            SPACE.l,
            self._refund_word,
            self.refund,
            self._notes,
            self._problem,
        )
        upper.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        actions = row(self.all_button, self.pay_button)
        actions.setStretch(1, 1)
        actions.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        panel.add(upper)
        panel.add(QWidget(), stretch=1)
        panel.add(Divider())
        panel.add(actions)
        return panel

    def _wire(self) -> None:
        self.all_button.clicked.connect(self._take_all)
        self.pay_button.clicked.connect(self._finish)
        self._returning.changed.connect(self.draw)
        self._returning.refused.connect(self._refused)
        self._returning.paid_out.connect(lambda _done: self.setFocus(Qt.FocusReason.OtherFocusReason))
        look().language_changed.connect(self.draw)

    def _fill(self) -> None:
        clear(self._rows)
        self.lines = []
        for line in self._lines_shown():
            entry = LineRow(line)
            entry.changed.connect(partial(self._taken, entry))
            entry.fill(self._returning)
            self.lines.append(entry)
            self._rows.addWidget(entry)
        # The same parts stand below each other, however wide each row's own words are.
        for parts in ([entry.each for entry in self.lines], [entry.of for entry in self.lines]):
            widest = max((part.sizeHint().width() for part in parts), default=0)
            for part in parts:
                part.setFixedWidth(widest)

    def _lines_shown(self) -> list[BackLine]:
        receipt = self._returning.receipt
        if receipt is not None:
            return [line for line in receipt.lines if line.left]
        return [
            BackLine(place, item.name, item.unit, Quantity(0), item.decimals == 0, item.price or ZERO)
            for place, item in enumerate(self._returning.goods)
        ]

    def _taken(self, entry: LineRow) -> None:
        self._problem.hide()
        self._returning.take(entry.data.line, entry.quantity(), restock=entry.restock())

    def _refused(self, why: str) -> None:
        self._problem.say("danger", why)
        self._problem.show()


class LineRow(QWidget):
    """How much of one line comes back, and whether it can be sold again."""

    changed = Signal()

    def __init__(self, data: BackLine) -> None:
        super().__init__()
        self.data = data
        self.qty = QuantityEdit(fractions=not data.whole, suffix=data.unit)
        self.qty.setFixedWidth(METRIC.number_key * 2)
        self.qty.setAccessibleName(data.name)
        self.qty.edited.connect(self._edited)
        self.damaged = Tick(lambda: _("Damaged"))
        self.damaged.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.damaged.clicked.connect(lambda _on: self.changed.emit())
        of_words = _("of {qty}", qty=texts.quantity(data.left)) if data.left else ""
        self.each = Label(texts.amount(data.each), ink="ink_muted", right=True)
        self.of = Label(of_words, ink="ink_muted")
        line = row(NameLabel(data.name), self.each, self.qty, self.of, self.damaged, gap="m")
        line.setStretch(0, 1)
        line.setContentsMargins(SPACE.l, 0, SPACE.l, 0)
        self.setLayout(column(line, Divider(), gap="none"))
        self.setFixedHeight(METRIC.number_key)

    def quantity(self) -> Quantity:
        """What comes back, never more than is left of the line."""
        typed = self.qty.value() or 0
        return Quantity(min(typed, self.data.left) if self.data.left else typed)

    def restock(self) -> bool:
        return not self.damaged.isChecked()

    def fill(self, returning: Returning) -> None:
        """Show what is taken back of this line."""
        back = returning.back.get(self.data.line)
        self.qty.set_value(back.qty if back is not None else None)

    def show_back(self, returning: Returning) -> None:
        back = returning.back.get(self.data.line)
        if not self.qty.hasFocus() or self.data.left == 0:
            self.fill(returning)
        self.qty.setEnabled(returning.done is None)
        self.damaged.setEnabled(returning.done is None and back is not None)

    def _edited(self) -> None:
        if self.data.left and (self.qty.value() or 0) > self.data.left:
            self.qty.set_value(self.data.left)
            self.qty.selectAll()
        self.changed.emit()


def _notes(done: PaidOut) -> str:
    pieces = ", ".join(f"{texts.amount(count)} × {texts.amount(piece)}" for piece, count in done.notes)
    words = _("{pieces}. Receipt {number} is saved.", pieces=pieces or texts.rupiah(0), number=done.number)
    others = [
        _("{amount} goes back by {way}", amount=texts.rupiah(one.tender.amount), way=one.title())
        for one in done.others
    ]
    return "\n".join([words, *others])


def _worded(reason: str) -> Words:
    return lambda: _(reason)
