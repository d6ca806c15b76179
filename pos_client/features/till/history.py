"""The last purchases of a customer, while the back office answers. Nothing waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.desk.background import Background
    from pos_client.features.till.history_desk import HistoryDesk
    from pos_client.features.till.state import MemberState
    from shared_models.wire.customers import CustomerStanding, Purchase


@dataclass(frozen=True, slots=True)
class HistoryState:
    """`purchases` null: not told yet, or the back office cannot be asked (`why`)."""

    member: MemberState
    purchases: tuple[Purchase, ...] | None = None
    why: ErrorCode | None = None


class History(QObject):
    """`changed`: another customer, or the answer for him. An answer that comes late is passed over."""

    changed = Signal()

    def __init__(self, background: Background, desk: Callable[[], HistoryDesk]) -> None:
        super().__init__(background)
        self._background = background
        self._desk = desk
        self.state: HistoryState | None = None

    def ask(self, member: MemberState) -> None:
        asked = self.state = HistoryState(member)
        self.changed.emit()

        def told(standing: CustomerStanding) -> None:
            self._show(asked, HistoryState(member, standing.purchases))

        def failed(problem: BaseException) -> None:
            if not isinstance(problem, Refusal):
                raise problem
            self._show(asked, HistoryState(member, why=problem.code))

        self._background.online(lambda: self._desk().standing(member.id), then=told, fail=failed)

    def forget(self) -> None:
        self.state = None

    def _show(self, asked: HistoryState, state: HistoryState) -> None:
        if self.state is asked:
            self.state = state
            self.changed.emit()
