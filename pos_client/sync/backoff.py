"""How long to wait after a failure: full jitter between 1 s and a bound that doubles up to 60 s."""

from random import Random
from typing import Final

FIRST_MS: Final = 1_000
LONGEST_MS: Final = 60_000


class Backoff:
    """Randomness is handed in, so that a simulation can repeat it.

    Many tills never come back at one moment.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self.failures = 0

    def failed(self, *, at_least_ms: int = 0) -> int:
        """Milliseconds to wait now. A server's own Retry-After is kept to."""
        self.failures += 1
        bound = min(LONGEST_MS, FIRST_MS << min(self.failures, 6))
        return max(at_least_ms, self._random.randint(FIRST_MS, bound))

    def worked(self) -> None:
        self.failures = 0

    def around(self, ms: int) -> int:
        """`ms` give or take 20 %."""
        return self._random.randint(ms - ms // 5, ms + ms // 5)
