"""How a command that cannot do its work says so: a line on stderr and exit code 1, never nothing."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Never

import psycopg
import typer
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from backoffice_server.commands.words import FLAGS, model_words, refusal_words
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.texts import N_, _
from shared_models.values.refusals import Refusal

_SQLITE: Final = {
    sqlite3.SQLITE_NOTADB: N_(
        "The database is damaged, or the file is none: {reason}. "
        "Bring the last backup back: `backoffice-server restore`."
    ),
    sqlite3.SQLITE_CORRUPT: N_(
        "The database is damaged: {reason}. Bring the last backup back: `backoffice-server restore`."
    ),
    sqlite3.SQLITE_FULL: N_("The disk is full: {reason}. Nothing was written."),
    sqlite3.SQLITE_READONLY: N_(
        "The database may not be written: {reason}. Look at the rights of its folder."
    ),
    sqlite3.SQLITE_PERM: N_("The database may not be written: {reason}. Look at the rights of its folder."),
    sqlite3.SQLITE_CANTOPEN: N_("The database cannot be opened: {reason}. Look at the rights of its folder."),
    sqlite3.SQLITE_IOERR: N_("The disk is full or fails: {reason}."),
    sqlite3.SQLITE_BUSY: N_("Another program holds the database: {reason}. Close it and try again."),
    sqlite3.SQLITE_LOCKED: N_("Another program holds the database: {reason}. Close it and try again."),
}
_PRIMARY: Final = 0xFF  # the rest of SQLite's code is detail
_POSTGRES: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.InternalError,
    psycopg.errors.InsufficientPrivilege,
)


@contextmanager
def told() -> Iterator[None]:
    """Say in words what the operator can put right. Anything else is our bug and keeps its trace."""
    try:
        yield
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except Exception as error:
        words = reason(error)
        if words is None:
            raise
        fail(words)


def fail(words: str) -> Never:
    """End the command with exit code 1 and its reason."""
    typer.echo(words, err=True)
    raise typer.Exit(1)


def reason(error: Exception) -> str | None:
    """Why, in words; null when this is no matter of the operator's."""
    match error:
        case Refusal():
            return refusal_words(error)
        case Unfit():
            return str(error)
        case ValidationError():
            typed = any(flag.startswith(f"{error.title}.") for flag in FLAGS)
            return model_words(error) if typed else None
        case DBAPIError() | sqlite3.Error() | psycopg.Error():
            return _database_words(getattr(error, "orig", None) or error)
        case OSError():
            return _system_words(error)
    return None


def _database_words(error: BaseException) -> str | None:
    detail = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, sqlite3.Error):
        text = _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY)
        return None if text is None else _(text, reason=detail)
    if isinstance(error, _POSTGRES):
        return _("PostgreSQL does not do what it should: {reason}", reason=detail)
    return None


def _system_words(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return _("The disk is full: {reason}. Nothing was written.", reason=error.filename or error.strerror)
    detail = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {detail}" if error.filename else detail
