"""Forms: label, field, the sentence that says what is wrong; every fault also listed on top."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from pos_client.desk.theme.fonts import metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.choices import Choice, Tick
from pos_client.desk.widgets.figures_edit import FigureEdit
from pos_client.desk.widgets.layouts import column, holding, reveal, row
from pos_client.desk.widgets.states import Icon, Note
from pos_client.desk.widgets.words import Label, Words, said
from pos_client.texts import ngettext


class TextEdit(QLineEdit):
    """One line of text."""

    def __init__(self, placeholder: Words = "", *, compact: bool = False, secret: bool = False) -> None:
        super().__init__()
        self._placeholder = placeholder
        if compact:
            self.setProperty("compact", "true")
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        self._reword()
        look().language_changed.connect(self._reword)

    def _reword(self) -> None:
        self.setPlaceholderText(said(self._placeholder))


class FormField(QWidget):
    """A label of medium weight, its field, and below it the fault."""

    def __init__(self, words: Words, editor: QWidget) -> None:
        super().__init__()
        self._words = words
        self.editor = editor
        label = Label(words, weight="medium")
        label.setBuddy(editor)
        self._fault = Label("", ink="danger", wrap=True)
        line = row(Icon("circle-alert", "danger"), self._fault, gap="xs")
        line.setStretch(1, 1)
        self._fault_box = holding(line)
        self._fault_box.hide()
        parts = (editor,) if isinstance(editor, Tick) else (label, editor)
        self._parts = column(*parts, self._fault_box, None, gap="xs")
        self.setLayout(self._parts)

    def leave_title_room(self) -> None:
        """A tick beside fields stands level with them, not with their titles."""
        self._parts.insertSpacing(0, metrics("text", "medium").height() + SPACE.xs)

    def title(self) -> str:
        return said(self._words)

    def fault(self) -> str:
        """The sentence shown under the field, "" when all is well."""
        return self._fault.text() if not self._fault_box.isHidden() else ""

    def set_fault(self, words: Words) -> None:
        """Say what is wrong; "" takes it away."""
        self._fault.say(words)
        reveal(self._fault_box, shown=bool(said(words)))
        if isinstance(self.editor, Choice):
            self.editor.set_fault(fault=bool(said(words)))
        else:
            self.editor.setProperty("fault", "true" if said(words) else "false")
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)


class Form(QWidget):
    """Fields by name. `changed` when a person changed one; `show_faults` marks all that are wrong at once."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, FormField] = {}
        self._faults: list[tuple[str, str]] = []
        self._note = Note("danger", "")
        self._note.hide()
        self._rows: QVBoxLayout = column(self._note, gap="m")
        self.setLayout(self._rows)

    def add(self, key: str, words: Words, editor: QWidget) -> FormField:
        field = self._field(key, words, editor)
        self._rows.addWidget(field)
        return field

    def add_row(self, *fields: tuple[str, Words, QWidget]) -> None:
        """Short fields side by side."""
        line = row(gap="l")
        titled = not all(isinstance(editor, Tick) for _key, _words, editor in fields)
        for key, words, editor in fields:
            field = self._field(key, words, editor)
            if titled and isinstance(editor, Tick):
                field.leave_title_room()
            line.addWidget(field, 1)
        self._rows.addLayout(line)

    def show_faults(self, faults: Sequence[tuple[str, str]]) -> None:
        """(field, sentence) for everything that is wrong. Sentences without a field go on top."""
        for field in self.fields.values():
            field.set_fault("")
        for key, sentence in faults:
            if key in self.fields:
                self.fields[key].set_fault(sentence)
        self._list(faults)
        first = next((self.fields[key].editor for key, _sentence in faults if key in self.fields), None)
        if first is not None:
            first.setFocus()

    def clear_faults(self) -> None:
        self.show_faults(())

    def _list(self, faults: Sequence[tuple[str, str]]) -> None:
        """What is still wrong, on top."""
        self._faults = list(faults)
        reveal(self._note, shown=bool(faults))
        names = [self.fields[key].title() if key in self.fields else sentence for key, sentence in faults]
        title = ngettext("{n} entry needs correcting", "{n} entries need correcting", len(faults))
        self._note.say("danger", ", ".join(dict.fromkeys(names)), title=title, ink="danger")

    def _edited(self, key: str) -> None:
        """What is being corrected is no longer called wrong; the next look at everything decides."""
        if self.fields[key].fault():
            self.fields[key].set_fault("")
            self._list([fault for fault in self._faults if fault[0] != key])
        self.changed.emit()

    def _field(self, key: str, words: Words, editor: QWidget) -> FormField:
        self.fields[key] = field = FormField(words, editor)
        if isinstance(editor, FigureEdit):
            editor.edited.connect(lambda: self._edited(key))
        elif isinstance(editor, QLineEdit):
            editor.textEdited.connect(lambda _text: self._edited(key))
        elif isinstance(editor, QPlainTextEdit):
            editor.setFixedHeight(2 * METRIC.field)
            editor.textChanged.connect(lambda: self._edited(key))
        elif isinstance(editor, Choice):
            editor.chosen.connect(lambda _key: self._edited(key))
        elif isinstance(editor, Tick):
            editor.clicked.connect(lambda _on: self._edited(key))
        return field
