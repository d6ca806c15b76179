"""Flags that commands share, declared once, and how a command's outcome reaches the shell."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import platformdirs
import typer
from sqlalchemy.exc import OperationalError

from backoffice_server.kernel.database import Database
from backoffice_server.settings import Settings
from backoffice_server.texts import _
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

Data = Annotated[
    Path | None, typer.Option(envvar="POS_SERVER_DATA", help="Folder of the database and the secrets.")
]
DatabaseUrl = Annotated[
    str,
    typer.Option(envvar="POS_DATABASE_URL", help="postgresql://… or sqlite:///…; default: a file in --data."),
]


def settings_of(data: Path | None, database_url: str = "") -> Settings:
    """Settings of a command that needs no more than its data."""
    return Settings(data=data or platformdirs.user_data_path("pos-backoffice"), database_url=database_url)


@contextmanager
def opened(settings: Settings, *, writes: bool = True) -> Iterator[Database]:
    """The database for one command; what the user can put right is said in a line, with exit code 1."""
    with told():
        if settings.url.startswith("sqlite") and writes:
            settings.data.mkdir(parents=True, exist_ok=True)
        with Database(settings.url, writes=writes) as database:
            yield database


@contextmanager
def told() -> Iterator[None]:
    """Turn a refusal into a line on stderr and exit code 1."""
    try:
        yield
    except Refusal as refusal:
        _fail(_wording(refusal))
    except (OperationalError, RuntimeError) as error:
        _fail(str(getattr(error, "orig", None) or error))


def _fail(text: str) -> None:
    typer.echo(text, err=True)
    raise typer.Exit(1)


def _wording(refusal: Refusal) -> str:
    if refusal.code is ErrorCode.SERVER_RUNNING:
        return _("The server is running: use the admin tab.")
    facts = ", ".join(f"{name}: {value}" for name, value in refusal.facts.items())
    return _("Refused ({code}). {facts}", code=refusal.code.value, facts=facts)
