"""State of the sales list and of one receipt's page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from pos_client import texts
from pos_client.desk.office import Office, Question, Wishes, paged
from pos_client.desk.office.kinds import kind_text
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Source
from pos_client.desk.widgets.dates import Period
from pos_client.features.sales import actions
from pos_client.features.sales.actions import SalesWish, Seller
from pos_client.features.sales.shown import method_text
from pos_client.remote.api import Api, Sheet
from shared_models.values.refusals import Refusal
from shared_models.wire.documents import SaleDocument, SaleLineRow, SalesPage
from shared_models.wire.sync import LiveHint

# New receipts come in bursts; the list follows every few seconds.
FOLLOW_MS = 2_000
TO_REVIEW: Final = "open"
Tell = Callable[[Sequence[SaleLineRow]], None]


class SalesPresenter(QObject):
    """`rows_changed`: the list shall be asked for anew. `news`: the same list has new receipts."""

    rows_changed = Signal()
    news = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        today = office.today()
        self.period = Period(today, today)
        self._pause = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._pause.timeout.connect(self.news)
        office.hinted.connect(self._hinted)

    def choose_period(self, period: Period) -> None:
        self.period = period
        self.rows_changed.emit()

    def source(self) -> Source:
        """Rows for the table, as period and branch stand now."""
        span = self.office.span(self.period.first, self.period.last)

        def fetch(api: Api, wishes: Wishes, sheet: Sheet) -> SalesPage:
            wish = SalesWish(
                search=wishes.text("receipt"),
                kind=wishes.text("kind_words"),
                cashier=wishes.text("cashier"),
                to_review=wishes.text("reviews") == TO_REVIEW,
            )
            return actions.list_sales(api, sheet, span, wish)

        return paged(self.office, fetch, self._row, _sums)

    def _row(self, line: SaleLineRow) -> Row:
        return {
            "id": str(line.sale),
            "branch_id": line.branch,
            "sale": line.sale,
            "receipt": line.receipt,
            "kind": line.kind,
            "kind_words": kind_text(line.kind),
            "at": self.office.local(line.at, line.branch),
            "branch": line.branch_code,
            "register": line.register_code,
            "cashier": line.cashier,
            "lines": line.lines,
            "method": method_text(line.method),
            "total": line.total,
            "profit": line.revenue - line.cost,
            "reviews": line.reviews or "",
        }

    def _hinted(self, hint: LiveHint) -> None:
        if hint.scope == "sales" and not self._pause.isActive():
            self._pause.start()


def _sums(page: SalesPage) -> Mapping[str, object]:
    return {"profit": page.sum_profit, "total": page.sum_total} if page.sum_total is not None else {}


@dataclass(frozen=True, slots=True)
class ReceiptState:
    """`lines` is the receipt as printed; `at` stands on the branch's wall clock."""

    document: SaleDocument | None = None
    lines: tuple[str, ...] = ()
    at: datetime | None = None
    loading: bool = False
    refusal: Refusal | None = None


class ReceiptPresenter(QObject):
    changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = ReceiptState()
        self._asked: tuple[UUID, UUID] | None = None
        self._question = Question(office, self)

    def show(self, branch: UUID, sale: UUID) -> None:
        if self._asked != (branch, sale):
            self._asked = (branch, sale)
            self._set(ReceiptState(loading=True))
        self.load()

    def load(self) -> None:
        if self._asked is None:
            return
        branch, sale = self._asked
        self._question.ask(
            lambda api: actions.fetch_receipt(api, branch=branch, sale=sale),
            then=self._came,
            refused=self._refused,
        )

    def at(self, moment: datetime) -> datetime:
        """A moment on the wall clock of the receipt's branch."""
        return self.office.local(moment, self._asked[0] if self._asked else None)

    def _came(self, document: SaleDocument) -> None:
        person = self.office.person
        at = self.at(document.head.at)
        lines = actions.receipt_text(
            document,
            shop=Seller() if person is None else Seller(person.company_name, person.company_npwp),
            branch=self.office.branch_row(document.head.branch),
            language=texts.language(),
            at=at,
        )
        self._set(ReceiptState(document=document, lines=tuple(lines), at=at))

    def _refused(self, refusal: Refusal) -> None:
        known = self.state
        self._set(ReceiptState(document=known.document, lines=known.lines, at=known.at, refusal=refusal))

    def _set(self, state: ReceiptState) -> None:
        self.state = state
        self.changed.emit()


class ReceiptFinder(QObject):
    """Receipts for Ctrl+K."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._office = office
        self._question = Question(office, self)

    def find(self, words: str, tell: Tell) -> None:
        if self._office.person is None or len(words) < 2:
            tell(())
            return
        self._question.ask(
            lambda api: actions.find_receipts(api, words),
            then=lambda page: tell(page.rows),
            refused=lambda _refusal: tell(()),
        )
