"""What the customer asked for with a line, and who sold it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.words import Label
from pos_client.texts import _
from shared_models.rules.cart import CartLine
from shared_models.values.ids import StaffId

if TYPE_CHECKING:
    from pos_client.engine.staff import StaffMember

REMARK_MAX: Final = 200


class NotePanel(TillPanel):
    """`noted`: the remark, "" for none, and the person or None."""

    noted = Signal(str, object)

    def __init__(self, line: CartLine, sellers: "Sequence[StaffMember]") -> None:
        super().__init__(lambda: _("Remark and salesperson"))
        self.remark = QLineEdit(line.remark or "")
        self.remark.setMaxLength(REMARK_MAX)
        self.remark.setAccessibleName(_("Remark"))
        self.seller = Choice([("", lambda: _("Nobody")), *((str(one.id), one.name) for one in sellers)])
        self.seller.set_key(str(line.salesperson or ""))
        self.add(Label(line.item.name, weight="strong", wrap=True))
        self.add(column(Label(lambda: _("Remark"), weight="medium"), self.remark, gap="s"))
        self.add(column(Label(lambda: _("Sold by"), weight="medium"), self.seller, gap="s"))
        self.keep = Button(lambda: _("Save"), kind="primary", size="tall", hint="Enter", focus=False)
        self.keep.clicked.connect(self.accept)
        self.set_foot(self.keep)
        self.setFocusProxy(self.remark)
        self.remark.selectAll()

    @override
    def accept(self) -> None:
        chosen = self.seller.key()
        self.noted.emit(self.remark.text().strip(), StaffId(UUID(chosen)) if chosen else None)
