"""A print-out on the screen, drawn from the bytes a printer would get."""

from typing_extensions import override

from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.picture import PaperPicture
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import row
from pos_client.printing.seen import Seen
from pos_client.texts import _


class PreviewPanel(TillPanel):
    """Enter and Esc close it."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(lambda: _("As it comes out of the printer"))
        self.paper = PaperPicture()
        self.paper.show_slip(seen.marks, seen.mm, seen.lines)
        self.add_scrolled(row(None, self.paper, None))
        done = Button(lambda: _("Done"), kind="primary", size="tall", hint="Enter", focus=False)
        done.clicked.connect(self.accept)
        self.set_foot(done)
        self.setFocusProxy(done)

    @override
    def accept(self) -> None:
        self.left.emit()
