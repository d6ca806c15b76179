"""Small limits, so that a short story meets pages, batches and halves of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

from backoffice_server.sync import changes, levels, snapshot
from backoffice_server.sync.receive import service
from pos_client.store import journal, store
from pos_client.store.ballast import Ballast
from shared_models.wire.envelope import BATCH_BYTES_MAX
from shared_models.wire.sync import Limits
from tests.simulation.till import CrashingUnit

BALLAST_BYTES = 64 * 1024


@contextmanager
def small_limits(seed: int) -> Iterator[None]:
    """Only sizes: whatever the production code does with them it does here."""
    random = Random(seed)
    # Some smaller than a single receipt.
    size = random.choice((1_000, 6_000, BATCH_BYTES_MAX))
    batch = Limits(events=random.choice((2, 7, 30, 200)), bytes=size)
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(snapshot, "ROWS_MAX", random.choice((3, 8, 5_000)))
        limits.setattr(changes, "ROWS_MAX", random.choice((2, 9, 2_000)))
        limits.setattr(levels, "POSTINGS_MAX", random.choice((4, 25, 400)))
        limits.setattr(service, "LIMITS", batch)
        limits.setattr(store, "StoreUnit", CrashingUnit)
        # Nobody waits 400 days here.
        limits.setattr(journal, "PRUNE_AFTER_DAYS", random.choice((0, 0, 400)))
        limits.setattr(journal, "PRUNE_AT_ONCE", random.choice((3, 50)))
        sizes = Ballast.__init__.__kwdefaults__
        assert sizes is not None
        limits.setitem(sizes, "size", BALLAST_BYTES)
        yield
