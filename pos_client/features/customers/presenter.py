"""State of the list of customers, of the one that is edited, of its points, and of the terms for all."""

from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from pos_client.desk.office import Office, Question, Wishes, paged
from pos_client.desk.office.editing import Editor, Saving
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Source
from pos_client.features.customers import actions
from pos_client.features.customers.actions import CustomerWish
from pos_client.features.customers.shown import kind_text
from pos_client.features.customers.state import (
    NEW,
    NOTHING_SAID,
    Draft,
    Fault,
    TermsDraft,
    draft_of,
    faults_in,
    row_of,
    terms_draft,
    terms_faults,
    terms_of,
)
from pos_client.remote.api import Api, Sheet
from shared_models.values.codes import Permission
from shared_models.values.refusals import Refusal
from shared_models.wire.customers import (
    CorrectPoints,
    CustomerBooked,
    CustomerLine,
    CustomerStanding,
    CustomerTerms,
    PointsLine,
)
from shared_models.wire.paging import Page
from shared_models.wire.replica import CustomerRow

ACTIVE, STOPPED, EVERY = "active", "stopped", "every"
_ACTIVE = {ACTIVE: True, STOPPED: False, EVERY: None}


class CustomerList(QObject):
    rows_changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.shown = ACTIVE

    def show_only(self, shown: str) -> None:
        self.shown = shown
        self.rows_changed.emit()

    def source(self) -> Source:
        active = _ACTIVE[self.shown]

        def fetch(api: Api, wishes: Wishes, sheet: Sheet) -> Page[CustomerLine]:
            words = (wishes.text("name"), wishes.text("code"), wishes.text("phone"))
            wish = CustomerWish(search=" ".join(filter(None, words)), active=active)
            return actions.list_customers(api, sheet, wish)

        return paged(self.office, fetch, _row)


def _row(line: CustomerLine) -> Row:
    customer = line.customer
    return {
        "id": str(customer.id),
        "customer": customer,
        "code": customer.code,
        "name": customer.name,
        "phone": customer.phone or "",
        "points": line.points,
        "owed": line.owed,
        "credit_limit": customer.credit_limit,
        "last_purchase": line.last_purchase,
    }


@dataclass(frozen=True, slots=True)
class EditorState(Saving[Fault]):
    """`customer` None while `open`: a new one."""

    open: bool = False
    customer: UUID | None = None
    saved: Draft = NEW
    draft: Draft = NEW
    standing: CustomerStanding | None = None

    @property
    def unsaved(self) -> bool:
        return self.open and self.draft != self.saved


class CustomerEditor(Editor[EditorState]):
    """One customer in the form. `stored` after saving."""

    stored = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__(office, EditorState())
        self._save = Question(office, self)
        self._look = Question(office, self)

    def start(self) -> None:
        """A new customer."""
        self._show(EditorState(open=True))

    def open(self, row: CustomerRow) -> None:
        draft = draft_of(row)
        self._show(EditorState(open=True, customer=row.id, saved=draft, draft=draft))
        self._look.ask(
            lambda api: actions.standing(api, row.id), then=self._stands, refused=lambda _refusal: None
        )

    def close(self) -> None:
        self._show(EditorState())

    def edit(self, draft: Draft) -> None:
        """What a person typed."""
        if draft != self.state.draft:
            self._set(replace(self.state, draft=draft))

    def save(self) -> None:
        state = self.state
        if not state.open or state.busy:
            return
        if not self._sound(faults_in(state.draft)):
            return
        row = row_of(state.draft, state.customer or self.office.new_id())
        self._save.ask(lambda api: actions.save_customer(api, row), then=self._stored, refused=self._refused)

    def _stands(self, standing: CustomerStanding) -> None:
        if standing.customer == self.state.customer:
            self._set(replace(self.state, standing=standing))

    def _stored(self, row: CustomerRow) -> None:
        self.open(row)
        self.stored.emit(row)

    @override
    def _show(self, state: EditorState) -> None:
        self._save.forget()
        self._look.forget()
        super()._show(state)


@dataclass(frozen=True, slots=True)
class CorrectingState:
    busy: bool = False
    refusal: Refusal | None = None


class Points(QObject):
    """The points of one customer and their correction, booked by a document of its own."""

    changed = Signal()
    booked = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.customer: CustomerRow | None = None
        self.state = CorrectingState()
        self._document: UUID | None = None
        self._question = Question(office, self)

    def show(self, customer: CustomerRow) -> None:
        self.customer = customer
        self._document = None
        self._set(CorrectingState())

    def source(self) -> Source:
        customer = self.customer
        assert customer is not None

        def fetch(api: Api, _wishes: Wishes, sheet: Sheet) -> Page[PointsLine]:
            return actions.points(api, sheet, customer.id)

        return paged(self.office, fetch, self._row)

    def correct(self, points: int, note: str) -> None:
        """Book it in the chosen branch, or the first one. Pressed twice, it is booked once."""
        branch, customer = self.office.branch_row(self.office.branch), self.customer
        if branch is None or customer is None or self.state.busy or not points or not note.strip():
            return
        self._document = self._document or self.office.new_id()
        request = CorrectPoints(
            id=self._document, branch=branch.id, customer=customer.id, points=points, note=note.strip()
        )
        self._set(CorrectingState(busy=True))
        self._question.ask(
            lambda api: actions.correct_points(api, request), then=self._booked, refused=self._refused
        )

    def _row(self, line: PointsLine) -> Row:
        return {
            "id": f"{line.document_no}{line.kind}{line.at}",
            "at": self.office.local(line.at),
            "branch": line.branch_code,
            "kind": kind_text(line.kind),
            "document_no": line.document_no,
            "points": line.points,
            "liability": line.liability,
        }

    def _booked(self, booked: CustomerBooked) -> None:
        self._document = None
        self._set(CorrectingState())
        self.booked.emit(booked)

    def _refused(self, refusal: Refusal) -> None:
        self._set(CorrectingState(refusal=refusal))

    def _set(self, state: CorrectingState) -> None:
        self.state = state
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class TermsState(Saving[Fault]):
    """`saved` None: not fetched yet."""

    saved: TermsDraft | None = None
    draft: TermsDraft = NOTHING_SAID

    @property
    def unsaved(self) -> bool:
        return self.saved is not None and self.draft != self.saved


class Terms(Editor[TermsState]):
    """How points are given and used, and what a till may give on account alone."""

    stored = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__(office, TermsState())
        self._question = Question(office, self)

    @property
    def allowed(self) -> bool:
        return self.office.may(Permission.ADMIN_LEDGER)

    def load(self) -> None:
        """Ask again, unless something typed would be lost."""
        if not self.state.unsaved and not self.state.busy:
            self._question.ask(actions.terms, then=self._fetched, refused=self._refused)

    def edit(self, draft: TermsDraft) -> None:
        if draft != self.state.draft:
            self._set(replace(self.state, draft=draft))

    def save(self) -> None:
        state = self.state
        if state.saved is None or state.busy or not self.allowed:
            return
        if not self._sound(terms_faults(state.draft)):
            return
        wanted = terms_of(state.draft)
        self._question.ask(
            lambda api: actions.save_terms(api, wanted), then=self._stored, refused=self._refused
        )

    def _fetched(self, terms: CustomerTerms) -> None:
        draft = terms_draft(terms)
        self._show(TermsState(saved=draft, draft=draft))

    def _stored(self, terms: CustomerTerms) -> None:
        self._fetched(terms)
        self.stored.emit()
