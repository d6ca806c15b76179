"""Rows of queue tickets: this till's own steps, beside what the back office tells of all tills."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from pos_client.store import Rows, StoreUnit
from pos_client.store.replica import queue_service_rows, ticket_rows
from pos_client.store.store import Row
from shared_models.rules.queue import Step, Ticket, stepped
from shared_models.values.codes import TicketState
from shared_models.values.moments import from_utc_ms, utc_ms
from shared_models.wire.queue import QueueServiceRow

KEPT_DAYS: Final = 30
_COLUMNS: Final = (
    "ticket, number, service, bdate, state, counter, issued_at, called_at, last_at, closed_at, calls, steps"
)


def services(rows: Rows) -> tuple[QueueServiceRow, ...]:
    """Services of this branch, in their order."""
    return tuple(sorted(queue_service_rows(rows), key=lambda one: (one.order, one.code)))


def tickets_of(rows: Rows, day: date) -> dict[UUID, Ticket]:
    """Every ticket of a day that is known here.

    Of one that is told of twice whoever knows more steps is right: the back office counts the steps of all
    tills, and this till those that it has not sent yet.
    """
    found = rows.execute(f"SELECT {_COLUMNS} FROM ticket WHERE bdate = ?", (day.toordinal(),))  # noqa: S608 - our own names
    known = {one.ticket: one for one in map(_ticket, found.fetchall())}
    for row in ticket_rows(rows, day):
        own = known.get(row.ticket)
        if own is None or own.steps < row.steps:
            known[row.ticket] = row.to_rules()
    return known


def note_step(unit: StoreUnit, step: Step) -> Ticket:
    """Keep a step; the ticket after it."""
    after = stepped(tickets_of(unit, step.bdate).get(step.ticket), step)
    unit.execute(
        f"INSERT OR REPLACE INTO ticket ({_COLUMNS})"  # noqa: S608 - our own names
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            after.ticket.bytes, after.number, after.service.bytes, after.bdate.toordinal(), after.state.value,
            after.counter, _ms(after.issued_at), _ms(after.called_at), _ms(after.last_at),
            _ms(after.closed_at), after.calls, after.steps,
        ),
    )  # fmt: skip
    return after


def next_count(unit: StoreUnit, *, series: str, code: str, day: date) -> int:
    """The next count of a service and day, in the transaction of the ticket itself: never given twice."""
    found = unit.execute(
        "INSERT INTO ticket_count (series, code, bdate, last) VALUES (?, ?, ?, 1)"
        " ON CONFLICT (series, code, bdate) DO UPDATE SET last = last + 1 RETURNING last",
        (series, code, day.toordinal()),
    ).fetchone()
    return int(found[0])


def forget_old(unit: StoreUnit, day: date) -> None:
    """Let go of what nobody waits for any more."""
    before = (day.toordinal() - KEPT_DAYS,)
    unit.execute("DELETE FROM ticket WHERE bdate < ?", before)
    unit.execute("DELETE FROM ticket_count WHERE bdate < ?", before)


def _ticket(row: Row) -> Ticket:
    return Ticket(
        ticket=UUID(bytes=row[0]),
        number=row[1],
        service=UUID(bytes=row[2]),
        bdate=date.fromordinal(row[3]),
        state=TicketState(row[4]),
        counter=row[5],
        issued_at=_moment(row[6]),
        called_at=_moment(row[7]),
        last_at=from_utc_ms(row[8]),
        closed_at=_moment(row[9]),
        calls=row[10],
        steps=row[11],
    )


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else utc_ms(moment)


def _moment(ms: int | None) -> datetime | None:
    return None if ms is None else from_utc_ms(ms)
