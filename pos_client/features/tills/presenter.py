"""State of the tills screen: registers, shifts of a period, and what is being done to a register."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from pos_client.desk.office import Office, Question
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Query, Rows, Source
from pos_client.desk.widgets.dates import Period, last_days
from pos_client.features.tills import actions
from pos_client.features.tills.shown import event_words, outcome_words
from pos_client.features.tills.state import RegisterDraft
from pos_client.remote.api import Span
from shared_models.values.codes import ErrorCode, EventOutcome
from shared_models.values.refusals import Refusal
from shared_models.wire.paging import Page
from shared_models.wire.replica import RegisterRow
from shared_models.wire.sync import LiveHint
from shared_models.wire.tills import ConfirmedShift, EnrolmentCode, TillEvent, TillState, TillStream

SHIFT_DAYS = 7
FOLLOW_MS = 1_000


@dataclass(frozen=True, slots=True)
class TillsState:
    period: Period
    tills: Sequence[TillState] | None = None
    shifts: Sequence[ConfirmedShift] | None = None
    refusal: Refusal | None = None


class Tills(QObject):
    """`changed` for states, `tills_came` and `shifts_came` for rows, `code_came` for a code to show once."""

    changed = Signal()
    tills_came = Signal()
    shifts_came = Signal()
    code_came = Signal(object, object)
    revoked = Signal(object)
    failed = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = TillsState(last_days(SHIFT_DAYS, office.today()))
        self._tills = Question(office, self)
        self._shifts = Question(office, self)
        self._pause = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._pause.timeout.connect(self._follow)
        self.shown = False
        office.hinted.connect(self._hinted)

    def load(self) -> None:
        self._tills.ask(actions.list_tills, then=self._tills_told, refused=self._refused)
        period = self.state.period
        span = Span(period.first, period.last, self.office.branch)
        self._shifts.ask(
            lambda api: actions.list_shifts(api, span), then=self._shifts_told, refused=self._refused
        )

    def choose_period(self, period: Period) -> None:
        self.state = replace(self.state, period=period)
        self.load()

    def till(self, register: UUID) -> TillState | None:
        return next((till for till in self.state.tills or () if till.register_id == register), None)

    def shift(self, shift: UUID) -> ConfirmedShift | None:
        return next((known for known in self.state.shifts or () if known.shift == shift), None)

    def ask_code(self, till: TillState) -> None:
        """A one-time code for a register."""
        self.office.ask(
            lambda api: actions.new_code(api, till.register_id),
            then=lambda code: self._code(till, code),
            refused=self.failed.emit,
        )

    def revoke(self, till: TillState) -> None:
        """Lock the device on a register: what it sends from now on is only put aside for review."""
        self.office.ask(
            lambda api: actions.revoke(api, till.register_id),
            then=lambda _nothing: self._done(till),
            refused=self.failed.emit,
        )

    def _code(self, till: TillState, code: EnrolmentCode) -> None:
        self.code_came.emit(till, code)

    def _done(self, till: TillState) -> None:
        self.revoked.emit(till)
        self.load()

    def _tills_told(self, tills: tuple[TillState, ...]) -> None:
        branch = self.office.branch
        shown = tuple(till for till in tills if branch in {None, till.branch})
        self._set(replace(self.state, tills=shown, refusal=None))
        self.tills_came.emit()

    def _shifts_told(self, page: Page[ConfirmedShift]) -> None:
        self._set(replace(self.state, shifts=page.rows, refusal=None))
        self.shifts_came.emit()

    def _refused(self, refusal: Refusal) -> None:
        self._set(replace(self.state, refusal=refusal))

    def _hinted(self, hint: LiveHint) -> None:
        if self.shown and hint.scope in {"tills", "sales"} and not self._pause.isActive():
            self._pause.start()

    def _follow(self) -> None:
        if self.shown:
            self.load()

    def _set(self, state: TillsState) -> None:
        self.state = state
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class RegisterState:
    draft: RegisterDraft
    busy: bool = False
    faults: tuple[tuple[str, ErrorCode], ...] = ()
    refusal: Refusal | None = None


class NewRegisterForm(QObject):
    changed = Signal()
    stored = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        row = office.branch_row()
        self.state = RegisterState(RegisterDraft(branch=row.id if row is not None else None))
        self._question = Question(office, self)

    def edit(self, draft: RegisterDraft) -> None:
        self._set(replace(self.state, draft=draft))

    def save(self) -> None:
        draft = self.state.draft
        faults = draft.faults()
        if faults:
            self._set(replace(self.state, faults=tuple(faults), refusal=None))
            return
        self._set(replace(self.state, busy=True, faults=(), refusal=None))
        self._question.ask(
            lambda api: actions.open_register(api, draft), then=self._stored, refused=self._refused
        )

    def _stored(self, row: RegisterRow) -> None:
        self._set(replace(self.state, busy=False))
        self.stored.emit(row)

    def _refused(self, refusal: Refusal) -> None:
        self._set(replace(self.state, busy=False, refusal=refusal))

    def _set(self, state: RegisterState) -> None:
        self.state = state
        self.changed.emit()


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
            "type": event.type,
            "what": event_words(event.type or ""),
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
