"""State of the queue's page: the board of one branch, followed live, and what a desk does."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from pos_client import texts
from pos_client.desk.office import Office, Question
from pos_client.desk.table.columns import Row
from pos_client.features.queue_desk import actions
from pos_client.features.queue_desk.shown import SERVICE_FIRST, state_words
from shared_models.values.codes import Permission, TicketState, TicketStep
from shared_models.values.refusals import Refusal
from shared_models.wire.queue import QueueBoard, QueueFiguresLine, QueueServiceRow, TicketRow
from shared_models.wire.sync import LiveHint

# Calls come in bursts; the page follows after a moment.
FOLLOW_MS: Final = 300


class QueueDesk(QObject):
    """`changed`: another board or refusal. `done`: a ticket after a step. `addressed`: of the display."""

    changed = Signal()
    done = Signal(object)
    saved = Signal(object)
    addressed = Signal(str)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.board: QueueBoard | None = None
        self.refusal: Refusal | None = None
        self.day: date | None = None
        self.followed = False
        self._reading, self._writing = Question(office, self), Question(office, self)
        self._pause = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._pause.timeout.connect(self._follow)
        office.hinted.connect(self._hinted)

    @property
    def branch(self) -> UUID | None:
        """A queue is one branch's: the chosen one's, else the first one's."""
        row = self.office.branch_row()
        return None if row is None else row.id

    @property
    def today(self) -> bool:
        return self.day in {None, self.office.today()}

    @property
    def may_set_up(self) -> bool:
        return self.office.may(Permission.ADMIN_TILLS)

    def load(self) -> None:
        branch, day = self.branch, self.day
        if branch is not None:
            self._reading.ask(
                lambda api: actions.fetch_board(api, branch, day), then=self._told, refused=self._refused
            )

    def show_day(self, day: date) -> None:
        """Another day's figures; today is followed live."""
        self.day = None if day == self.office.today() else day
        self.load()

    def call_next(self, counter: str) -> None:
        branch = self.branch
        if branch is not None:
            self._writing.ask(
                lambda api: actions.call_next(api, branch, counter=counter),
                then=self._done,
                refused=self._refused,
            )

    def step(self, ticket: UUID, step: TicketStep, counter: str, *, to: UUID | None = None) -> None:
        branch = self.branch
        if branch is not None:
            self._writing.ask(
                lambda api: actions.step_ticket(api, branch, ticket, step=step, counter=counter, to=to),
                then=self._done,
                refused=self._refused,
            )

    def save_service(self, row: QueueServiceRow) -> None:
        branch = self.branch
        if branch is not None:
            self._writing.ask(
                lambda api: actions.save_service(api, branch, row), then=self._saved, refused=self._refused
            )

    def find_display(self, *, renew: bool = False) -> None:
        """Ask for the address of the public display; `renew`: the old one leads nowhere any more."""
        branch = self.branch
        if branch is not None:
            self._writing.ask(
                lambda api: actions.display_address(api, branch, renew=renew),
                then=self.addressed.emit,
                refused=self._refused,
            )

    # what is shown ----------------------------------------------------------------------------------------

    @property
    def services(self) -> Sequence[QueueServiceRow]:
        return () if self.board is None else self.board.services

    def service_rows(self) -> list[Row]:
        """A line per service with the figures of the day."""
        figures = {} if self.board is None else {one.service: one for one in self.board.figures}
        return [_service(one, figures[one.id]) for one in self.services if one.id in figures]

    def ticket_rows(self) -> list[Row]:
        """Who is called, who waits, who did not come."""
        board = self.board
        if board is None:
            return []
        named = {one.id: service_name(one) for one in board.services}
        return [self._ticket(one, named) for one in (*board.called, *board.waiting, *board.skipped)]

    def hour_rows(self) -> list[Row]:
        """How many were served per hour and service."""
        board = self.board
        if board is None:
            return []
        named = {one.id: service_name(one) for one in board.services}
        found = [(hour, line.service, count) for line in board.figures for hour, count in line.by_hour]
        return [
            {
                "id": f"{hour} {service}",
                "hour": f"{hour:02}.00",
                "service": named.get(service, texts.DASH),
                "served": count,
            }
            for hour, service, count in sorted(found, key=lambda one: (one[0], named.get(one[1], "")))
        ]

    def next_service(self) -> QueueServiceRow:
        """A new service with the first free letter, behind the others."""
        taken = {one.code for one in self.services}
        letters = map(chr, range(ord(SERVICE_FIRST), ord("Z") + 1))
        code = next((one for one in letters if one not in taken), SERVICE_FIRST)
        place = max((one.order for one in self.services), default=0) + 1
        return QueueServiceRow(id=self.office.new_id(), code=code, name_id="-", name_en="-", order=place)

    # inside -----------------------------------------------------------------------------------------------

    def _ticket(self, one: TicketRow, named: dict[UUID, str]) -> Row:
        now = self.office.now()
        begun = one.issued_at or one.last_at
        until = one.called_at or (now if one.state is TicketState.WAITING else one.last_at)
        tone, words = state_words(one.state)
        return {
            "id": str(one.ticket),
            "ticket": one,
            "number": one.number,
            "service": named.get(one.service, texts.DASH),
            "state": words,
            "tone": tone,
            "counter": one.counter,
            "issued": self.office.local(begun, self.branch),
            "waited": _minutes(until, begun),
        }

    def _told(self, board: QueueBoard) -> None:
        self.board, self.refusal = board, None
        self.changed.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.changed.emit()

    def _done(self, row: TicketRow) -> None:
        self.refusal = None
        self.done.emit(row)
        self.load()

    def _saved(self, row: QueueServiceRow) -> None:
        self.refusal = None
        self.saved.emit(row)
        self.load()

    def _hinted(self, hint: LiveHint) -> None:
        if self.followed and self.today and hint.scope == "branch" and hint.branch == self.branch:
            self._pause.start()

    def _follow(self) -> None:
        if self.followed:
            self.load()


def service_name(service: QueueServiceRow) -> str:
    return service.name_en if texts.language() == "en" else service.name_id


def _service(service: QueueServiceRow, figures: QueueFiguresLine) -> Row:
    return {
        "id": str(service.id),
        "row": service,
        "code": service.code,
        "name": service_name(service),
        "active": service.active,
        "waiting": figures.waiting,
        "longest_now": figures.longest_now_s // 60,
        "called": figures.called,
        "served": figures.served,
        "skipped": figures.skipped,
        "mean": figures.mean_wait_s // 60,
        "longest": figures.longest_wait_s // 60,
    }


def _minutes(until: datetime, since: datetime) -> int:
    return max(0, (until - since) // timedelta(minutes=1))
