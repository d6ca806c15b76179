"""A drawer on a box of its own: it opens first, and once for a receipt that is tried again."""

import pytest

from pos_client.devices.cash_drawer import DrawerSettings, DrawerWay, LineDrawer, read_drawer
from pos_client.devices.chosen import make_drawer, make_printers
from pos_client.devices.documents import Cut, Document, Drawer, Text
from pos_client.devices.drawer_beside import DrawerBeside, NoDrawer
from pos_client.devices.faults import DeviceFault, Trouble, trouble
from pos_client.devices.roles import RolePrinter
from pos_client.devices.status import Condition
from pos_client.engine.print_jobs import PrinterRole
from shared_models.values.refusals import Refusal
from tests.factories.printer_emulator import Nature, PrinterEmulator

RECEIPT = Document((Drawer(), Text("Terima kasih"), Cut()))


class Box:
    """A trigger box that counts."""

    def __init__(self, answer: Trouble | None = None) -> None:
        self.kicks = 0
        self.answer = answer

    def kick(self) -> Trouble | None:
        self.kicks += 1
        return self.answer


def beside(paper: PrinterEmulator, box: Box) -> DrawerBeside:
    made = make_printers([RolePrinter(PrinterRole.RECEIPT, paper.address)], box)[PrinterRole.RECEIPT]
    assert isinstance(made, DrawerBeside)
    return made


def test_the_box_opens_it_and_the_printer_gets_no_pulse() -> None:
    with PrinterEmulator() as paper:
        box = Box()
        printer = beside(paper, box)
        assert printer.print(RECEIPT) is Condition.READY
        assert printer.print(Document((Drawer(),))) is Condition.READY
        assert (box.kicks, paper.pulses, len(paper.slips)) == (2, [], 1)


def test_a_receipt_that_is_tried_again_opens_nothing_a_second_time() -> None:
    with PrinterEmulator(nature=Nature(paper_lines=0)) as paper:
        box = Box(trouble(DeviceFault.NOT_SET_UP))
        printer = beside(paper, box)
        with pytest.raises(Refusal) as refused:
            printer.print(RECEIPT)
        assert refused.value.facts["drawer_opened"] is True
        assert printer.trouble == trouble(DeviceFault.NOT_SET_UP)
        assert printer.condition() is Condition.PAPER_OUT


def test_what_opens_a_drawer_follows_its_settings() -> None:
    assert make_drawer(DrawerSettings()) is None
    assert isinstance(make_drawer(DrawerSettings(DrawerWay.NONE)), NoDrawer)
    assert isinstance(make_drawer(read_drawer("line", address="tcp:127.0.0.1:9")), LineDrawer)
    assert NoDrawer().kick() is None
