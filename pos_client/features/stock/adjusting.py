"""Filling in a stock adjustment: lines, what they change, and booking it once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question
from pos_client.features.stock import actions
from pos_client.features.stock.state import AdjustmentDraft, Fault, LineDraft, faults_in, request_of
from shared_models.values.codes import Tracking
from shared_models.values.refusals import Refusal
from shared_models.wire.stock import AdjustmentReason, StockAdjusted

Tell = Callable[[Sequence[LineDraft]], None]


@dataclass(frozen=True, slots=True)
class AdjustingState:
    draft: AdjustmentDraft
    offered: tuple[LineDraft, ...] = ()
    busy: bool = False
    faults: tuple[Fault, ...] = ()
    refusal: Refusal | None = None

    @property
    def unsaved(self) -> bool:
        return bool(self.draft.lines)


class Adjusting(QObject):
    """`lines_changed`: another set of lines. `changed`: figures and states. `booked` when it is done."""

    lines_changed = Signal()
    changed = Signal()
    booked = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = AdjustingState(self._blank())
        self._day: date | None = self.state.draft.bdate
        self._search = Question(office, self)
        self._book = Question(office, self)

    def start(self) -> None:
        """An empty document."""
        self._search.forget()
        self.state = AdjustingState(self._blank())
        self._day = self.state.draft.bdate
        self.lines_changed.emit()
        self.changed.emit()

    # the head

    def set_branch(self, branch: UUID) -> None:
        """Levels belong to a branch: lines of another one are let go."""
        if branch != self.state.draft.branch:
            self._draft(replace(self.state.draft, branch=branch, lines=()))
            self.lines_changed.emit()

    def set_reason(self, reason: AdjustmentReason) -> None:
        self._draft(replace(self.state.draft, reason=reason))
        self.lines_changed.emit()

    def set_day(self, day: date | None) -> None:
        self._day = day
        if day is not None:
            self._draft(replace(self.state.draft, bdate=day))

    def set_note(self, note: str) -> None:
        self._draft(replace(self.state.draft, note=note))

    # the lines

    def search(self, words: str) -> None:
        """Offer products; the only one with exactly this code is taken at once."""
        branch = self.state.draft.branch
        if len(words) < 2 or branch is None:
            self._offer(())
            return
        self._search.ask(
            lambda api: actions.offer_products(api, words=words, branch=branch),
            then=self._offer,
            refused=self._refused,
        )

    def take(self, line: LineDraft) -> None:
        """Put a product into the document; one that is in it stays once, but for each of its lots."""
        known = {own.product for own in self.state.draft.lines}
        self._search.forget()
        self.state = replace(self.state, offered=())
        if line.product not in known or line.tracking is Tracking.LOT:
            self._draft(replace(self.state.draft, lines=(*self.state.draft.lines, line)))
        self.lines_changed.emit()
        self.changed.emit()

    def set_figure(self, place: int, figure: int | None) -> None:
        self._line(place, replace(self.state.draft.lines[place], figure=figure))

    def set_cost(self, place: int, cost: int | None) -> None:
        self._line(place, replace(self.state.draft.lines[place], cost=cost))

    def set_lot(self, place: int, lot: str) -> None:
        self._line(place, replace(self.state.draft.lines[place], lot=lot))

    def set_expiry(self, place: int, day: date | None) -> None:
        self._line(place, replace(self.state.draft.lines[place], expires_on=day))

    def set_serials(self, place: int, serials: str) -> None:
        self._line(place, replace(self.state.draft.lines[place], serials=serials))

    def drop(self, place: int) -> None:
        lines = self.state.draft.lines
        self._draft(replace(self.state.draft, lines=lines[:place] + lines[place + 1 :]))
        self.lines_changed.emit()

    # booking

    def book(self) -> None:
        if self.state.busy:
            return
        draft = self.state.draft
        faults = faults_in(draft, self._day)
        if faults:
            self._set(replace(self.state, faults=tuple(faults), refusal=None))
            return
        request = request_of(draft)
        self._set(replace(self.state, busy=True, faults=(), refusal=None))
        self._book.ask(lambda api: actions.book(api, request), then=self._booked, refused=self._refused)

    def _booked(self, adjusted: StockAdjusted) -> None:
        self.start()
        self.booked.emit(adjusted)

    def _refused(self, refusal: Refusal) -> None:
        self._set(replace(self.state, busy=False, refusal=refusal))

    def _offer(self, offered: tuple[LineDraft, ...]) -> None:
        self._set(replace(self.state, offered=offered))

    def _line(self, place: int, line: LineDraft) -> None:
        lines = self.state.draft.lines
        self._draft(replace(self.state.draft, lines=(*lines[:place], line, *lines[place + 1 :])))

    def _draft(self, draft: AdjustmentDraft) -> None:
        self._set(replace(self.state, draft=draft))

    def _set(self, state: AdjustingState) -> None:
        self.state = state
        self.changed.emit()

    def _blank(self) -> AdjustmentDraft:
        row = self.office.branch_row()
        return AdjustmentDraft(
            id=self.office.new_id(), branch=row.id if row is not None else None, bdate=self.office.today()
        )
