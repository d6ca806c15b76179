"""State of the tax invoices asked for: the list, the one whose number is entered, and the file."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question, Wishes, paged
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Source
from pos_client.features.tax_invoices import actions
from pos_client.remote.api import Api, Sheet
from pos_client.texts import _
from shared_models.values.refusals import Refusal
from shared_models.wire.tax_invoices import TaxInvoiceFile, TaxInvoiceListed, TaxInvoicesPage

OPEN, DONE, EVERY = "open", "done", "every"
_OPEN = {OPEN: True, DONE: False, EVERY: None}
Refused = Callable[[Refusal], None]


class TaxInvoices(QObject):
    """`rows_changed`: others are asked for."""

    rows_changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.shown = OPEN
        self._question = Question(office, self)

    def show_only(self, shown: str) -> None:
        self.shown = shown
        self.rows_changed.emit()

    def source(self) -> Source:
        still_open, branch = _OPEN[self.shown], self.office.branch

        def fetch(api: Api, wishes: Wishes, sheet: Sheet) -> TaxInvoicesPage:
            search = wishes.text("receipt") or wishes.text("name")
            return actions.list_requests(api, sheet, branch=branch, still_open=still_open, search=search)

        return paged(self.office, fetch, self._row)

    def issue(
        self, request: TaxInvoiceListed, number: str, then: Callable[[], None], refused: Refused
    ) -> None:
        """The number the tax office gave."""

        def done(_listed: TaxInvoiceListed) -> None:
            self.rows_changed.emit()
            then()

        self._question.ask(
            lambda api: actions.issue(api, request.id, number.strip()), then=done, refused=refused
        )

    def export(self, then: Callable[[TaxInvoiceFile], None], refused: Refused) -> None:
        """What is open, as the tax office's import takes it."""
        branch = self.office.branch
        self._question.ask(lambda api: actions.export(api, branch), then=then, refused=refused)

    def _row(self, one: TaxInvoiceListed) -> Row:
        return {
            "id": str(one.id),
            "request": one,
            "branch": one.branch_code,
            "receipt": one.receipt,
            "sold_on": one.sold_on,
            "name": one.name,
            "number": one.number,
            "base": one.base,
            "vat": one.vat,
            "state": one.issued_no or _("To be made"),
            "tone": "ok" if one.issued_no else "warn",
        }
