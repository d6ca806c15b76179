"""State of the list of flags and its marks, of one flag, and of the answer that is being given."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question, Wishes, paged
from pos_client.desk.office.reviews import review_text
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Source
from pos_client.features.reviews import actions
from pos_client.features.reviews.shown import how_text
from pos_client.features.reviews.state import AnswerDraft, Fault
from pos_client.remote.api import Api, Sheet
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.refusals import Refusal
from shared_models.wire.reviews import (
    ReviewDocument,
    ReviewHow,
    ReviewItem,
    ReviewLine,
    ReviewResolved,
    ReviewsPage,
    ReviewState,
    SeenReview,
)

MARK = "✓"


class Reviews(QObject):
    """`rows_changed`: ask for the list anew. `marked`: other rows are marked. `accepted`: many are done."""

    rows_changed = Signal()
    counted = Signal(object)
    marked = Signal()
    accepted = Signal(int)
    refused = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.shown = ReviewState.OPEN
        self.marks: dict[UUID, SeenReview] = {}
        self.unposted: set[UUID] = set()
        self.busy = False
        self._accept = Question(office, self)

    def may_answer(self) -> bool:
        return self.office.may(Permission.ADMIN_LEDGER)

    def show_only(self, key: str) -> None:
        self.shown = ReviewState(key)
        self.forget_marks()
        self.rows_changed.emit()

    def source(self) -> Source:
        branch, state = self.office.branch, self.shown

        def fetch(api: Api, wishes: Wishes, sheet: Sheet) -> ReviewsPage:
            page = actions.list_reviews(
                api, sheet, branch=branch, state=state, code=wishes.text("code"), search=wishes.text("about")
            )
            if sheet.after is None:
                self.counted.emit(page.counts)
            return page

        return paged(self.office, fetch, self._row)

    def mark(self, row: Row) -> None:
        """Mark an open flag, or take its mark away."""
        seen = row["seen"]
        if not isinstance(seen, SeenReview) or row["done"] or not self.may_answer():
            return
        if self.marks.pop(seen.review, None) is None:
            self.marks[seen.review] = seen
            if row["unposted"]:
                self.unposted.add(seen.review)
        self.unposted &= self.marks.keys()
        self.marked.emit()

    def mark_all(self, rows: Sequence[Row]) -> None:
        for row in rows:
            seen = row["seen"]
            if isinstance(seen, SeenReview) and seen.review not in self.marks:
                self.mark(row)

    def forget_marks(self) -> None:
        self.marks.clear()
        self.unposted.clear()
        self.marked.emit()

    def accept_marked(self, note: str, *, set_aside: bool) -> None:
        """`set_aside`: also what posted nothing; without it those flags stay open."""
        seen = tuple(one for one in self.marks.values() if set_aside or one.review not in self.unposted)
        if self.busy or not seen:
            return
        self.busy = True
        self._accept.ask(
            lambda api: actions.accept_many(api, seen=seen, note=note, set_aside=set_aside),
            then=self._accepted,
            refused=self._refused,
        )

    def _accepted(self, done: ReviewResolved) -> None:
        self.busy = False
        self.forget_marks()
        self.accepted.emit(len(done.reviews))

    def _refused(self, refusal: Refusal) -> None:
        self.busy = False
        self.refused.emit(refusal)

    def _row(self, line: ReviewLine) -> Row:
        return {
            "id": str(line.review),
            "seen": SeenReview(branch=line.branch, review=line.review, occurrences=line.occurrences),
            "done": line.resolved_at is not None,
            "unposted": line.unposted,
            "last": self.office.local(line.last_at, line.branch),
            "first": self.office.local(line.opened_at, line.branch),
            "code": review_text(line.code),
            "about": line.about,
            "branch": line.branch_code,
            "occurrences": line.occurrences,
            "answer": ", ".join(part for part in (how_text(line.how), line.resolved_by) if part),
        }


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """`answer` is null while none is being given."""

    document: ReviewDocument | None = None
    loading: bool = False
    refusal: Refusal | None = None
    answer: AnswerDraft | None = None
    busy: bool = False
    faults: tuple[Fault, ...] = ()
    answer_refusal: Refusal | None = None


class ReviewPresenter(QObject):
    """`changed`: something else is to be drawn. `answered`: the flag is done."""

    changed = Signal()
    answered = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = ReviewShown()
        self._asked: tuple[UUID, UUID] | None = None
        self._item: ReviewItem | None = None
        self._load = Question(office, self)
        self._resolve = Question(office, self)

    def may_answer(self, how: ReviewHow = ReviewHow.ACCEPTED) -> bool:
        stock = how is not ReviewHow.STOCK_ADJUSTED or self.office.may(Permission.ADMIN_STOCK)
        return stock and self.office.may(Permission.ADMIN_LEDGER)

    def show(self, branch: UUID, review: UUID) -> None:
        if self._asked != (branch, review):
            self._asked, self._item = (branch, review), None
            self._set(ReviewShown(loading=True))
        self.load()

    def show_item(self, item: ReviewItem) -> None:
        """Open another occurrence of the same flag."""
        self._item = item
        self.load()

    def load(self) -> None:
        if self._asked is None:
            return
        branch, review = self._asked
        item = self._item
        document, seq = (None, None) if item is None else (item.document, item.seq)
        self._load.ask(
            lambda api: actions.fetch_review(api, branch=branch, review=review, document=document, seq=seq),
            then=self._came,
            refused=self._refused,
        )

    def local(self, moment: datetime) -> datetime:
        """A moment on the wall clock of the flag's branch."""
        return self.office.local(moment, self._asked[0] if self._asked else None)

    # answering

    def start(self, how: ReviewHow) -> None:
        """Begin an answer, filled in as far as the back office knows."""
        document = self.state.document
        if document is None or not self.may_answer(how):
            return
        draft = AnswerDraft(how, self.office.new_id(), self.office.today())
        known = document.known
        if how is ReviewHow.DRAWER_SETTLED:
            draft = replace(draft, figure=int(known.get("left_in_drawer", 0)))
        elif how is ReviewHow.STOCK_ADJUSTED:
            cost = known.get("cost")
            draft = replace(
                draft, figure=max(0, int(known.get("on_hand", 0))), cost=None if cost is None else int(cost)
            )
        self._set(replace(self.state, answer=draft, faults=(), answer_refusal=None))

    def edit(self, draft: AnswerDraft) -> None:
        self.state = replace(self.state, answer=draft)

    def give_up(self) -> None:
        self._set(replace(self.state, answer=None, faults=(), answer_refusal=None))

    def send(self) -> None:
        draft, document, asked = self.state.answer, self.state.document, self._asked
        if draft is None or document is None or asked is None or self.state.busy:
            return
        faults = tuple(draft.faults(document))
        self._set(replace(self.state, faults=faults, answer_refusal=None, busy=not faults))
        if faults:
            return
        request = draft.request(document)
        branch, review = asked
        self._resolve.ask(
            lambda api: actions.resolve(api, branch=branch, review=review, request=request),
            then=self._answered,
            refused=self._not_answered,
        )

    def _answered(self, done: ReviewResolved) -> None:
        self._set(replace(self.state, busy=False, answer=None))
        self.load()
        self.answered.emit(done)

    def _not_answered(self, refusal: Refusal) -> None:
        self._set(replace(self.state, busy=False, answer_refusal=refusal))
        if refusal.code is ErrorCode.CONFLICT:
            # It happened again, or somebody was quicker: what is shown is brought up to date.
            self.load()

    def _came(self, document: ReviewDocument) -> None:
        self._set(replace(self.state, document=document, loading=False, refusal=None))

    def _refused(self, refusal: Refusal) -> None:
        self._set(replace(self.state, loading=False, refusal=refusal))

    def _set(self, state: ReviewShown) -> None:
        self.state = state
        self.changed.emit()
