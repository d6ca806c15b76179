"""Alembic's entry: all that is missing in one transaction, so a power cut leaves the schema as it was."""

from alembic import context

connection = context.config.attributes["connection"]
# The driver begins nothing by itself before DDL; whoever called commits.
connection.exec_driver_sql("BEGIN IMMEDIATE")
context.configure(connection=connection, transactional_ddl=True)
context.run_migrations()
