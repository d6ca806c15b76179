"""Brings a database to the schema of this build; refuses one that is newer."""

from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from backoffice_server.kernel.database import Database

LOCATION: Final = "migrations:server"


def migrate(database: Database) -> bool:
    """Run what is missing; True when something was. Raises RuntimeError for a schema newer than the code."""
    config = Config()
    config.set_main_option("script_location", LOCATION)
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    with database.engine.begin() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
        if present == head:
            return False
        known = {revision.revision for revision in script.walk_revisions()}
        if present is not None and present not in known:
            raise RuntimeError(f"the database's schema {present} is newer than this program")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True
