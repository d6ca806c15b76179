"""A push is answered with what the server holds: nothing lost, nothing twice, nothing in anybody's way."""

from __future__ import annotations

from sqlalchemy import Table, func, select

from backoffice_server.features.events.tables import event, stream
from backoffice_server.features.sales.tables import sale
from shared_models.values.codes import EventOutcome
from shared_models.values.quantity import whole
from tests.factories.events import line
from tests.factories.warung import BERAS, GULA, Warung


def count(warung: Warung, table: Table) -> int:
    return int(warung.scalar(select(func.count()).select_from(table)))


def test_a_day_is_posted(warung: Warung) -> None:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price, qty=whole(3)), line(BERAS.item, BERAS.price), paid=200_000)
    till.shift_closed()
    reply = warung.push(till.push())
    assert [result.outcome for result in reply.results] == [
        EventOutcome.NOTED,
        EventOutcome.POSTED,
        EventOutcome.POSTED,
        EventOutcome.POSTED,
    ]
    assert [result.reviews for result in reply.results] == [(), (), (), ()]
    assert reply.known == till.mark(4)
    assert count(warung, sale) == 1
    assert count(warung, event) == 4


def test_what_a_push_brought_is_no_longer_waiting(warung: Warung) -> None:
    """The till counted before it pushed; the board shows what is left behind."""
    till = warung.opened()
    for _ in range(4):
        till.sale(line(GULA.item, GULA.price))
    warung.push(till.push(1, 4))
    assert warung.rows(select(stream.c.waiting)) == [(2,)]
    warung.push(till.push(5, 6, acked=4))
    assert warung.rows(select(stream.c.waiting, stream.c.oldest_at)) == [(0, None)]
