"""What is set at this till alone: language, theme, sounds, and the ways to its devices and its line."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import ThemeName
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, Tick
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.states import Note
from pos_client.features.setup.presenter import Setup
from pos_client.features.setup.state import TillSettings
from pos_client.features.setup.view.enrol_panel import AskFile, ask_save
from pos_client.texts import _

LANGUAGES: Final = (("id", "Bahasa Indonesia"), ("en", "English"))


class SettingsPanel(TillPanel):
    """Enter saves, F6 leads to the devices, F3 is about the back office.

    F4 writes everything this till recorded into a file, for a till whose line is broken.

    `dressed`: language and theme to remember. `laid_out`: table or tiles.
    """

    devices_wanted = Signal()
    prices_wanted = Signal()
    office_wanted = Signal()
    sync_wanted = Signal()
    dressed = Signal(str, str)
    laid_out = Signal(str)
    keys_wanted = Signal()
    first_day_wanted = Signal()

    def __init__(self, setup: Setup, *, layout: str) -> None:
        super().__init__(lambda: _("Settings of this till"))
        self._setup = setup
        self.layout_choice = Choice(
            [("table", lambda: _("Table, for keys and scanner")), ("tiles", lambda: _("Tiles, for fingers"))]
        )
        self.layout_choice.set_key(layout)
        self.pictures = TextEdit()
        self.ask_save: AskFile = ask_save
        self.receipt_language = Choice(LANGUAGES)
        self.language = Choice(LANGUAGES)
        self.theme = Choice([("light", lambda: _("Light")), ("dark", lambda: _("Dark"))])
        self.sound = Tick(lambda: _("Sounds"))
        self.second_copy = TextEdit()
        self.form = Form()
        self.office = Button(lambda: _office_words(alone=setup.alone), hint="F3", focus=False)
        self.office.clicked.connect(self.office_wanted)
        self._fill_form()
        self.note = Note("ok", "")
        self.note.hide()
        self.add(self.note)
        self.add_scrolled(column(self.form, self._ways(), None, gap="m"))
        self.devices = Button(lambda: _("Devices"), size="tall", hint="F6", focus=False)
        self.devices.clicked.connect(self.devices_wanted)
        self.save = Button(lambda: _("Save"), kind="primary", size="tall", hint="Enter", focus=False)
        self.save.clicked.connect(self.accept)
        self.prices = Button(lambda: _("Price list"), size="tall", hint="F2", focus=False)
        self.prices.clicked.connect(self.prices_wanted)
        self.set_foot(self.prices, self.devices, self.save)
        self.prices.setVisible(setup.alone)
        self.setFocusProxy(self.second_copy)
        self._wire()

    def _ways(self) -> QLayout:
        """To what is set, saved or looked at elsewhere."""
        self.receipts = Button(lambda: _("Receipts to a file"), hint="F4", focus=False)
        self.receipts.clicked.connect(self._save_receipts)
        self.sync = Button(lambda: _("Sync"), hint="F5", focus=False)
        self.sync.clicked.connect(self.sync_wanted)
        self.keys = Button(lambda: _("Keys"), icon="keyboard", hint="F8", focus=False)
        self.keys.clicked.connect(self.keys_wanted)
        self.first_day = Button(lambda: _("First day"), hint="F7", focus=False)
        self.first_day.clicked.connect(self.first_day_wanted)
        rows = ((self.receipts, self.sync, self.keys), (self.office, self.first_day))
        return column(*(row(*buttons, None) for buttons in rows), gap="s")

    def _wire(self) -> None:
        setup = self._setup
        setup.settings_read.connect(self.draw)
        setup.forget_problem()
        setup.changed.connect(self._tell)
        setup.journal_saved.connect(self._receipts_saved)
        setup.settings_saved.connect(self._saved)
        setup.read_settings()

    def draw(self, settings: TillSettings) -> None:
        self.receipt_language.set_key(settings.receipt_language)
        self.language.set_key(texts.language())
        self.theme.set_key(look().theme)
        self.sound.setChecked(settings.sound)
        self.second_copy.setText(settings.second_copy)
        self.pictures.setText(settings.pictures)

    @override
    def accept(self) -> None:
        self._setup.save_settings(
            TillSettings(
                receipt_language=self.receipt_language.key(),
                sound=self.sound.isChecked(),
                second_copy=self.second_copy.text().strip(),
                pictures=self.pictures.text().strip(),
            )
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F6:
            self.devices_wanted.emit()
        elif event.key() == Qt.Key.Key_F2 and self._setup.alone:
            self.prices_wanted.emit()
        elif event.key() == Qt.Key.Key_F4:
            self._save_receipts()
        elif event.key() == Qt.Key.Key_F5:
            self.sync_wanted.emit()
        elif event.key() == Qt.Key.Key_F7:
            self.first_day_wanted.emit()
        elif event.key() == Qt.Key.Key_F8:
            self.keys_wanted.emit()
        elif event.key() == Qt.Key.Key_F3:
            self.office_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _save_receipts(self) -> None:
        chosen = self.ask_save(self)
        if chosen:
            self._setup.save_journal(Path(chosen))

    def _receipts_saved(self, name: str) -> None:
        self.note.say(
            "ok", lambda: _("Saved in {name}. The server takes it in with: import bundle", name=name)
        )
        self.note.show()

    def _tell(self) -> None:
        self.refuse(self._setup.problem)

    def _saved(self) -> None:
        theme: ThemeName = "dark" if self.theme.key() == "dark" else "light"
        self.dressed.emit(self.language.key(), theme)
        self.laid_out.emit(self.layout_choice.key())
        self.left.emit()

    def _fill_form(self) -> None:
        form = self.form
        form.add_row(
            ("receipt_language", lambda: _("Language of receipts"), self.receipt_language),
            ("language", lambda: _("Language"), self.language),
        )
        form.add("second_copy", lambda: _("Folder for a second journal copy (stick, disk)"), self.second_copy)
        form.add_row(("theme", lambda: _("Theme"), self.theme), ("sound", "", self.sound))
        form.add("layout", lambda: _("Layout of the till"), self.layout_choice)
        form.add("pictures", lambda: _("Folder of product pictures, named by code"), self.pictures)


def _office_words(*, alone: bool) -> str:
    return _("Join a back office") if alone else _("Enrol this till again")
