"""What every panel over the till has: a head, a body, a place for why not, and the actions at the foot."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme.tokens import BORDER, METRIC
from pos_client.desk.widgets.buttons import IconButton
from pos_client.desk.widgets.layouts import column, holding, reveal, row
from pos_client.desk.widgets.panels import Divider, Surface
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label, Words
from pos_client.texts import _

ENTER: Final = {Qt.Key.Key_Return, Qt.Key.Key_Enter}

# Place of the empty room below the body.
SPACER: Final = 3


class _Scrolled(QScrollArea):
    """As high as what it holds, where there is room for that."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._content = content
        self.setWidget(content)
        content.installEventFilter(self)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def sizeHint(self) -> QSize:
        return self._content.sizeHint()

    @override
    def heightForWidth(self, width: int) -> int:
        content = self._content
        return content.heightForWidth(width) if content.hasHeightForWidth() else content.sizeHint().height()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class _Body(_Scrolled):
    """What stands between head and foot: scrolled where the panel has less room, above a keyboard."""

    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        self.whole = True  # False: a part of it is scrolled by itself, and may be as low as it likes
        self.setFrameShape(QFrame.Shape.NoFrame)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._content.minimumSizeHint().width(), METRIC.pay_touch)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._keep_whole()
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_whole()
        field = QApplication.focusWidget()
        if field is not None and self._content.isAncestorOf(field):
            self.ensureWidgetVisible(field)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Arrows and pages are the panel's own.
        event.ignore()

    def _keep_whole(self) -> None:
        """Nothing is squeezed: what does not fit is scrolled to."""
        if self.whole:
            self._content.setMinimumHeight(self.heightForWidth(self.viewport().width()))


class TillPanel(Surface):
    """A head with what it is about, a body, and the actions at the foot."""

    left = Signal()

    def __init__(self, title: Words) -> None:
        super().__init__(edge="border_strong")
        self.title = Label(title, size="title", weight="strong")
        close = IconButton(lambda: _("Close"), icon="x", focus=False)
        close.clicked.connect(self.left)
        head = holding(row(self.title, None, Label("Esc", ink="ink_muted"), close, edge=("xl", "none")))
        head.setFixedHeight(METRIC.side_head)
        self.body = column(gap="m", edge=("xl", "l"))
        self.problem = Note("danger", "")
        self.problem.hide()
        self._foot = row(gap="s")
        foot = column(self.problem, self._foot, gap="m", edge=("xl", "l"))
        self._foot_box = holding(column(Divider(), foot, gap="none"))
        self._foot_box.hide()
        self._area = _Body(holding(self.body))
        self._outer = column(head, Divider(), self._area, None, self._foot_box, gap="none")
        hair = BORDER.hair
        self._outer.setContentsMargins(hair, hair, hair, hair)
        self.setLayout(self._outer)

    def add(self, item: QWidget | QLayout) -> None:
        if isinstance(item, QWidget):
            self.body.addWidget(item)
        else:
            self.body.addLayout(item)

    def add_scrolled(self, item: QLayout) -> None:
        """What may be longer than the panel: it takes all the height there is."""
        self._area.whole = False
        self.body.addWidget(_Scrolled(holding(column(item, None, gap="none"))), 1)
        self._outer.setStretchFactor(self._area, 1)
        self._outer.setStretch(SPACER, 0)

    def set_foot(self, *buttons: QWidget) -> None:
        for button in buttons:
            self._foot.addWidget(button)
        self._foot.setStretch(self._foot.count() - 1, 1)
        reveal(self._foot_box, shown=bool(buttons))

    def leave_no_foot(self) -> None:
        """Its actions are gone; what is refused later on brings it back."""
        self._foot_box.hide()

    def refuse(self, words: str) -> None:
        """Say in place why it was not done."""
        self.problem.say("danger", words)
        self.problem.setVisible(bool(words))
        if words:
            reveal(self._foot_box, shown=True)

    def accept(self) -> None:
        """What Enter does."""

    @override
    def sizeHint(self) -> QSize:
        # What was added to the body since is not heard of before the next turn of the event loop.
        self._area.updateGeometry()
        return super().sizeHint()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
