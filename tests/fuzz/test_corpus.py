"""A thousand malformed events in the middle of good ones: each is set aside, none stands in the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from backoffice_server.features.events.tables import event, quarantine
from shared_models.values.codes import EventOutcome
from tests.databases import BACKENDS, Backend
from tests.factories.back_office import BackOffice
from tests.fuzz.corpus import TIMES, corpus
from tests.fuzz.pen import Case
from tests.fuzz.seller import Seller, doubled, good_items, peak_bytes

# Cases of one push, a good sale between each two.
AT_ONCE = 8
MIB = 1024 * 1024
GROWTH_MAX = 400 * MIB


def tried(seller: Seller, case: Case) -> list[int]:
    """The case and a good sale behind it are written; the places of what is bad."""
    bad = list(case.make(seller.pen))
    seller.pen.sent += [*bad, seller.pen.sale()]
    return [item.seq for item in bad]


def wrong(seller: Seller, case: Case, bad: list[int]) -> list[str]:
    """What became of the case that should not have."""
    faults = [seller.outcomes[seq] for seq in bad if seller.outcomes[seq] not in case.fates]
    behind = seller.outcomes[bad[-1] + 1]
    if behind != EventOutcome.POSTED:
        faults.append(f"the sale behind it is {behind}")
    return [f"{case.name}: {fault}" for fault in faults]


@pytest.fixture
def seller(office: BackOffice) -> Iterator[Seller]:
    made = Seller(office)
    yield made
    made.close()


def test_no_malformed_event_keeps_a_good_one_out(
    backend: Backend, office: BackOffice, seller: Seller
) -> None:
    before = peak_bytes(office)
    bad: dict[int, str] = {}
    faults: list[str] = []
    # Half of them on either engine, unless more is asked for: together they are all.
    cases = corpus() if TIMES > 1 else corpus()[BACKENDS.index(backend) :: len(BACKENDS)]
    assert len(cases) >= 500
    for first in range(0, len(cases), AT_ONCE):
        some = [(case, tried(seller, case)) for case in cases[first : first + AT_ONCE]]
        seller.push()
        for case, spoilt in some:
            bad |= dict.fromkeys(spoilt, case.name)
            faults += wrong(seller, case, spoilt)
    grown = peak_bytes(office) - before
    assert faults == []
    columns = (event.c.seq, event.c.hash)
    own = event.c.stream_id == seller.pen.till.stream
    logged = [tuple(row) for row in office.rows(select(*columns).where(own))]
    aside = office.rows(select(quarantine.c.seq))
    assert doubled(logged) == []
    assert {(item.seq, bytes.fromhex(item.hash)) for item in good_items(seller, set(bad))} <= set(logged)
    assert set(bad) <= {seq for seq, _ in logged} | {row.seq for row in aside}
    assert office.complaints() == []
    assert grown < GROWTH_MAX
    office.verify()
