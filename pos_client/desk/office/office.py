"""The session with the back office: one per window, made by app.py, handed to every admin presenter."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pos_client import texts
from pos_client.desk.background import Background, Problem, Task
from pos_client.remote.api import Api, Span
from pos_client.remote.live import LiveListener
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.moments import Now, Zone, business_date, local
from shared_models.values.refusals import Refusal
from shared_models.wire.replica import BranchRow
from shared_models.wire.staff import SignedIn
from shared_models.wire.sync import LiveHint

T = TypeVar("T")
Refused = Callable[[Refusal], None]
NewId = Callable[[], UUID]
ALL_BRANCHES: Final = ""


class Office(QObject):
    """Asks the server off the GUI thread and knows since when it does not answer."""

    signed_in = Signal()
    signed_out = Signal()
    branch_changed = Signal()
    reach_changed = Signal()
    hinted = Signal(object)
    _heard = Signal(object)
    _line = Signal(object)

    def __init__(
        self, background: Background, api: Api, *, now: Now, new_id: NewId, trouble: Problem
    ) -> None:
        super().__init__()
        self.background = background
        self.new_id = new_id
        self._api = api
        self._now = now
        self._trouble = trouble
        self._live: LiveListener | None = None
        self.person: SignedIn | None = None
        self.branches: tuple[BranchRow, ...] = ()
        self.branch: UUID | None = None
        self.offline_since: datetime | None = None
        self._heard.connect(self._hear)
        self._line.connect(self._line_said)

    # people

    def sign_in(self, *, username: str, password: str, refused: Refused) -> Task:
        def knock(api: Api) -> tuple[SignedIn, tuple[BranchRow, ...]]:
            signed = api.sign_in(username=username, password=password)
            return signed, api.branches()

        return self.ask(knock, then=self._welcome, refused=refused)

    def sign_out(self) -> None:
        """Forget the session here at once; the server is told when it can be reached."""
        if self.person is None:
            return
        self.background.online(self._api.sign_out, fail=lambda _error: None)
        self._leave()

    def may(self, permission: Permission) -> bool:
        return self.person is not None and permission in self.person.permissions

    # branch and time

    def choose_branch(self, key: str) -> None:
        """A branch of the menu's head, "" for all of them."""
        self.branch = UUID(key) if key else None
        self.branch_changed.emit()

    def branch_row(self, branch: UUID | None = None) -> BranchRow | None:
        """The branch asked for, else the chosen one, else the first."""
        wanted = branch or self.branch
        found = next((row for row in self.branches if row.id == wanted), None)
        return found or next(iter(self.branches), None)

    def branch_named(self, branch: UUID | None = None) -> str:
        """Code of a branch, "" when it is unknown."""
        return next((row.code for row in self.branches if row.id == branch), "")

    def local(self, moment: datetime, branch: UUID | None = None) -> datetime:
        """An instant on the wall clock of a branch."""
        return local(moment, self._zone(branch))

    def now(self) -> datetime:
        return self.local(self._now())

    def today(self) -> date:
        """The business date of the chosen branch."""
        row = self.branch_row()
        starts = row.day_starts_at_hour if row is not None else 0
        return business_date(self._now(), self._zone(None), day_starts_at_hour=starts)

    def span(self, first: date, last: date) -> Span:
        """A period in the chosen branch."""
        return Span(first, last, self.branch)

    # asking

    def ask(
        self,
        job: Callable[[Api], T],
        *,
        then: Callable[[T], None],
        refused: Refused | None = None,
    ) -> Task:
        """Run a call beside others. A bug reaches the trouble handler; the asker hears a refusal."""

        def answered(result: T) -> None:
            self.reached(None)
            then(result)

        def failed(error: BaseException) -> None:
            refusal = error if isinstance(error, Refusal) else Refusal(ErrorCode.SERVER_FAULT)
            self.reached(refusal)
            if refused is None or refusal is not error:
                self._trouble(error)
            if refused is not None:
                refused(refusal)

        return self.background.online(lambda: job(self._api), then=answered, fail=failed)

    def call(self, job: Callable[[Api], T]) -> T:
        """Run a call here and now, for sources of rows that are off the GUI thread already."""
        try:
            result = job(self._api)
        except Refusal as refusal:
            self._line.emit(refusal)
            if refusal.code is ErrorCode.SERVER_UNREACHABLE:
                since = self.offline_since or self._now()
                refusal.facts["clock"] = texts.clock(self.local(since))
            raise
        if self.offline_since is not None:
            self._line.emit(None)
        return result

    def reached(self, refusal: Refusal | None) -> None:
        """Keep what a reply, or its absence, says of the line and of the session."""
        away = refusal is not None and refusal.code is ErrorCode.SERVER_UNREACHABLE
        if away != (self.offline_since is not None):
            self.offline_since = self._now() if away else None
            self.reach_changed.emit()
        if refusal is not None and refusal.code is ErrorCode.NOT_SIGNED_IN and self.person is not None:
            self._leave()

    def close(self) -> None:
        """Stop listening and let the connections go."""
        self._stop_listening()
        self._api.client.close()

    # inside

    def _welcome(self, told: tuple[SignedIn, tuple[BranchRow, ...]]) -> None:
        self.person, rows = told
        seen = {ref.id for ref in self.person.branches}
        self.branches = tuple(row for row in rows if row.id in seen) or rows
        if self.branch not in {row.id for row in self.branches}:
            self.branch = self.branches[0].id if len(self.branches) == 1 else None
        self._stop_listening()
        self._live = LiveListener(self._api.client, heard=self._heard.emit, reached=self._line.emit)
        self._live.start()
        self.signed_in.emit()

    def _leave(self) -> None:
        self.person = None
        self._stop_listening()
        self.signed_out.emit()

    def _stop_listening(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _hear(self, hint: LiveHint) -> None:
        if self.person is not None:
            self.hinted.emit(hint)

    def _line_said(self, refusal: Refusal | None) -> None:
        if self.person is not None:
            self.reached(refusal)

    def _zone(self, branch: UUID | None) -> Zone:
        row = self.branch_row(branch)
        return row.zone if row is not None else Zone.WIB
