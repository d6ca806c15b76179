"""Who stands there, and what they want to note."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_client.desk.background import Background
from pos_client.desk.problems import problem_text
from shared_models.values.codes import AttendanceKind
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.features.attendance.actions import AttendanceDesk, PersonNow


class Attendance(QObject):
    """One person at a time: `known` once their PIN is right, `noted` when it is on the disk."""

    known = Signal(object)
    noted = Signal(object, object)
    refused = Signal(str)
    troubled = Signal(object)

    def __init__(self, background: Background, desk: Callable[[], AttendanceDesk]) -> None:
        super().__init__(background)
        self._background = background
        self._desk = desk
        self.person: PersonNow | None = None

    def ask(self, pin: str) -> None:
        self.person = None
        self._background.store(lambda: self._desk().who(pin), then=self._known, fail=self._failed)

    def note(self, kind: AttendanceKind) -> None:
        person = self.person
        if person is None:
            return
        self._background.store(
            lambda: self._desk().note(person.id, kind),
            then=lambda _nothing: self.noted.emit(person, kind),
            fail=self._failed,
        )

    def _known(self, person: PersonNow) -> None:
        self.person = person
        self.known.emit(person)

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, Refusal):
            self.refused.emit(problem_text(problem.code, problem.facts))
        else:
            self.troubled.emit(problem)
