"""Who sold what: the rows behind the report of salespeople beside the receipts of the log."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, literal, select

from backoffice_server.features.events.tables import event
from backoffice_server.features.sales.tables import sale, sale_line, sale_seller
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, finding
from shared_models.wire.envelope import SaleCompletedEvent, SaleReturnedEvent, decode

NEEDLE: Final = b'"salesperson":"'


def sellers_agree(unit: Unit) -> Iterable[Finding]:
    """I13 for salespeople; each of them sold a line that is there."""
    own = sale_seller.c
    stands = {tuple(row) for row in unit.connection.execute(select(sale_seller))}
    told = set(_told(unit))
    off = (f"posting {one[1]} line {one[2]}" for one in stands ^ told)
    yield finding("I13", "salespeople = rebuild from the log", len(told), off)
    same = and_(*(sale_line.c[name] == own[name] for name in ("branch_id", "posting_no", "line")))
    sold = {tuple(row) for row in unit.connection.execute(select(sale_seller).join(sale_line, same))}
    lost = (f"posting {one[1]} line {one[2]}" for one in stands - sold)
    yield finding("I1", "who sold a line is named on a line that is booked", len(stands), lost)


def _told(unit: Unit) -> Iterator[tuple[Any, ...]]:
    """Branch, posting, line and person, by the events of the receipts that are booked."""
    place = (event.c[name] == sale.c[name] for name in ("branch_id", "stream_id", "seq"))
    same = and_(*place, event.c.hash == sale.c.event_hash)
    query = (
        select(sale.c.branch_id, sale.c.posting_no, event.c.bytes)
        .join_from(sale, event, same)
        .where(_holds(unit, event.c.bytes))
    )
    for row in unit.connection.execute(query):
        told = decode(row.bytes)
        if isinstance(told, SaleCompletedEvent | SaleReturnedEvent):
            yield from (
                (row.branch_id, row.posting_no, line.line, line.salesperson)
                for line in told.p.lines
                if line.salesperson is not None
            )


def _holds(unit: Unit, text: ColumnElement[Any]) -> ColumnElement[bool]:
    """Few receipts name anybody: the others are not read."""
    if unit.dialect == "postgresql":
        return func.position(literal(NEEDLE).op("IN")(text)) > 0
    return func.instr(text, NEEDLE) > 0
