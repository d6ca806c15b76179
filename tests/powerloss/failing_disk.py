"""The disk refuses the n-th write of a sale, for every n: full, or broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.powerloss.vfs import Call, Kind

FULL: Final = 13  # SQLITE_FULL
BROKEN_WRITE: Final = 778  # SQLITE_IOERR_WRITE
BROKEN_SYNC: Final = 1034  # SQLITE_IOERR_FSYNC


@dataclass
class FailingDisk:
    """Counts what would change the disk; the `fail_at`-th and what comes after it is refused with `answer`
    until the disk is mended.
    """

    answer: int
    fail_at: int
    made: int = 0

    def __call__(self, call: Call) -> int:
        if call.kind is Kind.OPEN:
            return 0
        self.made += 1
        return self.answer if self.fail_at <= self.made else 0
