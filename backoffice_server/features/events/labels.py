"""Hashes and MACs as a till wrote them beside an event, damaged ones too: what comes in goes back out."""

import re
from typing import Final

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
# Longer than any digest, so that no damaged label can be taken for one.
_DAMAGED: Final = bytes(33)


def stored(label: str) -> bytes:
    """The bytes kept of a label: the digest it spells, or the damaged text itself under a mark."""
    if _DIGEST.fullmatch(label):
        return bytes.fromhex(label)
    return _DAMAGED + label.encode("utf-8", "surrogatepass")


def declared(kept: bytes) -> str:
    """The label exactly as it was declared."""
    if is_damaged(kept):
        return kept[len(_DAMAGED) :].decode("utf-8", "surrogatepass")
    return kept.hex()


def is_damaged(kept: bytes) -> bool:
    """Whether the label was no digest."""
    return kept.startswith(_DAMAGED)
