"""Exporting from a table: choose a kind and a place, watch it, cancel it, hear what was done."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from pos_client.desk.background import Background, Cancelled, Progress, Task
from pos_client.desk.problems import refusal_text
from pos_client.desk.table.columns import Column
from pos_client.desk.table.export import ENDINGS, Ending, TooManyRows, export
from pos_client.desk.table.memory import popup
from pos_client.desk.table.model import TableModel
from pos_client.desk.table.sheet import Sheet
from pos_client.desk.table.source import every_row
from pos_client.desk.widgets.loading import Working
from pos_client.desk.widgets.words import Words, said
from pos_client.texts import _

EXPORT_PAGE_ROWS = 1000
AskFile = Callable[[QWidget, str], str]


def ask_file(parent: QWidget, suggested: str) -> str:
    """Where to save; "" when the person thought better of it."""
    return QFileDialog.getSaveFileName(parent, _("Save as"), suggested)[0]


class Exporting(QObject):
    """`done(file, rows)`, `failed(sentence)`. Without a background it works at once, for rows at hand."""

    done = Signal(str, int)
    failed = Signal(str)

    def __init__(
        self,
        owner: QWidget,
        model: TableModel,
        columns: Callable[[], Sequence[Column]],
        background: Background | None,
    ) -> None:
        super().__init__(owner)
        self._owner = owner
        self._model = model
        self._columns = columns
        self._background = background
        self._task: Task | None = None
        self.title: Words = ""
        self.ask: AskFile = ask_file
        self.strip = Working(lambda: _("Exporting"))
        self.strip.cancelled.connect(self.cancel)
        self.strip.hide()

    def menu(self) -> QMenu:
        menu = popup(self._owner)
        for ending in ENDINGS:
            menu.addAction(ending.upper(), partial(self.start, ending))
        return menu

    def start(self, ending: Ending) -> None:
        """Ask for a place, then write there."""
        title = said(self.title)
        suggested = f"{title or 'export'}.{ending}".replace("/", "-")
        chosen = self.ask(self._owner, suggested)
        if not chosen or self._model.source is None or self._task is not None:
            return
        file = Path(chosen)
        job = self._job(file.with_suffix(f".{ending}"), ending, title)
        if self._background is None:
            self._done(job(Progress(Task(None, None), lambda _done, _total: None)))
            return
        self.strip.at(0, self._model.total)
        self.strip.show()
        self._task = self._background.long(job, step=self.strip.at, then=self._done, fail=self._failed)

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _job(self, file: Path, ending: Ending, title: str) -> Callable[[Progress], tuple[str, int]]:
        source = self._model.source
        assert source is not None
        query = replace(self._model.query, limit=EXPORT_PAGE_ROWS)
        columns = tuple(self._columns())

        def write(progress: Progress) -> tuple[str, int]:
            # Half of the way is fetching, half is writing.
            rows, first = every_row(source, query, lambda done, total: progress.at(done, 2 * total))
            sheet = Sheet.of(title, columns, rows, first.totals)
            export(sheet, file, ending, lambda done, total: progress.at(total + done, 2 * total))
            return str(file), len(rows)

        return write

    def _done(self, written: tuple[str, int]) -> None:
        self._end()
        self.done.emit(*written)

    def _failed(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, Cancelled):
            self.failed.emit(_("Export cancelled, nothing was written."))
        elif isinstance(error, OSError):
            self.failed.emit(_("The file could not be written: {reason}.", reason=error.strerror or ""))
        elif isinstance(error, TooManyRows):
            self.failed.emit(_("That is more than an XLSX file can hold. Take CSV."))
        else:
            self.failed.emit(refusal_text(error) or _("The export failed."))

    def _end(self) -> None:
        self._task = None
        self.strip.hide()
