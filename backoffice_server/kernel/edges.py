"""The clock, new ids and chance. Everything else is handed these, so that a test decides them."""

import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

Secret = Callable[[int], bytes]


def system_now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the edge that hands the time in


_ids = threading.Lock()


def system_new_id() -> UUID:
    """The next UUIDv7; ids of one process sort by birth."""
    with _ids:
        return uuid7()


def random_bytes(count: int) -> bytes:
    """`count` bytes nobody can guess."""
    return secrets.token_bytes(count)
