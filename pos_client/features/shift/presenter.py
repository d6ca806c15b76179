"""Who is signed in, which shift runs, and what its closing adds up to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_client.desk.background import Background
from pos_client.desk.problems import problem_text
from pos_client.desk.till.approval import Approvals
from pos_client.features.shift.state import ClosedShift, Handed, PastShift, Person, ShiftFacts
from pos_client.texts import _
from shared_models.rules.tender import DENOMINATIONS
from shared_models.values.codes import CashDirection, CashReason, ErrorCode, Permission
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.engine.staff import StaffMember
    from pos_client.features.shift.actions import ShiftDesk
    from shared_models.wire.tills import ConfirmedShift

Refused = Callable[[str], None]
Done = Callable[[], None]


class Shift(QObject):
    """One till, one drawer. `changed` when somebody signed in or out, or a shift began or ended."""

    changed = Signal()
    people_changed = Signal()
    facts_changed = Signal()
    count_outdated = Signal()
    closed = Signal(object)
    confirmed = Signal(object)
    paper_wanted = Signal()
    cash_moved = Signal(bool, int)
    counted_within = Signal(object)
    handed = Signal(object)
    report_printed = Signal(bool)
    troubled = Signal(object)

    def __init__(self, background: Background, approvals: Approvals) -> None:
        super().__init__(background)
        self._background = background
        self._approvals = approvals
        self._desk: ShiftDesk | None = None
        self.people: tuple[Person, ...] = ()
        self.cashier: StaffMember | None = None
        self.number: int | None = None
        # Who locked the till, until somebody signs in.
        self.locked: StaffMember | None = None
        self.facts: ShiftFacts | None = None
        self.pieces: dict[int, int] = {}

    def begin(self, desk: ShiftDesk, people: tuple[Person, ...], number: int | None) -> None:
        """The store is open: these people may sign in, and this shift (if any) is under way."""
        self._desk, self.people, self.number = desk, people, number
        self.facts = None
        self.people_changed.emit()
        self.changed.emit()

    def learn(self, people: tuple[Person, ...], number: int | None) -> None:
        """Staff or shift as they stand now; says so only when something is different."""
        if people != self.people:
            self.people = people
            self.people_changed.emit()
        if number != self.number:
            self.number = number
            self.changed.emit()

    @property
    def desk(self) -> ShiftDesk:
        assert self._desk is not None
        return self._desk

    @property
    def may_sell(self) -> bool:
        return self.cashier is not None and self.number is not None

    # signing in -------------------------------------------------------------------------------------------

    def sign_in(self, username: str, pin: str, refused: Refused) -> None:
        self._background.store(
            lambda: self.desk.sign_in(username, pin), then=self.signed_in, fail=self._saying(refused)
        )

    def switch(self, pin: str, *, then: Done, refused: Refused) -> None:
        """Whoever this PIN belongs to sells from now on; the cart stays as it is."""

        def known(member: StaffMember) -> None:
            then()
            self.signed_in(member)

        self._background.store(lambda: self.desk.who(pin), then=known, fail=self._saying(refused))

    def signed_in(self, member: StaffMember) -> None:
        self.cashier, self.locked = member, None
        self.changed.emit()

    def lock(self) -> None:
        """Nobody sells until somebody signs in; cart and shift stay, what is scanned meanwhile is kept."""
        if self.cashier is not None:
            self.locked, self.cashier = self.cashier, None
            self.changed.emit()

    def sign_out(self) -> None:
        """Leave the till; the cart and the shift stay as they are."""
        self.cashier = self.locked = None
        self.facts = None  # whoever comes counts from nothing
        self.changed.emit()

    # the drawer -------------------------------------------------------------------------------------------

    def open(self, opening_float: Money, refused: Refused) -> None:
        """Begin a shift with so much change money in the drawer.

        On a clock that cannot be right a supervisor must want it: the sales get its date.
        """
        actor = self._actor()

        def attempt(approver: StaffId | None, fail: Callable[[Refusal], None]) -> None:
            self._background.store(
                lambda: self.desk.open(actor, opening_float, approver),
                then=self._opened,
                fail=self._handing(fail),
            )

        def first(refusal: Refusal) -> None:
            refused(_words(refusal))
            if refusal.code is ErrorCode.CLOCK_ABSURD:
                question = partial(_wrong_clock, refusal)
                last = lambda again: refused(_words(again))  # noqa: E731 - as the panel's answer takes it
                self._approvals.ask(Permission.APPROVE, question, lambda member: attempt(member.id, last))

        attempt(None, first)

    def move_cash(
        self,
        direction: CashDirection,
        reason: CashReason,
        amount: Money,
        note: str,
        *,
        then: Done,
        refused: Refused,
    ) -> None:
        actor = self._actor()

        def moved() -> None:
            then()
            self.cash_moved.emit(direction is CashDirection.IN, amount)

        def attempt(approver: StaffId | None, fail: Callable[[Refusal], None]) -> None:
            self._run(
                lambda: self.desk.move_cash(
                    direction=direction,
                    reason=reason,
                    amount=amount,
                    note=note,
                    actor=actor,
                    approver=approver,
                ),
                moved,
                fail,
            )

        self._approvals.run(lambda: _("Cash in or out"), attempt, lambda refusal: refused(_words(refusal)))

    def open_drawer(self, reason: str, *, then: Done, refused: Refused) -> None:
        actor = self._actor()

        def attempt(approver: StaffId | None, fail: Callable[[Refusal], None]) -> None:
            self._run(
                lambda: self.desk.open_drawer(actor=actor, reason=reason, approver=approver), then, fail
            )

        what = _("Open the drawer without a sale: {reason}", reason=reason)
        self._approvals.run(what, attempt, lambda refusal: refused(_words(refusal)))

    # closing ----------------------------------------------------------------------------------------------

    def look_at(self) -> None:
        """Fetch what must be in the drawer. What was counted before stays while nothing moved in it."""
        seen, self.facts = self.facts, None
        if seen is None:
            self.pieces = {}
        self._background.store(self.desk.facts, then=lambda facts: self._looked_at(facts, seen))

    def count(self, denomination: int, pieces: int) -> None:
        self.pieces[denomination] = pieces
        self.facts_changed.emit()

    @property
    def counted(self) -> Money:
        return Money(sum(piece * count for piece, count in self.pieces.items()))

    @property
    def difference(self) -> Money | None:
        """Counted less expected; None while nothing may be said of it."""
        if self.facts is None or self.facts.blind:
            return None
        return Money(self.counted - self.facts.expected)

    def print_x(self) -> None:
        self._run(self.desk.print_x, self.paper_wanted.emit, self.troubled.emit)

    def note_count(self, refused: Refused) -> None:
        """Keep the count, print it, and go on selling."""
        actor, pieces = self._actor(), self._pieces()
        self._background.store(
            lambda: self.desk.count(actor=actor, pieces=pieces),
            then=self._counted,
            fail=self._saying(refused),
        )

    def hand_over(self, username: str, pin: str, *, then: Done, refused: Refused) -> None:
        """The counted drawer goes to somebody else, who has typed their PIN."""
        actor, pieces = self._actor(), self._pieces()

        def handed(told: tuple[StaffMember, Handed]) -> None:
            then()
            member, outcome = told
            self.facts, self.number = None, outcome.number
            self.signed_in(member)
            self.handed.emit(outcome)

        self._background.store(
            lambda: self.desk.hand_over(actor=actor, username=username, pin=pin, pieces=pieces),
            then=handed,
            fail=self._saying(refused),
        )

    def list_past(self, then: Callable[[tuple[PastShift, ...]], None]) -> None:
        self._background.store(self.desk.past, then=then)

    def print_report(self, past: PastShift, then: Done) -> None:
        """An X or a Z, whichever the shift has."""

        def printed() -> None:
            then()
            self.report_printed.emit(past.closed_at is not None)

        self._run(lambda: self.desk.print_report(past.shift), printed, self.troubled.emit)

    def close(self, refused: Refused) -> None:
        """Close with what was counted. Whoever counted may not be asked to make it fit."""
        actor, pieces = self._actor(), self._pieces()
        self._background.store(
            lambda: self.desk.close(actor=actor, pieces=pieces), then=self._closed, fail=self._saying(refused)
        )

    def confirm(self, told: ConfirmedShift) -> None:
        """The back office has the shift: say what it holds of it."""
        self._background.store(lambda: self.desk.confirmed(told), then=self.confirmed.emit)

    # inside -----------------------------------------------------------------------------------------------

    def _actor(self) -> StaffId:
        assert self.cashier is not None
        return self.cashier.id

    def _opened(self, number: int) -> None:
        self.number = number
        self.changed.emit()

    def _looked_at(self, facts: ShiftFacts, seen: ShiftFacts | None) -> None:
        self.facts = facts
        moved = seen is not None and facts != seen and bool(self.counted)
        if moved:
            self.pieces = {}
        self.facts_changed.emit()
        if moved:
            self.count_outdated.emit()

    def _pieces(self) -> dict[int, int]:
        return {piece: self.pieces.get(piece, 0) for piece in DENOMINATIONS}

    def _counted(self, difference: Money | None) -> None:
        self.pieces = {}
        self.counted_within.emit(difference)

    def _closed(self, closed: ClosedShift) -> None:
        self.number = None
        self.facts = None
        self.changed.emit()
        self.closed.emit(closed)

    def _run(self, do: Callable[[], None], then: Done, fail: Callable[[Refusal], None]) -> None:
        self._background.store(do, then=lambda _nothing: then(), fail=self._handing(fail))

    def _saying(self, refused: Refused) -> Callable[[BaseException], None]:
        return self._handing(lambda refusal: refused(_words(refusal)))

    def _handing(self, fail: Callable[[Refusal], None]) -> Callable[[BaseException], None]:
        def failed(problem: BaseException) -> None:
            if isinstance(problem, Refusal):
                fail(problem)
            else:
                self.troubled.emit(problem)

        return failed


def _words(refusal: Refusal) -> str:
    return problem_text(refusal.code, refusal.facts)


def _wrong_clock(refusal: Refusal) -> str:
    says = f"{date.fromisoformat(str(refusal.facts['date'])):%d/%m/%Y}"
    return _("Open the shift on {date}, a day that cannot be right", date=says)
