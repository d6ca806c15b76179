"""What is to be printed: rows written in the transaction of the thing itself, worked off after it is
committed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from pos_client.store import Rows, StoreUnit
from pos_client.store.store import Row
from shared_models.values.ids import SaleId, ShiftId


class PrintKind(StrEnum):
    """What a job prints. `drawer`: nothing, the drawer opens; `order`: what kitchen or pickup hands out."""

    RECEIPT = "receipt"
    COPY = "copy"
    GIFT = "gift"  # what was bought, without what it cost
    DRAWER = "drawer"
    DRAWER_SLIP = "drawer_slip"  # of the event at position `data`: cash moved, counted, handed over
    X_REPORT = "x_report"
    Z_REPORT = "z_report"
    TICKET = "ticket"  # of the queue: `data` names it
    ORDER = "order"
    LABEL = "label"  # `data` holds the labels as they stood when they were asked for


class PrinterRole(StrEnum):
    """What a printer is for."""

    RECEIPT = "receipt"
    KITCHEN = "kitchen"
    LABEL = "label"


class PrintState(StrEnum):
    """`unknown`: the till stopped before it knew whether paper came out."""

    WAITING = "waiting"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A job as it stands. `sale` or `shift` says what to fetch when it is printed."""

    job: int
    kind: PrintKind
    sale: SaleId | None
    shift: ShiftId | None
    copy_no: int
    paper: bool
    drawer: bool
    state: PrintState
    fault: str | None
    made_at: int  # UTC milliseconds: a drawer does not open for a job nobody waits for any more
    data: str | None = None
    role: PrinterRole = PrinterRole.RECEIPT


_ROLES: Final = {PrintKind.ORDER: PrinterRole.KITCHEN, PrintKind.LABEL: PrinterRole.LABEL}
EVERY_ROLE: Final = frozenset(PrinterRole)
_SELECT: Final = (
    "SELECT job, kind, sale, shift, copy_no, paper, drawer, state, fault, made_at, data, role FROM print_job"
)


def add_job(
    unit: StoreUnit,
    kind: PrintKind,
    *,
    sale: SaleId | None = None,
    shift: ShiftId | None = None,
    copy_no: int = 0,
    paper: bool = True,
    drawer: bool = False,
) -> int:
    """Number of the job that is worked off once this transaction is committed."""
    added = unit.execute(
        "INSERT INTO print_job (kind, sale, shift, copy_no, paper, drawer, state, made_at, role)"
        " VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?, ?)",
        (
            kind.value, None if sale is None else sale.bytes, None if shift is None else shift.bytes,
            copy_no, int(paper), int(drawer), unit.now_ms(), role_of(kind).value,
        ),
    )  # fmt: skip
    job = added.lastrowid
    if job is None:
        raise AssertionError(kind)
    return job


def add_slip(unit: StoreUnit, position: int) -> int:
    """The slip of the event at `position`, once this transaction is committed. The number of its job."""
    job = add_job(unit, PrintKind.DRAWER_SLIP)
    unit.execute("UPDATE print_job SET data = ? WHERE job = ?", (str(position), job))
    return job


def add_ticket_job(unit: StoreUnit, ticket: UUID) -> int:
    """The slip with a queue number, once this transaction is committed. The number of its job."""
    job = add_job(unit, PrintKind.TICKET)
    unit.execute("UPDATE print_job SET data = ? WHERE job = ?", (str(ticket), job))
    return job


def add_label_job(unit: StoreUnit, labels: str) -> int:
    """Labels as `printing.labels` writes them, once this transaction is committed. The number of the job."""
    job = add_job(unit, PrintKind.LABEL)
    unit.execute("UPDATE print_job SET data = ? WHERE job = ?", (labels, job))
    return job


def role_of(kind: PrintKind) -> PrinterRole:
    """Which printer a kind of print-out belongs to."""
    return _ROLES.get(kind, PrinterRole.RECEIPT)


def next_job(rows: Rows, roles: Collection[PrinterRole] = EVERY_ROLE) -> PrintJob | None:
    """The oldest job that waits for a printer of these roles."""
    marks = ", ".join("?" * len(roles))
    found = rows.execute(
        f"{_SELECT} WHERE state = 'waiting' AND role IN ({marks}) ORDER BY job LIMIT 1",
        tuple(role.value for role in roles),
    ).fetchone()
    return None if found is None else _job(found)


def to_do(rows: Rows) -> tuple[PrintJob, ...]:
    """Everything that is neither on paper nor given up by a person, oldest first."""
    return tuple(_jobs(rows.execute(_SELECT + " WHERE state NOT IN ('done', 'dropped') ORDER BY job")))


def job_at(rows: Rows, job: int) -> PrintJob | None:
    found = rows.execute(_SELECT + " WHERE job = ?", (job,)).fetchone()
    return None if found is None else _job(found)


def unfinished(rows: Rows) -> tuple[PrintJob, ...]:
    """Jobs that failed or of which nobody knows whether they were printed, oldest first."""
    return tuple(_jobs(rows.execute(_SELECT + " WHERE state IN ('failed', 'unknown') ORDER BY job")))


def mark_printing(unit: StoreUnit, job: int) -> None:
    _mark(unit, job, PrintState.PRINTING)


def mark_printed(unit: StoreUnit, job: int) -> None:
    _mark(unit, job, PrintState.DONE)


def mark_failed(unit: StoreUnit, job: int, fault: str) -> None:
    _mark(unit, job, PrintState.FAILED, fault)


def print_again(unit: StoreUnit, job: int) -> None:
    """Back into the queue: the cashier answered "yes, print". The drawer stays shut: it is about paper."""
    _mark(unit, job, PrintState.WAITING)
    unit.execute("UPDATE print_job SET drawer = 0 WHERE job = ?", (job,))


def drop_job(unit: StoreUnit, job: int) -> None:
    """The cashier answered "no": it came out, or nobody wants it any more."""
    _mark(unit, job, PrintState.DROPPED)


def mark_unknown(unit: StoreUnit) -> tuple[PrintJob, ...]:
    """At start: what was still to be printed when the till stopped is "recorded, print unknown: reprint?"."""
    unit.execute("UPDATE print_job SET state = 'unknown' WHERE state IN ('waiting', 'printing')")
    return unfinished(unit)


def _mark(unit: StoreUnit, job: int, state: PrintState, fault: str | None = None) -> None:
    unit.execute("UPDATE print_job SET state = ?, fault = ? WHERE job = ?", (state.value, fault, job))


def _jobs(found: Iterator[Row]) -> Iterator[PrintJob]:
    return map(_job, found)


def _job(row: Row) -> PrintJob:
    return PrintJob(
        job=row[0],
        kind=PrintKind(row[1]),
        sale=None if row[2] is None else SaleId(UUID(bytes=row[2])),
        shift=None if row[3] is None else ShiftId(UUID(bytes=row[3])),
        copy_no=row[4],
        paper=bool(row[5]),
        drawer=bool(row[6]),
        state=PrintState(row[7]),
        fault=row[8],
        made_at=row[9],
        data=row[10],
        role=PrinterRole(row[11]),
    )
