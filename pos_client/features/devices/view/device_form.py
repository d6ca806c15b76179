"""The form of one device, made from its fields."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_client.desk.widgets.choices import Choice, Option
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.words import Label, Words
from pos_client.features.devices.state import ABOUT, FIELDS, Device, Faults, Field, Values
from pos_client.texts import _

Editor = TextEdit | Choice


class DeviceForm(QWidget):
    """`values` is what stands in it, `show_values` fills it."""

    def __init__(self, device: Device, more_options: Sequence[Option] = ()) -> None:
        """`more_options`: what only this computer knows, for the first choice: its screens, its printers."""
        super().__init__()
        self.editors: dict[str, Editor] = {field.key: _editor(field) for field in FIELDS[device]}
        self.form = Form()
        for field in FIELDS[device]:
            self.form.add(field.key, _worded(field.words), self.editors[field.key])
        first = next((editor for editor in self.editors.values() if isinstance(editor, Choice)), None)
        if first is not None and more_options:
            first.set_options([*_options(FIELDS[device][0]), *more_options])
        about = Label(_worded(ABOUT[device]), ink="ink_muted", wrap=True)
        self.setLayout(column(about, self.form, gap="m"))

    def values(self) -> dict[str, str]:
        return {key: _text(editor) for key, editor in self.editors.items()}

    def show_values(self, values: Values) -> None:
        for key, editor in self.editors.items():
            _fill(editor, values.get(key, ""))
        self.form.clear_faults()

    def show_faults(self, faults: Faults) -> None:
        self.form.show_faults(faults)

    def take_address(self, address: str) -> None:
        """Something was found there."""
        editor = self.editors.get("address")
        if editor is not None:
            _fill(editor, address)

    def focus(self) -> None:
        next(iter(self.editors.values())).setFocus(Qt.FocusReason.OtherFocusReason)


def _editor(field: Field) -> Editor:
    return Choice(_options(field)) if field.options else TextEdit(field.hint)


def _options(field: Field) -> list[Option]:
    return [(key, _worded(words)) for key, words in field.options]


def _worded(words: str) -> Words:
    return lambda: _(words)


def _text(editor: Editor) -> str:
    return editor.key() if isinstance(editor, Choice) else editor.text()


def _fill(editor: Editor, text: str) -> None:
    if isinstance(editor, Choice):
        editor.set_key(text)
    else:
        editor.setText(text)
