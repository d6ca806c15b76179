"""The lane keeps order, comes back on the GUI thread, and loses neither a store job nor an exception."""

from collections.abc import Iterator
from functools import partial
from threading import Barrier, Event, Thread, current_thread, main_thread

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from pos_client.desk.background import Background, Cancelled, Progress


@pytest.fixture
def problems() -> list[BaseException]:
    return []


@pytest.fixture
def background(qtbot: QtBot, problems: list[BaseException]) -> Iterator[Background]:
    lane = Background(problems.append)
    yield lane
    lane.close()
    assert problems == []


def test_store_jobs_run_one_after_the_other_off_the_gui_thread(background: Background) -> None:
    seen: list[tuple[int, str]] = []
    heard: list[int] = []

    def job(number: int) -> int:
        seen.append((number, current_thread().name))
        return number

    for number in range(50):
        background.store(partial(job, number), then=heard.append)
    background.wait_idle()
    assert heard == list(range(50))
    assert seen == [(number, "store-1") for number in range(50)]


def test_answers_come_on_the_gui_thread(background: Background) -> None:
    threads: list[bool] = []
    background.online(lambda: None, then=lambda _none: threads.append(current_thread() is main_thread()))
    background.wait_idle()
    assert threads == [True]


def test_online_calls_run_beside_each_other_and_beside_the_store(background: Background) -> None:
    meeting = Barrier(3, timeout=10)
    background.store(meeting.wait)
    background.online(meeting.wait)
    background.online(meeting.wait)
    background.wait_idle()
    assert not meeting.broken


def test_a_failure_reaches_its_own_handler(background: Background) -> None:
    failures: list[str] = []
    background.store(lambda: 1 // 0, fail=lambda error: failures.append(type(error).__name__))
    background.wait_idle()
    assert failures == ["ZeroDivisionError"]


def test_a_failure_without_handler_reaches_the_default(
    background: Background, problems: list[BaseException]
) -> None:
    background.online(lambda: dict[str, int]()["gone"])
    background.wait_idle()
    assert [type(error) for error in problems] == [KeyError]
    problems.clear()


def test_even_an_exit_inside_a_job_is_reported(background: Background, problems: list[BaseException]) -> None:
    def leave() -> None:
        raise SystemExit(3)

    background.store(leave)
    background.store(lambda: None)
    background.wait_idle()
    assert [type(error) for error in problems] == [SystemExit]
    problems.clear()


class _Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    def hear(self, value: object) -> None:
        self.heard.append(value)


def test_an_answer_for_a_widget_that_is_gone_is_dropped(background: Background) -> None:
    gate = Event()
    listener = _Listener()
    background.store(lambda: gate.wait(10), then=listener.hear)
    import shiboken6

    shiboken6.delete(listener)
    gate.set()
    background.wait_idle()
    assert listener.heard == []


def test_a_cancelled_task_gives_no_answer(background: Background) -> None:
    heard: list[object] = []
    gate = Event()
    task = background.online(lambda: gate.wait(10), then=heard.append)
    task.cancel()
    gate.set()
    background.wait_idle()
    assert heard == []


def test_long_work_reports_and_can_be_cancelled(background: Background) -> None:
    steps: list[tuple[int, int]] = []
    failures: list[BaseException] = []
    started, go_on = Event(), Event()

    def work(progress: Progress) -> None:
        progress.at(1, 3)
        started.set()
        go_on.wait(10)
        progress.at(2, 3)

    task = background.long(work, step=lambda done, total: steps.append((done, total)), fail=failures.append)
    started.wait(10)
    background.online(lambda: None)
    task_is_open = background.busy
    task.cancel()
    go_on.set()
    background.wait_idle()
    assert task_is_open
    assert [type(error) for error in failures] == [Cancelled]
    assert steps == []


def test_long_work_shows_how_far_it_is(background: Background) -> None:
    steps: list[tuple[int, int]] = []

    def work(progress: Progress) -> str:
        progress.at(1, 2)
        progress.at(2, 2)
        return "done"

    heard: list[str] = []
    background.long(work, step=lambda done, total: steps.append((done, total)), then=heard.append)
    background.wait_idle()
    assert (steps, heard) == ([(1, 2), (2, 2)], ["done"])


def test_closing_lets_store_jobs_end_and_takes_no_more(qtbot: QtBot) -> None:
    lane = Background(lambda _error: None)
    written: list[int] = []
    for number in range(20):
        lane.store(partial(written.append, number))
    lane.close()
    assert written == list(range(20))
    assert lane.store(lambda: written.append(99)).cancelled
    lane.wait_idle()
    assert written == list(range(20))


def test_waiting_for_an_answer_that_never_comes_ends(qtbot: QtBot) -> None:
    lane = Background(lambda _error: None)
    gate = Event()
    lane.online(lambda: gate.wait(10))
    with pytest.raises(TimeoutError):
        lane.wait_idle(timeout_ms=20)
    gate.set()
    lane.wait_idle()
    lane.close()


class _Widget:
    """Notes on which thread it dies."""

    def __init__(self, died: list[Thread]) -> None:
        self._died = died

    def __del__(self) -> None:
        self._died.append(current_thread())

    def paint(self, _answer: object) -> None: ...


@pytest.mark.parametrize("lane", ["store", "online", "long"])
def test_what_a_job_holds_last_dies_on_the_gui_thread(background: Background, lane: str) -> None:
    died: list[Thread] = []
    start = getattr(background, lane)

    def job(widget: _Widget, *_progress: Progress) -> _Widget:
        return widget

    for _ in range(200):
        start(partial(job, _Widget(died)), then=_Widget(died).paint)
    background.wait_idle()
    assert len(died) == 400
    assert set(died) == {main_thread()}
