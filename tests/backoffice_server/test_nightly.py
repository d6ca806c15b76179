"""When the day turns, the statistics of every branch move to it; before that nothing happens."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from backoffice_server.features.sales.tables import product_stat
from backoffice_server.kernel.database import Database
from backoffice_server.nightly import Nightly
from shared_models.values.quantity import whole
from tests.databases import Backend, Databases
from tests.factories.events import line
from tests.factories.warung import BRANCH, GULA, NOW, OTHER_BRANCH, Warung, build


def test_the_day_turns(backend: Backend, databases: Databases, tmp_path: Path) -> None:
    clock = [NOW]
    url = databases.cloned(backend, tmp_path, template="warung", build=build)
    with Database(url, now=lambda: clock[0]) as database:
        warung = Warung(database)
        till = warung.stocked().opened()
        till.sale(line(GULA.item, GULA.price, qty=whole(2)))
        warung.push(till.push())
        nightly = Nightly(database)
        assert nightly.look() == []
        clock[0] += timedelta(hours=6)
        assert nightly.look() == []
        assert as_of(warung) == (date(2026, 11, 20), whole(2))
        clock[0] += timedelta(hours=2)
        assert set(nightly.look()) == {BRANCH, OTHER_BRANCH}
        assert as_of(warung) == (date(2026, 11, 21), whole(2))
        clock[0] += timedelta(days=89)
        nightly.look()
        assert as_of(warung) == (date(2027, 2, 18), 0)
    databases.drop(url)


def as_of(warung: Warung) -> tuple[date, int]:
    (row,) = warung.rows(select(product_stat))
    return row.as_of, row.units_90


def test_it_starts_and_stops_with_the_server_as_often_as_it_does(warung: Warung) -> None:
    nightly = Nightly(warung.database)
    for _ in range(2):
        nightly.start()
        nightly.stop()
