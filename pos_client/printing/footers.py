"""The return clause rule: a receipt may set conditions for an exchange, never refuse to take goods back.

UU 8/1999 art. 18(1)(b)(c) forbids such a clause; by 18(3) it is void, and it can cost a shop Rp2 billion.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pos_client.texts import _

_REFUSING: Final = (
    r"(?:tidak|tdk|tak|tiada|ga|gak|nggak|ngga|enggak|jangan|belum)\s+"
    r"(?:(?:dapat|dpt|bisa|bs|boleh|akan|lagi|kami|menerima|terima|melayani|ada|di|untuk|untk|utk)\s+){0,4}"
    r"(?:di\s?|me\s?|pe|pen)?(?:kembali\w*|ngembali\w*|tukar\w*|nukar\w*|retur\w*|refund\w*)"
)
_REFUSING_BARE: Final = r"(?:tanpa|bebas)\s+(?:retur|refund|penukaran|pengembalian)\b"
_REFUSING_ENGLISH: Final = (
    r"\bno\s+(?:returns?|refunds?|exchanges?)\b"
    r"|\bnon\s?(?:refundable|returnable|exchangeable)\b"
    r"|\b(?:can\s?not|can\s?t|may not|must not|will not|not)\s+(?:be\s+)?"
    r"(?:return\w*|refund\w*|exchang\w*)\b"
    r"|\ball sales\s+(?:are\s+)?final\b"
)
_CONDITION: Final = (
    r"\s+(?:\w+\s+){0,3}?(?:tanpa|setelah|sesudah|lewat|lebih dari|jika|bila|kalau|apabila"
    r"|without|after|if|later than|unless accompanied)\b"
)
_CLAUSE: Final = re.compile(
    rf"(?P<clause>(?:{_REFUSING}|{_REFUSING_BARE}|{_REFUSING_ENGLISH})"
    r"(?:\s+(?:atau|dan|maupun|or|and|/)\s*(?:di\s?)?(?:kembali\w*|tukar\w*|retur\w*|refund\w*|exchang\w*|return\w*))*)"
    rf"(?P<condition>{_CONDITION})?"
)


@dataclass(frozen=True, slots=True)
class FooterFault:
    """A forbidden clause: the line (from 0) where it begins and its words as found."""

    line: int
    clause: str

    def reason(self) -> str:
        """Why it is refused, in the language of the screen."""
        return _(
            "“{clause}” is forbidden on a receipt (Law 8/1999 on consumer protection, article 18):"
            " a shop may not refuse to take goods back. Write your conditions for an exchange instead.",
            clause=self.clause,
        )


def footer_faults(lines: Sequence[str]) -> list[FooterFault]:
    """Every clause in a receipt's lines that refuses returns or exchanges, also one broken over two lines.

    A condition ("not without the receipt", "not after 3 days") is no refusal.
    """
    text, owners = _flat(lines)
    return [
        FooterFault(line=owners[found.start()], clause=found["clause"])
        for found in _CLAUSE.finditer(text)
        if not found["condition"]
    ]


def _flat(lines: Sequence[str]) -> tuple[str, list[int]]:
    """All lines as one plain text of letters and single spaces, and the line each character came from."""
    text, owners = "", list[int]()
    for number, line in enumerate(lines):
        for word in _plain(line).split():
            text += f"{word} "
            owners += [number] * (len(word) + 1)
    return text, owners


def _plain(line: str) -> str:
    letters = unicodedata.normalize("NFKD", line).casefold()
    return "".join(mark if mark.isalnum() else "" if unicodedata.combining(mark) else " " for mark in letters)
