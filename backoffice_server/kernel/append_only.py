"""Tables that only ever grow: triggers refuse UPDATE and DELETE, whoever asks. A correction is a new row."""

from typing import Any, Final

from sqlalchemy import Connection, Table, event

MARK: Final = "append_only"
_EACH: Final = "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
    RAISE EXCEPTION USING MESSAGE = 'append-only: ' || TG_TABLE_NAME, ERRCODE = 'restrict_violation';
END $$
"""


def append_only(table: Table) -> Table:
    """Declare a table append-only (in tables.py); migrations run the same statements through `ddl`."""
    table.info[MARK] = True
    event.listen(table, "after_create", _guard)
    return table


def ddl(table: str, dialect: str) -> list[str]:
    """Statements that guard `table` on `dialect` ("sqlite" or "postgresql")."""
    if dialect == "postgresql":
        return [
            _FUNCTION,
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} {_EACH}",
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def _guard(table: Table, connection: Connection, **_: Any) -> None:
    for statement in ddl(table.name, connection.dialect.name):
        connection.exec_driver_sql(statement)
