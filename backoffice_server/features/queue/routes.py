"""The queue over HTTP: desks that call, services, and the public display that needs no login."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.features.queue import queries, service
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.values.codes import Permission
from shared_models.wire.queue import (
    CallNext,
    DisplayAddress,
    QueueBoard,
    QueueServiceRow,
    StepTicket,
    TicketRow,
)

router = APIRouter(prefix="/api/queue", tags=["queue"])
Desk = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]
Owner = Annotated[SignedInStaff, needs(Permission.ADMIN_TILLS)]


@router.get("/{branch}/services")
def list_services(branch: UUID, unit: ReadUnit, _: Desk) -> tuple[QueueServiceRow, ...]:
    return tuple(queries.services(unit, branch))


@router.put("/{branch}/services/{key}")
def save_service(branch: UUID, key: UUID, row: QueueServiceRow, unit: WriteUnit, _: Owner) -> QueueServiceRow:
    return service.save_service(unit, branch, row.model_copy(update={"id": key}))


@router.get("/{branch}/board")
def show_board(
    branch: UUID, unit: ReadUnit, _: Desk, day: Annotated[date | None, Query()] = None
) -> QueueBoard:
    return queries.board(unit, branch, day)


@router.post("/{branch}/next")
def call_next(branch: UUID, wanted: CallNext, unit: WriteUnit, who: Desk) -> TicketRow:
    return service.call_next(unit, branch, wanted, who.staff)


@router.post("/{branch}/tickets/{ticket}")
def step_ticket(branch: UUID, ticket: UUID, wanted: StepTicket, unit: WriteUnit, who: Desk) -> TicketRow:
    return service.step_ticket(unit, branch, ticket, wanted, who.staff)


@router.post("/{branch}/display")
def show_address(
    branch: UUID, unit: WriteUnit, _: Owner, *, renew: Annotated[bool, Query()] = False
) -> DisplayAddress:
    return DisplayAddress(path=f"/queue/{service.display_address(unit, branch, renew=renew)}")
