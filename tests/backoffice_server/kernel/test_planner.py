"""SQLite plans a query of an empty shop as it would of a full one."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from backoffice_server.kernel.database import Database

PLANS = (
    # The day of a branch, not every sale it ever had.
    ("SELECT sum(total) FROM sale WHERE branch_id = 1 AND bdate = 5", "ix_sale_branch_id_bdate_posting_no"),
    (
        (
            "SELECT sum(l.qty) FROM sale s JOIN sale_line l ON l.branch_id = s.branch_id"
            " AND l.posting_no = s.posting_no WHERE s.branch_id IN (1, 2) AND s.bdate BETWEEN 5 AND 9"
        ),
        "SEARCH l USING PRIMARY KEY (branch_id=? AND posting_no=?)",
    ),
    (
        (
            "SELECT sum(l.amount) FROM posting p JOIN journal_line l ON l.branch_id = p.branch_id"
            " AND l.posting_no = p.posting_no WHERE p.branch_id = 1 AND p.posting_date = 5"
        ),
        "ix_posting_branch_id_posting_date_posting_no",
    ),
)


@pytest.mark.parametrize(("query", "used"), PLANS)
def test_a_query_of_one_day_reads_one_day(database: Database, query: str, used: str) -> None:
    if database.dialect != "sqlite":
        # PostgreSQL gathers its own statistics; there is nothing of ours to look at.
        return
    with database.read() as unit:
        plan = unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
    assert any(used in step[-1] for step in plan), plan


def test_every_figure_belongs_to_an_index_there_is(database: Database) -> None:
    if database.dialect != "sqlite":
        return
    with database.read() as unit:
        known = {
            (row.tbl_name, row.name)
            for row in unit.connection.execute(text("SELECT tbl_name, name, type FROM sqlite_master"))
            if row.type == "index"
        }
        tables = {
            (name, name)
            for (name,) in unit.connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'table'")
            )
        }
        figures = unit.connection.execute(text("SELECT tbl, idx, stat FROM sqlite_stat1")).all()
    assert len(figures) > 40
    assert {(row.tbl, row.idx) for row in figures} <= known | tables
