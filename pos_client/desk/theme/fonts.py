"""Inter, else Noto Sans, else what the system offers; figures of equal width. Slips in a typewriter's."""

from functools import lru_cache
from typing import Literal

from PySide6.QtGui import QFont, QFontMetrics

from pos_client.desk.theme.tokens import SIZES, TOKENS, TextSize

Weight = Literal["normal", "medium", "strong"]

# A single large figure looks loose in equal-width digits.
_PROPORTIONAL: frozenset[TextSize] = frozenset({"giant", "change"})


@lru_cache(maxsize=64)
def _shared(size: TextSize, weight: Weight, *, mono: bool) -> QFont:
    font = QFont(list(TOKENS.mono if mono else TOKENS.families))
    if mono:
        # Where none of the named ones is installed, the system's own of equal width, never a loose one.
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setFixedPitch(True)
    font.setPixelSize(getattr(SIZES, size))
    font.setWeight(QFont.Weight(getattr(TOKENS.weights, weight)))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in TOKENS.features:
        font.setFeature(QFont.Tag(feature), 0 if size in _PROPORTIONAL else 1)
    return font


def font(size: TextSize = "text", weight: Weight = "normal", *, mono: bool = False) -> QFont:
    """A copy of the font for a size and weight of the tokens."""
    return QFont(_shared(size, weight, mono=mono))


@lru_cache(maxsize=64)
def metrics(size: TextSize = "text", weight: Weight = "normal", *, mono: bool = False) -> QFontMetrics:
    """Measures of `font(...)`."""
    return QFontMetrics(_shared(size, weight, mono=mono))
