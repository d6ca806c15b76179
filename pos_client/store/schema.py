"""The schema's number is read by plain SQL; Alembic is imported only when it is not the one this build
wants.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final, Protocol

from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal


class Executes(Protocol):
    """A connection, or a reader around one."""

    def execute(self, sql: str, /) -> sqlite3.Cursor: ...


HEAD: Final = "r0012"
"""Newest revision under migrations/client. A test holds it equal."""


def schema_number(connection: Executes) -> str | None:
    """Revision of the open database, None for an empty one."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    if known is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def bring_up_to_date(path: Path) -> None:
    """Run what is missing. The database is open nowhere else: the lock is held, the writer comes after."""
    with closing(sqlite3.connect(path)) as connection:
        found = schema_number(connection)
    if found != HEAD:
        _migrate(path, found)


def _migrate(path: Path, found: str | None) -> None:
    from alembic import command  # noqa: PLC0415 - 0.8 s of import that a till in use never needs
    from alembic.config import Config  # noqa: PLC0415 - same
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - same
    from sqlalchemy import create_engine  # noqa: PLC0415 - same
    from sqlalchemy.pool import NullPool  # noqa: PLC0415 - same

    config = Config()
    config.set_main_option("script_location", "migrations:client")
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise Refusal(ErrorCode.STORE_DAMAGED, reason="newer schema", found=found)
    # isolation_level None: the driver begins nothing by itself, env.py does.
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"isolation_level": None})
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
