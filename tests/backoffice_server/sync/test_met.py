"""What only lost to another transaction is done again, and nobody hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from backoffice_server.features.sales.tables import sale
from backoffice_server.kernel.again import TRIES
from backoffice_server.kernel.database import Database
from backoffice_server.sync.receive.parsing import parse
from backoffice_server.sync.receive.transaction import received
from backoffice_server.sync.reproject import reproject, waiting_streams
from shared_models.wire.sync import PushReply
from tests.databases import Databases
from tests.factories.events import TillWriter, line
from tests.factories.versions import without
from tests.factories.warung import GULA, NOW, SECRET, Warung, build


@pytest.fixture
def warung(databases: Databases, tmp_path: Path) -> Iterator[Warung]:
    """On PostgreSQL: SQLite has one writer, who meets nobody."""
    url = databases.cloned("postgresql", tmp_path, template="warung", build=build)
    with Database(url, now=lambda: NOW) as database:
        yield Warung(database).stocked()
    databases.drop(url)


def meet(warung: Warung, *, times: int, state: str) -> None:
    """Each of the next so many outcomes loses to somebody; a sequence counts on behind a rollback."""
    raised = f"IF nextval('met') <= {times} THEN RAISE EXCEPTION 'met' USING ERRCODE = '{state}'; END IF;"
    meets = (
        "CREATE SEQUENCE met",
        f"CREATE FUNCTION meets() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised} RETURN NEW; END $$",
        "CREATE TRIGGER meets BEFORE INSERT ON event_outcome FOR EACH STATEMENT EXECUTE FUNCTION meets()",
    )
    with warung.database.write() as unit:
        for statement in meets:
            unit.connection.execute(text(statement))


def pushed(warung: Warung, till: TillWriter) -> PushReply:
    request = till.push()
    items = parse(request, SECRET.device_key)
    return received(warung.database, warung.till(), request, items, imported=False)


def sales(warung: Warung) -> int:
    return int(warung.scalar(select(func.count()).select_from(sale)))


def selling(warung: Warung) -> TillWriter:
    till = warung.opened()
    till.sale(line(GULA.item, GULA.price))
    return till


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_a_push_that_met_another_is_taken(warung: Warung, state: str) -> None:
    till = selling(warung)
    meet(warung, times=TRIES - 1, state=state)
    assert pushed(warung, till).known == till.mark(3)
    assert sales(warung) == 1


def test_one_that_always_loses_acknowledges_nothing(warung: Warung) -> None:
    till = selling(warung)
    meet(warung, times=TRIES, state="40P01")
    with pytest.raises((psycopg.OperationalError, DBAPIError)):
        pushed(warung, till)
    assert sales(warung) == 0


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_what_is_posted_after_an_upgrade_may_meet_a_push(warung: Warung, state: str) -> None:
    till = selling(warung)
    with without("sale.completed"):
        pushed(warung, till)
    with warung.database.read() as unit:
        (waiting,) = waiting_streams(unit)
    meet(warung, times=TRIES - 1, state=state)
    steps = list(reproject(warung.database, waiting))
    assert [step.outcomes.total() for step in steps] == [1, 0]
    assert sales(warung) == 1
