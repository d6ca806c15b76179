"""Alembic's entry: runs on the connection handed over by backoffice_server.kernel.migrations."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()
