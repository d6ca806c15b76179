"""Who sold what: booked with the line, counted back with its return, equal to all sales, and proven."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import select
from sqlalchemy.schema import DropTable

from backoffice_server.features.sales.tables import sale_seller
from backoffice_server.proof.verify import verify
from backoffice_server.reports.make import make_report
from backoffice_server.reports.scope import Wanted
from shared_models.rules.returns import LineBack
from shared_models.values.quantity import whole
from shared_models.wire.reports import ReportName, ReportTable
from tests.factories.events import TillWriter, line
from tests.factories.warung import BUDI, GULA, SARI, SECRET, TELUR, Warung


def report(warung: Warung, till: TillWriter) -> tuple[list[tuple[Any, ...]], dict[str, Any], dict[str, Any]]:
    day = till.at.date()
    with warung.database.read() as unit:
        made = make_report(unit, ReportName.SALES_BY_SALESPERSON, Wanted(date_from=day, date_to=day))
        whole_day = make_report(unit, ReportName.SALES_BY_DAY, Wanted(date_from=day, date_to=day))
        assert [one for one in verify(unit, SECRET) if not one.holds] == []
    return [tuple(row) for row in made.rows], sums(made), sums(whole_day)


def sums(made: ReportTable) -> dict[str, Any]:
    return dict(zip((column.key for column in made.columns), made.totals, strict=True))


def test_sales_and_returns_count_for_whoever_sold_and_sum_to_all(warung: Warung) -> None:
    till = warung.stocked().opened(tax_rules=())
    gula, telur = line(GULA.item, 10_000, qty=whole(2)), line(TELUR.item, 3_000)
    sold = till.sale(
        replace(gula, salesperson=BUDI), replace(telur, salesperson=SARI), replace(telur, line=3)
    )
    till.returned(sold, [LineBack(1, whole(1))])
    warung.push(till.push())
    warung.push(till.push(acked=0))
    rows, totals, day = report(warung, till)
    figures = {row[0]: row[1:5] for row in rows}
    assert figures == {
        "Budi": (2, 20_000, 10_000, 10_000),
        "Sari": (1, 3_000, 0, 3_000),
        None: (1, 3_000, 0, 3_000),
    }
    for key in ("revenue", "tax", "cost", "profit"):
        assert totals[key] == day[key]
    assert len(warung.rows(select(sale_seller))) == 3


def test_who_sold_what_before_there_was_a_table_is_taken_from_the_log(warung: Warung) -> None:
    """The upgrade of a shop that already named salespeople finds what posting writes today."""
    till = warung.stocked().opened(tax_rules=())
    gula, telur = line(GULA.item, 10_000, qty=whole(2)), line(TELUR.item, 3_000)
    sold = till.sale(replace(gula, salesperson=BUDI), replace(telur, line=2))
    till.returned(sold, [LineBack(1, whole(1))])
    warung.push(till.push())
    posted = warung.rows(select(sale_seller))
    with warung.database.engine.begin() as connection:
        connection.execute(DropTable(sale_seller))
        with Operations.context(MigrationContext.configure(connection)):
            import_module("migrations.server.versions.r0019_salespeople").upgrade()
    assert sorted(warung.rows(select(sale_seller))) == sorted(posted)
    assert len(posted) == 2
