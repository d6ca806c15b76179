"""Joining a back office later on: a shop that stands alone, or a till its back office no longer knows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QWidget
from typing_extensions import override

from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import reveal
from pos_client.desk.widgets.states import Note
from pos_client.features.setup.presenter import Setup
from pos_client.features.setup.state import ENROLMENT_CODE_MAX, JoinAnswers
from pos_client.texts import _

AskFile = Callable[[QWidget], str]


def ask_save(parent: QWidget) -> str:
    """A file; "" when the person thought better of it."""
    return QFileDialog.getSaveFileName(parent, _("Save as"), _("receipts-of-this-till.gz"))[0]


class EnrolPanel(TillPanel):
    """Enter joins; F4 saves what was sold so far, where it would be left behind."""

    def __init__(self, setup: Setup) -> None:
        alone = setup.alone
        super().__init__(lambda: _title(alone=alone))
        self._setup = setup
        self.ask_save: AskFile = ask_save
        self.note = Note("info", lambda: _what_happens(alone=alone))
        self.trouble = Note("danger", "")
        self.code = TextEdit()
        self.code.setMaxLength(ENROLMENT_CODE_MAX)
        self.server = TextEdit("https://")
        self.server.setText(setup.server)
        self.form = Form()
        self.form.add("code", lambda: _("Code from the back office"), self.code)
        self.form.add("server", lambda: _("Address of the back office"), self.server)
        for part in (self.note, self.trouble):
            self.add(part)
        self.add(self.form)
        self.save = Button(lambda: _("Save to a file"), size="tall", hint="F4", focus=False)
        self.save.clicked.connect(self._save)
        self.go = Button(lambda: _("Join"), kind="primary", size="tall", hint="Enter", focus=False)
        self.go.clicked.connect(self.accept)
        self.set_foot(self.save, self.go)
        self.setFocusProxy(self.code)
        setup.forget_problem()
        setup.changed.connect(self._draw)
        setup.journal_saved.connect(self._saved)
        setup.joined.connect(self._leave)
        self._draw()

    @override
    def accept(self) -> None:
        if not self._setup.busy:
            name = self._setup.device_name or _("Till")
            code, server = self.code.text().strip().upper(), self.server.text().strip().rstrip("/")
            self._setup.join(JoinAnswers(server=server, code=code, device_name=name))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F4 and self._setup.must_save:
            self._save()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        # A method of the panel, not a lambda: the connection goes when the panel goes.
        self.left.emit()

    def _save(self) -> None:
        chosen = self.ask_save(self)
        if chosen:
            self._setup.save_journal(Path(chosen))

    def _saved(self, name: str) -> None:
        self.note.say("ok", lambda: _("Saved in {name}. Keep it well, then join.", name=name))

    def _draw(self) -> None:
        setup = self._setup
        self.form.show_faults(setup.faults)
        self.trouble.say("danger", setup.problem)
        reveal(self.trouble, shown=bool(setup.problem))
        self.save.setVisible(setup.must_save)
        self.go.setEnabled(not setup.busy)


def _title(*, alone: bool) -> str:
    return _("Join a back office") if alone else _("Enrol this till again")


def _what_happens(*, alone: bool) -> str:
    if alone:
        return _(
            "A back office that is still empty takes over this shop with all that was sold, and the till"
            " goes on as it is. Any other takes the till as a new one."
        )
    return _("The till gets the place the code was made for. What was not sent yet stays here until it is.")
