"""Several devices end at once: whoever closes the window waits for the slowest of them, not for their sum."""

from collections.abc import Callable, Iterable
from threading import Thread


def end_together(ends: Iterable[Callable[[], None]]) -> None:
    """Each of them waits for its own device and is bounded by itself."""
    threads = [Thread(target=end, name="ending", daemon=True) for end in ends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
