"""What stands in the server's log: a line each, with its time, and no complaint over and over."""

from __future__ import annotations

import logging

from backoffice_server.commands.log import NotAgain, OneLine

AT = 1_763_793_000.0  # 22 November 2025, 06:30 UTC


def record(text: str, *, at: float = AT, level: int = logging.WARNING) -> logging.LogRecord:
    made = logging.LogRecord("kernel.live", level, __file__, 1, text, None, None)
    made.created = at
    return made


def test_a_complaint_of_several_lines_is_one_line_with_its_time() -> None:
    line = OneLine().format(record("connection is bad:\n\tIs the server running?"))
    assert line == "2025-11-22T06:30:00Z WARNING kernel.live: connection is bad: Is the server running?"


def test_the_same_complaint_is_made_once_a_minute() -> None:
    quiet = NotAgain()
    heard = [quiet.filter(record("pause", at=AT + second)) for second in (0, 2, 59, 60, 61)]
    assert heard == [True, False, False, True, False]
    assert quiet.filter(record("pause: something else", at=AT + 3))
    said_often = [quiet.filter(record("serving", level=logging.INFO)) for _ in range(3)]
    assert said_often == [True, True, True]
