"""A request's units of work: opened here, committed before the reply is sent."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Final, cast

from fastapi import Depends, Request

from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.unit import Unit
from backoffice_server.settings import Settings

WRITERS_AT_ONCE: Final = 12
READERS_AT_ONCE: Final = 24


def database_of(request: Request) -> Database:
    return cast(Database, request.app.state.database)


def settings_of(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


def _master_secret_of(request: Request) -> MasterSecret:
    return cast(MasterSecret, request.app.state.master_secret)


async def _turn() -> AsyncIterator[None]:
    yield


# A request gives its thread back between its steps (endpoint, reply, commit) while it holds the writer.
# Were all threads taken by requests that wait for the writer, none could finish: so only so many may wait,
# the others queue without a thread. Readers stay below the number of their connections for the same reason.
_TURN: Final = Depends(_turn, scope="function", max_concurrency=WRITERS_AT_ONCE)
WriteTurn = Annotated[None, _TURN]


def _write(request: Request, _: WriteTurn) -> Iterator[Unit]:
    with database_of(request).write() as unit:
        yield unit


def _read(request: Request) -> Iterator[Unit]:
    with database_of(request).read() as unit:
        yield unit


# scope="function": the commit comes before the reply, so nothing is acknowledged that is not durable.
WriteUnit = Annotated[Unit, Depends(_write, scope="function")]
ReadUnit = Annotated[Unit, Depends(_read, scope="function", max_concurrency=READERS_AT_ONCE)]
TheSettings = Annotated[Settings, Depends(settings_of)]
TheMasterSecret = Annotated[MasterSecret, Depends(_master_secret_of)]
