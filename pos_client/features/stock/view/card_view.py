"""The card of one product in one branch: every movement with the level after it."""

from typing import Final
from uuid import UUID

from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.choices import ChoiceButton
from pos_client.desk.widgets.dates import PeriodButton
from pos_client.desk.widgets.key_figures import Figure, KeyFigures
from pos_client.desk.widgets.layouts import row
from pos_client.desk.widgets.loading import LoadingOverlay
from pos_client.desk.widgets.states import EmptyState
from pos_client.desk.widgets.words import Label
from pos_client.features.stock.presenter import CardPresenter
from pos_client.features.stock.shown import document_text
from pos_client.features.stock.state import sums_of
from pos_client.texts import _, ngettext
from shared_models.wire.stock import StockCard, StockCardLine

COLUMNS: Final = (
    Column("at", lambda: _("Time"), "moment", sortable=False),
    Column("document", lambda: _("Document"), chars=16, sortable=False),
    Column("number", lambda: _("Number"), "code", stretch=True, link=True, sortable=False),
    Column("into", lambda: _("In"), "quantity", sortable=False),
    Column("out", lambda: _("Out"), "quantity", sortable=False),
    Column("qty_after", lambda: _("Level after"), "quantity", chars=11, strong=True, sortable=False),
    Column("value", lambda: _("Value moved"), "money", sortable=False),
    Column("value_after", lambda: _("Value after"), "money", sortable=False),
)


class CardView(OfficePage):
    def __init__(self, presenter: CardPresenter, shell: Shell) -> None:
        super().__init__(presenter.office, "")
        self._presenter = presenter
        self._shell = shell
        self.head.set_crumb(lambda: _("Levels"), lambda: shell.open("stock"))
        self.branch = ChoiceButton(())
        self.period = PeriodButton(presenter.state.period, today=presenter.office.today())
        self.figures = KeyFigures()
        self.table = TablePage(COLUMNS, key="stock-card", remember=shell.remember)
        self.table.set_noun(lambda count: ngettext("{n} movement", "{n} movements", count))
        self.table.set_title(self._title)
        self.table.set_empty(
            EmptyState(
                lambda: _("Nothing moved in this period"),
                lambda: _("Sales, returns and adjustments of this product stand here one by one."),
            )
        )
        self.table.set_actions((Action(lambda: _("Open the document"), self._open),))
        self.sku = Label("", ink="ink_muted")
        self.head.add_action(export_button(self.table, self._shell))
        self.add(row(self.period, self.branch, self.sku, None, gap="m"))
        self.add(self.figures)
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.loading = LoadingOverlay(self.table)
        self.period.chosen.connect(presenter.choose_period)
        self.branch.chosen.connect(lambda key: presenter.choose_branch(UUID(key)))
        self.table.opened.connect(self._open)
        presenter.changed.connect(self._draw)
        look().language_changed.connect(self._draw)

    @override
    def enter(self, **facts: object) -> None:
        product, branch, sku = facts.get("product"), facts.get("branch"), facts.get("sku")
        rows = self.office.branches
        self.branch.set_options([(str(row.id), row.name) for row in rows])
        self.branch.setVisible(len(rows) > 1)
        if self.office.person is not None:
            self._presenter.show(
                product=product if isinstance(product, UUID) else None,
                sku=sku if isinstance(sku, str) else "",
                branch=branch if isinstance(branch, UUID) else None,
            )

    @override
    def load(self) -> None:
        self._presenter.load()

    def _open(self, line: Row) -> None:
        if line["kind"] in {"sale", "return"}:
            self._shell.open("receipt", branch=self._presenter.branch, sale=line["document_id"])
        else:
            self._shell.open("entry", branch=self._presenter.branch, posting_no=line["posting_no"])

    def _title(self) -> str:
        card = self._presenter.state.card
        return card.line.name if card is not None else ""

    def _draw(self) -> None:
        state = self._presenter.state
        self.show_refusal(state.refusal)
        self.loading.show_while(loading=state.loading and state.card is None)
        self.branch.set_key(str(self._presenter.branch or ""))
        card = state.card
        if card is None:
            return
        self.head.title.say(card.line.name)
        self.sku.say(card.line.sku)
        self.figures.show_figures(_figures(card))
        self.table.show_rows([self._row(line) for line in card.rows])

    def _row(self, line: StockCardLine) -> Row:
        return {
            "id": f"{line.posting_no}.{line.qty_after}.{line.value_after}",
            "kind": line.document_kind,
            "document_id": line.document,
            "posting_no": line.posting_no,
            "at": self.office.local(line.at, self._presenter.branch),
            "document": document_text(line.document_kind),
            "number": line.document_no,
            "into": line.qty if line.qty > 0 else "",
            "out": line.qty if line.qty < 0 else "",
            "qty_after": line.qty_after,
            "value": line.value,
            "value_after": line.value_after,
        }


def _figures(card: StockCard) -> tuple[Figure, ...]:
    sums = sums_of(card)
    unit = card.line.unit
    return (
        Figure("opening", _("Level before"), texts.quantity(sums.opening), unit),
        Figure("into", _("Came in"), texts.quantity(sums.into), unit),
        Figure("out", _("Went out"), texts.quantity(-sums.out), unit),
        Figure("closing", _("Level at the end"), texts.quantity(sums.closing), unit),
        Figure("value", _("Value at the end"), texts.rupiah(sums.value)),
    )
