"""SQLAlchemy engines as this server wants them: durable, one writer on SQLite, snapshots for readers."""

import sqlite3
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from backoffice_server.kernel.unfit import Unfit
from backoffice_server.texts import _
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

WRITER_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
)
READER_PRAGMAS: Final = (
    "PRAGMA query_only = ON",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA cache_size = -32768",
    "PRAGMA temp_store = MEMORY",
)
DURABLE_SETTINGS: Final = ("fsync", "full_page_writes", "synchronous_commit")
CONNECTIONS_MAX: Final = 48
_DRIVERS: Final = frozenset({"sqlite", "sqlite+pysqlite", "postgresql+psycopg"})
_FORMS: Final = "sqlite:////folder/backoffice.db, postgresql://user:password@host/database"
MOUNTS: Final = Path("/proc/mounts")
NETWORK_FILE_SYSTEMS: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"})


def url_of(text_: str) -> URL:
    """The URL with psycopg named: people type `postgresql://…`. Raises Unfit for what leads nowhere."""
    try:
        url = make_url(text_)
    except (ArgumentError, ValueError) as fault:
        raise _unreadable() from fault
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in _DRIVERS:
        raise Unfit(_("There is no such kind of database: {forms}.", forms=_FORMS))
    if url.get_backend_name() == "sqlite":
        _refuse_no_file(url)
    else:
        _refuse_unknown_options(url)
    return url


def _refuse_no_file(url: URL) -> None:
    """SQLite is a file of this machine: one in memory is nobody's books."""
    if url.host or url.query or (url.database or ":memory:") == ":memory:":
        raise _unreadable()


def _refuse_unknown_options(url: URL) -> None:
    try:
        make_conninfo(**dict.fromkeys(url.query, "1"))
    except psycopg.ProgrammingError as fault:
        raise _unreadable() from fault


def _unreadable() -> Unfit:
    return Unfit(_("The address of the database cannot be read: {forms}.", forms=_FORMS))


def writer(url: URL) -> Engine:
    """Engine for units that write. SQLite: exactly one connection; the database queues for it."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, WRITER_PRAGMAS, begin="BEGIN IMMEDIATE", connections=1)
    return create_engine(
        url, pool_size=CONNECTIONS_MAX, max_overflow=0, pool_reset_on_return="rollback", hide_parameters=True
    )


def reader(url: URL) -> Engine:
    """Engine for units that only read; each sees one snapshot."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, READER_PRAGMAS, begin="BEGIN", connections=CONNECTIONS_MAX)
    engine = create_engine(
        url,
        pool_size=CONNECTIONS_MAX,
        max_overflow=0,
        isolation_level="REPEATABLE READ",
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _read_only(connection: Any, _: Any) -> None:
        connection.read_only = True

    return engine


def refuse_unsafe(engine: Engine) -> None:
    """Raise Unfit for a PostgreSQL that may lose what it acknowledged."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        off = [
            name for name in DURABLE_SETTINGS if connection.execute(text(f"SHOW {name}")).scalar() == "off"
        ]
    if off:
        raise Unfit(_("This PostgreSQL may lose sales: switch on {settings}.", settings=", ".join(off)))


def refuse_network_path(database: Path, mounts: Path = MOUNTS) -> None:
    """Raise Unfit when the SQLite file lies on a network file system: its locks cannot be trusted."""
    if not mounts.exists():
        return
    place = str(database.resolve())
    fields = [line.split() for line in mounts.read_text("utf-8").splitlines()]
    mounted = [(mount, kind) for _device, mount, kind, *_rest in fields]
    holding = [(mount, kind) for mount, kind in mounted if place.startswith(mount.rstrip("/") + "/")]
    _mount, kind = max(holding, key=lambda pair: len(pair[0]), default=("", ""))
    if kind in NETWORK_FILE_SYSTEMS:
        raise Unfit(
            _(
                "{file} lies on a network path ({kind}): use a local disk or PostgreSQL.",
                file=place,
                kind=kind,
            )
        )


def is_disk_full(error: BaseException) -> bool:
    """Whether SQLite said that the disk is full."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def refuse_missing(url: URL) -> None:
    """Refuse to read an SQLite file that is not there (SQLite would make an empty one)."""
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise Refusal(ErrorCode.NOT_FOUND, database=url.render_as_string(hide_password=True))


def _sqlite(url: URL, pragmas: tuple[str, ...], *, begin: str, connections: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "isolation_level": None, "cached_statements": 256},
        pool_size=connections,
        max_overflow=0,
        pool_timeout=60,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: Any) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # The driver is in autocommit: the transaction begins here, with the lock a writer needs.
        connection.exec_driver_sql(begin)

    return engine
