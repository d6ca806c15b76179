"""State of the trial balance, of one account's entries, and of one entry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Query, Rows, Source
from pos_client.desk.widgets.dates import Period, this_month
from pos_client.features.ledger import actions
from pos_client.features.ledger.shown import account_name, document_text
from pos_client.remote.api import Api, Span
from shared_models.values.refusals import Refusal
from shared_models.wire.ledger import AccountEntries, AccountLine, Entry

Tell = Callable[[Sequence[Row]], None]


@dataclass(frozen=True, slots=True)
class BalanceState:
    period: Period
    rows: Sequence[Row] = ()
    totals: Row | None = None
    loading: bool = False
    refusal: Refusal | None = None

    @property
    def balanced(self) -> bool:
        totals = self.totals
        if totals is None:
            return False
        sides = ("opening_debit", "opening_credit"), ("debit", "credit"), ("closing_debit", "closing_credit")
        return all(totals.get(debit) == totals.get(credit) for debit, credit in sides)


class TrialBalance(QObject):
    changed = Signal()
    came = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = BalanceState(this_month(office.today()))
        self._question = Question(office, self)

    def choose_period(self, period: Period) -> None:
        self.state = replace(self.state, period=period)
        self.load()

    def load(self) -> None:
        span = self.office.span(self.state.period.first, self.state.period.last)
        self._set(replace(self.state, loading=True))
        self._question.ask(
            lambda api: actions.trial_balance(api, span), then=self._came, refused=self._refused
        )

    def find(self, words: str, tell: Tell) -> None:
        """Accounts by code or name for Ctrl+K."""
        wanted = words.casefold()
        if self.office.person is None or len(wanted) < 2:
            tell(())
            return
        today = self.office.today()
        span = self.office.span(today.replace(day=1), today)
        self._question.ask(
            lambda api: actions.trial_balance(api, span),
            then=lambda told: tell([row for row in told[0] if _names(row, wanted)]),
            refused=lambda _refusal: tell(()),
        )

    def _came(self, told: tuple[list[Row], Row]) -> None:
        rows, totals = told
        self._set(replace(self.state, rows=rows, totals=totals, loading=False, refusal=None))
        self.came.emit()

    def _refused(self, refusal: Refusal) -> None:
        self._set(replace(self.state, loading=False, refusal=refusal))

    def _set(self, state: BalanceState) -> None:
        self.state = state
        self.changed.emit()


def _names(row: Row, wanted: str) -> bool:
    return any(wanted in str(row.get(key, "")).casefold() for key in ("account", "name_id", "name_en"))


class AccountPresenter(QObject):
    """`rows_changed`: another account, period or branch. `head_changed`: name and balances have come."""

    rows_changed = Signal()
    head_changed = Signal()
    _first_page = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.account = ""
        self.period = this_month(office.today())
        self.head: AccountEntries | None = None
        self._first_page.connect(self._head_came)

    def show(self, account: str, first: date | None, last: date | None) -> None:
        if account != self.account:
            self.head = None
        self.account = account
        if first is not None and last is not None:
            self.period = Period(first, last)
        self.head_changed.emit()
        self.rows_changed.emit()

    def choose_period(self, period: Period) -> None:
        self.period = period
        self.rows_changed.emit()

    def source(self) -> Source:
        """Entries a page at a time; the first page also tells name and balances."""
        account = self.account
        span = self.office.span(self.period.first, self.period.last)

        def answer(query: Query) -> Rows:
            after = query.cursor if isinstance(query.cursor, str) else None
            found = self.office.call(lambda api: actions.entries(api, account, span, after=after))
            if after is None:
                self._first_page.emit((account, span, found))
            return Rows(rows=[_line(row) for row in found.rows], next_cursor=found.next)

        return answer

    def _head_came(self, told: tuple[str, Span, AccountEntries]) -> None:
        account, span, head = told
        if account == self.account and span.first == self.period.first and span.last == self.period.last:
            self.head = head
            self.head_changed.emit()


def _line(line: AccountLine) -> Row:
    return {
        "id": f"{line.branch}{line.posting_no}",
        "branch_id": line.branch,
        "branch": line.branch_code,
        "posting_no": line.posting_no,
        "date": line.posting_date,
        "kind": line.document_kind,
        "document": document_text(line.document_kind),
        "document_id": line.document,
        "number": line.document_no,
        "debit": line.debit or "",
        "credit": line.credit or "",
        "balance": line.balance,
    }


@dataclass(frozen=True, slots=True)
class EntryState:
    entry: Entry | None = None
    loading: bool = False
    refusal: Refusal | None = None


class EntryPresenter(QObject):
    changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = EntryState()
        self._asked: tuple[UUID, int] | None = None
        self._question = Question(office, self)

    def show(self, branch: UUID, posting_no: int) -> None:
        self._asked = (branch, posting_no)
        self._set(EntryState(loading=True))
        self.load()

    def load(self) -> None:
        if self._asked is None:
            return
        branch, number = self._asked

        def fetch(api: Api) -> Entry:
            return actions.fetch_entry(api, branch=branch, posting_no=number)

        self._question.ask(fetch, then=self._came, refused=self._refused)

    def rows(self) -> list[Row]:
        """Lines of the entry as a table shows them."""
        entry = self.state.entry
        return [
            {
                "id": line.account,
                "account": line.account,
                "name": account_name(line.account_name_id, line.account_name_en),
                "debit": line.debit or "",
                "credit": line.credit or "",
            }
            for line in (entry.lines if entry is not None else ())
        ]

    def _came(self, entry: Entry) -> None:
        self._set(EntryState(entry))

    def _refused(self, refusal: Refusal) -> None:
        self._set(EntryState(self.state.entry, refusal=refusal))

    def _set(self, state: EntryState) -> None:
        self.state = state
        self.changed.emit()
