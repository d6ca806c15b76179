"""Words on the screen that have less room than they need: found by measuring, not by looking."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLayout,
    QLineEdit,
    QStackedLayout,
    QWidget,
)

from pos_client.desk.shell.side_menu import MenuItem
from pos_client.desk.theme.fonts import metrics
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.buttons import Button, Painted
from pos_client.desk.widgets.words import CutLabel

# Measured and drawn widths differ by the overhang of a last letter.
OVERHANG_PX = 2
WRAPPED = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextExpandTabs


def cut_words(area: QWidget) -> list[str]:
    """What is cut off, squeezed or outside its parent below `area`, each with what it lacks."""
    found = []
    for widget in area.findChildren(QWidget):
        if widget.isVisible() and (words := _words(widget)):
            lack = _lack(widget) or _hidden(widget, area)
            if lack:
                found.append(f"{words!r}: {lack}")
    return found + [words for widget in (area, *area.findChildren(QWidget)) for words in _overlaps(widget)]


def _overlaps(parent: QWidget) -> list[str]:
    """Parts that a layout with too little room laid over each other."""
    layout = parent.layout()
    if layout is None or isinstance(layout, QStackedLayout) or not parent.isVisible():
        return []
    parts = [part for part in _laid_out(layout) if part.isVisible()]
    return [
        f"{type(one).__name__} {_said(one)!r} over {type(other).__name__} {_said(other)!r}"
        for place, one in enumerate(parts)
        for other in parts[place + 1 :]
        if min((common := one.geometry() & other.geometry()).width(), common.height()) > OVERHANG_PX
    ]


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        assert item is not None
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _said(widget: QWidget) -> str:
    """What it says, or what the first part of it that says something does."""
    return next(filter(None, map(_words, (widget, *widget.findChildren(QWidget)))), "")


def _words(widget: QWidget) -> str:
    if isinstance(widget, CutLabel):  # its whole text stands in the tooltip
        return ""
    if isinstance(widget, Painted):
        return widget.accessibleName()
    if isinstance(widget, QLabel):
        return widget.text()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.placeholderText() if isinstance(widget, QLineEdit) and not widget.text() else ""


def _lack(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        return _label_lack(widget)
    if isinstance(widget, MenuItem):
        # The one of the screen that is shown stands in strong letters.
        room = widget.width() - 3 * SPACE.m - METRIC.icon
        return _narrow(room, metrics("text", "strong").horizontalAdvance(widget.words()))
    if isinstance(widget, Painted):
        # Its edges may be a little narrower than it would like them, its words not.
        needs = widget.minimumSizeHint().width() - (2 * SPACE.xs if isinstance(widget, Button) else 0)
        return f"{widget.width()} px wide, needs {needs}" if widget.width() < needs else ""
    if isinstance(widget, QComboBox):
        room = widget.width() - (widget.sizeHint().width() - _advance(widget, "x"))
        return _narrow(room, _advance(widget, widget.currentText()))
    if isinstance(widget, QLineEdit):
        edges = widget.sizeHint().width() - _advance(widget, "x" * 17)
        return _narrow(widget.width() - edges, _advance(widget, widget.placeholderText()))
    return ""


def _label_lack(label: QLabel) -> str:
    room = label.contentsRect()
    if not label.wordWrap():
        return _narrow(room.width(), max(_advance(label, line) for line in label.text().splitlines()))
    needs = label.fontMetrics().boundingRect(0, 0, room.width(), 10_000, int(WRAPPED), label.text())
    if needs.height() > room.height() + OVERHANG_PX:
        return f"{room.height()} px high, needs {needs.height()}"
    return _narrow(room.width(), needs.width())


def _hidden(widget: QWidget, area: QWidget) -> str:
    """The part of it that its parents cut off. What can be scrolled to is not lost."""
    box = widget.rect()
    inner, outer = widget, widget.parentWidget()
    while outer is not None and inner is not area:
        box = QRect(inner.mapTo(outer, box.topLeft()), box.size())
        scrolls = outer.parentWidget()
        if isinstance(scrolls, QAbstractScrollArea) and scrolls.viewport() is outer:
            if scrolls.horizontalScrollBar().maximum() or box.right() <= outer.width() + OVERHANG_PX:
                return ""
            return f"{box.right() - outer.width()} px beyond what scrolls"
        if not outer.rect().adjusted(-OVERHANG_PX, -OVERHANG_PX, OVERHANG_PX, OVERHANG_PX).contains(box):
            return f"{_place(box)} outside {type(outer).__name__} of {outer.width()}x{outer.height()}"
        inner, outer = outer, outer.parentWidget()
    return ""


def _place(box: QRect) -> str:
    corner: QPoint = box.topLeft()
    return f"{box.width()}x{box.height()} at {corner.x()},{corner.y()}"


def _narrow(room: int, needs: int) -> str:
    return f"{room} px wide, needs {needs}" if needs > room + OVERHANG_PX else ""


def _advance(widget: QWidget, text: str) -> int:
    return widget.fontMetrics().horizontalAdvance(text)
