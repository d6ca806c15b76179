"""Dates typed by digits, and the period a report covers. Today is handed in."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.forms import FormField
from pos_client.desk.widgets.layouts import column, row
from pos_client.texts import _, ngettext

CENTURY = 2000


def parse_day(text: str) -> date | None:
    """`17/08/25`, `17/8/2025` or `170825` as a date, None when it is none."""
    parts = text.replace(".", "/").replace("-", "/").split("/")
    if len(parts) == 1 and len(text) in {6, 8}:
        parts = [text[:2], text[2:4], text[4:]]
    if len(parts) != 3 or not all(part.isdigit() and part.isascii() for part in parts):
        return None
    day, month, year = (int(part) for part in parts)
    try:
        return date(year + CENTURY if year < 100 else year, month, day)
    except ValueError:
        return None


class DayEdit(QLineEdit):
    """A date. Up and Down go a day, `value()` is None while what is typed is no date."""

    value_changed = Signal(object)

    def __init__(self, value: date | None = None) -> None:
        super().__init__()
        self.setMaxLength(10)
        self._told = value
        self.set_value(value)
        self.textEdited.connect(self._slashes)
        self.editingFinished.connect(lambda: self.set_value(self.value()) if self.value() else None)

    def value(self) -> date | None:
        return parse_day(self.text().strip())

    def set_value(self, value: date | None) -> None:
        self.setText(texts.day(value) if value else "")
        self._tell()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        here = self.value()
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        self.set_value(here + timedelta(days=step))

    def _slashes(self, text: str) -> None:
        # The separators come by themselves while one types at the end.
        if text and text[-1].isdigit() and self.cursorPosition() == len(text):
            digits = text.replace("/", "")
            if len(digits) <= 6 and text.count("/") <= 2:
                self.setText("/".join(part for part in (digits[:2], digits[2:4], digits[4:]) if part))
        self._tell()

    def _tell(self) -> None:
        if self.value() != self._told:
            self._told = self.value()
            self.value_changed.emit(self._told)


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def last_days(count: int, today: date) -> Period:
    """The `count` days that end today."""
    return Period(today - timedelta(days=count - 1), today)


def this_month(today: date) -> Period:
    return Period(today.replace(day=1), today)


def last_month(today: date) -> Period:
    end = today.replace(day=1) - timedelta(days=1)
    return Period(end.replace(day=1), end)


def period_text(period: Period) -> str:
    """`21/11/26`, or `90 days, to 21/11/26`."""
    if period.days == 1:
        return texts.day(period.first)
    days = ngettext("{n} day", "{n} days", period.days)
    return _("{days}, to {last}", days=days, last=texts.day(period.last))


class PeriodButton(Button):
    """Shows the period and opens others. `chosen` carries the new one."""

    chosen = Signal(object)

    def __init__(self, period: Period, *, today: date) -> None:
        super().__init__("", icon="calendar", size="compact", menu=True)
        self._period = period
        self._today = today
        self.clicked.connect(self._open)
        self.say(lambda: period_text(self._period))

    def period(self) -> Period:
        return self._period

    def set_period(self, period: Period) -> None:
        self._period = period
        self.say(lambda: period_text(self._period))

    def set_today(self, today: date) -> None:
        """A new business day has begun."""
        self._today = today

    def menu_shown(self) -> QMenu:
        """The menu as it opens."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setMinimumWidth(METRIC.menu_width)
        for words, period in self._offers():
            action = QAction(words, menu)
            if period == self._period:
                action.setIcon(look().icon("check", "accent"))
            action.triggered.connect(partial(self._choose, period))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(_("Other dates"), self._other)
        return menu

    def _offers(self) -> list[tuple[str, Period]]:
        today = self._today
        yesterday = today - timedelta(days=1)
        counts = [
            (ngettext("{n} day", "{n} days", count), last_days(count, today)) for count in (7, 30, 90, 365)
        ]
        return [
            (_("Today"), Period(today, today)),
            (_("Yesterday"), Period(yesterday, yesterday)),
            *counts,
            (_("This month"), this_month(today)),
            (_("Last month"), last_month(today)),
        ]

    def _open(self) -> None:
        self.menu_shown().popup(self.mapToGlobal(QPoint(0, self.height() + SPACE.xs)))

    def popup_shown(self) -> "PeriodPopup":
        """The two dates as they open."""
        popup = PeriodPopup(self._period, self)
        popup.taken.connect(self._choose)
        return popup

    def _other(self) -> None:
        popup = self.popup_shown()
        popup.move(self.mapToGlobal(QPoint(0, self.height() + SPACE.xs)))
        popup.show()
        popup.first.setFocus()

    def _choose(self, period: Period, _checked: object = None) -> None:
        self.set_period(period)
        self.chosen.emit(period)


class PeriodPopup(QWidget):
    """Two dates, typed."""

    taken = Signal(object)

    def __init__(self, period: Period, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.first, self.last = DayEdit(period.first), DayEdit(period.last)
        self.show_button = Button(lambda: _("Show"), kind="primary")
        self.show_button.clicked.connect(self._take)
        self.first.returnPressed.connect(self.last.setFocus)
        self.last.returnPressed.connect(self._take)
        self._from = FormField(lambda: _("From"), self.first)
        self._to = FormField(lambda: _("To"), self.last)
        fields = row(self._from, self._to, gap="m")
        self.setLayout(column(fields, row(None, self.show_button), gap="m", edge=("l", "l")))
        self.setFixedWidth(METRIC.side_panel - SPACE.xxl)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), edge="border_strong", radius=0)

    def _take(self) -> None:
        first, last = self.first.value(), self.last.value()
        self._from.set_fault("" if first else _("Not a date"))
        self._to.set_fault("" if last else _("Not a date"))
        if first and last:
            self.close()
            self.taken.emit(Period(min(first, last), max(first, last)))
