"""State of the salespeople: a period and what each of them sold."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question
from pos_client.desk.table.columns import Row
from pos_client.desk.widgets.dates import Period, this_month
from pos_client.features.salespeople import actions
from pos_client.remote.tables import report_rows
from pos_client.texts import _
from shared_models.values.refusals import Refusal
from shared_models.wire.reports import ReportTable


class Salespeople(QObject):
    """`changed`: figures have come, or a refusal."""

    changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.period = this_month(office.today())
        self.found: ReportTable | None = None
        self.refusal: Refusal | None = None
        self._question = Question(office, self)

    def choose_period(self, period: Period) -> None:
        self.period = period
        self.load()

    def load(self) -> None:
        span = self.office.span(self.period.first, self.period.last)
        self._question.ask(lambda api: actions.sold(api, span), then=self._came, refused=self._refused)

    def rows(self) -> tuple[list[Row], Mapping[str, object]]:
        """Lines and their sums; whatever names nobody stands last."""
        if self.found is None:
            return [], {}
        found, totals = report_rows(self.found)
        named = sorted(found, key=lambda row: (row["salesperson"] is None, str(row["salesperson"])))
        return [
            {**row, "id": str(place), "salesperson": row["salesperson"] or _("Nobody named")}
            for place, row in enumerate(named)
        ], totals

    def _came(self, found: ReportTable) -> None:
        self.found, self.refusal = found, None
        self.changed.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.changed.emit()
