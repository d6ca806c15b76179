"""Several real printers at once: a job finds its role's printer, and trouble at one holds up no other."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from pos_client.devices import printer as printer_module
from pos_client.devices.address import read_address
from pos_client.devices.documents import Cut, Document, Text
from pos_client.devices.print_room import PrintRoom
from pos_client.devices.printer import make_printer
from pos_client.devices.status import Condition, PrinterStatus, condition_in
from pos_client.engine.print_jobs import PrinterRole
from shared_models.values.refusals import Refusal
from tests.factories.printer_emulator import Nature, PrinterEmulator

RECEIPT, KITCHEN, LABEL = PrinterRole.RECEIPT, PrinterRole.KITCHEN, PrinterRole.LABEL
WAIT_S = 20
Job = tuple[PrinterRole, str]


class Worklist:
    """All jobs of a till in memory; `of` gives one printer's share of them."""

    def __init__(self) -> None:
        self.waiting: list[Job] = []
        self.printed: list[Job] = []
        self.failed: list[tuple[Job, str]] = []
        self.changed = threading.Condition()

    def of(self, roles: frozenset[PrinterRole]) -> "Share":
        return Share(self, roles)

    def wait_for(self, printed: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.printed) >= printed, WAIT_S), self.printed


class Share:
    def __init__(self, worklist: Worklist, roles: frozenset[PrinterRole]) -> None:
        self.worklist, self.roles, self.closed = worklist, roles, False

    def next_job(self) -> Job | None:
        with self.worklist.changed:
            return next((job for job in self.worklist.waiting if job[0] in self.roles), None)

    def document(self, job: Job) -> Document:
        return Document((Text(job[1]), Cut()))

    def made_at_ms(self, job: Job) -> int:
        return 0

    def mark_printed(self, job: Job) -> None:
        with self.worklist.changed:
            self.worklist.waiting.remove(job)
            self.worklist.printed.append(job)
            self.worklist.changed.notify_all()

    def mark_failed(self, job: Job, fault: str) -> None:
        with self.worklist.changed:
            self.worklist.waiting.remove(job)
            self.worklist.failed.append((job, fault))
            self.worklist.changed.notify_all()

    def close(self) -> None:
        self.closed = True


class Heard:
    def __init__(self) -> None:
        self.last: dict[PrinterRole, PrinterStatus] = {}
        self.changed = threading.Condition()

    def __call__(self, role: PrinterRole, status: PrinterStatus) -> None:
        with self.changed:
            self.last[role] = status
            self.changed.notify_all()

    def wait_for(self, role: PrinterRole, condition: Condition, *, waiting: bool) -> None:
        def said() -> bool:
            status = self.last.get(role)
            return status is not None and (status.condition, status.waiting) == (condition, waiting)

        with self.changed:
            assert self.changed.wait_for(said, WAIT_S), self.last


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def room_of(closing: ExitStack, jobs: Worklist, heard: Heard, **papers: PrinterEmulator) -> PrintRoom[Job]:
    printers = {PrinterRole(role): make_printer(read_address(p.address)) for role, p in papers.items()}
    room = PrintRoom(printers, sources=jobs.of, now_ms=lambda: 0, heard=heard)
    room.start()
    closing.callback(room.stop)
    return room


def test_each_role_has_its_printer_and_one_without_paper_holds_up_no_other(
    closing: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lesson 54: what cannot be printed waits in sight, and everything else goes on."""
    monkeypatch.setattr(printer_module, "LOOK_S", 0.1)
    till = closing.enter_context(PrinterEmulator(nature=Nature(paper_lines=0)))
    kitchen = closing.enter_context(PrinterEmulator())
    jobs, heard = Worklist(), Heard()
    room = room_of(closing, jobs, heard, receipt=till, kitchen=kitchen)
    jobs.waiting += [(RECEIPT, "struk 1"), (KITCHEN, "bakso"), (RECEIPT, "struk 2"), (KITCHEN, "es teh")]
    room.wake()
    jobs.wait_for(2)
    heard.wait_for(RECEIPT, Condition.PAPER_OUT, waiting=True)
    assert kitchen.slips == ["bakso\n", "es teh\n"]
    assert jobs.waiting == [(RECEIPT, "struk 1"), (RECEIPT, "struk 2")]
    assert room.statuses()[RECEIPT].condition is Condition.PAPER_OUT
    assert room.statuses()[LABEL] == PrinterStatus(Condition.NONE)
    till.load_paper()
    room.wake()
    jobs.wait_for(4)
    assert till.slips == ["struk 1\n", "struk 2\n"]
    assert jobs.failed == []


def test_without_a_kitchen_printer_slips_come_out_with_the_receipts_and_labels_wait(
    closing: ExitStack,
) -> None:
    till = closing.enter_context(PrinterEmulator())
    jobs, heard = Worklist(), Heard()
    room = room_of(closing, jobs, heard, receipt=till)
    jobs.waiting += [(LABEL, "rak 3"), (KITCHEN, "bakso"), (RECEIPT, "struk 1")]
    room.wake()
    jobs.wait_for(2)
    assert till.slips == ["bakso\n", "struk 1\n"]
    assert jobs.waiting == [(LABEL, "rak 3")]


def test_a_printer_that_is_switched_on_later_prints_what_waited(closing: ExitStack) -> None:
    till = closing.enter_context(PrinterEmulator())
    jobs, heard = Worklist(), Heard()
    till.switch_off()
    room = room_of(closing, jobs, heard, receipt=till)
    jobs.waiting.append((RECEIPT, "struk 1"))
    room.wake()
    heard.wait_for(RECEIPT, Condition.UNREACHABLE, waiting=True)
    till.switch_on()
    room.wake()
    jobs.wait_for(1)
    assert till.slips == ["struk 1\n"]


def test_a_test_page_tells_how_it_went(closing: ExitStack) -> None:
    till = closing.enter_context(PrinterEmulator())
    room = room_of(closing, Worklist(), Heard(), receipt=till)
    answers: list[Refusal | None] = []
    done = threading.Event()

    def told(refusal: Refusal | None) -> None:
        answers.append(refusal)
        done.set()

    room.print_now(RECEIPT, Document((Text("uji"), Cut())), told)
    assert done.wait(WAIT_S)
    room.print_now(LABEL, Document((Text("uji"),)), answers.append)
    fine, none = answers
    assert fine is None
    assert none is not None
    assert condition_in(none) is Condition.NONE
    assert till.slips == ["uji\n"]
    room.look()
    assert room.worker(LABEL) is None
    assert room.worker(KITCHEN) is room.worker(RECEIPT)
