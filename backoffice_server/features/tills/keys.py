"""Whose key signed what: derived from the master secret, or brought along by a till that stood alone."""

import hmac
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.tills.tables import own_key
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.unit import Unit

KeyOf = Callable[[UUID, int], bytes]
"""The key of a device and a key id, 32 bytes."""


def keys_of(secret: MasterSecret, till: EnrolledTill) -> KeyOf:
    """Keys of one till; asks no database."""
    own = till.own
    if own is None:
        return secret.device_key
    return _with({(till.device, own.kid): secret.wrapped(till.device, own.kid, own.wrapped)}, secret)


def all_keys(unit: Unit, secret: MasterSecret) -> KeyOf:
    """Keys of every till there ever was, in one query."""
    rows = unit.connection.execute(select(own_key))
    return _with(
        {(row.device_id, row.kid): secret.wrapped(row.device_id, row.kid, row.wrapped) for row in rows},
        secret,
    )


def keep_own_key(unit: Unit, secret: MasterSecret, *, device_id: UUID, kid: int, key: bytes) -> None:
    """Remember the key a till brings along; the same one again changes nothing."""
    row = (device_id, kid, secret.wrapped(device_id, kid, key), unit.now())
    unit.insert_missing(own_key, [row])


def is_own_key(unit: Unit, secret: MasterSecret, *, device_id: UUID, kid: int, key: bytes) -> bool:
    """Whether the till brought this very key along before."""
    query = select(own_key.c.wrapped).where(own_key.c.device_id == device_id, own_key.c.kid == kid)
    kept = unit.connection.execute(query).scalar()
    return kept is not None and hmac.compare_digest(secret.wrapped(device_id, kid, kept), key)


def _with(own: dict[tuple[UUID, int], bytes], secret: MasterSecret) -> KeyOf:
    if not own:
        return secret.device_key

    def key_of(device: UUID, kid: int) -> bytes:
        return own.get((device, kid)) or secret.device_key(device, kid)

    return key_of
