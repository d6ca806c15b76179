"""Rows and columns on the 8 px grid, without the defaults Qt adds."""

from typing import Literal, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from pos_client.desk.theme.tokens import SPACE

Gap = Literal["none", "xxs", "xs", "s", "m", "l", "xl", "xxl"]
Item = QWidget | QLayout | int | None
Box = TypeVar("Box", bound=QBoxLayout)


def px(gap: Gap) -> int:
    return 0 if gap == "none" else int(getattr(SPACE, gap))


def row(*items: Item, gap: Gap = "s", edge: tuple[Gap, Gap] = ("none", "none")) -> QHBoxLayout:
    """Items side by side; None is a stretch. `edge` is (left and right, top and bottom)."""
    return _filled(QHBoxLayout(), items, gap, edge)


def column(*items: Item, gap: Gap = "s", edge: tuple[Gap, Gap] = ("none", "none")) -> QVBoxLayout:
    """Items below each other; None is a stretch."""
    return _filled(QVBoxLayout(), items, gap, edge)


def holding(layout: QLayout, parent: QWidget | None = None) -> QWidget:
    """A bare widget around a layout."""
    widget = QWidget(parent)
    widget.setLayout(layout)
    return widget


def reveal(widget: QWidget, *, shown: bool) -> None:
    """Show or hide a part. One without a parent is never shown: Qt would open it as a window of its own."""
    if shown and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_Hidden, True)
        return
    widget.setVisible(shown)


def clear(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def _filled(box: Box, items: tuple[Item, ...], gap: Gap, edge: tuple[Gap, Gap]) -> Box:
    box.setSpacing(px(gap))
    across, along = px(edge[0]), px(edge[1])
    box.setContentsMargins(across, along, across, along)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        elif isinstance(item, QWidget):
            box.addWidget(item)
        else:
            box.addLayout(item)
    return box
