"""Customers over HTTP; their list stands with the reports, beside what they have and owe."""

from typing import Annotated, Any, Final, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from backoffice_server.features.parties import importing, queries, service
from backoffice_server.features.parties.importing import Levels
from backoffice_server.kernel.web import Clerk, ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.customers import CustomerTerms
from shared_models.wire.importing import ImportPreview
from shared_models.wire.replica import CustomerRow

router = APIRouter(prefix="/api/customers", tags=["parties"])
# The file itself, whatever its sender calls it.
RAW_BODY: Final[dict[str, Any]] = {
    "requestBody": {"content": {"application/octet-stream": {}}, "required": True}
}
NAMED_MAX: Final = 100
Cataloguer = Annotated[SignedInStaff, needs(Permission.ADMIN_CATALOG)]


def _levels(request: Request) -> Levels:
    return cast(Levels, request.app.state.own_levels)


async def _file(request: Request) -> bytes:
    return await request.body()


@router.get("/terms")
def show_terms(unit: ReadUnit, _: Clerk) -> CustomerTerms:
    return queries.terms(unit)


@router.put("/terms")
def save_terms(
    terms: CustomerTerms, unit: WriteUnit, _: Annotated[SignedInStaff, needs(Permission.ADMIN_LEDGER)]
) -> CustomerTerms:
    return service.save_terms(unit, terms=terms)


@router.get("/named")
def show_named(
    unit: ReadUnit, _: Clerk, ids: Annotated[str, Query(max_length=NAMED_MAX * 37)]
) -> tuple[CustomerRow, ...]:
    """Who customers are that a document names; `ids` apart by commas."""
    try:
        wanted = [UUID(one) for one in ids.split(",")]
    except ValueError as error:
        raise invalid([Fault("ids", ErrorCode.INVALID)]) from error
    return queries.rows(unit, wanted)


@router.post("/import", openapi_extra=RAW_BODY)
def import_file(
    content: Annotated[bytes, Depends(_file)],
    read: ReadUnit,
    write: WriteUnit,
    levels: Annotated[Levels, Depends(_levels)],
    _: Cataloguer,
    *,
    dry_run: bool = False,
    filename: Annotated[str, Query(max_length=200)] = "",
) -> ImportPreview:
    unit = read if dry_run else write
    return importing.import_customers(
        unit, content=content, filename=filename, dry_run=dry_run, levels=levels
    )


@router.put("/{customer}")
def save_customer(customer: UUID, row: CustomerRow, unit: WriteUnit, _: Cataloguer) -> CustomerRow:
    if row.id != customer:
        raise invalid([Fault("id", ErrorCode.INVALID)])
    return service.save_customer(unit, row=row)
