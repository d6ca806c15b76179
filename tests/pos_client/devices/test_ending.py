"""Devices end side by side: each begins before any has ended."""

from threading import Barrier

from pos_client.devices.ending import end_together

WAIT_S = 20


def test_all_of_them_end_at_once() -> None:
    meeting, ended = Barrier(3), list[int]()

    def end() -> None:
        meeting.wait(WAIT_S)  # breaks where one waits for another
        ended.append(1)

    end_together((end, end, end))
    assert len(ended) == 3


def test_nothing_to_end() -> None:
    end_together(())
