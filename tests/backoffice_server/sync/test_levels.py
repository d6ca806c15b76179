"""Stock levels reach the tills by posting number: a snapshot holds all, a pull what was moved since."""

from __future__ import annotations

import pytest

from backoffice_server.kernel.unit import Unit
from backoffice_server.sync import levels as levels_module
from backoffice_server.sync import snapshot as snapshot_module
from backoffice_server.sync.changes import changes
from backoffice_server.sync.snapshot import snapshot
from shared_models.values.quantity import whole
from shared_models.wire.sync import ChangeRow, ChangesReply, Entity, SnapshotReply
from tests.factories.events import line
from tests.factories.warung import BERAS, BRANCH, GULA, TELUR, Warung


def pulled(warung: Warung, cursor: str) -> ChangesReply:
    with warung.database.read() as unit:
        return ChangesReply.model_validate_json(changes(unit, branch=BRANCH, cursor=cursor))


def taken(unit: Unit, after: str | None = None) -> SnapshotReply:
    return SnapshotReply.model_validate_json(snapshot(unit, branch=BRANCH, after=after))


def levels(rows: tuple[ChangeRow, ...]) -> dict[str, int]:
    return {row.key: int(str((row.row or {})["qty"])) for row in rows if row.entity is Entity.STOCK}


def whole_snapshot(warung: Warung) -> tuple[dict[str, int], str, int, int]:
    with warung.database.read() as unit:
        page = taken(unit)
        found, rows = levels(page.rows), len(page.rows)
        while page.next:
            page = taken(unit, page.next)
            found |= levels(page.rows)
            rows += len(page.rows)
    return found, page.cursor, rows, page.total


@pytest.mark.parametrize("page_rows", [2, 3, 5_000])
def test_a_snapshot_holds_every_level(
    warung: Warung, monkeypatch: pytest.MonkeyPatch, page_rows: int
) -> None:
    monkeypatch.setattr(snapshot_module, "ROWS_MAX", page_rows)
    warung.stocked()
    found, _, rows, total = whole_snapshot(warung)
    assert found == {str(one.item.product): whole(100) for one in (GULA, BERAS, TELUR)}
    assert rows == total


def test_a_pull_brings_what_was_moved_since(warung: Warung) -> None:
    warung.stocked()
    _, cursor, _, _ = whole_snapshot(warung)
    assert pulled(warung, cursor).rows == ()
    till = warung.opened()
    till.sale(line(GULA.item, GULA.price, qty=whole(2)))
    warung.push(till.push())
    reply = pulled(warung, cursor)
    assert levels(reply.rows) == {str(GULA.item.product): whole(98)}
    assert pulled(warung, reply.cursor).rows == ()


def test_many_postings_come_in_several_pulls(warung: Warung, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels_module, "POSTINGS_MAX", 2)
    warung.stocked()
    _, cursor, _, _ = whole_snapshot(warung)
    till = warung.opened()
    for one in (GULA, BERAS, TELUR, GULA, BERAS):
        till.sale(line(one.item, one.price))
    warung.push(till.push())
    found: dict[str, int] = {}
    more = True
    while more:
        reply = pulled(warung, cursor)
        found |= levels(reply.rows)
        cursor, more = reply.cursor, reply.more
    assert found == {
        str(GULA.item.product): whole(98),
        str(BERAS.item.product): whole(98),
        str(TELUR.item.product): whole(99),
    }
