"""Where copies lie in the clear while they are worked on: the data folder, for their owner alone."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from backoffice_server.kernel.lock_file import LockFile
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.texts import _
from shared_models.values.refusals import Refusal

PREFIX: Final = ".backup-"
LOCK: Final = "backup.lock"


class InUse(Unfit):
    """Another process, on this host or another, works on a backup of the same server."""

    def __init__(self) -> None:
        super().__init__(_("Another backup of this server is being worked on: wait for its end."))


@contextlib.contextmanager
def workplace(data: Path) -> Iterator[Path]:
    """A folder (mode 0700) that is gone when the block ends, and what a killed run left behind with it.

    Raises InUse while another process works on a backup of the same server.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        lock = LockFile(data / LOCK)
    except Refusal as held:
        raise InUse from held
    with contextlib.closing(lock):
        for left in data.glob(f"{PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=data) as folder:
            yield Path(folder)
