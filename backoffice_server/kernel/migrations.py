"""Brings a database to the schema of this build; refuses one that is newer."""

import logging
from functools import cache
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from backoffice_server.kernel.database import Database
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.kernel.unit import Unit
from backoffice_server.texts import _

logger = logging.getLogger(__name__)

LOCATION: Final = "migrations:server"
LOCK: Final = 0x504F53  # any number will do, as long as it stays the same


def migrate(database: Database) -> bool:
    """Run what is missing; True when something was. Raises Unfit for a schema newer than the code."""
    script = _script()
    with database.engine.begin() as connection:
        if database.dialect == "postgresql":
            # Several server processes may start at once: one migrates, the others find it done.
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        present = _present(connection, script)
        if present == script.get_current_head():
            return False
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        logger.info("schema brought from %s to %s", present or "nothing", script.get_current_head())
    return True


def refuse_other_schema(database: Database) -> None:
    """Raise Unfit when the tables are not those this build reads."""
    script = _script()
    with database.read() as unit:
        present = _present(unit.connection, script)
    if present is None:
        raise Unfit(
            _(
                "There is no shop in this database. Is --data right? "
                "restore brings a backup back, create-shop makes a new shop."
            )
        )
    if present != script.get_current_head():
        raise Unfit(
            _("The database has the older schema {schema}: run `backoffice-server migrate`.", schema=present)
        )


def revision_of(unit: Unit) -> str | None:
    """Revision of the schema that is there; null for none."""
    return MigrationContext.configure(unit.connection).get_current_revision()


def _present(connection: Connection, script: ScriptDirectory) -> str | None:
    present = MigrationContext.configure(connection).get_current_revision()
    if present is not None and present not in {revision.revision for revision in script.walk_revisions()}:
        raise Unfit(
            _(
                "The database has the schema {schema}, which this program does not know: it is newer.",
                schema=present,
            )
        )
    return present


@cache
def _script() -> ScriptDirectory:
    """The steps that this build brings: they do not change while it runs."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", LOCATION)
    return config
