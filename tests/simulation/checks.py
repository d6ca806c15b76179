"""What must hold when all is healed: every rule that does not, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, select

from backoffice_server.features.events.tables import event, event_outcome
from backoffice_server.features.sales.tables import sale
from backoffice_server.proof.verify import verify
from pos_client.sync.choosing import RECHECK_MS
from shared_models.values.codes import EventOutcome
from tests.simulation.members import overspent_is_flagged, shown_is_true
from tests.simulation.ordering import orders_agree
from tests.simulation.queueing import tickets_agree
from tests.simulation.replicas import like_fresh_ones, right_at_the_cursor
from tests.simulation.selling import sell_once

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.world import World

SOON_MS: Final = 150_000
TRIES: Final = 10


def check(world: World) -> list[str]:
    """Every fault there is."""
    _settle(world)
    if not world.found:
        _sell_again(world)
    return [
        *world.found,
        *world.office.errors,
        *_events(world),
        *_books(world),
        *_unposted(world),
        *_receipts(world),
        *tickets_agree(world),
        *right_at_the_cursor(world),
        *shown_is_true(world, world.tills, everybody=False),
        *overspent_is_flagged(world),
        *orders_agree(world),
        *like_fresh_ones(world),
        *shown_is_true(world, _first_of_each(world), everybody=True),
    ]


def _first_of_each(world: World) -> list[Till]:
    """The tills that `like_fresh_ones` gave a snapshot."""
    return list({till.place[0]: till for till in reversed(world.tills)}.values())


def _settle(world: World) -> None:
    """Time enough that every till has asked about its older streams and pulled the last posting's stock."""
    world.quiet()
    for pause_ms in (RECHECK_MS + 60_000, 20_000, 20_000):
        for _ in range(2):
            world.turn(pause_ms // 2)
        world.quiet()


def _sell_again(world: World) -> None:
    """Healed: whatever lies in the queues, a sale of now is with the office soon."""
    begun = world.time.ms
    for till in list(world.tills):
        till.clock.wrong_by *= 0
        _writes(world, till)
    world.quiet()
    if world.time.ms - begun > SOON_MS:
        world.found.append(f"a sale waited for {world.time.ms - begun} ms")
    world.turn(20_000)
    world.quiet()


def _writes(world: World, till: Till) -> None:
    """Something, whatever its customers ask for that is not sold any more: two machines with one disk are
    told apart by what they write.
    """
    for _ in range(TRIES):
        before = till.heads()
        world.at_till(sell_once, till)
        if till not in world.tills or till.heads() != before:
            return


def _events(world: World) -> Iterator[str]:
    held = Counter(world.office.held())
    yield from (f"event {key[1]} held {count} times" for key, count in held.items() if count > 1)
    for till in world.tills:
        early = sorted(till.archived() - world.tested)
        yield from (f"{till.name}: event {seq} is in no tested backup" for _, seq, _ in early)
        missing = sorted(set(till.events()) - held.keys())
        yield from (f"{till.name}: event {seq} never arrived" for _, seq, _ in missing[:3])
    lost = sorted(world.promised - held.keys())
    yield from (f"promised event {seq} of {stream} is lost" for stream, seq, _ in lost[:3])
    in_use = Counter(till.stream_in_use() for till in world.tills)
    yield from (f"{count} tills write stream {stream}" for stream, count in in_use.items() if count > 1)


def _books(world: World) -> Iterator[str]:
    with world.office.database.read() as unit:
        for finding in verify(unit, world.office.secret):
            if not finding.holds:
                yield f"verify: {finding}"


def _unposted(world: World) -> Iterator[str]:
    """A sale that a till's own program wrote is booked, whatever rule it breaks."""
    key = (event.c.branch_id, event.c.stream_id, event.c.seq, event.c.hash)
    same = and_(*(column == event_outcome.c[column.name] for column in key))
    left = select(event.c.seq, event.c.type, event.c.hash).join(event_outcome, same)
    aside = left.where(event_outcome.c.outcome != EventOutcome.POSTED.value, event.c.type.like("sale.%"))
    with world.office.database.read() as unit:
        for row in unit.connection.execute(aside):
            if row.hash not in world.nonsense:
                yield f"{row.type} {row.seq} is not booked"


def _receipts(world: World) -> Iterator[str]:
    """I14: what a till shows of its receipts is what the office booked."""
    with world.office.database.read() as unit:
        rows = unit.connection.execute(select(sale.c.sale_id, sale.c.kind, sale.c.receipt, sale.c.total))
        booked = {row.sale_id.bytes: (row.kind, row.receipt, abs(row.total)) for row in rows}
    for till in world.tills:
        for sale_id, *told, total in till.reader.execute("SELECT sale, kind, receipt, total FROM sale"):
            there = booked.get(sale_id)
            if there != (*told, abs(total)) and not (there is None and till.harmed):
                yield f"{till.name}: receipt {told[1]} of {total}, the office has {there}"
