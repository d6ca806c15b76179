"""What became of an export, as news."""

from pathlib import Path

from PySide6.QtCore import QObject

from pos_client.desk.shell import Shell
from pos_client.desk.table.page import TablePage
from pos_client.desk.widgets.buttons import Button
from pos_client.texts import ngettext


class ExportNews(QObject):
    """Belongs to the table whose exports it tells of."""

    def __init__(self, table: TablePage, shell: Shell) -> None:
        super().__init__(table)
        self._shell = shell
        table.exporting.done.connect(self._done)
        table.exporting.failed.connect(self._failed)

    def _done(self, file: str, rows: int) -> None:
        name = Path(file).name
        self._shell.toast(
            "ok", lambda: ngettext("{n} row saved as {name}", "{n} rows saved as {name}", rows, name=name)
        )

    def _failed(self, sentence: str) -> None:
        self._shell.toast("danger", sentence)


def export_button(table: TablePage, shell: Shell) -> Button:
    """The table's export button; the window says what was done."""
    ExportNews(table, shell)
    return table.export_button()
