"""`enroll-till`: a one-time code for a till place."""

from typing import Annotated

import typer

from backoffice_server.commands.options import Data, DatabaseUrl, refuse_odd_codes, settings_of, shop_of
from backoffice_server.features.branches import queries as branches
from backoffice_server.features.tills import queries, service
from backoffice_server.kernel.unit import Unit
from backoffice_server.settings import Settings
from backoffice_server.texts import _
from shared_models.values.codes import StreamPurpose
from shared_models.values.ids import BranchId


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
        code = _code(unit, settings, branch=branch, register=register, purpose=purpose)
    typer.echo(code)
    typer.echo(
        _("Type it at the till within {hours} hours; it works once.", hours=settings.enrolment_hours),
        err=True,
    )


def _code(unit: Unit, settings: Settings, *, branch: str, register: str, purpose: StreamPurpose) -> str:
    place = BranchId(branches.branch_by_code(unit, branch).id)
    known = [row for row in queries.registers(unit, place) if row.code == register]
    if not known:
        refuse_odd_codes(register=register)
    row = known[0] if known else service.open_register(unit, branch=place, code=register, name=register)
    hours = settings.enrolment_hours
    return service.new_code(unit, register_id=row.id, purpose=purpose, valid_hours=hours, by=None)
