"""A card that was just issued: its bars, told once, to be printed and cut out."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from pos_client.desk.shell import Shell
from pos_client.desk.table.exporting import AskFile, ask_file
from pos_client.desk.widgets.a4 import save_pdf
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.panels import SidePanel
from pos_client.desk.widgets.paper import bitmap_image, code_dots
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.devices.documents import Align, Barcode, Document, Feed, Size, Text
from pos_client.devices.escpos_page import Code
from pos_client.texts import _
from shared_models.wire.staff import StaffCard

BARS_HIGH: Final = 72


class CardPanel(SidePanel):
    """Nobody can read the code a second time: what is lost is replaced by a new card."""

    def __init__(self, card: StaffCard, company: str, shell: Shell) -> None:
        super().__init__(lambda: _("Card of {name}", name=card.name))
        self._card = card
        self._company = company
        self._shell = shell
        self.ask: AskFile = ask_file
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setPixmap(_bars(card.code))
        self.add(
            Note("warn", lambda: _("The bars are shown this once. Whoever copies them can allow things."))
        )
        self.add(self.picture)
        self.add(
            Label(
                lambda: _("Tills know the card after their next contact. An older card has ended."),
                ink="ink_muted",
                wrap=True,
            )
        )
        self.save = Button(lambda: _("Save as PDF"), kind="primary", icon="download")
        self.save.clicked.connect(self._save)
        self.set_foot(None, self.save)

    def _save(self) -> None:
        name = self._card.name
        chosen = self.ask(self, _("Card of {name}", name=name).replace("/", "-") + ".pdf")
        if not chosen:
            return
        file = Path(chosen).with_suffix(".pdf")
        try:
            save_pdf(card_document(self._card, self._company), file, title=name)
        except OSError as error:
            reason = error.strerror or ""
            self._shell.toast("danger", lambda: _("The file could not be written: {reason}.", reason=reason))
            return
        self._shell.toast("ok", lambda: _("{name} saved", name=file.name))


def card_document(card: StaffCard, company: str) -> Document:
    """What is printed and cut out."""
    return Document(
        (
            Text(company, align=Align.CENTRE),
            Text(card.name, align=Align.CENTRE, bold=True, size=Size.LARGE),
            Feed(1),
            Barcode(card.code),
        )
    )


def _bars(code: str) -> QPixmap:
    dots = code_dots(Code("code128", b"{B" + code.encode(), module=1, height=BARS_HIGH))
    assert dots is not None
    return QPixmap.fromImage(bitmap_image(dots))
