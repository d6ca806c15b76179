"""Orders and quotations over the till: what is made of a cart, what is open, and giving one up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from pos_client import texts
from pos_client.desk.problems import problem_text
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.dates import DayEdit
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.forms import TextEdit
from pos_client.desk.widgets.layouts import clear, column, row
from pos_client.desk.widgets.words import Label
from pos_client.engine.orders import OrderTerms
from pos_client.features.till.keys import Do, key_of
from pos_client.texts import _
from shared_models.rules.orders import OrderKind
from shared_models.values.codes import ErrorCode
from shared_models.values.money import ZERO, Money
from shared_models.values.refusals import Refusal
from shared_models.wire.orders import OrderRow

if TYPE_CHECKING:
    from pos_client.desk.shell import Shell
    from pos_client.desk.till.approval import Approvals
    from pos_client.engine.orders import Cancelled
    from pos_client.features.till.ordering import Ordering
    from shared_models.values.ids import StaffId

REMARK_MAX: Final = 200
SHOWN: Final = 7
GOOD_FOR_DAYS: Final = 14


class MakePanel(TillPanel):
    """An order or a quotation of what is in the cart. `wanted` carries the kind and the terms."""

    wanted = Signal(object, object)
    customer_wanted = Signal()

    def __init__(self, day: date, *, total: Money, customer: str) -> None:
        super().__init__(lambda: _("Order or quotation"))
        self._day = day
        self.kind = Choice(
            [
                (OrderKind.ORDER.value, lambda: _("Order: the goods are laid aside")),
                (OrderKind.QUOTATION.value, lambda: _("Quotation: prices on paper")),
            ]
        )
        self.kind.chosen.connect(lambda _key: self._draw())
        self.deposit = MoneyEdit(prefix=texts.CURRENCY, size="giant")
        self.deposit.setAccessibleName(_("Deposit"))
        self.until = DayEdit(day + timedelta(days=1))
        self.remark = QLineEdit()
        self.remark.setMaxLength(REMARK_MAX)
        self.remark.setAccessibleName(_("Remark"))
        self._until_words = Label("", weight="medium")
        self._deposit_words = Label(lambda: _("Deposit, may stay empty"), weight="medium")
        self.customer_button = Button(lambda: _("Choose the customer"), hint=_customer_key, focus=False)
        self.customer_button.clicked.connect(self.customer_wanted)
        if customer:
            self.customer_button.hide()
        who = row(Label(customer, weight="strong"), self.customer_button)
        self.add(row(who, None, Label(texts.rupiah(total), weight="strong")))
        what = Label(lambda: _("What it is"), weight="medium")
        self.add(column(row(what, None, Label("F11", ink="ink_muted")), self.kind, gap="s"))
        self.add(column(self._deposit_words, self.deposit, gap="s"))
        self.add(column(self._until_words, self.until, gap="s"))
        self.add(column(Label(lambda: _("Remark"), weight="medium"), self.remark, gap="s"))
        self.keep = Button("", kind="primary", size="tall", hint="Enter", focus=False)
        self.keep.clicked.connect(self.accept)
        self.set_foot(self.keep)
        self.setFocusProxy(self.deposit)
        self._draw()

    def draft(self) -> tuple[OrderKind, OrderTerms]:
        """What is typed so far; a day that is none counts as today."""
        deposit = Money(self.deposit.value() or 0)
        return self._kind, OrderTerms(self.until.value() or self._day, self.remark.text(), deposit)

    def go_on_with(self, kind: OrderKind, terms: OrderTerms) -> None:
        """What was typed before somebody looked elsewhere."""
        self.kind.set_key(kind.value)
        self._draw()
        self.until.set_value(terms.until)
        self.remark.setText(terms.remark)
        self.deposit.set_value(terms.deposit or None)

    @property
    def _kind(self) -> OrderKind:
        return OrderKind(self.kind.key())

    @override
    def accept(self) -> None:
        until = self.until.value()
        if until is None or until < self._day:
            self.refuse(_("Type the day, today or later"))
            self.until.setFocus()
            return
        quoted = self._kind is OrderKind.QUOTATION
        deposit = ZERO if quoted else Money(self.deposit.value() or 0)
        self.wanted.emit(self._kind, OrderTerms(until, self.remark.text().strip(), deposit))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F11:
            other = OrderKind.ORDER if self._kind is OrderKind.QUOTATION else OrderKind.QUOTATION
            self.kind.set_key(other.value)
            self._draw()
        elif QKeySequence(event.keyCombination()) == QKeySequence(_customer_key()):
            self.customer_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _draw(self) -> None:
        quoted = self._kind is OrderKind.QUOTATION
        self._deposit_words.setVisible(not quoted)
        self.deposit.setVisible(not quoted)
        self._until_words.say(_("Prices hold until") if quoted else _("To be picked up on"))
        self.until.set_value(self._day + timedelta(days=GOOD_FOR_DAYS if quoted else 1))
        self.keep.say(_("Print the quotation") if quoted else _("Place the order"))
        (self.until if quoted else self.deposit).setFocus()


class OpenPanel(TillPanel):
    """What is open: type to find, Enter takes it up, F11 gives an order up."""

    asked = Signal(str)
    taken = Signal(str)
    given_up = Signal(object)

    def __init__(self) -> None:
        super().__init__(lambda: _("Orders and quotations"))
        self._found: list[OrderRow] = []
        self._rows: list[_OrderEntry] = []
        self._current = 0
        self.field = TextEdit(lambda: _("Name, phone or number, or scan the slip"))
        self.field.textEdited.connect(self.asked)
        self._none = Label("", ink="ink_muted", wrap=True)
        self._list = column(gap="none")
        self.add(self.field)
        self.add(self._none)
        self.add(self._list)
        self.cancel_button = Button(
            lambda: _("Cancel the order"), kind="secondary", size="tall", hint="F11", focus=False
        )
        self.take_button = Button(
            lambda: _("Take into the cart"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.cancel_button.clicked.connect(self._give_up)
        self.take_button.clicked.connect(self.accept)
        self.set_foot(self.cancel_button, self.take_button)
        self.setFocusProxy(self.field)

    def show_found(self, found: Sequence[OrderRow], day: date) -> None:
        self._found, self._current, self._rows = list(found[:SHOWN]), 0, []
        clear(self._list)
        for place, one in enumerate(self._found):
            entry = _OrderEntry(one, day)
            entry.clicked.connect(partial(self._pick, place))
            self._rows.append(entry)
            self._list.addWidget(entry)
        nothing = _("Nothing is open here. Scan goods first, then {key}.", key=key_of(Do.ORDERS))
        self._none.setVisible(not found)
        self._none.say("" if found else nothing)
        self._mark()

    @override
    def accept(self) -> None:
        if self._found:
            self.taken.emit(self._found[self._current].number)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._found:
            self._current = max(0, min(len(self._found) - 1, self._current + step))
            self._mark()
        elif event.key() == Qt.Key.Key_F11:
            self._give_up()
        else:
            super().keyPressEvent(event)

    def _pick(self, place: int) -> None:
        self._current = place
        self._mark()
        self.accept()

    def _give_up(self) -> None:
        if self._found and self._found[self._current].kind is OrderKind.ORDER:
            self.given_up.emit(self._found[self._current])

    def _mark(self) -> None:
        for number, entry in enumerate(self._rows):
            entry.mark(chosen=number == self._current)
        chosen = self._found[self._current] if self._found else None
        self.take_button.setEnabled(chosen is not None)
        self.cancel_button.setEnabled(chosen is not None and chosen.kind is OrderKind.ORDER)


class GiveUpPanel(TillPanel):
    """Why an order is cancelled, and what of its deposit the shop keeps. `wanted`: reason and amount."""

    wanted = Signal(str, object)

    def __init__(self, order: OrderRow) -> None:
        super().__init__(lambda: _("Cancel the order"))
        self.reason = QLineEdit()
        self.reason.setMaxLength(REMARK_MAX)
        self.reason.setAccessibleName(_("Reason"))
        self.kept = MoneyEdit(prefix=texts.CURRENCY)
        self.kept.setAccessibleName(_("The shop keeps"))
        self.add(Label(f"{order.number}  {order.customer_name or ''}", weight="strong", wrap=True))
        told = _("Deposit {amount}: it goes back the way it came.", amount=texts.rupiah(order.deposit))
        self.add(Label(told if order.deposit else _("Nothing was paid on it."), ink="ink_muted", wrap=True))
        self.add(column(Label(lambda: _("Reason"), weight="medium"), self.reason, gap="s"))
        if order.deposit:
            words = Label(lambda: _("The shop keeps, may stay empty"), weight="medium")
            self.add(column(words, self.kept, gap="s"))
        self.done = Button(
            lambda: _("Cancel the order"), kind="secondary", size="tall", hint="Enter", focus=False
        )
        self.done.clicked.connect(self.accept)
        self.set_foot(self.done)
        self.setFocusProxy(self.reason)

    @override
    def accept(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.refuse(_("Say why"))
            self.reason.setFocus()
            return
        self.wanted.emit(reason, Money(self.kept.value() or 0))


class OrderPanels(QObject):
    """Which of the panels is open, and what becomes of what is done in it."""

    def __init__(
        self,
        shell: Shell,
        ordering: Ordering,
        approvals: Callable[[], Approvals],
        *,
        show: Callable[[TillPanel, int], None],
        close: Callable[[], None],
        customer: Callable[[Callable[[], None]], None],
    ) -> None:
        super().__init__(ordering)
        self._choose_customer = customer
        self._show = show
        self._close = close
        self._shell = shell
        self._ordering = ordering
        self._approvals = approvals

    def open(self) -> None:
        """With goods in the cart: make one of them. Without: what is open."""
        if self._ordering.has_goods:
            self._ordering.day(self._open_make)
        else:
            self._open_list()

    def take_up(self, number: str) -> None:
        """Scanned, or picked from the list."""

        def taken(lapsed: date | None) -> None:
            self._close()
            if lapsed is not None:
                words = _("These prices held until {day}: the cart has today's.", day=texts.day(lapsed))
                self._shell.toast("warn", words)

        self._ordering.take_up(number, then=taken, fail=self._toast)

    def _open_make(self, day: date, draft: tuple[OrderKind, OrderTerms] | None = None) -> None:
        ordering = self._ordering
        panel = MakePanel(day, total=ordering.total, customer=ordering.customer)
        panel.left.connect(self._close)
        panel.wanted.connect(lambda kind, terms: self._make(panel, kind, terms))
        panel.customer_wanted.connect(lambda: self._ask_customer(panel.draft()))
        if draft is not None:
            panel.go_on_with(*draft)
        self._show(panel, METRIC.confirm_panel)

    def _ask_customer(self, draft: tuple[OrderKind, OrderTerms]) -> None:
        """And back to what was typed."""
        self._choose_customer(lambda: self._ordering.day(lambda day: self._open_make(day, draft)))

    def _make(self, panel: MakePanel, kind: OrderKind, terms: OrderTerms) -> None:
        def refused(refusal: Refusal) -> None:
            panel.refuse(_worded(refusal))

        if kind is OrderKind.QUOTATION:
            self._ordering.quote(terms, then=self._made, fail=refused)
        elif not self._ordering.customer:
            panel.refuse(problem_text(ErrorCode.CUSTOMER_NEEDED, {}))
        elif terms.deposit > self._ordering.total:
            refused(Refusal(ErrorCode.DEPOSIT_TOO_LARGE, total=self._ordering.total))
        else:
            self._ordering.order(terms, then=self._made, fail=refused)

    def _made(self, made: OrderRow) -> None:
        self._close()
        if made.kind is OrderKind.QUOTATION:
            self._shell.toast("ok", lambda: _("Quotation {number} is printed.", number=made.number))
        else:
            self._shell.toast("ok", lambda: _("Order {number} is placed.", number=made.number))

    def _open_list(self) -> None:
        panel = OpenPanel()
        panel.left.connect(self._close)
        panel.asked.connect(lambda words: self._ordering.list_open(words, panel.show_found))
        panel.taken.connect(self.take_up)
        panel.given_up.connect(self._open_give_up)
        self._show(panel, METRIC.confirm_panel)
        self._ordering.list_open("", panel.show_found)

    def _open_give_up(self, order: OrderRow) -> None:
        panel = GiveUpPanel(order)
        panel.left.connect(self._close)
        panel.wanted.connect(lambda reason, kept: self._give_up(panel, order, reason, kept))
        self._show(panel, METRIC.confirm_panel)

    def _give_up(self, panel: GiveUpPanel, order: OrderRow, reason: str, kept: Money) -> None:
        def attempt(approver: StaffId | None, refused: Callable[[Refusal], None]) -> None:
            self._ordering.cancel(
                order.number, reason, kept, approver=approver, then=self._given_up, fail=refused
            )

        what = _("Cancel order {number}", number=order.number)
        self._approvals().run(what, attempt, lambda refusal: panel.refuse(_worded(refusal)))

    def _given_up(self, done: Cancelled) -> None:
        self._close()
        back = Money(sum(one.amount for one in done.refunds))
        number = done.row.number
        if back:
            words = texts.rupiah(back)
            self._shell.toast(
                "ok",
                lambda: _("Order {number} is cancelled, {amount} goes back.", number=number, amount=words),
            )
        else:
            self._shell.toast("ok", lambda: _("Order {number} is cancelled.", number=number))

    def _toast(self, refusal: Refusal) -> None:
        self._shell.toast("danger", _worded(refusal))


class _OrderEntry(PickRow):
    """Name and number at the left; total, and what is left to pay, at the right."""

    def __init__(self, order: OrderRow, day: date) -> None:
        super().__init__(order.customer_name or order.number, height=METRIC.row_till_last)
        self._order = order
        self._late = order.until < day
        self.setToolTip(order.remark or order.number)

    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        order = self._order
        inner = box.adjusted(SPACE.l, SPACE.s, -SPACE.l, -SPACE.s)
        upper = inner.adjusted(0, 0, 0, -inner.height() // 2)
        lower = inner.adjusted(0, inner.height() // 2, 0, 0)
        total = texts.amount(order.total)
        room = inner.width() - metrics("title", "strong").horizontalAdvance(total) - SPACE.l
        painter.setFont(font("title", "strong"))
        paint.text(painter, upper, total, "ink", Qt.AlignmentFlag.AlignRight)
        painter.setFont(font("title", "medium"))
        name = order.customer_name or _("Quotation")
        name = metrics("title", "medium").elidedText(name, Qt.TextElideMode.ElideRight, room)
        paint.text(painter, upper, name, "ink", Qt.AlignmentFlag.AlignLeft)
        painter.setFont(font())
        until = texts.day(order.until)
        words = f"{order.number}  {until}"
        paint.text(painter, lower, words, "warn" if self._late else "ink_muted", Qt.AlignmentFlag.AlignLeft)
        if order.deposit:
            paid = _("Deposit {amount}", amount=texts.amount(order.deposit))
            paint.text(painter, lower, paid, "ink_muted", Qt.AlignmentFlag.AlignRight)


def _customer_key() -> str:
    return key_of(Do.CUSTOMER)


def _worded(refusal: Refusal) -> str:
    return problem_text(refusal.code, refusal.facts)
