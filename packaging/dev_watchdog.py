"""Reads process ids; when its input ends without "done", whoever wrote them died: stop those processes."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time


def main() -> None:
    started = []
    for line in sys.stdin:
        if line.strip() == "done":
            return
        started.append(int(line))
    for pid in reversed(started):
        _stop(pid)


def _stop(pid: int) -> None:
    # Gone already, or (on Windows) ended at once by SIGTERM: either way there is nobody left to signal.
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGTERM)
        for _ in range(150):
            time.sleep(0.1)
            os.kill(pid, 0)
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
