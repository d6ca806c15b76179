"""What is set at this till alone: its printer, drawer, scanner, sounds, language and theme."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
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

NO_PRINTER: Final = "none://"
LANGUAGES: Final = (("id", "Bahasa Indonesia"), ("en", "English"))


class SettingsPanel(TillPanel):
    """Enter saves, F9 prints a page to see whether it works, F3 is about the back office.

    F4 writes everything this till recorded into a file, for a till whose line is broken.

    `dressed`: language and theme to remember. `laid_out`: table or tiles.
    """

    trial = Signal()
    prices_wanted = Signal()
    office_wanted = Signal()
    sync_wanted = Signal()
    dressed = Signal(str, str)
    laid_out = Signal(str)

    def __init__(self, setup: Setup, *, layout: str) -> None:
        super().__init__(lambda: _("Settings of this till"))
        self._setup = setup
        self.layout_choice = Choice(
            [("table", lambda: _("Table, for keys and scanner")), ("tiles", lambda: _("Tiles, for fingers"))]
        )
        self.layout_choice.set_key(layout)
        self.pictures = TextEdit()
        self.ask_save: AskFile = ask_save
        self.printer = TextEdit("tcp://192.168.1.50")
        self.columns = Choice(
            [("32", lambda: _("58 mm, 32 columns")), ("48", lambda: _("80 mm, 48 columns"))]
        )
        self.drawer_pin = Choice([("2", "2"), ("5", "5")])
        self.receipt_language = Choice(LANGUAGES)
        self.language = Choice(LANGUAGES)
        self.theme = Choice([("light", lambda: _("Light")), ("dark", lambda: _("Dark"))])
        self.sound = Tick(lambda: _("Sounds"))
        self.prefix, self.suffix, self.second_copy = TextEdit(), TextEdit(), TextEdit()
        self.form = Form()
        self.office = Button(lambda: _office_words(alone=setup.alone), hint="F3", focus=False)
        self.office.clicked.connect(self.office_wanted)
        self._fill_form()
        self.receipts = Button(lambda: _("Receipts to a file"), hint="F4", focus=False)
        self.receipts.clicked.connect(self._save_receipts)
        self.sync = Button(lambda: _("Sync"), hint="F5", focus=False)
        self.sync.clicked.connect(self.sync_wanted)
        self.note = Note("ok", "")
        self.note.hide()
        self.add(self.note)
        ways = column(row(self.receipts, self.sync, None), row(self.office, None), gap="s")
        self.add_scrolled(column(self.form, ways, None, gap="m"))
        self.trial_button = Button(lambda: _("Test page"), size="tall", hint="F9", focus=False)
        self.trial_button.clicked.connect(self.trial)
        self.save = Button(lambda: _("Save"), kind="primary", size="tall", hint="Enter", focus=False)
        self.save.clicked.connect(self.accept)
        self.prices = Button(lambda: _("Price list"), size="tall", hint="F2", focus=False)
        self.prices.clicked.connect(self.prices_wanted)
        self.set_foot(self.prices, self.trial_button, self.save)
        self.prices.setVisible(setup.alone)
        self.setFocusProxy(self.printer)
        self._wire()

    def _wire(self) -> None:
        setup = self._setup
        setup.settings_read.connect(self.draw)
        setup.settings_refused.connect(self.refuse)
        setup.forget_problem()
        setup.changed.connect(self._tell)
        setup.journal_saved.connect(self._receipts_saved)
        setup.settings_saved.connect(self._saved)
        setup.read_settings()

    def draw(self, settings: TillSettings) -> None:
        self.printer.setText("" if settings.printer == NO_PRINTER else settings.printer)
        self.columns.set_key(str(settings.columns))
        self.drawer_pin.set_key(str(settings.drawer_pin))
        self.receipt_language.set_key(settings.receipt_language)
        self.language.set_key(texts.language())
        self.theme.set_key(look().theme)
        self.sound.setChecked(settings.sound)
        self.prefix.setText(settings.scanner_prefix)
        self.suffix.setText(settings.scanner_suffix)
        self.second_copy.setText(settings.second_copy)
        self.pictures.setText(settings.pictures)
        self.printer.selectAll()

    @override
    def accept(self) -> None:
        self._setup.save_settings(
            TillSettings(
                printer=self.printer.text().strip() or NO_PRINTER,
                columns=int(self.columns.key()),
                drawer_pin=int(self.drawer_pin.key()),
                receipt_language=self.receipt_language.key(),
                sound=self.sound.isChecked(),
                scanner_prefix=self.prefix.text(),
                scanner_suffix=self.suffix.text(),
                second_copy=self.second_copy.text().strip(),
                pictures=self.pictures.text().strip(),
            )
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F9:
            self.trial.emit()
        elif event.key() == Qt.Key.Key_F2 and self._setup.alone:
            self.prices_wanted.emit()
        elif event.key() == Qt.Key.Key_F4:
            self._save_receipts()
        elif event.key() == Qt.Key.Key_F5:
            self.sync_wanted.emit()
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
        form.add("printer", lambda: _("Printer address; empty: no printer"), self.printer)
        form.add_row(
            ("columns", lambda: _("Paper"), self.columns), ("pin", lambda: _("Drawer pin"), self.drawer_pin)
        )
        form.add_row(
            ("receipt_language", lambda: _("Language of receipts"), self.receipt_language),
            ("language", lambda: _("Language"), self.language),
        )
        form.add_row(
            ("prefix", lambda: _("Scanner sends first"), self.prefix),
            ("suffix", lambda: _("Scanner sends last"), self.suffix),
        )
        form.add("second_copy", lambda: _("Folder for a second journal copy (stick, disk)"), self.second_copy)
        form.add_row(("theme", lambda: _("Theme"), self.theme), ("sound", "", self.sound))
        form.add("layout", lambda: _("Layout of the till"), self.layout_choice)
        form.add("pictures", lambda: _("Folder of product pictures, named by code"), self.pictures)


def _office_words(*, alone: bool) -> str:
    return _("Join a back office") if alone else _("Enrol this till again")
