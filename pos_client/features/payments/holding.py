"""State of the list of cards and vouchers, and of the one that is looked at."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from pos_client.desk.office import Office, Question, Wishes, paged
from pos_client.desk.office.editing import Editor, Saving
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Source
from pos_client.features.payments.issuing import NO_DAY
from pos_client.features.payments.shown import kind_text, state_text
from pos_client.features.payments.state import Fault
from pos_client.remote.api import Api, Sheet
from shared_models.values.codes import ErrorCode, Permission, TenderMethod
from shared_models.values.refusals import Refusal
from shared_models.wire.payments import (
    Against,
    ChangeStored,
    LapseStored,
    StoredAct,
    StoredBooked,
    StoredState,
    StoredValueDetail,
    StoredValueListed,
    StoredValuesPage,
    VoidStored,
)
from shared_models.wire.staff import SignIn


class Held(QObject):
    """Which cards and vouchers are listed. `rows_changed`: others."""

    rows_changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state: StoredState | None = None
        self.document: UUID | None = None

    def show_only(self, state: str) -> None:
        """A state, "" for every card and voucher."""
        self.state, self.document = (StoredState(state) if state else None), None
        self.rows_changed.emit()

    def show_document(self, document: UUID) -> None:
        """Those a document moved, for instance a batch that was just issued."""
        self.state, self.document = None, document
        self.rows_changed.emit()

    def source(self) -> Source:
        state, document, today = self.state, self.document, self.office.today()

        def fetch(api: Api, wishes: Wishes, sheet: Sheet) -> StoredValuesPage:
            return api.stored_values(sheet, search=wishes.text("number"), state=state, document=document)

        def as_row(line: StoredValueListed) -> Row:
            return {
                "id": f"{line.method.value}:{line.number}",
                "method": line.method,
                "number": line.number,
                "kind": kind_text(line.method),
                "balance": line.balance,
                "expires_on": line.expires_on,
                "state": state_text(line, today),
                "changed_at": self.office.local(line.changed_at),
                "moves": line.moves,
            }

        return paged(self.office, fetch, as_row, _totals)


def _totals(page: StoredValuesPage) -> dict[str, object]:
    return {} if page.held is None else {"balance": page.held}


class Doing(StrEnum):
    """What a clerk does to a card or voucher."""

    NOTHING = ""
    BLOCK = "block"
    RELEASE = "release"
    EXPIRY = "expiry"
    VOID = "void"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True)
class ActDraft:
    """As typed. `approver` and `password`: of somebody who may approve, where the clerk may not."""

    doing: Doing = Doing.NOTHING
    reason: str = ""
    expires_on: date | None = None
    against: Against = Against.CASH
    approver: str = ""
    password: str = ""

    def sign_in(self) -> SignIn | None:
        name = self.approver.strip()
        return SignIn(username=name, password=self.password) if name else None


IDLE: Final = ActDraft()


@dataclass(frozen=True, slots=True)
class CardState(Saving[Fault]):
    """`detail` None: nothing is looked at, or all that lapsed is (`lapsing`)."""

    detail: StoredValueDetail | None = None
    lapsing: bool = False
    draft: ActDraft = IDLE

    @property
    def open(self) -> bool:
        return self.detail is not None or self.lapsing

    @property
    def unsaved(self) -> bool:
        return bool(self.draft.reason.strip())


class Card(Editor[CardState]):
    """One card or voucher and what is done to it. `done` after that, with a document where money moved."""

    done = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__(office, CardState())
        self._document: UUID | None = None
        self._question = Question(office, self)

    @property
    def allowed(self) -> bool:
        return self.office.may(Permission.ADMIN_LEDGER)

    @property
    def approves(self) -> bool:
        """Whether nobody else is needed."""
        return self.office.may(Permission.APPROVE)

    def open(self, method: TenderMethod, number: str) -> None:
        self._document = None
        self._question.ask(
            lambda api: api.stored_value(method, number), then=self._fetched, refused=self._refused
        )

    def lapse(self) -> None:
        """Take off everything whose last day is over."""
        self._document = None
        self._question.forget()
        self._show(CardState(lapsing=True, draft=ActDraft(doing=Doing.LAPSE)))

    def close(self) -> None:
        self._question.forget()
        self._show(CardState())

    def edit(self, draft: ActDraft) -> None:
        if draft != self.state.draft:
            self._set(replace(self.state, draft=draft))

    def save(self) -> None:
        state = self.state
        if not state.open or state.busy or not self.allowed or state.draft.doing is Doing.NOTHING:
            return
        if not self._sound(act_faults(state.draft, approves=self.approves)):
            return
        self._document = self._document or self.office.new_id()
        if state.draft.doing in {Doing.VOID, Doing.LAPSE}:
            self._take_off(state, self._document)
        else:
            self._change(state, self._document)

    def _change(self, state: CardState, document: UUID) -> None:
        assert state.detail is not None
        value, request = state.detail.value, change_of(state.draft, document)
        self._question.ask(
            lambda api: api.change_stored(value.method, value.number, request),
            then=self._changed,
            refused=self._refused,
        )

    def _take_off(self, state: CardState, document: UUID) -> None:
        branch, draft = self.office.branch_row(), state.draft
        if branch is None:
            return
        place, detail = branch.id, state.detail

        def take_off(api: Api) -> StoredBooked:
            if detail is None:
                return api.lapse_stored(LapseStored(id=document, branch=place, approver=draft.sign_in()))
            request = VoidStored(
                id=document,
                branch=place,
                against=draft.against,
                reason=draft.reason.strip(),
                approver=draft.sign_in(),
            )
            return api.void_stored(detail.value.method, detail.value.number, request)

        self._question.ask(take_off, then=self._booked, refused=self._refused)

    def _fetched(self, detail: StoredValueDetail) -> None:
        self._show(CardState(detail=detail))

    def _changed(self, detail: StoredValueDetail) -> None:
        self._document = None
        self._fetched(detail)
        self.done.emit(None)

    def _booked(self, booked: StoredBooked) -> None:
        detail = self.state.detail
        self._show(CardState())
        self.done.emit(booked)
        if detail is not None:
            self.open(detail.value.method, detail.value.number)

    @override
    def _refused(self, refusal: Refusal | None) -> None:
        if refusal is None or refusal.code is not ErrorCode.SERVER_UNREACHABLE:
            self._document = None
        super()._refused(refusal)


def change_of(draft: ActDraft, document: UUID) -> ChangeStored:
    acts = {Doing.BLOCK: StoredAct.BLOCKED, Doing.RELEASE: StoredAct.RELEASED}
    act = acts.get(draft.doing, StoredAct.EXPIRY_SET)
    return ChangeStored(
        id=document,
        act=act,
        expires_on=draft.expires_on if act is StoredAct.EXPIRY_SET else None,
        reason=draft.reason.strip(),
        approver=draft.sign_in(),
    )


def act_faults(draft: ActDraft, *, approves: bool) -> list[Fault]:
    """What can be seen to be wrong without asking the server."""
    return list(_faults(draft, approves=approves))


def _faults(draft: ActDraft, *, approves: bool) -> Iterator[Fault]:
    if draft.doing is not Doing.LAPSE and not draft.reason.strip():
        yield "reason", ErrorCode.FIELD_REQUIRED
    if draft.doing is Doing.EXPIRY and draft.expires_on == NO_DAY:
        yield "expires_on", ErrorCode.INVALID
    if not approves and not draft.approver.strip():
        yield "approver", ErrorCode.FIELD_REQUIRED
    if not approves and not draft.password:
        yield "password", ErrorCode.FIELD_REQUIRED
