"""Bringing in a file: check it, look at every row, then accept or not."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from pos_client import texts
from pos_client.desk.office.office import Office
from pos_client.desk.office.question import Question
from pos_client.desk.problems import problem_text
from pos_client.remote.api import Api
from pos_client.texts import _
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.importing import ImportFault, ImportPreview, ImportRow, ImportVerdict


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


class Bring(Protocol):
    """Checks a file (`dry_run`), or writes what is right in it."""

    def __call__(self, api: Api, *, name: str, content: bytes, dry_run: bool) -> ImportPreview: ...


class Importing(QObject):
    """`field_text`: what a column is called; `fault_text`: what is wrong with a cell."""

    changed = Signal()

    def __init__(
        self,
        office: Office,
        bring: Bring,
        field_text: Callable[[str], str],
        fault_text: Callable[[ImportFault], str] | None = None,
    ) -> None:
        super().__init__()
        self.office = office
        self.field_text = field_text
        self._bring = bring
        self._fault_text = fault_text or usual_text
        self.state = ImportState()
        self._question = Question(office, self)

    def reset(self) -> None:
        self._question.forget()
        self._set(ImportState())

    def choose(self, file: Path) -> None:
        """Have a file checked. Nothing is written."""
        self._set(ImportState(Step.CHECKING, file))
        self._question.ask(
            lambda api: self._brought(api, file, dry_run=True), then=self._checked, refused=self._refused
        )

    def accept(self) -> None:
        """Write what the preview showed."""
        state = self.state
        if not state.acceptable or state.file is None:
            return
        file = state.file
        self._set(ImportState(Step.WRITING, file, state.preview))
        self._question.ask(
            lambda api: self._brought(api, file, dry_run=False), then=self._checked, refused=self._refused
        )

    def save_refused(self, file: Path) -> int:
        """Save the rows that were refused, each with its faults; tells how many."""
        preview = self.state.preview
        wrong = [row for row in preview.rows if row.verdict is ImportVerdict.WRONG] if preview else []
        with file.open("w", encoding="utf-8-sig", newline="") as target:
            # Spreadsheets open it as it is.
            writer = csv.writer(target, delimiter=texts.CSV_SIGNS[texts.language()][0])
            writer.writerow(("row", "sku", "name", "fault"))
            writer.writerows((row.row, row.sku, row.name, self.row_words(row)) for row in wrong)
        return len(wrong)

    def row_words(self, row: ImportRow) -> str:
        """Everything wrong with a row, or what it changes, in words."""
        if not row.faults:
            return ", ".join(self.field_text(change) for change in row.changes)
        return "  ".join(self._fault_words(fault) for fault in row.faults)

    def _fault_words(self, fault: ImportFault) -> str:
        words = self._fault_text(fault)
        return (
            _("{column}: {fault}", column=self.field_text(fault.column), fault=words)
            if fault.column
            else words
        )

    def _brought(self, api: Api, file: Path, *, dry_run: bool) -> ImportPreview:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise Refusal(ErrorCode.NOT_FOUND, what="file") from error
        return self._bring(api, name=file.name, content=content, dry_run=dry_run)

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


def usual_text(fault: ImportFault) -> str:
    """What is wrong, in the words of refusals."""
    known = {error.value for error in ErrorCode}
    return problem_text(ErrorCode(fault.code), fault.facts) if fault.code in known else fault.code
