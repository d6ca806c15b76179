"""State of the list of levels and of one product's card."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question, Wishes, paged
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Source
from pos_client.desk.widgets.dates import Period, last_days
from pos_client.features.stock import actions
from pos_client.features.stock.actions import Worth
from pos_client.remote.api import Api, Sheet, Span
from shared_models.values.refusals import Refusal
from shared_models.wire.paging import Page
from shared_models.wire.stock import StockCard, StockLine

CARD_DAYS = 30


class Levels(QObject):
    """`worth_changed`: the value of the goods per branch has come."""

    worth_changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.worth: Sequence[Worth] = ()
        self._question = Question(office, self)

    def load_worth(self) -> None:
        shown = [row.id for row in self.office.branches if self.office.branch in {None, row.id}]
        self._question.ask(
            lambda api: actions.worth(api, shown), then=self._worth_came, refused=lambda _refusal: None
        )

    def source(self) -> Source:
        branch = self.office.branch

        def fetch(api: Api, wishes: Wishes, sheet: Sheet) -> Page[StockLine]:
            search = wishes.text("name") or wishes.text("sku")
            return actions.list_levels(api, sheet, branch=branch, search=search)

        return paged(self.office, fetch, _row)

    def _worth_came(self, worth: tuple[Worth, ...]) -> None:
        self.worth = worth
        self.worth_changed.emit()


def _row(line: StockLine) -> Row:
    return {
        "id": f"{line.branch}{line.product}",
        "product": line.product,
        "branch_id": line.branch,
        "branch": line.branch_code,
        "sku": line.sku,
        "name": line.name,
        "category": line.category,
        "qty": line.qty,
        "unit": line.unit,
        "value": line.value,
        "last_sale": line.last_sale,
    }


@dataclass(frozen=True, slots=True)
class CardState:
    period: Period
    card: StockCard | None = None
    loading: bool = False
    refusal: Refusal | None = None


class CardPresenter(QObject):
    changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = CardState(last_days(CARD_DAYS, office.today()))
        self.branch: UUID | None = None
        self._product: UUID | None = None
        self._sku = ""
        self._question = Question(office, self)

    def show(self, *, product: UUID | None, sku: str, branch: UUID | None) -> None:
        """The card of a product, by id or by code, in a branch (None: the chosen, else the first)."""
        if (product, sku) != (self._product, self._sku):
            self.state = CardState(self.state.period)
        self._product, self._sku = product, sku
        row = self.office.branch_row(branch)
        self.branch = row.id if row is not None else None
        self.load()

    def choose_branch(self, branch: UUID) -> None:
        self.branch = branch
        self.load()

    def choose_period(self, period: Period) -> None:
        self.state = replace(self.state, period=period)
        self.load()

    def load(self) -> None:
        if self._product is None and not self._sku:
            return
        product, sku = self._product, self._sku
        span = Span(self.state.period.first, self.state.period.last, self.branch)
        self._set(replace(self.state, loading=True))
        self._question.ask(
            lambda api: actions.fetch_card(api, product=product, sku=sku, span=span),
            then=self._came,
            refused=self._refused,
        )

    def _came(self, card: StockCard) -> None:
        self._set(replace(self.state, card=card, loading=False, refusal=None))

    def _refused(self, refusal: Refusal) -> None:
        self._set(replace(self.state, loading=False, refusal=refusal))

    def _set(self, state: CardState) -> None:
        self.state = state
        self.changed.emit()
