"""Two tills push at one moment, and each push arrives twice: the books are those of one after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from backoffice_server.features.events.tables import event, stream
from backoffice_server.features.sales.tables import sale, sale_line
from backoffice_server.features.stock.tables import stock
from backoffice_server.proof.verify import verify
from shared_models.values.codes import EventOutcome
from shared_models.values.quantity import whole
from shared_models.wire.sync import PushReply
from tests.factories.events import TillWriter, line
from tests.factories.warung import BERAS, GULA, SECRET, Warung, good

PUSHES = 8
STRANGER = good(77, "TAHU", 5_000, None)


def sold(till: TillWriter) -> None:
    """Goods both tills sell, also one that nobody entered: both make its hidden row."""
    for _ in range(PUSHES):
        till.sale(line(GULA.item, GULA.price), line(STRANGER.item, 5_000))
        till.sale(line(BERAS.item, BERAS.price), line(GULA.item, GULA.price))


def told(warung: Warung, till: TillWriter, start: Barrier) -> list[PushReply]:
    """Pushes of two events each; the next begins when its predecessors are held, whoever brought them."""
    replies = []
    for first in range(1, len(till.items), 2):
        start.wait()
        replies.append(warung.push(till.push(first, first + 1)))
    return replies


def test_pushes_that_meet_are_booked_one_after_the_other(warung: Warung) -> None:
    tills = [warung.stocked().opened("K1"), warung.opened("K2")]
    for till in tills:
        sold(till)
    start = Barrier(4)
    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(told, warung, till, start) for till in tills for _ in range(2)]
        replies = [reply for one in running for reply in one.result()]
    outcomes = [result.outcome for reply in replies for result in reply.results]
    held = sum(len(till.items) for till in tills)
    assert len(outcomes) == 2 * held
    assert outcomes.count(EventOutcome.DUPLICATE) == held
    assert warung.scalar(select(func.count()).select_from(event)) == held
    assert warung.scalar(select(func.count()).select_from(sale)) == 4 * PUSHES
    assert warung.scalar(select(func.count()).select_from(sale_line)) == 8 * PUSHES
    heads = {row.stream_id: row.head_seq for row in warung.rows(select(stream))}
    assert heads == {till.stream: len(till.items) for till in tills}
    levels = {row.product_id: row.qty for row in warung.rows(select(stock))}
    assert levels[GULA.item.product] == whole(100 - 4 * PUSHES)
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []
