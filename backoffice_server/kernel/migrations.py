"""Brings a database to the schema of this build; refuses one that is newer."""

from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from backoffice_server.kernel.database import Database

LOCATION: Final = "migrations:server"
LOCK: Final = 0x504F53  # any number will do, as long as it stays the same


def migrate(database: Database) -> bool:
    """Run what is missing; True when something was. Raises RuntimeError for a schema newer than the code."""
    config = Config()
    config.set_main_option("script_location", LOCATION)
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    with database.engine.begin() as connection:
        if database.dialect == "postgresql":
            # Several server processes may start at once: one migrates, the others find it done.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        present = MigrationContext.configure(connection).get_current_revision()
        if present == head:
            return False
        known = {revision.revision for revision in script.walk_revisions()}
        if present is not None and present not in known:
            raise RuntimeError(f"the database's schema {present} is newer than this program")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True
