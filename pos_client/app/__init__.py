"""The composition root: clock and chance, store, presenters, screens and threads of one window."""

import gc
from typing import Final

# Starting makes tens of thousands of objects that stay for good; looking among them for rubbish every few
# hundred takes a tenth of the cold start, and a pause now and then while selling.
STARTING: Final = (100_000, 20, 20)
SELLING: Final = (20_000, 20, 20)
gc.set_threshold(*STARTING)


def started() -> None:
    """What the start has made is never looked through again."""
    gc.freeze()
    gc.set_threshold(*SELLING)
