"""`migrate`: bring the database to this program's schema."""

import typer

from backoffice_server.commands.options import Data, DatabaseUrl, opened, settings_of
from backoffice_server.kernel import migrations
from backoffice_server.texts import _


def migrate(*, data: Data = None, database_url: DatabaseUrl = "") -> None:
    """Bring the database to the schema of this program."""
    with opened(settings_of(data, database_url)) as database:
        done = migrations.migrate(database)
    typer.echo(_("The schema was brought up to date.") if done else _("The schema is up to date."))
