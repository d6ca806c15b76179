"""Panels, dividers, side panels: one surface on the window tone, one hair border, never one in another."""

from PySide6.QtCore import Qt, QVariantAnimation, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, TIMES, Colour
from pos_client.desk.widgets.buttons import IconButton, Painted
from pos_client.desk.widgets.cover import Edge
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.words import CutLabel, Label, ShyLabel, Words
from pos_client.texts import _


class Surface(QWidget):
    """A filled box with a hair border, or bare inside another. `well`: the window tone, for raw text."""

    def __init__(self, *, well: bool = False, edge: Colour | None = "border") -> None:
        super().__init__()
        self._fill: Colour = "window" if well else "surface"
        self._edge: Colour | None = edge

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._edge is None:
            with QPainter(self) as painter:
                paint.rule(painter, self.rect(), self._fill)
        else:
            with QPainter(self) as painter:
                paint.frame(painter, self.rect(), fill=self._fill, edge=self._edge)


class Divider(QFrame):
    """A hair line, across by default."""

    def __init__(self, *, upright: bool = False) -> None:
        super().__init__()
        if upright:
            self.setFixedWidth(BORDER.hair)
        else:
            self.setFixedHeight(BORDER.hair)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.rule(painter, self.rect())


class Panel(Surface):
    """A surface with a heading of 48 and a divider under it, then its content."""

    def __init__(self, title: Words, *, note: Words = "", ruled: bool = True) -> None:
        super().__init__()
        self.title = Label(title, size="title", weight="strong")
        self.note = ShyLabel(note, ink="ink_muted")
        self._head = row(self.title, self.note, None, gap="s", edge=("l", "none"))
        head = holding(self._head)
        head.setFixedHeight(METRIC.panel_head)
        # The last stretch keeps content at the top unless something in the panel wants the room itself.
        self.body = column(gap="none")
        self.body.addStretch(0)
        parts = [head, Divider()] if ruled else [head]
        outer = column(*parts, self.body, gap="none")
        # The frame's border is painted inside this widget; the content must not cover it.
        hair = BORDER.hair
        outer.setContentsMargins(hair, hair, hair, hair)
        self.setLayout(outer)
        self.edge = Edge(self)

    def add_to_head(self, widget: QWidget) -> None:
        """Put a link, a legend or a state at the right of the heading."""
        self._head.addWidget(widget)

    def add(self, item: QWidget | QLayout, *, stretch: int = 0) -> None:
        at = self.body.count() - 1
        if isinstance(item, QWidget):
            self.body.insertWidget(at, item, stretch)
        else:
            self.body.insertLayout(at, item, stretch)

    def add_padded(self, item: QWidget | QLayout, *, stretch: int = 0) -> None:
        """Content inside the panel's own margin of 16."""
        self.add(column(item, edge=("l", "l")), stretch=stretch)


class SidePanel(QWidget):
    """Details beside what they belong to: a title, content that scrolls, actions at the foot."""

    closed = Signal()

    def __init__(self, title: Words) -> None:
        super().__init__()
        self.title = CutLabel(title, size="title", weight="strong")
        self.close_button = IconButton(lambda: _("Close"), icon="x")
        self.close_button.clicked.connect(self.closed)
        self._head = row(self.title, self.close_button, edge=("xl", "none"))
        head = holding(self._head)
        head.setFixedHeight(METRIC.side_head)
        self.body = column(gap="l", edge=("xl", "l"))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = column(self.body, None, gap="none")
        scroll.setWidget(holding(self._content))
        self._foot = row(edge=("xl", "l"))
        self._foot_box = holding(column(Divider(), self._foot, gap="none"))
        self._foot_box.hide()
        self.setLayout(column(head, Divider(), scroll, self._foot_box, gap="none"))

    def add(self, item: QWidget | QLayout, *, stretch: int = 0) -> None:
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)
        if stretch:
            self._content.setStretchFactor(self.body, stretch)
            self._content.setStretch(1, 0)

    def set_foot(self, *items: QWidget | None) -> None:
        """Actions at the lower edge; None is a stretch."""
        for item in items:
            if item is None:
                self._foot.addStretch(1)
            else:
                self._foot.addWidget(item)
        self._foot_box.show()


class WithSide(Surface):
    """A page's main content and, when open, a side panel of 400 in the same frame."""

    side_closed = Signal()

    def __init__(self, main: QWidget) -> None:
        super().__init__()
        self._main = main
        self._side: SidePanel | None = None
        self._rule = Divider(upright=True)
        self._rule.hide()
        self._slot = QWidget()
        self._slot.setFixedWidth(0)
        self._slot.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        QVBoxLayout(self._slot).setContentsMargins(0, 0, 0, 0)
        outer = QHBoxLayout(self)
        hair = BORDER.hair
        outer.setContentsMargins(hair, hair, hair, hair)
        outer.setSpacing(0)
        outer.addWidget(main, 1)
        outer.addWidget(self._rule)
        outer.addWidget(self._slot)
        self._slide = QVariantAnimation(self)
        self._slide.setDuration(TIMES.panel_slide)
        self._slide.valueChanged.connect(self._slot.setFixedWidth)
        self.edge = Edge(self)

    @property
    def side(self) -> SidePanel | None:
        return self._side

    def open_side(self, panel: SidePanel) -> None:
        """Show a panel; one that was open goes without a slide."""
        fresh = self._side is None
        self._drop()
        self._side = panel
        panel.setFixedWidth(METRIC.side_panel)
        layout = self._slot.layout()
        assert layout is not None
        layout.addWidget(panel)
        layout.setAlignment(panel, Qt.AlignmentFlag.AlignLeft)
        panel.closed.connect(self.close_side)
        self._rule.show()
        _calm(self._main, calm=True)
        panel.show()
        if not self.isVisible():
            self._slot.setFixedWidth(METRIC.side_panel)
        elif fresh:
            self._slide.setStartValue(METRIC.side_panel - SPACE.xxl)
            self._slide.setEndValue(METRIC.side_panel)
            self._slide.start()

    def close_side(self) -> None:
        if self._side is None:
            return
        self._drop()
        self._slide.stop()
        self._slot.setFixedWidth(0)
        self._rule.hide()
        _calm(self._main, calm=False)
        self._main.setFocus(Qt.FocusReason.OtherFocusReason)
        self.side_closed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._side is not None:
            # The panel decides: it may hold unsaved changes.
            self._side.close_button.click()
            return
        super().keyPressEvent(event)

    def _drop(self) -> None:
        if self._side is not None:
            self._side.closed.disconnect(self.close_side)
            self._side.hide()
            self._side.deleteLater()
            self._side = None


def _calm(area: QWidget, *, calm: bool) -> None:
    for button in area.findChildren(Painted):
        button.set_below(below=calm)
