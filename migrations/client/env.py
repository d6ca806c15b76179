"""Alembic's entry: all that is missing in one transaction, so a power cut leaves the schema as it was."""

from alembic import context

connection = context.config.attributes["connection"]
connection.exec_driver_sql("BEGIN IMMEDIATE")
context.configure(connection=connection, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
