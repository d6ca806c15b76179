"""What each restore lost and got back: ranges by stream, the receipts in them, and who is still awaited."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, Subquery, and_, exists, func, select, true, union

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.events.tables import event, event_outcome, quarantine, stream
from backoffice_server.features.incidents.tables import incident, incident_stream
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.sales.tables import sale
from backoffice_server.features.tills.tables import device, register
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.wire.incidents import (
    GAPS_MAX,
    AwaitedTill,
    CameBack,
    CameBackReceipt,
    Gap,
    Incident,
    ReceiptsPage,
)


def _word() -> Subquery:
    """What each stream said first. Where it stands tells its own row: a till that moved asks about its old
    stream from its new place, and only the first event that comes back tells to which branch it belongs.
    """
    said = incident_stream.c
    return (
        select(
            said.incident_id,
            said.stream_id,
            said.device_id,
            said.held_seq,
            said.acked_seq,
            func.coalesce(stream.c.branch_id, said.branch_id).label("branch_id"),
            func.coalesce(stream.c.register_id, said.register_id).label("register_id"),
        )
        .outerjoin(stream, stream.c.stream_id == said.stream_id)
        .subquery("word")
    )


WORD: Final = _word()


def incidents(unit: Unit) -> tuple[Incident, ...]:
    """All restores, youngest first."""
    rows = unit.connection.execute(select(incident).order_by(incident.c.restored_at.desc())).all()
    return tuple(
        Incident(
            id=row.incident_id,
            taken_at=row.taken_at,
            restored_at=row.restored_at,
            ranges=tuple(_range(unit, lost) for lost in unit.connection.execute(_lost(row.incident_id))),
            awaited=_awaited(unit, row) if place == 0 else (),
        )
        for place, row in enumerate(rows)
    )


def receipts(
    unit: Unit,
    incident_id: UUID,
    *,
    branch_id: UUID | None = None,
    search: str = "",
    after: str | None,
    limit: int,
) -> ReceiptsPage:
    """Receipts that came back, by branch and number; `search`: part of a number."""
    own = event_outcome.c
    query: Select[Any] = (
        select(
            sale.c.branch_id,
            sale.c.receipt,
            sale.c.kind,
            sale.c.at,
            sale.c.total,
            sale.c.sale_id,
            branch.c.code.label("branch_code"),
            register.c.code.label("register_code"),
        )
        .select_from(WORD)
        # By key: nobody looks through all receipts of a branch for those few.
        .join(event_outcome, _inside(event_outcome))
        .join(posting, and_(posting.c.branch_id == own.branch_id, posting.c.posting_no == own.posting_no))
        .join(sale, and_(sale.c.branch_id == posting.c.branch_id, sale.c.sale_id == posting.c.document_id))
        .join(branch, branch.c.branch_id == sale.c.branch_id)
        .join(register, register.c.register_id == WORD.c.register_id)
        .where(
            WORD.c.incident_id == incident_id,
            true() if branch_id is None else sale.c.branch_id == branch_id,
            sale.c.receipt.icontains(search, autoescape=True),
        )
    )
    total = unit.connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    order = (branch.c.code, sale.c.receipt, sale.c.sale_id)
    rows, following = paging.page(unit, query, order=order, after=after, limit=limit)
    return ReceiptsPage(rows=tuple(_receipt(row) for row in rows), next=following, total=total)


def _lost(incident_id: UUID) -> Select[Any]:
    return (
        select(
            WORD,
            branch.c.code.label("branch_code"),
            register.c.code.label("register_code"),
            device.c.name.label("device_name"),
        )
        .join(branch, branch.c.branch_id == WORD.c.branch_id)
        .join(register, register.c.register_id == WORD.c.register_id)
        .outerjoin(device, device.c.device_id == WORD.c.device_id)
        .where(
            WORD.c.incident_id == incident_id,
            WORD.c.acked_seq > WORD.c.held_seq,
        )
        .order_by(branch.c.code, register.c.code, WORD.c.stream_id)
    )


def _range(unit: Unit, lost: Any) -> CameBack:
    run = unit.connection.execute
    places = union(
        *(
            select(table.c.seq).where(
                table.c.branch_id == lost.branch_id,
                table.c.stream_id == lost.stream_id,
                table.c.seq > lost.held_seq,
                table.c.seq <= lost.acked_seq,
            )
            for table in (event, quarantine)
        )
    ).subquery()
    own = event_outcome.c
    columns = (func.count(), func.sum(sale.c.total), func.min(sale.c.receipt), func.max(sale.c.receipt))
    # By key: nobody looks through all receipts of a branch for those few.
    posted = (
        select(*columns)
        .join_from(
            event_outcome,
            posting,
            and_(posting.c.branch_id == own.branch_id, posting.c.posting_no == own.posting_no),
        )
        .join(sale, and_(sale.c.branch_id == posting.c.branch_id, sale.c.sale_id == posting.c.document_id))
        .where(own.branch_id == lost.branch_id, own.stream_id == lost.stream_id)
        .where(own.seq > lost.held_seq, own.seq <= lost.acked_seq)
    )
    count, total, first, last = run(posted).one()
    return CameBack(
        stream=lost.stream_id,
        branch=lost.branch_id,
        register_id=lost.register_id,
        branch_code=lost.branch_code,
        register_code=lost.register_code,
        device_name=lost.device_name,
        first_seq=lost.held_seq + 1,
        last_seq=lost.acked_seq,
        came_back=run(select(func.count()).select_from(places)).scalar_one(),
        receipts=count,
        total=int(total or 0),
        first_receipt=first,
        last_receipt=last,
        missing=_missing(unit, lost, places),
    )


def _missing(unit: Unit, lost: Any, places: Any) -> tuple[Gap, ...]:
    """Runs of places that are not held: between two that are, and behind the last one."""
    before = func.coalesce(func.lag(places.c.seq).over(order_by=places.c.seq), lost.held_seq)
    steps = select(before.label("before"), places.c.seq).subquery()
    jumps = select(steps).where(steps.c.seq - steps.c.before > 1).order_by(steps.c.seq).limit(GAPS_MAX)
    gaps = [Gap(first=row.before + 1, last=row.seq - 1) for row in unit.connection.execute(jumps)]
    last = unit.connection.execute(select(func.max(places.c.seq))).scalar() or lost.held_seq
    if last < lost.acked_seq:
        gaps.append(Gap(first=last + 1, last=lost.acked_seq))
    return tuple(gaps[:GAPS_MAX])


def _awaited(unit: Unit, row: Any) -> tuple[AwaitedTill, ...]:
    """Tills in use of which no stream has spoken since."""
    spoken = exists(
        select(incident_stream.c.stream_id).where(
            incident_stream.c.incident_id == row.incident_id,
            incident_stream.c.device_id == device.c.device_id,
        )
    )
    query = (
        select(
            device.c.branch_id,
            device.c.register_id,
            branch.c.code.label("branch_code"),
            register.c.code.label("register_code"),
            device.c.name,
        )
        .join(branch, branch.c.branch_id == device.c.branch_id)
        .join(register, register.c.register_id == device.c.register_id)
        .where(device.c.revoked_at.is_(None), device.c.enrolled_at <= row.restored_at, ~spoken)
        .order_by(branch.c.code, register.c.code)
    )
    return tuple(
        AwaitedTill(
            branch=found.branch_id,
            register_id=found.register_id,
            branch_code=found.branch_code,
            register_code=found.register_code,
            device_name=found.name,
        )
        for found in unit.connection.execute(query)
    )


def _inside(table: Any) -> Any:
    return and_(
        WORD.c.branch_id == table.c.branch_id,
        WORD.c.stream_id == table.c.stream_id,
        WORD.c.held_seq < table.c.seq,
        WORD.c.acked_seq >= table.c.seq,
    )


def _receipt(row: Any) -> CameBackReceipt:
    return CameBackReceipt(
        branch=row.branch_id,
        sale=row.sale_id,
        branch_code=row.branch_code,
        register_code=row.register_code,
        receipt=row.receipt,
        kind=row.kind,
        at=row.at,
        total=row.total,
    )
