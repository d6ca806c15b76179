"""Flags that commands share, declared once, and the database a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import platformdirs
import typer

from backoffice_server.commands.failing import told
from backoffice_server.features.branches import queries as branches
from backoffice_server.kernel import engines
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.migrations import migrate, refuse_other_schema
from backoffice_server.settings import Settings
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, Refusal, invalid

CODE_LENGTH_MAX: Final = 12
OWNER_ONLY: Final = 0o700  # the folder holds secrets and everybody's sales

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
def opened(settings: Settings) -> Iterator[Database]:
    """The database to write to, made when it is missing; what goes wrong inside is said in words."""
    with told():
        settings.data.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY)
        with Database(settings.url) as database:
            yield database


@contextmanager
def shop_of(settings: Settings) -> Iterator[Database]:
    """The database of a shop that stands, to write to, in this program's schema."""
    with told():
        engines.refuse_missing(engines.url_of(settings.url))
        with Database(settings.url) as database:
            migrate(database)
            with database.read() as unit:
                if not branches.has_company(unit):
                    raise Refusal(ErrorCode.NOT_FOUND, what="company")
            yield database


@contextmanager
def snapshot_of(settings: Settings) -> Iterator[Database]:
    """The database to read from, also while a server runs."""
    with told(), Database(settings.url, writes=False) as database:
        refuse_other_schema(database)
        yield database


def refuse_odd_codes(**codes: str) -> None:
    """Codes stand on receipts and in file names: letters and digits only."""
    odd = [
        Fault(flag, ErrorCode.INVALID, (("longest", CODE_LENGTH_MAX),))
        for flag, code in codes.items()
        if not (code.isascii() and code.isalnum() and len(code) <= CODE_LENGTH_MAX)
    ]
    if odd:
        raise invalid(odd)
