"""Editing one thing of the back office in a form: what is wrong with what was typed, and its saving."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office.office import Office
from shared_models.values.refusals import Refusal

FaultT = TypeVar("FaultT")


@dataclass(frozen=True, slots=True)
class Saving(Generic[FaultT]):
    """How far the saving of a form has come. `faults` found before asking, `tries` to save that failed."""

    busy: bool = False
    tries: int = 0
    faults: tuple[FaultT, ...] = ()
    refusal: Refusal | None = None


StateT = TypeVar("StateT", bound=Saving[Any])


class Editor(QObject, Generic[StateT]):
    """`redrawn`: the form shows another draft. `changed`: only states around it."""

    redrawn = Signal()
    changed = Signal()

    def __init__(self, office: Office, state: StateT) -> None:
        super().__init__()
        self.office = office
        self.state = state

    def _show(self, state: StateT) -> None:
        self.state = state
        self.redrawn.emit()
        self.changed.emit()

    def _set(self, state: StateT) -> None:
        self.state = state
        self.changed.emit()

    def _sound(self, faults: Iterable[Any]) -> bool:
        """Whether the draft can be saved: then saving has begun, else the form says what is wrong."""
        found = tuple(faults)
        if found:
            self._set(replace(self.state, faults=found, refusal=None, tries=self.state.tries + 1))
        else:
            self._set(replace(self.state, busy=True, faults=(), refusal=None))
        return not found

    def _refused(self, refusal: Refusal | None) -> None:
        self._set(replace(self.state, busy=False, refusal=refusal, tries=self.state.tries + 1))
