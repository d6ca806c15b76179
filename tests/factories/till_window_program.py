"""The real window with scripted hands, for `till_window`.

Reads a command per line: `scan CODE`, `press KEY`, `type TEXT`, `grab FILE`, `settle`, `read`, `see WORDS`,
`sent`. Says a fact per line: `usable`, `lines N` (of the cart it found), `paid NUMBER MONOTONIC_NS`,
`sync STATE SALES_WAITING`, `refused WHY`, `words JSON` (all that is in sight), `seen WORDS` (once they are in
sight), `sent` (once nothing waits any more), `done COMMAND`. POS_TEST_DAYS_AHEAD sets this machine's clock
wrong.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from pos_client.app import edges
from pos_client.app.demo import Demo
from pos_client.app.hands import Hands
from pos_client.app.options import Options, parse
from pos_client.app.run import hear_stop, new_application
from pos_client.app.window import Window
from pos_client.store.streams import waiting
from pos_client.sync.status import SyncState, SyncStatus
from tests.factories.seen import grab, reads, words_on

STDIN: Final = 0
LOOK_MS: Final = 50
DAYS_AHEAD: Final = "POS_TEST_DAYS_AHEAD"


class Script(QObject):
    """Does what comes in, says what happens."""

    came = Signal(str)

    def __init__(self, options: Options) -> None:
        super().__init__()
        self._hands = Hands()
        self._window = Window(options, at_ms=self._hands.at_ms)
        self._window.usable.connect(self._usable)
        self._window.side.paying.paid_changed.connect(self._paid)
        self._window.sync_told.connect(self._synced)
        self.came.connect(self._do)
        self._verbs: dict[str, Callable[[str], None]] = {
            "scan": self._hands.scan,
            "press": self._hands.press,
            "type": self._hands.type,
            "grab": lambda file: grab(self._window.shell, file),
            "settle": lambda _nothing: self._window.background.wait_idle(),
            "read": self._read_aloud,
            "see": self._see,
            "sent": lambda _nothing: self._await("sent", self._all_sent),
        }
        self._awaited: dict[str, Callable[[], bool]] = {}
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(self._look)
        self._window.show()
        assert options.demo is not None
        demo = Demo(self._window, options.demo)
        demo.refused.connect(lambda why: say(f"refused {why}"))
        self._window.demo = demo
        threading.Thread(target=self._read, daemon=True).start()

    def close(self) -> None:
        self._window.close()

    def _read(self) -> None:
        # Unbuffered: a thread that waits inside a buffered reader would hinder the end of the program.
        with open(STDIN, "rb", buffering=0, closefd=False) as commands:
            for line in commands:
                self.came.emit(line.decode().strip())

    def _do(self, command: str) -> None:
        verb, _, rest = command.partition(" ")
        self._verbs[verb](rest)
        say(f"done {command}")

    def _read_aloud(self, _nothing: str) -> None:
        say(f"words {json.dumps(words_on(self._window.shell))}")

    def _see(self, words: str) -> None:
        self._await(f"seen {words}", lambda: reads(self._window.shell, words))

    def _await(self, fact: str, holds: Callable[[], bool]) -> None:
        self._awaited[fact] = holds
        self._looking.start()
        self._look()

    def _look(self) -> None:
        for fact, holds in tuple(self._awaited.items()):
            if holds():
                del self._awaited[fact]
                say(fact)
        if not self._awaited:
            self._looking.stop()

    def _all_sent(self) -> bool:
        """The worker's last word may be older than the last sale: the journal is asked as well."""
        status, reader = self._window.sync_status, self._window.reader
        said_so = status is not None and status.state is SyncState.ALL_SENT
        return said_so and reader is not None and waiting(reader)[0] == 0

    def _usable(self) -> None:
        say("usable")
        say(f"lines {len(self._window.side.till.cart.lines)}")

    def _paid(self) -> None:
        paid = self._window.side.paying.paid
        if paid is not None:
            say(f"paid {paid.receipt_no} {time.monotonic_ns()}")

    def _synced(self, status: SyncStatus) -> None:
        say(f"sync {status.state.value} {status.sales}")


def say(fact: str) -> None:
    print(fact, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Ends on SIGTERM like the real program."""
    days = int(os.environ.get(DAYS_AHEAD, "0"))
    if days:
        right = edges.now
        edges.now = lambda: right() + timedelta(days=days)
    application = new_application()
    hear_stop(application)
    script = Script(parse(arguments))
    code = application.exec()
    script.close()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
