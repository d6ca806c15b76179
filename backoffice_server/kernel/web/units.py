"""A request's units of work: opened here, committed before the reply is sent."""

from collections.abc import Iterator
from typing import Annotated, cast

from fastapi import Depends, Request

from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.unit import Unit
from backoffice_server.settings import Settings


def database_of(request: Request) -> Database:
    return cast(Database, request.app.state.database)


def settings_of(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


def _master_secret_of(request: Request) -> MasterSecret:
    return cast(MasterSecret, request.app.state.master_secret)


def _write(request: Request) -> Iterator[Unit]:
    with database_of(request).write() as unit:
        yield unit


def _read(request: Request) -> Iterator[Unit]:
    with database_of(request).read() as unit:
        yield unit


# scope="function": the commit comes before the reply, so nothing is acknowledged that is not durable.
WriteUnit = Annotated[Unit, Depends(_write, scope="function")]
ReadUnit = Annotated[Unit, Depends(_read, scope="function")]
TheSettings = Annotated[Settings, Depends(settings_of)]
TheMasterSecret = Annotated[MasterSecret, Depends(_master_secret_of)]
