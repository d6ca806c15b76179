"""Cards of staff: what a scanner reads off one. The code is a secret: only its hash is kept, as of a PIN.

`K`, seventeen digits of chance (56 bits) and the check digit of the GS1 codes, so that a bad read is told
from a card of somebody else.
"""

import re
from typing import Final

from shared_models.rules.barcodes import check_digit

LETTER: Final = "K"
CHANCE_DIGITS: Final = 17
CHANCE_BYTES: Final = 12
"""So many bytes of chance make the digits of one card, none likelier than another by a part worth naming."""

_BUILT_SO: Final = re.compile(rf"{LETTER}[0-9]{{{CHANCE_DIGITS + 1}}}", re.IGNORECASE)


def card_code(chance: bytes) -> str:
    """The code of a new card."""
    assert len(chance) == CHANCE_BYTES, len(chance)
    digits = f"{int.from_bytes(chance, 'big') % 10**CHANCE_DIGITS:0{CHANCE_DIGITS}}"
    return f"{LETTER}{digits}{check_digit(digits)}"


def is_card(code: str) -> bool:
    """Whether somebody's card was scanned; not whose, nor whether it still counts."""
    digits = code[1:]
    whole = code[:1].upper() == LETTER and len(digits) == CHANCE_DIGITS + 1
    return whole and digits.isascii() and digits.isdigit() and check_digit(digits[:-1]) == digits[-1]


def holds_card(text: str) -> bool:
    """Whether somebody's card was read into a text."""
    return any(map(is_card, _BUILT_SO.findall(text)))
