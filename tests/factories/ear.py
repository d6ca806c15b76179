"""Who listens to a device: keeps what its thread told, waits for something said, and holds the clock."""

import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar

Said = TypeVar("Said")
WAIT_S: Final = 20


class HandClock:
    """Milliseconds that move by hand only."""

    def __init__(self) -> None:
        self.now = 10_000

    def __call__(self) -> int:
        return self.now


class Ear(Generic[Said]):
    """Call it with what is told; `heard` is all of it, in order."""

    def __init__(self) -> None:
        self.heard: list[Said] = []
        self._news = threading.Condition()

    def __call__(self, said: Said) -> None:
        with self._news:
            self.heard.append(said)
            self._news.notify_all()

    def wait_for(self, true: Callable[[list[Said]], bool]) -> None:
        """Until what was told makes it `true`; fails after a while."""
        with self._news:
            assert self._news.wait_for(lambda: true(self.heard), WAIT_S), self.heard

    def waited(self, true: Callable[[list[Said]], bool], wait_s: float) -> bool:
        """Whether it becomes `true` within this time."""
        with self._news:
            return self._news.wait_for(lambda: true(self.heard), wait_s)

    def wait_last(self, said: Said) -> None:
        """Until this is the last that was told."""
        self.wait_for(lambda heard: heard[-1:] == [said])
