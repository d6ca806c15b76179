"""State of the form that issues cards and vouchers in the office."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal
from typing_extensions import override

from pos_client.desk.office import Office, Question
from pos_client.desk.office.editing import Editor, Saving
from pos_client.features.payments.state import Fault
from pos_client.remote.api import Api
from shared_models.values.codes import ErrorCode, Permission, TenderMethod
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.payments import ISSUABLE, ISSUE_MAX, LARGEST_ISSUE, Against, IssueStored, StoredBooked

NO_DAY: Final = date.min
"""Typed, but not a day."""


@dataclass(frozen=True, slots=True)
class IssueDraft:
    """As typed. `numbers`: one printed number a line; empty: the back office makes them."""

    method: TenderMethod = ISSUABLE[0]
    count: int | None = 1
    amount: int | None = None
    numbers: str = ""
    expires_on: date | None = None
    against: Against = Against.CASH
    note: str = ""

    @property
    def printed(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.numbers.splitlines() if line.strip())


NEW: Final = IssueDraft()


@dataclass(frozen=True, slots=True)
class IssueState(Saving[Fault]):
    open: bool = False
    draft: IssueDraft = NEW

    @property
    def unsaved(self) -> bool:
        return self.open and self.draft != NEW


class Issuing(Editor[IssueState]):
    """`booked` when they are issued. Pressed twice, they are issued once."""

    booked = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__(office, IssueState())
        self._document: UUID | None = None
        self._question = Question(office, self)

    @property
    def allowed(self) -> bool:
        return self.office.may(Permission.ADMIN_LEDGER)

    def start(self) -> None:
        self._document = None
        self._show(IssueState(open=True))

    def close(self) -> None:
        self._question.forget()
        self._show(IssueState())

    def edit(self, draft: IssueDraft) -> None:
        if draft != self.state.draft:
            self._set(replace(self.state, draft=draft))

    def save(self) -> None:
        state, branch = self.state, self.office.branch_row()
        if not state.open or state.busy or not self.allowed or branch is None:
            return
        if not self._sound(issue_faults(state.draft)):
            return
        self._document = self._document or self.office.new_id()
        request = request_of(state.draft, document=self._document, branch=branch.id)

        def issue(api: Api) -> StoredBooked:
            return api.issue_stored(request)

        self._question.ask(issue, then=self._issued, refused=self._refused)

    def _issued(self, booked: StoredBooked) -> None:
        self._show(IssueState())
        self.booked.emit(booked)

    @override
    def _refused(self, refusal: Refusal | None) -> None:
        if refusal is None or refusal.code is not ErrorCode.SERVER_UNREACHABLE:
            # Other numbers are another document; an answer that was lost is asked for once more.
            self._document = None
        super()._refused(refusal)


def request_of(draft: IssueDraft, *, document: UUID, branch: UUID) -> IssueStored:
    printed = draft.printed
    return IssueStored(
        id=document,
        branch=branch,
        method=draft.method,
        count=len(printed) or draft.count or 1,
        amount=Money(draft.amount or 0),
        numbers=printed,
        expires_on=draft.expires_on,
        against=draft.against,
        note=draft.note.strip(),
    )


def issue_faults(draft: IssueDraft) -> list[Fault]:
    """What can be seen to be wrong without asking the server."""
    return list(_faults(draft))


def _faults(draft: IssueDraft) -> Iterator[Fault]:
    count = len(draft.printed) or draft.count
    if not count:
        yield "count", ErrorCode.FIELD_REQUIRED
    elif count > ISSUE_MAX:
        yield "count", ErrorCode.TOO_LARGE
    if not draft.amount:
        yield "amount", ErrorCode.FIELD_REQUIRED
    elif draft.amount > LARGEST_ISSUE:
        yield "amount", ErrorCode.TOO_LARGE
    if draft.expires_on == NO_DAY:
        yield "expires_on", ErrorCode.INVALID
