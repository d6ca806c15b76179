"""The key map of this till: ready-made ones, one's own, what is in each other's way, and the card of it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from typing_extensions import override

from pos_client.desk.till.panel import ENTER, TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.forms import Form
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.words import Words
from pos_client.features.till.keys import DEFAULT, FIXED, OWN, SULTAN, WORD, Do, conflicts, preset_of, presets
from pos_client.features.till.view.key_paper import write_key_paper
from pos_client.texts import _

_ALONE: Final = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}


class KeyEdit(QLineEdit):
    """Takes the key that is pressed in it. Backspace takes it away."""

    picked = Signal()

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ALONE:
            return
        if key in ENTER or key in {Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            event.ignore()
            return
        words = "" if key is Qt.Key.Key_Backspace else QKeySequence(event.keyCombination()).toString()
        self.setText(words)
        self.picked.emit()


class KeysPanel(TillPanel):
    """Enter keeps the map. `card_wanted`: on the slip printer. Nothing holds before it is kept."""

    kept = Signal(object)
    card_wanted = Signal(object)
    written = Signal(str)

    def __init__(self, keys: Mapping[Do, str]) -> None:
        super().__init__(lambda: _("Keys of this till"))
        self.preset = Choice(
            [(DEFAULT, lambda: _("As delivered")), (SULTAN, "Sultan"), (OWN, lambda: _("My own"))]
        )
        self.edits = {do: KeyEdit(keys[do]) for do in Do}
        self.form = Form()
        self._fill_form()
        self.add_scrolled(column(self.form, None, gap="m"))
        self.card = Button(lambda: _("Print the card"), size="tall", icon="printer", focus=False)
        self.paper = Button(lambda: _("Card on A4"), size="tall", icon="file-text", focus=False)
        self.keep = Button(lambda: _("Save"), kind="primary", size="tall", hint="Enter", focus=False)
        self.card.clicked.connect(lambda: self.card_wanted.emit(self.keys()))
        self.paper.clicked.connect(self._write)
        self.keep.clicked.connect(self.accept)
        self.set_foot(self.card, self.paper, self.keep)
        self.preset.chosen.connect(self._choose)
        self.ask_file: Callable[[QWidget], str] = _ask_file
        self._check()

    def keys(self) -> dict[Do, str]:
        """As they stand in the fields."""
        return {do: edit.text() for do, edit in self.edits.items()}

    @override
    def accept(self) -> None:
        if self._check():
            self.kept.emit(self.keys())

    def _fill_form(self) -> None:
        self.form.add("preset", lambda: _("Ready-made"), self.preset)
        fields = [(do.value, _worded(do), self.edits[do]) for do in Do]
        for at in range(0, len(fields), 2):
            self.form.add_row(*fields[at : at + 2])
        for do, edit in self.edits.items():
            edit.setEnabled(do not in FIXED)
            edit.picked.connect(self._check)

    def _choose(self, name: str) -> None:
        for do, key in presets().get(name, {}).items():
            self.edits[do].setText(key)
        self._check()

    def _check(self) -> bool:
        """Say beside each key what is in its way; whether nothing is."""
        keys = self.keys()
        wrong = conflicts(keys)
        self.preset.set_key(preset_of(keys))
        self.form.show_faults([(do.value, _why(do, why, keys)) for do, why in wrong.items()])
        self.refuse(_("Two actions share a key, or a key cannot be used.") if wrong else "")
        return not wrong

    def _write(self) -> None:
        chosen = self.ask_file(self)
        if not chosen:
            return
        rows = [(key, _(WORD[do])) for do, key in self.keys().items() if key]
        if write_key_paper(Path(chosen), _("Keys of this till"), rows):
            self.written.emit(Path(chosen).name)
        else:
            self.refuse(_("{name} cannot be written", name=Path(chosen).name))


def _ask_file(parent: QWidget) -> str:
    """A file; "" when the person thought better of it."""
    return QFileDialog.getSaveFileName(parent, _("Save as"), _("keys-of-this-till.pdf"), "PDF (*.pdf)")[0]


def _worded(do: Do) -> Words:
    return lambda: _(WORD[do])


def _why(do: Do, why: str, keys: Mapping[Do, str]) -> str:
    key = keys[do]
    if why == "taken":
        return _("{key} belongs to the program itself", key=key)
    if why == "letter":
        return _("{key} is typed into the line", key=key)
    others = [_(WORD[other]) for other, used in keys.items() if used == key and other is not do]
    return _("{key} is also: {what}", key=key, what=", ".join(others))
