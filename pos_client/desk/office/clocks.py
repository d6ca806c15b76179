"""How far a till's clock is off, as a person says it."""

from datetime import timedelta
from typing import Final

from pos_client import texts
from pos_client.texts import _

# What a message takes on its way is no fault of a clock.
RIGHT_MS: Final = 2_000


def clock_text(skew_ms: int) -> str:
    """`5 tahun terlalu cepat`; `skew_ms` above 0: ahead of the back office."""
    if abs(skew_ms) < RIGHT_MS:
        return _("right")
    how_long = texts.long_span(timedelta(milliseconds=abs(skew_ms)))
    return _("{time} ahead", time=how_long) if skew_ms > 0 else _("{time} behind", time=how_long)
