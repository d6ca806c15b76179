"""A printer whose cash drawer is opened by something else: a trigger box, or nothing at all."""

from pos_client.devices.cash_drawer import CashDrawer
from pos_client.devices.documents import Document
from pos_client.devices.faults import Trouble
from pos_client.devices.printer import Printer
from pos_client.devices.status import Condition
from shared_models.values.refusals import Refusal


class NoDrawer:
    """A till without one, or with one that is opened by its key."""

    def kick(self) -> Trouble | None:
        return None


class DrawerBeside:
    """Prints on `printer`; what opens the drawer goes to `drawer`, first."""

    def __init__(self, printer: Printer, drawer: CashDrawer) -> None:
        self._printer = printer
        self._drawer = drawer
        self._found = Condition.SILENT
        self.trouble: Trouble | None = None

    def print(self, document: Document) -> Condition:
        if document.opens_drawer:
            self.trouble = self._drawer.kick()
        paper = document.without_drawer()
        if not paper.items:
            return self._found
        try:
            self._found = self._printer.print(paper)
        except Refusal as refusal:
            # Tried again, it must not open a second time.
            refusal.facts["drawer_opened"] = document.opens_drawer
            raise
        return self._found

    def condition(self) -> Condition:
        self._found = self._printer.condition()
        return self._found
