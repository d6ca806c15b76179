"""An event as its till wrote it, laid out for eyes."""

import json
from typing import Final

from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from pos_client.desk.theme.fonts import font

INDENT: Final = 2


def readable(text: str) -> str:
    """The bytes as indented JSON; what is no JSON stays as it is."""
    try:
        return json.dumps(json.loads(text), indent=INDENT, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


class RecordText(QPlainTextEdit):
    """Read only. Long ids go on in the next line: nothing of a record is out of sight."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setFont(font(mono=True))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTabChangesFocus(True)
        self.show_record(text)

    def show_record(self, text: str) -> None:
        self.setPlainText(readable(text))
