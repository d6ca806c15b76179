"""A service in the panel: its letter and name, who waits, and the button that gives out a number."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import row
from pos_client.features.queue.state import name_of
from pos_client.texts import _
from shared_models.wire.queue import QueueServiceRow


class ServiceRow(PickRow):
    """`service` None: all of them together. `given`: a number is wanted."""

    given = Signal(object)

    def __init__(self, service: QueueServiceRow | None) -> None:
        super().__init__("", height=METRIC.row_touch)
        self.service = service
        self._name = self._waiting = ""
        self._room = 0
        if service is not None:
            self.give = Button(lambda: _("Number"), hint=f"Alt+{service.code}", focus=False)
            self.give.setMinimumHeight(METRIC.touch_min)
            self.give.clicked.connect(lambda: self.given.emit(service.id))
            self._room = self.give.sizeHint().width() + SPACE.s
            self.setLayout(row(None, self.give, edge=("s", "none")))

    def say(self, waiting: str) -> None:
        """Who waits, in words."""
        service = self.service
        name = _("All services") if service is None else name_of(service)
        self.setAccessibleName(f"{name}: {waiting}")
        self._name = name if service is None else f"{service.code}  {name}"
        self._waiting = waiting
        self.update()

    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        inner = box.adjusted(SPACE.l, SPACE.xs, -SPACE.l - self._room, -SPACE.xs)
        upper = inner.adjusted(0, 0, 0, -inner.height() // 2)
        lower = inner.adjusted(0, inner.height() // 2, 0, 0)
        painter.setFont(font("title", "medium"))
        name = metrics("title", "medium").elidedText(self._name, Qt.TextElideMode.ElideRight, inner.width())
        paint.text(painter, upper, name, "ink", Qt.AlignmentFlag.AlignLeft)
        painter.setFont(font())
        waiting = metrics().elidedText(self._waiting, Qt.TextElideMode.ElideRight, inner.width())
        paint.text(painter, lower, waiting, "ink_muted", Qt.AlignmentFlag.AlignLeft)
