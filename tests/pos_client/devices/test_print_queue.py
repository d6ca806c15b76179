"""The print queue: times are handed in, printers are told to fail; its thread prints on a real socket."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from pos_client import texts
from pos_client.devices.address import read_address
from pos_client.devices.documents import Cut, Document, Drawer, Text
from pos_client.devices.print_queue import DRAWER_MS, GIVE_UP_MS, RETRY_MS, PrintQueue, PrintWorker
from pos_client.devices.printer import make_printer
from pos_client.devices.status import (
    WORDS,
    Condition,
    PrinterStatus,
    condition_of,
    is_done_answer,
    refusal_of,
)
from shared_models.values.refusals import Refusal
from tests.conftest import ExpectLog
from tests.factories.printer_emulator import PrinterEmulator

RECEIPT = Document((Drawer(), Text("struk"), Cut()))


@dataclass
class Jobs:
    """A worklist in memory: number, when it was made, what it prints."""

    waiting: list[tuple[int, int, Document]] = field(default_factory=list)
    printed: list[int] = field(default_factory=list)
    failed: list[tuple[int, str]] = field(default_factory=list)
    closed: bool = False
    broken: bool = False
    on_failure: Callable[[], None] = field(default=lambda: None)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def add(self, job: int, *, made_at: int = 0, document: Document = RECEIPT) -> None:
        with self.changed:
            self.waiting.append((job, made_at, document))

    def next_job(self) -> tuple[int, int, Document] | None:
        if self.broken:
            self.on_failure()
            raise OSError("disk")
        return self.waiting[0] if self.waiting else None

    def document(self, job: tuple[int, int, Document]) -> Document:
        if not job[2].items:
            raise LookupError(job[0])
        return job[2]

    def made_at_ms(self, job: tuple[int, int, Document]) -> int:
        return job[1]

    def mark_printed(self, job: tuple[int, int, Document]) -> None:
        self._done(lambda: self.printed.append(job[0]))

    def mark_failed(self, job: tuple[int, int, Document], fault: str) -> None:
        self._done(lambda: self.failed.append((job[0], fault)))

    def close(self) -> None:
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def wait_until(self, true: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(true, 20)

    def _done(self, note: Callable[[], None]) -> None:
        with self.changed:
            self.waiting.pop(0)
            note()
            self.changed.notify_all()


@dataclass
class Paper:
    """A printer whose next answers are decided by the test."""

    answers: list[Condition | Refusal] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)

    def print(self, document: Document) -> Condition:
        answer = self.answers.pop(0) if self.answers else Condition.READY
        if isinstance(answer, Refusal):
            raise answer
        self.documents.append(document)
        return answer

    def condition(self) -> Condition:
        return Condition.PAPER_LOW


def offline(**facts: bool) -> Refusal:
    refusal = refusal_of(Condition.UNREACHABLE, printer="tcp://printer")
    refusal.facts.update(facts)
    return refusal


def counter(
    *answers: Condition | Refusal,
) -> tuple[Jobs, Paper, PrintQueue[tuple[int, int, Document]], list[PrinterStatus]]:
    jobs, paper = Jobs(), Paper(list(answers))
    queue = PrintQueue(jobs, paper)
    seen: list[PrinterStatus] = []
    queue.listen(seen.append)
    return jobs, paper, queue, seen


def test_jobs_are_printed_in_order_and_then_it_rests() -> None:
    jobs, paper, queue, seen = counter()
    jobs.add(1)
    jobs.add(2)
    assert [queue.step(5), queue.step(6), queue.step(7)] == [0, 0, None]
    assert jobs.printed == [1, 2]
    assert paper.documents == [RECEIPT, RECEIPT]
    assert seen == [PrinterStatus(Condition.READY)]


def test_a_printer_that_is_off_is_tried_again_at_growing_distances() -> None:
    jobs, _paper, queue, seen = counter(*[offline() for _ in range(8)])
    jobs.add(1)
    pauses = [queue.step(0) for _ in range(8)]
    assert pauses == [*RETRY_MS, 30_000, 30_000, 30_000]
    assert seen == [PrinterStatus(Condition.UNREACHABLE, waiting=True)]
    assert queue.step(1_000) == 0
    assert jobs.printed == [1]
    assert seen[-1] == PrinterStatus(Condition.READY)
    jobs.add(2)
    queue._printer = Paper([offline()])
    assert queue.step(0) == RETRY_MS[0]


def test_after_long_receipts_are_left_to_be_printed_again() -> None:
    jobs, _paper, queue, seen = counter(*[offline() for _ in range(3)])
    jobs.add(1)
    jobs.add(2)
    assert queue.step(0) == RETRY_MS[0]
    assert queue.step(GIVE_UP_MS) == 0
    # The next one has its one try: the printer has been away for long already.
    assert queue.step(GIVE_UP_MS + 1) == 0
    assert jobs.failed == [(1, "unreachable"), (2, "unreachable")]
    assert seen[-1] == PrinterStatus(Condition.UNREACHABLE, failed=2)
    assert not seen[-1].good
    jobs.add(3, made_at=GIVE_UP_MS)
    assert queue.step(GIVE_UP_MS + 2) == 0
    assert seen[-1] == PrinterStatus(Condition.READY, failed=2)
    queue.forget_failed()
    assert seen[-1] == PrinterStatus(Condition.READY)
    assert seen[-1].good


def test_what_may_be_on_paper_is_never_printed_twice_by_itself() -> None:
    jobs, _paper, queue, _seen = counter(offline(unsure=True))
    jobs.add(1)
    jobs.add(2)
    assert [queue.step(0), queue.step(0)] == [0, 0]
    assert (jobs.failed, jobs.printed) == ([(1, "unreachable")], [2])


def test_a_drawer_opens_only_for_somebody_who_stands_there() -> None:
    jobs, paper, queue, _seen = counter()
    jobs.add(1, made_at=0)
    jobs.add(2, made_at=0, document=Document((Drawer(),)))
    assert queue.step(DRAWER_MS + 1) == 0
    assert paper.documents == [RECEIPT.without_drawer()]
    assert queue.step(DRAWER_MS + 1) == 0
    assert len(paper.documents) == 1
    assert jobs.printed == [1, 2]


def test_a_drawer_that_opened_without_paper_does_not_open_again() -> None:
    jobs, paper, queue, _seen = counter(offline(drawer_opened=True), offline())
    jobs.add(1)
    jobs.add(2)
    assert [queue.step(0), queue.step(10), queue.step(20), queue.step(30)] == [1_000, 2_000, 0, 0]
    assert paper.documents == [RECEIPT.without_drawer(), RECEIPT]


def test_a_print_out_that_cannot_be_made_holds_up_nobody(expect_log: ExpectLog) -> None:
    expect_log("print job")
    jobs, _paper, queue, seen = counter()
    jobs.add(1, document=Document(()))
    jobs.add(2)
    assert [queue.step(0), queue.step(0)] == [0, 0]
    assert (jobs.failed, jobs.printed) == ([(1, "faulty")], [2])
    assert seen[0] == PrinterStatus(Condition.FAULTY, failed=1)


def test_a_held_up_job_that_was_dropped_is_held_up_no_more() -> None:
    jobs, _paper, queue, seen = counter(offline())
    jobs.add(1)
    queue.step(0)
    jobs.waiting.clear()
    assert queue.step(1) is None
    assert seen[-1] == PrinterStatus(Condition.UNREACHABLE, waiting=False)


def test_a_look_and_a_test_page() -> None:
    _jobs, paper, queue, seen = counter(Condition.READY, offline())
    queue.look()
    assert seen == [PrinterStatus(Condition.PAPER_LOW)]
    assert queue.print_now(RECEIPT) is None
    assert paper.documents == [RECEIPT]
    refusal = queue.print_now(RECEIPT)
    assert refusal is not None
    assert seen[-1] == PrinterStatus(Condition.UNREACHABLE)


def test_the_thread_prints_what_is_committed_while_nobody_waits() -> None:
    jobs = Jobs()
    with PrinterEmulator() as paper:
        queue = PrintQueue(jobs, make_printer(read_address(paper.address)))
        worker = PrintWorker(queue, now_ms=lambda: 0)
        jobs.add(1)
        worker.start()
        jobs.wait_until(lambda: jobs.printed == [1])
        jobs.add(2)
        worker.wake()
        jobs.wait_until(lambda: jobs.printed == [1, 2])
        assert paper.slips == ["struk\n", "struk\n"]
        answers: list[Refusal | None] = []
        told = threading.Event()

        def tell(answer: Refusal | None) -> None:
            answers.append(answer)
            told.set()

        worker.print_now(Document((Text("uji"), Cut())), tell)
        assert told.wait(20)
        assert answers == [None]
        assert paper.slips[-1] == "uji\n"
        worker.stop()
    assert jobs.closed


def test_the_thread_finds_a_printer_that_comes_back_or_is_replaced() -> None:
    jobs = Jobs()
    with PrinterEmulator() as paper, PrinterEmulator() as other:
        paper.switch_off()
        queue = PrintQueue(jobs, make_printer(read_address(paper.address)))
        held_up = threading.Event()
        queue.listen(lambda status: held_up.set() if status.waiting else None)
        worker = PrintWorker(queue, now_ms=lambda: 0)
        worker.start()
        jobs.add(1)
        worker.wake()
        assert held_up.wait(20)
        paper.switch_on()
        worker.wake()  # "try again"
        jobs.wait_until(lambda: jobs.printed == [1])
        worker.use(make_printer(read_address(other.address)))
        jobs.add(2)
        worker.look()
        jobs.wait_until(lambda: jobs.printed == [1, 2])
        assert other.slips == ["struk\n"]
        worker.stop()


def test_the_thread_outlives_a_store_that_fails(expect_log: ExpectLog) -> None:
    expect_log("print queue")
    jobs = Jobs(broken=True)
    queue = PrintQueue(jobs, Paper())
    worker = PrintWorker(queue, now_ms=lambda: 0)
    failed = threading.Event()
    jobs.on_failure = failed.set
    worker.start()
    assert failed.wait(20)
    jobs.broken = False
    jobs.add(1)
    worker.wake()
    jobs.wait_until(lambda: jobs.printed == [1])
    worker.forget_failed()
    worker.stop()


@pytest.mark.parametrize(
    ("answer", "condition"),
    [
        (b"\x12\x12\x12", Condition.READY),
        (b"\x12\x12\x1e", Condition.PAPER_LOW),
        (b"\x1a\x32\x7e", Condition.PAPER_OUT),
        (b"\x1a\x16\x12", Condition.COVER_OPEN),
        (b"\x1a\x52\x12", Condition.BROKEN),
        (b"\x1a\x12\x12", Condition.BUSY),
        (b"", Condition.SILENT),
        (b"\x12", Condition.SILENT),
        (b"OK\r\n", Condition.SILENT),
        (b"\x00\x12\x12\x12", Condition.READY),
    ],
)
def test_what_status_bytes_mean(answer: bytes, condition: Condition) -> None:
    assert condition_of(answer) is condition


def test_what_counts_as_done() -> None:
    assert is_done_answer(b"\x00")
    assert is_done_answer(b"\x0c")
    assert not is_done_answer(b"\x12")
    assert not is_done_answer(b"")


def test_every_condition_has_its_words() -> None:
    assert set(WORDS) == set(Condition)
    assert PrinterStatus(Condition.PAPER_OUT).text() == "Printer: out of paper"
    assert PrinterStatus(Condition.READY, failed=2).text() == "Printer ready · 2 not printed"
    texts.use("id")
    assert PrinterStatus(Condition.PAPER_OUT, failed=1).text() == "Printer: kertas habis · 1 belum tercetak"
    texts.use("en")
