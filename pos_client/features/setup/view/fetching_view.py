"""Between enrolment and the first sale: the price list is on its way."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label, plane
from pos_client.texts import _


class FetchingView(QWidget):
    """Says what is under way; goes by itself."""

    def __init__(self) -> None:
        super().__init__()
        plane(self, "window")
        self.note = Note("info", lambda: _("It arrives whole or not at all; selling begins right after."))
        head = Label(lambda: _("Fetching the price list"), size="figure", weight="strong")
        self.note.setFixedWidth(METRIC.search_panel)
        body = column(head, self.note, gap="l")
        self.setLayout(column(None, row(None, body, None, gap="none"), None, None, gap="none"))
