"""`enroll-till`: a one-time code for a till place."""

from typing import Annotated

import typer

from backoffice_server.commands.options import Data, DatabaseUrl, refuse_odd_codes, settings_of, shop_of
from backoffice_server.features.branches import queries as branches
from backoffice_server.features.tills import queries, service
from backoffice_server.kernel.unit import Unit
from backoffice_server.texts import _
from shared_models.values.codes import StreamPurpose
from shared_models.values.ids import BranchId, RegisterId
from shared_models.wire.replica import RegisterRow


def enroll_till(
    *,
    data: Data = None,
    database_url: DatabaseUrl = "",
    branch: Annotated[str, typer.Option(help="Code of the branch.")],
    register: Annotated[str, typer.Option(help="Code of the till place; made when it is new.")],
    purpose: Annotated[
        StreamPurpose, typer.Option(help="import: past receipts, without checks of clock and age.")
    ] = StreamPurpose.LIVE,
) -> None:
    """Print a one-time code; the till asks for it."""
    settings = settings_of(data, database_url)
    with shop_of(settings) as database, database.write() as unit:
        row = _register(unit, branch=branch, register=register)
        hours = settings.enrolment_hours
        code = service.new_code(unit, register_id=row.id, purpose=purpose, valid_hours=hours, by=None)
        stands = queries.on_register(unit, BranchId(row.branch), RegisterId(row.id))
    typer.echo(code)
    typer.echo(
        _("Type it at the till within {hours} hours; it works once.", hours=hours),
        err=True,
    )
    if stands:
        typer.echo(_("{place} has a device: it is locked when the code is used.", place=register), err=True)


def _register(unit: Unit, *, branch: str, register: str) -> RegisterRow:
    """The till place, made when it is new."""
    place = BranchId(branches.branch_by_code(unit, branch).id)
    known = [row for row in queries.registers(unit, place) if row.code == register]
    if not known:
        refuse_odd_codes(register=register)
    return known[0] if known else service.open_register(unit, branch=place, code=register, name=register)
