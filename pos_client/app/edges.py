"""Clock, ids and chance of the till, handed in from here to everything that needs them."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from random import Random

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is the edge the clock is handed in from


def new_id() -> UUID:
    """UUIDv7, strictly rising within this process."""
    from uuid_utils import compat  # noqa: PLC0415 - the first window needs no id

    return compat.uuid7()


def mono_ms() -> int:
    """A clock that is never set: milliseconds since the machine started."""
    return time.monotonic_ns() // 1_000_000


def boot() -> UUID:
    """Names this start of the machine; where the system does not say, this start of the program."""
    try:
        return UUID(_BOOT_ID.read_text("ascii").strip())
    except (OSError, ValueError):
        return uuid4()


def chance(count: int) -> bytes:
    """Bytes nobody can guess."""
    return os.urandom(count)


def dice() -> "Random":
    """For waiting times that must not fall together."""
    from random import SystemRandom  # noqa: PLC0415 - the first window leaves nothing to chance

    return SystemRandom()
