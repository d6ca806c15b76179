"""`import bundle`: what a till exported, from a file."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import ValidationError

from backoffice_server.commands.options import Data, DatabaseUrl, settings_of, shop_of
from backoffice_server.features.branches import queries as branches
from backoffice_server.features.tills import queries as tills
from backoffice_server.features.tills.certificates import is_ours
from backoffice_server.features.tills.reinstatement import remember
from backoffice_server.kernel.again import written
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.proof.secrets import own_secret
from backoffice_server.sync.receive.bundle import BundleFault, BundleHead, Told, Wrong, hand_in, heads
from backoffice_server.sync.receive.parsing import parse
from backoffice_server.sync.receive.transaction import original_till, received
from backoffice_server.texts import N_, _
from shared_models.values.ids import DeviceId
from shared_models.wire.enrolment import Certificate
from shared_models.wire.sync import PushReply, PushRequest

_FAULTS: Final = {
    Wrong.NO_BUNDLE: N_("{file} is no bundle of a till, or it is damaged (line {line})."),
    Wrong.CUT_SHORT: N_("{file} is cut short: take the bundle from the till once more."),
}


def bundle(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Bundle that a till exported.")],
    *,
    data: Data = None,
    database_url: DatabaseUrl = "",
) -> None:
    """Bring in what a till exported. What is held already stays as it is; it may be repeated."""
    settings = settings_of(data, database_url)
    with shop_of(settings) as database:
        with database.read() as unit:
            secret = own_secret(unit, settings.secret_file)
        try:
            for known in _known_again(database, secret, file, heads(file)):
                written(database, partial(remember, certificates=known))
                typer.echo(_("till {register} is known here again", register=known[-1].register_code))
            for told in hand_in(file, lambda request: _push(database, secret, request)):
                typer.echo(_line(told))
        except BundleFault as fault:
            raise Unfit(_(_FAULTS[fault.wrong], file=file.name, line=fault.line)) from fault


def _known_again(
    database: Database, secret: MasterSecret, file: Path, found: Sequence[BundleHead]
) -> list[tuple[Certificate, ...]]:
    """Of each till what it was given and this server does not know, as one that came back from a backup does
    not. Strangers are refused before anything is written.
    """
    shown = {device: _certificates(secret, own) for device, own in _by_device(found).items()}
    with database.read() as unit:
        company = branches.identity(unit).company
        if any(head.company != company for head in found):
            raise Unfit(_("{file} is of another shop. Nothing was written.", file=file.name))
        for device, certificates in shown.items():
            if not certificates and tills.by_device(unit, device) is None:
                unknown = _(
                    "{file} is of a till that is not known here ({device}). Nothing was written.",
                    file=file.name,
                    device=device,
                )
                raise Unfit(unknown)
        return [
            certificates
            for device, certificates in shown.items()
            if any(tills.enrolled_as(unit, device, stated.kid) is None for stated in certificates)
        ]


def _by_device(found: Sequence[BundleHead]) -> dict[DeviceId, list[BundleHead]]:
    tills_of: dict[DeviceId, list[BundleHead]] = {}
    for head in found:
        tills_of.setdefault(DeviceId(head.device), []).append(head)
    return tills_of


def _certificates(secret: MasterSecret, found: Sequence[BundleHead]) -> tuple[Certificate, ...]:
    """What this server signed for a till, oldest first. A file may come from anywhere."""
    own: dict[int, Certificate] = {}
    for head in found:
        try:
            stated = Certificate.model_validate_json(head.certificate or "")
        except ValidationError:
            continue
        if (stated.company, stated.device) == (head.company, head.device) and is_ours(secret, stated):
            own[stated.kid] = stated
    return tuple(own[kid] for kid in sorted(own))


def _push(database: Database, secret: MasterSecret, request: PushRequest) -> PushReply:
    till, keys = original_till(database, secret, request.device)
    return received(database, till, request, parse(request, keys), imported=True)


def _line(told: Told) -> str:
    return _(
        "series {series} ({stream}): {events} events, {new} new, {held} already held, {aside} set aside",
        series=told.head.series,
        stream=told.head.stream,
        events=told.events,
        new=told.new,
        held=told.held,
        aside=told.aside,
    )
