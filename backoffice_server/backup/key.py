"""The key of the backups: a file beside the master secret. Without it no backup can be read."""

import hashlib
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backoffice_server.kernel.edges import random_bytes
from backoffice_server.kernel.private_files import make_private
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.texts import _

KEY_BYTES: Final = 32


class BackupKey:
    """Derives a key of its own for every file; `name` tells keys apart without giving anything away."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(len(key))
        self._key = key
        self.name = hashlib.sha256(self._derived(b"", b"pos-backup-key-name")).hexdigest()[:16]

    def of_file(self, salt: bytes) -> bytes:
        """AES key of the file with this salt, 32 bytes."""
        return self._derived(salt, b"pos-backup-file")

    def _derived(self, salt: bytes, what: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=what).derive(self._key)


def ensure(path: Path) -> BackupKey:
    """The key in the file, which is made (mode 0600) when it is not there."""
    if path.exists():
        return load(path)
    key = random_bytes(KEY_BYTES)
    make_private(path, key.hex() + "\n")
    return BackupKey(key)


def load(path: Path) -> BackupKey:
    """Read the file. Raises Unfit when it is missing or damaged."""
    if not path.exists():
        raise Unfit(_("The key of the backups {file} is missing: bring it back from its copy.", file=path))
    try:
        return BackupKey(bytes.fromhex(path.read_text("utf-8").strip()))
    except ValueError as fault:
        raise Unfit(
            _("The key of the backups {file} is damaged: bring it back from its copy.", file=path)
        ) from fault
