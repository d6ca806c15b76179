"""A copy of the database at one instant, also while a server writes to it, and a database made of it."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from backoffice_server.backup import programs
from backoffice_server.backup.workplace import InUse
from backoffice_server.kernel import engines
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.texts import _


def copy_of(url: URL, plain: Path) -> None:
    """SQLite: the file as the online backup gives it. PostgreSQL: an archive of pg_dump, unpacked."""
    if url.get_backend_name() == "sqlite":
        engines.refuse_missing(url)
        _copy_sqlite(Path(url.database or ""), plain)
    else:
        programs.run("pg_dump", "--format=custom", "--compress=0", "--file", plain, url=url)


@contextlib.contextmanager
def throw_away(url: URL, plain: Path) -> Iterator[URL]:
    """A database made of the copy, gone when the block ends. SQLite: the copy itself."""
    if url.get_backend_name() == "sqlite":
        yield url.set(database=str(plain))
        return
    # One name: what a killed run left behind goes with the next.
    scratch = url.set(database=f"{(url.database or '')[:40]}_backup_test")
    beside = _there(url)
    with _alone(scratch, beside=beside):
        drop(scratch, beside=beside)
        create(scratch, beside=beside)
        try:
            fill(scratch, plain)
            yield scratch
        finally:
            drop(scratch, beside=beside)


def fill(url: URL, plain: Path) -> None:
    """Bring the copy into an empty PostgreSQL database; all of it or an error."""
    options = ("--exit-on-error", "--no-owner", "--no-privileges")
    programs.run("pg_restore", *options, plain, url=url)
    with connected(url) as connection:
        connection.execute("ANALYZE")


def create(url: URL, *, beside: URL) -> None:
    """An empty PostgreSQL database, made over a connection to another one of its server."""
    with connected(beside) as connection:
        try:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(url.database or ""))
            )
        except psycopg.errors.InsufficientPrivilege as fault:
            raise Unfit(
                _(
                    "The user of the database may not create databases, so no backup can be tested or"
                    " restored: ALTER ROLE {user} CREATEDB.",
                    user=url.username,
                )
            ) from fault


def drop(url: URL, *, beside: URL) -> None:
    """Remove a PostgreSQL database."""
    with connected(beside) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(url.database or ""))
        )


@contextlib.contextmanager
def _alone(scratch: URL, *, beside: URL) -> Iterator[None]:
    """Several hosts may serve one database: they would drop each other's scratch database under their hands.

    The lock goes with the connection, however this process ends.
    """
    with connected(beside) as connection:
        got = connection.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (scratch.database,)
        ).fetchone()
        if got is None or not got[0]:
            raise InUse
        yield


@contextlib.contextmanager
def connected(url: URL) -> Iterator[psycopg.Connection]:
    """A plain connection outside transactions."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with contextlib.closing(psycopg.connect(address, autocommit=True)) as connection:
        yield connection


def _there(url: URL) -> URL:
    """The database itself, or on a new server the one that every server has."""
    try:
        with connected(url):
            return url
    except psycopg.OperationalError:
        return url.set(database="postgres")


def _copy_sqlite(source: Path, plain: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as live,
        contextlib.closing(sqlite3.connect(plain)) as copy,
    ):
        live.execute("PRAGMA busy_timeout = 30000")
        live.execute("PRAGMA query_only = ON")
        # In one step, which is one snapshot: however much is written meanwhile, the copy is of one instant.
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
