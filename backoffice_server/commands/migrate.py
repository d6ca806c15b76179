"""`migrate`: bring the database to this program's schema."""

from backoffice_server.commands.options import Data, DatabaseUrl, opened, settings_of
from backoffice_server.kernel import migrations


def migrate(*, data: Data = None, database_url: DatabaseUrl = "") -> None:
    """Bring the database to the schema of this program."""
    with opened(settings_of(data, database_url)) as database:
        migrations.migrate(database)
