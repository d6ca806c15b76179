"""What of a stream is held: the log and the quarantine together."""

from __future__ import annotations

from backoffice_server.features.events.queries import held, stream_row
from shared_models.values.ids import StreamId
from tests.factories.events import line
from tests.factories.warung import BRANCH, GULA, Warung


def test_log_and_quarantine_count_as_held(warung: Warung) -> None:
    till = warung.opened()
    till.sale(line(GULA.item, GULA.price))
    request = till.push()
    broken = request.events[2].model_copy(update={"bytes": "{}"})
    warung.push(request.model_copy(update={"events": (*request.events[:2], broken)}))
    hashes = [bytes.fromhex(item.hash) for item in till.items]
    with warung.database.read() as unit:
        found = held(unit, BRANCH, StreamId(till.stream), span=(2, 9), places=[1])
        assert [found.event(seq, hashes[seq - 1]) for seq in (1, 2, 3)] == [True, True, False]
        assert [found.anything(seq, hashes[seq - 1]) for seq in (1, 2, 3)] == [True, True, True]
        assert found.other_event(2, hashes[1]) is None
        assert found.other_event(2, b"other") == hashes[1]
        # What was set aside makes no fork: nobody can say what it was.
        assert found.other_event(3, b"other") is None
        assert [found.set_aside(seq) for seq in (2, 3)] == [False, True]
        assert not found.place_taken(4)
        assert stream_row(unit, StreamId(till.stream)).head_seq == 3
