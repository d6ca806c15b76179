"""Rings of objects are found on the GUI thread, never by a thread that happens to make something."""

import gc
import weakref
from threading import Thread, current_thread, main_thread

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from pytestqt.qtbot import QtBot

from pos_client.desk import collector
from pos_client.desk.collector import Collector, collect_where_due


class _Ring(QObject):
    """An object with a timer, as every screen has, that holds itself."""

    def __init__(self) -> None:
        super().__init__()
        self.timer = QTimer(self, interval=1_000)
        self.timer.start()
        self.me = self


def _much() -> list[list[int]]:
    return [[] for _ in range(4 * collector.THRESHOLDS[0])]


def test_a_busy_thread_never_searches(qtbot: QtBot, qapp: QCoreApplication) -> None:
    parent = QObject()
    Collector(parent)
    died: list[Thread] = []
    weakref.finalize(_Ring(), lambda: died.append(current_thread()))
    worker = Thread(target=_much)
    worker.start()
    worker.join()
    assert died == []
    kept = _much()
    collect_where_due()
    assert kept
    assert died == [main_thread()]


def test_only_a_generation_past_its_threshold_is_searched(qtbot: QtBot) -> None:
    gc.collect()
    seen: list[int] = []

    def look(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append(info["generation"])

    gc.callbacks.append(look)
    collect_where_due()
    kept = _much()
    collect_where_due()
    gc.callbacks.remove(look)
    assert kept
    assert seen == [0]
