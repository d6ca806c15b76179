"""State of a till's event log: its journals, the one that is shown, and one event as it was written."""

import json
from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Query, Rows, Source
from pos_client.features.tills import actions
from pos_client.features.tills.shown import outcome_words
from shared_models.values.codes import EventOutcome
from shared_models.values.refusals import Refusal
from shared_models.wire.tills import TillEvent, TillEventText, TillStream


class EventLog(QObject):
    """`changed`: journals or refusal; `rows_changed`: another journal is shown; `event_came`: one event."""

    changed = Signal()
    rows_changed = Signal()
    event_came = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.register: UUID | None = None
        self.place = ""
        self.streams: Sequence[TillStream] | None = None
        self.shown: TillStream | None = None
        self.refusal: Refusal | None = None
        self._streams = Question(office, self)
        self._event = Question(office, self)

    def show(self, register: UUID, place: str) -> None:
        if register != self.register:
            self.streams, self.shown = None, None
        self.register, self.place = register, place
        self.load()

    def load(self) -> None:
        register = self.register
        if register is not None:
            self._streams.ask(
                lambda api: actions.list_streams(api, register), then=self._told, refused=self._refused
            )

    def choose(self, stream: str) -> None:
        """Show another journal of the till."""
        self.shown = next((one for one in self.streams or () if str(one.stream) == stream), self.shown)
        self.rows_changed.emit()

    def source(self, stream: TillStream) -> Source:
        """Events a page at a time, youngest first."""

        def answer(query: Query) -> Rows:
            after = query.cursor if isinstance(query.cursor, str) else None
            page = self.office.call(lambda api: actions.list_events(api, stream, after=after))
            rows = [self._line(event, stream) for event in page.rows]
            return Rows(rows=rows, total=page.total, next_cursor=page.next)

        return answer

    def open(self, seq: int, hash_: str) -> None:
        """`event_came` brings it."""
        stream = self.shown
        if stream is not None:
            self._event.ask(
                lambda api: actions.fetch_event(api, stream, seq=seq, hash_=hash_),
                then=self.event_came.emit,
                refused=self._refused,
            )

    def _line(self, event: TillEvent, stream: TillStream) -> Row:
        return {
            "id": f"{event.seq}{event.hash}",
            "seq": event.seq,
            "type": event.type or "",
            "at": None if event.at is None else self.office.local(event.at, stream.branch),
            "received": self.office.local(event.received_at, stream.branch),
            "receipt": event.receipt or "",
            "outcome": outcome_words(event.outcome),
            "aside": event.outcome is EventOutcome.QUARANTINED,
            "short": event.hash[:8],
            "hash": event.hash,
            "size": event.size,
        }

    def _told(self, streams: tuple[TillStream, ...]) -> None:
        self.streams, self.refusal = streams, None
        here = None if self.shown is None else self.shown.stream
        self.shown = next((one for one in streams if one.stream == here), streams[0] if streams else None)
        self.changed.emit()
        self.rows_changed.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.changed.emit()


def readable(event: TillEventText) -> str:
    """The bytes laid out for eyes; as they are where they are no JSON."""
    try:
        return json.dumps(json.loads(event.bytes), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return event.bytes
