"""Bringing in a file: check it, look at every row, then accept or not."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question
from pos_client.desk.problems import problem_text
from pos_client.features.products import actions
from pos_client.features.products.shown import field_text
from pos_client.texts import _
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.catalog import ImportPreview, ImportRow, ImportVerdict


class Step(Enum):
    CHOOSE = "choose"
    CHECKING = "checking"
    PREVIEW = "preview"
    WRITING = "writing"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ImportState:
    step: Step = Step.CHOOSE
    file: Path | None = None
    preview: ImportPreview | None = None
    refusal: Refusal | None = None

    @property
    def acceptable(self) -> bool:
        """Whether there is something to write and nothing wrong with it."""
        preview = self.preview
        return (
            self.step is Step.PREVIEW
            and preview is not None
            and not preview.wrong
            and bool(preview.new + preview.changed)
        )


class Importing(QObject):
    changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = ImportState()
        self._question = Question(office, self)

    def reset(self) -> None:
        self._question.forget()
        self._set(ImportState())

    def choose(self, file: Path) -> None:
        """Have a file checked. Nothing is written."""
        self._set(ImportState(Step.CHECKING, file))
        self._question.ask(
            lambda api: actions.check_file(api, file), then=self._checked, refused=self._refused
        )

    def accept(self) -> None:
        """Write what the preview showed."""
        state = self.state
        if not state.acceptable or state.file is None:
            return
        file = state.file
        self._set(ImportState(Step.WRITING, file, state.preview))
        self._question.ask(
            lambda api: actions.import_file(api, file), then=self._checked, refused=self._refused
        )

    def save_refused(self, file: Path) -> int:
        """Save the rows that were refused, each with its faults; tells how many."""
        preview = self.state.preview
        wrong = [row for row in preview.rows if row.verdict is ImportVerdict.WRONG] if preview else []
        return actions.save_refused([(row, fault_words(row)) for row in wrong], file)

    def _checked(self, preview: ImportPreview) -> None:
        step = Step.DONE if preview.written else Step.PREVIEW
        self._set(ImportState(step, self.state.file, preview))

    def _refused(self, refusal: Refusal) -> None:
        before = self.state
        step = Step.PREVIEW if before.preview is not None else Step.CHOOSE
        self._set(ImportState(step, before.file, before.preview, refusal))

    def _set(self, state: ImportState) -> None:
        self.state = state
        self.changed.emit()


def fault_words(row: ImportRow) -> str:
    """Everything wrong with a row, in words."""
    return "  ".join(
        _("{column}: {fault}", column=field_text(fault.column), fault=_worded(fault.code, dict(fault.facts)))
        if fault.column
        else _worded(fault.code, dict(fault.facts))
        for fault in row.faults
    )


def _worded(code: str, facts: dict[str, object]) -> str:
    known = {error.value for error in ErrorCode}
    return problem_text(ErrorCode(code), facts) if code in known else code
