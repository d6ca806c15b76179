"""State of the sync panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_client.desk.background import Background
from pos_client.desk.shell import State
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.features.status.actions import StatusDesk
    from shared_models.wire.tills import OwnReview


@dataclass(frozen=True, slots=True)
class StatusState:
    """`lines`: what is true of sync and of the journal copy. `reviews` null: not known yet."""

    lines: Sequence[State] = ()
    reviews: Sequence[OwnReview] | None = None
    refusal: Refusal | None = None


class Status(QObject):
    changed = Signal()

    def __init__(self, background: Background, desk: StatusDesk) -> None:
        super().__init__()
        self._background = background
        self._desk = desk
        self._open = True
        self.state = StatusState()

    def load(self, lines: Sequence[State]) -> None:
        """Show `lines`, and ask the back office what it looks at."""
        self.state = StatusState(lines)
        self.changed.emit()
        self._background.online(self._desk.own_reviews, then=self._told, fail=self._failed)

    def forget(self) -> None:
        """The panel is closed: what is under way is heard by nobody."""
        self._open = False

    def _told(self, reviews: tuple[OwnReview, ...]) -> None:
        self._set(StatusState(self.state.lines, reviews))

    def _failed(self, problem: BaseException) -> None:
        if not isinstance(problem, Refusal):
            raise problem
        self._set(StatusState(self.state.lines, None, problem))

    def _set(self, state: StatusState) -> None:
        if self._open:
            self.state = state
            self.changed.emit()
