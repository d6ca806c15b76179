"""State of the three lists."""

from datetime import timedelta

from typing_extensions import override

from pos_client.desk.office import Office
from pos_client.desk.office.listed import Listed
from pos_client.desk.table.columns import Row
from pos_client.desk.widgets.dates import Period
from pos_client.features.tracking import actions
from pos_client.features.tracking.shown import CHECKS, STATES, confirmed, how_long
from pos_client.remote.api import Api
from pos_client.texts import _
from shared_models.wire.tracking import Checks, Lots, Serials


class LotList(Listed[Lots]):
    """Lots by expiry; `within` days alone, None: all that hold goods."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.within: int | None = None

    def choose(self, within: int | None) -> None:
        self.within = within
        self.load()

    @override
    def fetch(self, api: Api) -> Lots:
        return actions.lots(api, self.office.branch, within_days=self.within)

    def rows(self) -> list[Row]:
        if self.found is None:
            return []
        today = self.found.today
        return [
            {
                "id": f"{line.branch}{line.product}{line.lot}",
                "product": line.product,
                "place": line.branch,
                "branch": line.branch_code,
                "sku": line.sku,
                "name": line.name,
                "lot": line.lot or _("no lot"),
                "expires_on": line.expires_on,
                "left": how_long(line.expires_on, today),
                "expired": line.expires_on is not None and line.expires_on < today,
                "near": line.expires_on is not None and line.expires_on <= today + timedelta(days=30),
                "qty": line.qty,
                "unit": line.unit,
            }
            for line in self.found.rows
        ]


class SerialList(Listed[Serials]):
    """Where each piece is."""

    @override
    def fetch(self, api: Api) -> Serials:
        return actions.serials(api, self.office.branch)

    def rows(self) -> list[Row]:
        return [
            {
                "id": f"{line.branch}{line.product}{line.serial}",
                "branch": line.branch_code,
                "serial": line.serial,
                "sku": line.sku,
                "name": line.name,
                "state": _(STATES[line.state]),
                "document": line.document_no,
                "at": self.office.local(line.at, line.branch),
            }
            for line in (self.found.rows if self.found is not None else ())
        ]


class CheckList(Listed[Checks]):
    """What was confirmed in a period."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        today = office.today()
        self.period = Period(today - timedelta(days=29), today)

    def choose_period(self, period: Period) -> None:
        self.period = period
        self.load()

    @override
    def fetch(self, api: Api) -> Checks:
        return actions.checks(api, self.office.span(self.period.first, self.period.last))

    def rows(self) -> list[Row]:
        return [
            {
                "id": f"{place}",
                "branch": line.branch_code,
                "at": self.office.local(line.at, line.branch),
                "receipt": line.receipt,
                "cashier": line.cashier,
                "name": line.name,
                "kind": _(CHECKS[line.kind]),
                "told": confirmed(line),
            }
            for place, line in enumerate(self.found.rows if self.found is not None else ())
        ]
