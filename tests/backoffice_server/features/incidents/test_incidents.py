"""After a restore each stream's first push says what was lost; the list tells it until all of it is back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from backoffice_server.features.events.tables import stream
from backoffice_server.features.incidents.listing import incidents
from backoffice_server.features.incidents.service import open_incident
from backoffice_server.features.incidents.tables import incident_stream
from shared_models.values.quantity import whole
from shared_models.wire.incidents import Incident
from shared_models.wire.sync import PushRequest
from tests.backoffice_server.sync.test_push_moved import moved
from tests.factories.events import TillWriter, line
from tests.factories.shop import Door
from tests.factories.warung import GULA, NOW, Warung

YESTERDAY = NOW - timedelta(days=1)


def sold(till: TillWriter, count: int) -> TillWriter:
    for _ in range(count):
        till.sale(line(GULA.item, GULA.price, qty=whole(1)))
    return till


def asked(till: TillWriter, token: str | None = None) -> PushRequest:
    """All of it was acknowledged once: the till only asks."""
    return till.push(len(till.items) + 1, len(till.items), token=token)


def restored(warung: Warung) -> None:
    with warung.database.write() as unit:
        open_incident(unit, taken_at=YESTERDAY)


def only(warung: Warung) -> Incident:
    with warung.database.read() as unit:
        (found,) = incidents(unit)
    return found


def test_a_stream_the_backup_never_knew_comes_back_from_its_first_event(warung: Warung) -> None:
    warung.stocked()
    restored(warung)
    till = sold(warung.opened(), 2)
    reply = warung.push(asked(till))
    assert (reply.known.seq, reply.archived.seq) == (0, 0)
    (lost,) = only(warung).ranges
    assert (lost.first_seq, lost.last_seq, lost.came_back, lost.receipts) == (1, 4, 0, 0)
    warung.push(till.push(1, 3))
    warung.push(till.push(1, 3))
    (lost,) = only(warung).ranges
    assert (lost.came_back, lost.receipts, lost.total) == (3, 1, 17_500)
    warung.push(till.push(4, 4))
    (lost,) = only(warung).ranges
    assert (lost.came_back, lost.receipts, lost.total) == (4, 2, 35_000)
    assert (lost.branch_code, lost.register_code, lost.device_name) == ("BDG1", "K1", "K1")


def test_a_till_that_moved_asks_about_its_old_stream_from_its_new_place(warung: Warung) -> None:
    """The backup knows neither: only its first event tells to which branch the stream belongs."""
    till = sold(warung.stocked().opened(), 2)
    place = moved(warung)
    restored(warung)
    warung.push(asked(till), **place)
    warung.push(till.push(1, 4), **place)
    (lost,) = only(warung).ranges
    assert (lost.branch_code, lost.register_code, lost.came_back, lost.receipts) == ("BDG1", "K1", 4, 2)
    assert lost.missing == ()


def test_only_the_first_word_counts_and_what_was_never_lost_is_no_range(warung: Warung) -> None:
    till = sold(warung.stocked().opened(), 1)
    warung.push(till.push())
    restored(warung)
    warung.push(asked(till))
    sold(till, 2)
    warung.push(till.push(4))
    warung.push(asked(till))
    assert only(warung).ranges == ()
    (word,) = warung.rows(select(incident_stream))
    assert (word.held_seq, word.acked_seq) == (3, 3)
    assert [till.register_code for till in only(warung).awaited] == ["K2"]


def test_each_stream_has_its_own_first_word(warung: Warung) -> None:
    tills = [sold(warung.stocked().opened(), 1), sold(warung.opened("K2"), 1)]
    for till in tills:
        warung.push(till.push())
    restored(warung)
    for till in tills:
        warung.push(asked(till))
    assert {row.stream_id for row in warung.rows(select(incident_stream))} == {till.stream for till in tills}
    with warung.database.write() as unit:
        open_incident(unit, taken_at=NOW)
    warung.push(asked(tills[1]))
    assert len(warung.rows(select(incident_stream))) == 3, "of the latest restore alone"


def test_a_token_lost_with_the_rest_is_no_clone(warung: Warung) -> None:
    till = sold(warung.stocked().opened(), 1)
    warung.push(till.push())
    restored(warung)
    warung.push(asked(till, token="given after the backup was taken"))
    assert warung.scalar(select(stream.c.token_alarm_at)) is None


def test_the_list_is_for_people_who_may_see_the_office(door: Door) -> None:
    assert door.get("/api/incidents", door.sign_in()) == {"incidents": []}
    path = "/api/incidents/00000000-0000-0000-0000-000000000001/receipts"
    assert door.get(path, door.sign_in())["total"] == 0
    assert door.client.get("/api/incidents").status_code == 401
