"""Hashes and MACs as a till wrote them beside an event, damaged ones too: what comes in goes back out."""

import hashlib
import re
from typing import Final

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
# Longer than any digest, so that no damaged label can be taken for one.
_DAMAGED: Final = bytes(33)
# An index holds no more of a longer one.
KEPT_WHOLE: Final = 256


def stored(label: str) -> bytes:
    """The bytes kept of a label: the digest it spells, or the damaged text itself under a mark."""
    if _DIGEST.fullmatch(label):
        return bytes.fromhex(label)
    text = label.encode("utf-8", "surrogatepass")
    if len(label) > KEPT_WHOLE:
        text = f"{len(label)} characters, SHA-256 {hashlib.sha256(text).hexdigest()}".encode()
    return _DAMAGED + text


def declared(kept: bytes) -> str:
    """The label exactly as it was declared; of one that is too long to be kept, what stands for it."""
    if is_damaged(kept):
        return kept[len(_DAMAGED) :].decode("utf-8", "surrogatepass")
    return kept.hex()


def is_damaged(kept: bytes) -> bool:
    """Whether the label was no digest."""
    return kept.startswith(_DAMAGED)
