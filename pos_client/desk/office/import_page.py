"""Bringing in a file: choose, look at every row, accept. What it holds is said by whose page it is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office.importing import Importing, ImportState, Step
from pos_client.desk.office.page import OfficePage
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.key_figures import Figure, KeyFigures
from pos_client.desk.widgets.layouts import column, holding
from pos_client.desk.widgets.loading import LoadingOverlay
from pos_client.desk.widgets.states import EmptyState, Note, Start, hint
from pos_client.texts import N_, _, ngettext
from shared_models.wire.importing import ImportPreview, ImportRow, ImportVerdict

AskFile = Callable[[QWidget], str]
VERDICTS: Final = {
    ImportVerdict.NEW: N_("New"),
    ImportVerdict.CHANGED: N_("Changed"),
    ImportVerdict.SAME: N_("Same"),
    ImportVerdict.WRONG: N_("Wrong"),
}
TONES: Final[dict[str, Tone]] = {"new": "ok", "changed": "info", "wrong": "danger"}


def _tone(row: Row) -> Tone | None:
    return TONES.get(str(row.get("key")))


Words = Callable[[], str]


@dataclass(frozen=True, slots=True)
class ImportWords:
    """What a page brings in. `screen`: key of its list; `accept`, `written`: of so many rows."""

    screen: str
    crumb: Words
    title: Words
    row: Words
    one: Words
    accept: Callable[[int], str]
    written: Callable[[int], str]
    writing: Words
    all_there: Words


def columns(words: ImportWords) -> tuple[Column, ...]:
    return (
        Column("row", lambda: _("Row"), "integer", chars=6),
        Column("verdict", lambda: _("Result"), chars=10, tone=_tone),
        Column("sku", lambda: _("Code"), "code", filter="text"),
        Column("name", words.one, chars=30, filter="text"),
        Column("why", lambda: _("What"), stretch=True, sortable=False),
    )


def ask_open(parent: QWidget) -> str:
    """A file to bring in; "" when the person thought better of it."""
    return QFileDialog.getOpenFileName(parent, _("Choose a file"), "", _("Tables (*.xlsx *.csv)"))[0]


def ask_save(parent: QWidget) -> str:
    return QFileDialog.getSaveFileName(parent, _("Save as"), _("refused-rows.csv"))[0]


class ImportView(OfficePage):
    def __init__(self, importing: Importing, shell: Shell, words: ImportWords) -> None:
        super().__init__(importing.office, lambda: _("Import"), self._file_words)
        self._importing = importing
        self._shell = shell
        self._words = words
        self._figures_of = ""
        self.ask_open: AskFile = ask_open
        self.ask_save: AskFile = ask_save
        self.head.set_crumb(words.crumb, lambda: shell.open(words.screen))
        self.choose = Button(lambda: _("Choose another file"), icon="file-spreadsheet", size="compact")
        self.refused = Button(self._refused_words, icon="download", size="compact")
        self.accept = Button(self._accept_words, kind="primary", size="compact")
        self.accept.setShortcut("Ctrl+Return")
        for button in (self.choose, self.refused, self.accept):
            self.head.add_action(button)
        self.empty = EmptyState(
            words.title,
            lambda: _("The file is checked first. Nothing is written until you have seen every row."),
            (
                Start(
                    "file-spreadsheet",
                    lambda: _("XLSX or CSV"),
                    words.row,
                    lambda: _("Choose a file"),
                    "file",
                ),
            ),
            hints=(hint("F1", lambda: _("How to prepare the file")),),
        )
        self.figures = KeyFigures()
        self.note = Note("info", "")
        self.table = TablePage(columns(words), key="import", background=importing.office.background)
        self.table.set_noun(lambda count: ngettext("{n} row", "{n} rows", count))
        self.table.totals.hint = False
        self._build()
        self._draw()

    def _build(self) -> None:
        preview = column(self.figures, self.note, self.table, gap="l")
        preview.setStretch(2, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(holding(preview))
        self.add(self._stack, stretch=1)
        self.loading = LoadingOverlay(self._stack, self._loading_words)
        self.empty.chosen.connect(lambda _key: self._choose())
        self.choose.clicked.connect(self._choose)
        self.refused.clicked.connect(self._save_refused)
        self.accept.clicked.connect(self._importing.accept)
        self.figures.chosen.connect(self._narrow)
        self.figures.open_on_click()
        self._importing.changed.connect(self._draw)
        look().language_changed.connect(self._draw)

    @override
    def enter(self, **facts: object) -> None:
        if self._importing.state.step is Step.DONE:
            self._importing.reset()

    @override
    def unsaved(self) -> bool:
        return self._importing.state.acceptable

    # hands

    def _choose(self) -> None:
        chosen = self.ask_open(self)
        if chosen:
            self._figures_of = ""
            self._importing.choose(Path(chosen))

    def _save_refused(self) -> None:
        chosen = self.ask_save(self)
        if not chosen:
            return
        file = Path(chosen).with_suffix(".csv")
        try:
            count = self._importing.save_refused(file)
        except OSError as error:
            reason = error.strerror or ""
            self._shell.toast("danger", lambda: _("The file could not be written: {reason}.", reason=reason))
            return
        name = file.name
        self._shell.toast(
            "ok", lambda: ngettext("{n} row saved as {name}", "{n} rows saved as {name}", count, name=name)
        )

    def _narrow(self, key: str) -> None:
        """Show one kind of row; the same figure again shows all."""
        self._figures_of = "" if key == self._figures_of else key
        self._draw_rows()

    # drawing

    def _draw(self) -> None:
        state = self._importing.state
        self.show_refusal(state.refusal)
        self.again.setVisible(False)
        self.loading.show_while(loading=state.step in {Step.CHECKING, Step.WRITING})
        preview = state.preview
        self.head.subtitle.say(self._file_words)
        self._stack.setCurrentIndex(0 if preview is None else 1)
        self.choose.setVisible(preview is not None)
        self.refused.setVisible(preview is not None and bool(preview.wrong))
        self.refused.say(self._refused_words)
        self.accept.setVisible(preview is not None and state.step is not Step.DONE)
        self.accept.setEnabled(state.acceptable)
        self.accept.say(self._accept_words)
        if preview is not None:
            self.figures.show_figures(_figures(preview))
            self._draw_note(state, preview)
            self._draw_rows()

    def _draw_note(self, state: ImportState, preview: ImportPreview) -> None:
        written = preview.new + preview.changed
        if state.step is Step.DONE:
            self.note.say("ok", lambda: self._words.written(written))
        elif preview.wrong:
            self.note.say(
                "warn",
                lambda: _("Nothing is written while a row is wrong. Correct the file, then choose it again."),
            )
        elif not written:
            self.note.say("info", self._words.all_there)
        else:
            self.note.say("info", lambda: _("Nothing is written yet. Look at the rows, then import them."))

    def _draw_rows(self) -> None:
        preview = self._importing.state.preview
        rows = preview.rows if preview is not None else ()
        wanted = self._figures_of
        self.table.show_rows([self._row(row) for row in rows if wanted in {"", row.verdict.value}])

    def _row(self, row: ImportRow) -> Row:
        return {
            "id": row.row,
            "row": row.row,
            "key": row.verdict.value,
            "verdict": _(VERDICTS[row.verdict]),
            "sku": row.sku,
            "name": row.name,
            "why": self._importing.row_words(row),
        }

    def _file_words(self) -> str:
        state = self._importing.state if hasattr(self, "_importing") else ImportState()
        return state.file.name if state.file is not None else ""

    def _loading_words(self) -> str:
        writing = self._importing.state.step is Step.WRITING
        return self._words.writing() if writing else _("Checking the file")

    def _refused_words(self) -> str:
        preview = self._importing.state.preview
        count = preview.wrong if preview is not None else 0
        return ngettext("Save {n} refused row", "Save {n} refused rows", count)

    def _accept_words(self) -> str:
        preview = self._importing.state.preview
        count = preview.new + preview.changed if preview is not None else 0
        return self._words.accept(count)


def _figures(preview: ImportPreview) -> tuple[Figure, ...]:
    return (
        Figure("new", _("New"), texts.amount(preview.new), note=_("will be added")),
        Figure("changed", _("Changed"), texts.amount(preview.changed), note=_("will be changed")),
        Figure("same", _("Same"), texts.amount(preview.same), note=_("stay as they are")),
        Figure(
            "wrong",
            _("Wrong"),
            texts.amount(preview.wrong),
            note=_("must be corrected") if preview.wrong else _("nothing to correct"),
            tone="danger" if preview.wrong else "ok",
        ),
    )
