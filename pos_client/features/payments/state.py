"""A way to pay as it is edited."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from shared_models.rules.payments import STORED
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.money import Money
from shared_models.wire.payments import ADDABLE
from shared_models.wire.replica import PaymentMethodRow

Fault = tuple[str, ErrorCode]
NAME_MAX: Final = 200
CODE_MAX: Final = 24
LAST: Final = 10_000
"""Where a new way to pay stands until it is moved."""


@dataclass(frozen=True, slots=True)
class Draft:
    """As typed. `branches` empty: everywhere. `cap` None: all that a till knows to be on it."""

    name: str = ""
    name_en: str = ""
    method: TenderMethod = ADDABLE[0]
    asks_reference: bool = True
    opens_drawer: bool = False
    cap: int | None = None
    branches: frozenset[UUID] = frozenset()
    active: bool = True

    @property
    def stored(self) -> bool:
        """Paid out of what customers hold with the shop."""
        return self.method in STORED

    @property
    def fixed(self) -> bool:
        """Cash: every till takes it."""
        return self.method is TenderMethod.CASH


NEW: Final = Draft()


def draft_of(row: PaymentMethodRow) -> Draft:
    return Draft(
        name=row.name,
        name_en=row.name_en,
        method=row.method,
        asks_reference=row.asks_reference,
        opens_drawer=row.opens_drawer,
        cap=row.offline_cap,
        branches=frozenset(row.branches),
        active=row.active,
    )


def row_of(draft: Draft, *, code: str, position: int) -> PaymentMethodRow:
    """`name_en` left empty: it is called the same in English."""
    name = draft.name.strip()
    return PaymentMethodRow(
        code=code,
        name=name,
        name_en=draft.name_en.strip() or name,
        method=draft.method,
        asks_reference=draft.asks_reference,
        active=draft.active,
        position=position,
        branches=tuple(sorted(draft.branches)),
        offline_cap=None if draft.cap is None else Money(draft.cap),
        opens_drawer=draft.opens_drawer,
    )


def free_code(name: str, taken: Container[str]) -> str:
    """A code made of the name that nothing has yet."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.casefold().strip())[:CODE_MAX].strip("_") or "way"
    tried, number = plain, 1
    while tried in taken:
        number += 1
        tried = f"{plain}_{number}"
    return tried


def faults_in(draft: Draft) -> list[Fault]:
    """What can be seen to be wrong without asking the server."""
    return list(_faults(draft))


def _faults(draft: Draft) -> Iterator[Fault]:
    if not draft.name.strip():
        yield "name", ErrorCode.FIELD_REQUIRED
    for key, words in (("name", draft.name), ("name_en", draft.name_en)):
        if len(words.strip()) > NAME_MAX:
            yield key, ErrorCode.FIELD_TOO_LONG
