"""The company's master secret: a file outside the database. Device keys derive from it."""

import hmac
from pathlib import Path
from typing import Final
from uuid import UUID

from backoffice_server.kernel.edges import random_bytes
from backoffice_server.kernel.private_files import make_private
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.texts import _
from shared_models.wire import chain

SECRET_BYTES: Final = 32


class MasterSecret:
    """Signs and derives; hands itself out to nobody."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise ValueError(len(secret))
        self._secret = secret
        self._keys: dict[tuple[UUID, int], bytes] = {}

    def device_key(self, device: UUID, kid: int) -> bytes:
        """The key that authenticates a device's events, 32 bytes."""
        key = self._keys.get((device, kid))
        if key is None:
            key = self._keys[device, kid] = chain.device_key(self._secret, device, kid)
        return key

    def wrapped(self, device: UUID, kid: int, key: bytes) -> bytes:
        """A key the device made itself, readable with the secret alone; wrapped twice it is the key again.

        A one-time pad: nobody else's pad depends on (device, kid), and such a pair has one key for ever.
        """
        if len(key) != SECRET_BYTES:
            raise ValueError(len(key))
        pad = chain.derived(self._secret, b"pos-own-key" + device.bytes + kid.to_bytes(4, "big"))
        return bytes(one ^ other for one, other in zip(key, pad, strict=True))

    def sign(self, statement: bytes) -> bytes:
        """HMAC-SHA256 by which this server knows its own certificates again."""
        own = hmac.digest(self._secret, b"pos-certificate-key", "sha256")
        return hmac.digest(own, statement, "sha256")

    @property
    def name(self) -> str:
        """Tells secrets apart without giving anything away."""
        return self.sign(b"name of the secret").hex()[:16]


def make(path: Path) -> MasterSecret:
    """Create the file (mode 0600). Raises FileExistsError rather than replace a secret."""
    secret = random_bytes(SECRET_BYTES)
    make_private(path, secret.hex() + "\n")
    return MasterSecret(secret)


def load(path: Path) -> MasterSecret:
    """Read the file. Raises Unfit when it is missing or damaged: a new one would make tills strangers."""
    if not path.exists():
        raise Unfit(_("The master secret {file} is missing: bring it back from its copy.", file=path))
    try:
        return MasterSecret(bytes.fromhex(path.read_text("utf-8").strip()))
    except ValueError as fault:
        raise Unfit(
            _("The master secret {file} is damaged: bring it back from its copy.", file=path)
        ) from fault
