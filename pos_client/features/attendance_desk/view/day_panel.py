"""One person's day: every note that belongs to it, and the correction a clerk adds."""

from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from pos_client import texts
from pos_client.desk.problems import problem_text
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.dates import DayEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import column, holding
from pos_client.desk.widgets.panels import Divider, SidePanel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label, Words
from pos_client.features.attendance_desk.presenter import DayEditor
from pos_client.features.attendance_desk.shown import kind_words, missing_words, note_facts, note_words
from pos_client.features.attendance_desk.state import REASON_LEAST, parse_clock
from pos_client.texts import _
from shared_models.values.codes import AttendanceKind
from shared_models.wire.attendance import AttendanceNote, WorkDayLine

ADD: Final = "add"
MOVE: Final = "move"
DROP: Final = "drop"


class DayPanel(SidePanel):
    """What was noted, and a form: what to add or to change, when, and why."""

    def __init__(self, editor: DayEditor, line: WorkDayLine) -> None:
        super().__init__(lambda: f"{line.name}, {texts.day(line.day)}")
        self._editor = editor
        self._line = line
        self._standing = [note for note in line.notes if note.counts and note.kind is not None]
        self.what = Choice(self._offers())
        self.day = DayEdit(line.day)
        self.clock = TextEdit("07.30")
        self.reason = TextEdit()
        self.fields = Form()
        self.trouble = Note("danger", "")
        self.save = Button(lambda: _("Save"), kind="primary", hint="Ctrl+S")
        self._build()
        self._chosen()

    def start(self) -> None:
        if self._editor.may_correct:
            self.clock.setFocus()

    def draw(self) -> None:
        state = self._editor.state
        self.save.setEnabled(self._editor.may_correct and not state.busy)
        self.trouble.setVisible(state.refusal is not None)
        if state.refusal is not None:
            self.trouble.say("danger", problem_text(state.refusal.code, state.refusal.facts))

    def _build(self) -> None:
        self.add(holding(column(*map(self._told, self._line.notes), gap="s")))
        if self._line.missing:
            lacks = missing_words(self._line.missing)
            self.add(Note("warn", lambda: _("Not noted: {what}", what=lacks)))
        self.add(Divider())
        self.trouble.hide()
        self.add(self.trouble)
        for key, words, editor in (
            ("what", lambda: _("Correction"), self.what),
            ("day", lambda: _("Day"), self.day),
            ("clock", lambda: _("Time"), self.clock),
            ("reason", lambda: _("Reason"), self.reason),
        ):
            self.fields.add(key, words, editor)
        self.fields.setEnabled(self._editor.may_correct)
        self.save.setEnabled(self._editor.may_correct)
        self.add(self.fields)
        self.add(Label(lambda: _("Kept with your name. What was noted stays."), ink="ink_muted", wrap=True))
        self.set_foot(None, self.save)
        self.save.clicked.connect(self._save)
        self.fields.changed.connect(self._chosen)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._save)

    def _told(self, note: AttendanceNote) -> Label:
        facts = note_facts(note)
        words = note_words(note, self._local(note)) + (f"\n{facts}" if facts else "")
        return Label(words, ink="ink" if note.counts else "ink_muted", wrap=True)

    def _offers(self) -> list[tuple[str, Words]]:
        """What was forgotten first; then each note that stands, at another time or taken back."""
        missing = self._line.missing
        kinds = [*missing, *(kind for kind in AttendanceKind if kind not in missing)]
        offers: list[tuple[str, Words]] = [
            (f"{ADD} {kind.value}", partial(_add_words, kind)) for kind in kinds
        ]
        for place, note in enumerate(self._standing):
            offers.append((f"{MOVE} {place}", partial(self._move_words, note)))
            offers.append((f"{DROP} {place}", partial(self._drop_words, note)))
        return offers

    def _move_words(self, note: AttendanceNote) -> str:
        return _("Other time for: {what}", what=note_words(note, self._local(note)))

    def _drop_words(self, note: AttendanceNote) -> str:
        return _("Take back: {what}", what=note_words(note, self._local(note)))

    def _local(self, note: AttendanceNote) -> datetime:
        return self._editor.office.local(note.at, self._line.branch)

    def _chosen(self) -> None:
        self.fields.fields["clock"].setVisible(not self.what.key().startswith(DROP))
        self.fields.fields["day"].setVisible(not self.what.key().startswith(DROP))

    def _save(self) -> None:
        deed, _space, which = self.what.key().partition(" ")
        clock, day, reason = parse_clock(self.clock.text()), self.day.value(), self.reason.text().strip()
        faults = [("reason", _("Say why, in a few words."))] if len(reason) < REASON_LEAST else []
        if deed != DROP:
            faults += [("clock", _("Not a time"))] if clock is None else []
            faults += [("day", _("Not a date"))] if day is None else []
        self.fields.show_faults(faults)
        if faults or not self._editor.may_correct:
            return
        if deed == DROP:
            self._editor.take_back(self._standing[int(which)], reason)
        elif clock is not None and day is not None:
            if deed == ADD:
                self._editor.add(AttendanceKind(which), day, clock, reason)
            else:
                self._editor.replace(self._standing[int(which)], day, clock, reason)


def _add_words(kind: AttendanceKind) -> str:
    return _("Add: {what}", what=kind_words(kind))
