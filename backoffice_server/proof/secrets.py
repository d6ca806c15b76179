"""Whose master secret lies here: with another's, every sale would be set aside as a forgery."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from backoffice_server.features.events.tables import event, stream
from backoffice_server.features.tills.keys import KeyOf, all_keys
from backoffice_server.kernel import master_secret
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.kernel.unit import Unit
from backoffice_server.texts import _
from shared_models.wire.chain import mac_matches
from shared_models.wire.envelope import decode


def own_secret(unit: Unit, path: Path) -> MasterSecret:
    """The secret in the file. Raises Unfit when it is missing, damaged or not the one the tills know."""
    secret = master_secret.load(path)
    if not fits(unit, secret):
        raise Unfit(strange(path))
    return secret


def fits(unit: Unit, secret: MasterSecret | None) -> bool:
    """Whether any stream was begun under this secret; true also while there is none."""
    query = select(event.c.bytes, event.c.hash, event.c.mac).join_from(
        stream,
        event,
        (event.c.branch_id == stream.c.branch_id) & (event.c.stream_id == stream.c.stream_id),
    )
    first = unit.connection.execute(query.where(event.c.seq == 1)).all()
    if not first or secret is None:
        return not first
    key_of = all_keys(unit, secret)
    return any(_signed(row, key_of) for row in first)


def strange(path: Path) -> str:
    """Why signatures cannot be proven, in words, once `fits` said no."""
    if not path.exists():
        return _("The master secret {file} is missing: bring it back from its copy.", file=path)
    return _(
        "{file} is not the master secret that this shop's tills know: "
        "bring the right one back from its copy.",
        file=path,
    )


def _signed(row: Any, key_of: KeyOf) -> bool:
    try:
        told = decode(row.bytes)
    except ValueError:
        return False
    return mac_matches(key_of(told.device, told.kid), row.hash, row.mac)
