"""The right column: the total and the article added last; after paying, the figures of the sale."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import Weight, font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SIZES, SPACE, Colour
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider, Surface
from pos_client.desk.widgets.states import StatusText
from pos_client.desk.widgets.words import Label, kept_together
from pos_client.features.till.keys import Do, key_of
from pos_client.features.till.state import LastItem, MemberState, PaidState, Printed, TillState
from pos_client.features.till.view.line_keys import LineKeys
from pos_client.features.till.view.why_panel import WhyPanel
from pos_client.texts import _, ngettext

Fact = tuple[str, str, Colour]


class BigFigure(QWidget):
    """The one figure that is read across the counter. Grows smaller rather than lose a digit."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.setFixedHeight(METRIC.page_head)

    def say(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def text(self) -> str:
        return self._text

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            face = font("giant", "strong")
            wide = metrics("giant", "strong").horizontalAdvance(self._text)
            if wide > self.width():
                face.setPixelSize(max(SIZES.figure, SIZES.giant * self.width() // wide))
            painter.setFont(face)
            paint.text(painter, self.rect(), self._text, "ink", Qt.AlignmentFlag.AlignRight)


class Picture(QWidget):
    """Where a picture of the article would stand: the first letters of its name."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._letters = ""
        self.setFixedSize(QSize(side, side))

    def say(self, letters: str) -> None:
        self._letters = letters
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), fill="picture", edge=None)
            painter.setFont(font("figure", "strong"))
            painter.setPen(look().colour("paper_ink"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letters)


class TillSide(Surface):
    """Fixed width, its parts stay where they are whatever they say."""

    def __init__(self, keys: Mapping[Do, str]) -> None:
        super().__init__()
        self.setFixedWidth(METRIC.till_side - SPACE.l)
        self.line_keys = LineKeys(keys)
        self.total = BigFigure()
        self._count = Label(ink="ink_muted", right=True)
        self._discount = Label(ink="ink_muted")
        self._saved = Label(ink="ok", weight="strong", right=True)
        self._under_total = holding(row(self._discount, None, self._saved))
        head = row(
            Label(lambda: _("Total"), size="title", weight="medium", ink="ink_muted"), None, self._count
        )
        self._head = column(head, self.total, self._under_total, gap="xs")
        self._head.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.m)
        self._middle = QVBoxLayout()
        self._middle.setSpacing(0)
        self.why = WhyPanel()
        self._member = _MemberPanel()
        self._last = _LastPanel()
        self._foot = _PrintedPanel()
        outer = column(
            self._head,
            Divider(),
            self._member,
            self._middle,
            self.line_keys,
            None,
            self.why,
            self._last,
            self._foot,
            gap="none",
        )
        hair = BORDER.hair
        outer.setContentsMargins(hair, hair, hair, hair)
        self.setLayout(outer)
        self._foot.hide()
        self.line_keys.hide()
        self._member.hide()

    def draw(self, state: TillState) -> None:
        """While selling."""
        self._foot.hide()
        clear(self._middle)
        self.total.say(texts.rupiah(state.total))
        lines = ngettext("{n} line", "{n} lines", state.lines)
        pieces = ngettext("{n} item", "{n} items", state.pieces)
        self._count.say(f"{lines}, {pieces}" if state.lines else "")
        off = state.cart_discount
        at_level = [_("{level} prices", level=state.level)] if state.level else []
        agreed = [] if state.agreed is None else [state.agreed.title()]
        self._discount.say(", ".join([*agreed, *at_level, *([_("Discount on all")] if off else [])]))
        self._saved.say(_("Saved {amount}", amount=texts.rupiah(state.saved)) if state.saved else "")
        self.why.draw(state.explained)
        self._member.draw(state.member)
        self._last.draw(state.last)
        self._last.setVisible(state.last is not None)

    def draw_paid(self, paid: PaidState) -> None:
        """After paying, until the next scan."""
        clear(self._middle)
        self.why.hide()
        self._member.hide()
        self._last.hide()
        self._count.say("")
        self._discount.say("")
        self._saved.say("")
        self.total.say(texts.rupiah(paid.total))
        money: list[Fact] = []
        if paid.qris:
            money.append((_("QRIS"), texts.amount(paid.qris), "ink"))
        money += [(title, texts.amount(amount), "ink") for title, amount in paid.others]
        if paid.donation:
            money.append((_("For charity"), texts.amount(paid.donation), "ink"))
        if paid.cash or not (paid.qris or paid.others):
            money.append((_("Cash"), texts.amount(paid.cash), "ink"))
            money.append((_("Change"), texts.amount(paid.change), "ink"))
        if paid.rounding:
            money.insert(0, (_("Rounding"), texts.amount(paid.rounding, signed=True), "ink"))
        self._middle.addLayout(_facts(money))
        self._middle.addWidget(Divider())
        goods: list[Fact] = [(_("Items"), texts.amount(paid.pieces), "ink")]
        if paid.saved:
            goods.append((_("Saved"), texts.amount(paid.saved), "ok"))
        self._middle.addLayout(_facts(goods))
        self._middle.addWidget(Divider())
        if paid.member:
            self._middle.addLayout(_facts(_points(paid)))
            self._middle.addWidget(Divider())
        self._foot.draw(paid)
        self._foot.show()

    def show_printed(self, paid: PaidState) -> None:
        self._foot.draw(paid)


def _facts(facts: list[Fact]) -> QLayout:
    rows: list[QLayout] = []
    for name, figure, ink in facts:
        weight: Weight = "strong" if ink == "ok" else "normal"
        line = row(Label(name, ink="ink_muted"), None, Label(figure, ink=ink, weight=weight))
        rows.append(line)
    box = column(*rows, gap="m")
    box.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
    return box


def _points(paid: PaidState) -> list[Fact]:
    facts: list[Fact] = [(_("Customer"), paid.member, "ink")]
    if paid.redeemed:
        facts.append((_("Points used"), texts.amount(paid.redeemed), "ink"))
    if paid.points is not None:
        facts.append((_("Points earned"), texts.amount(paid.earned), "ok"))
        facts.append((_("Points now"), texts.amount(paid.points), "ink"))
    return facts


class _MemberPanel(QWidget):
    """Whose cart it is: name, points, a birthday, what to mind."""

    def __init__(self) -> None:
        super().__init__()
        self._name = Label(size="title", weight="strong", wrap=True)
        self._facts = Label(ink="ink_muted")
        self._points = Label(weight="strong", right=True)
        self._owed = Label(ink="warn")
        self._birthday = StatusText("ok", "")
        self._note = Label(ink="ink_muted", wrap=True)
        inner = column(
            self._name,
            row(self._facts, None, self._points),
            self._owed,
            self._birthday,
            self._note,
            gap="xxs",
        )
        inner.setContentsMargins(SPACE.xl, SPACE.m, SPACE.xl, SPACE.m)
        self.setLayout(column(inner, Divider(), gap="none"))

    def draw(self, member: MemberState | None) -> None:
        self.setVisible(member is not None)
        if member is None:
            return
        self._name.say(member.name)
        self._facts.say(member.facts())
        points = "" if member.points is None else ngettext("{n} point", "{n} points", member.points)
        self._points.say(points)
        self._owed.setVisible(bool(member.owed))
        self._owed.say(_("Owes {amount}", amount=texts.rupiah(member.owed)))
        self._birthday.setVisible(member.birthday)
        self._birthday.say("ok", _("Birthday today"))
        self._note.setVisible(bool(member.note))
        self._note.say(member.note)


class _LastPanel(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._picture = Picture(METRIC.empty_row)
        self._name = Label(size="title", weight="strong", wrap=True)
        self._code = Label(ink="ink_muted")
        self._stock = Label(ink="ink_muted")
        words = column(self._name, self._code, self._stock, None, gap="xxs")
        body = row(self._picture, words, gap="l")
        body.setStretch(1, 1)
        body.setAlignment(self._picture, Qt.AlignmentFlag.AlignTop)
        inner = column(Label(lambda: _("Added last"), ink="ink_muted"), body)
        inner.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        self.setLayout(column(Divider(), inner, gap="none"))

    def draw(self, last: LastItem | None) -> None:
        if last is None:
            return
        self._picture.say(last.initials)
        self._name.say(kept_together(last.name))
        self._code.say(last.code)
        self._stock.say(last.stock_text())
        low = last.stock is not None and last.stock < 0
        self._stock.set_ink("danger" if low else "ink_muted")


class _PrintedPanel(QWidget):
    """What became of the paper, in words."""

    def __init__(self) -> None:
        super().__init__()
        self._state = StatusText("plain", "", icon="printer")
        line = row(self._state, None)
        line.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        self.setLayout(column(Divider(), line, gap="none"))

    def draw(self, paid: PaidState) -> None:
        clock = texts.clock(paid.at)
        match paid.printed:
            case Printed.NOT_WANTED:
                self._state.say("plain", _("No receipt was asked for"), icon="printer")
            case Printed.NO_PRINTER:
                self._state.say(
                    "plain", _("No printer; {key} shows the receipt", key=key_of(Do.RECEIPTS)), icon="printer"
                )
            case Printed.WAITING:
                self._state.say("plain", _("Receipt is being printed"), icon="printer")
            case Printed.DONE:
                self._state.say("plain", _("Receipt printed {clock}", clock=clock), icon="printer")
            case Printed.FAILED:
                self._state.say(
                    "warn", _("Printer does not answer; {key} prints again", key=key_of(Do.RECEIPTS))
                )
