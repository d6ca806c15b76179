"""Three lists: lots by expiry, serial numbers, and what was confirmed at the tills."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.branch_button import BranchButton
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.choices import ChoiceButton, Option
from pos_client.desk.widgets.dates import Period, PeriodButton
from pos_client.desk.widgets.states import EmptyState
from pos_client.desk.widgets.words import Words
from pos_client.features.tracking.presenter import CheckList, LotList, SerialList
from pos_client.texts import _, ngettext

WITHIN: Final = (7, 30, 90)


Lists = LotList | SerialList | CheckList


def _age(line: Row) -> Tone | None:
    return "danger" if line["expired"] else "warn" if line["near"] else None


_PLACE: Final = (
    Column("branch", lambda: _("Branch"), "code", chars=6, yields=3),
    Column("sku", lambda: _("Code"), "code", chars=12, yields=2),
    Column("name", lambda: _("Product"), stretch=True, filter="text"),
)
LOTS: Final = (
    *_PLACE,
    Column("lot", lambda: _("Lot"), "code", chars=12, filter="text"),
    Column("expires_on", lambda: _("Good until"), "date", chars=10, tone=_age),
    Column("left", lambda: _("Good for"), chars=9, tone=_age),
    Column("qty", lambda: _("Left"), "quantity", chars=9, strong=True),
    Column("unit", lambda: _("Unit"), chars=6, yields=1),
)
SERIALS: Final = (
    Column("serial", lambda: _("Serial number"), "code", chars=18, filter="text", strong=True),
    *_PLACE,
    Column("state", lambda: _("Where"), chars=10),
    Column("document", lambda: _("Document"), "code", chars=18, filter="text"),
    Column("at", lambda: _("Since"), "moment", chars=14),
)
CHECKS: Final = (
    Column("at", lambda: _("Sold at"), "moment", chars=14),
    Column("branch", lambda: _("Branch"), "code", chars=6, yields=3),
    Column("receipt", lambda: _("Receipt"), "code", chars=18, filter="text"),
    Column("name", lambda: _("Product"), stretch=True, filter="text"),
    Column("kind", lambda: _("Asked for"), chars=10),
    Column("told", lambda: _("What was confirmed"), chars=26, filter="text"),
    Column("cashier", lambda: _("Cashier"), chars=12, filter="text"),
)


class ListView(OfficePage):
    """A table that one answer fills, for the chosen branch."""

    def __init__(
        self, title: Words, listed: Lists, columns: Sequence[Column], shell: Shell, *, key: str
    ) -> None:
        super().__init__(listed.office, title)
        self._listed = listed
        self.branch = BranchButton(listed.office)
        self.table = TablePage(columns, key=key, remember=shell.remember, framed=True)
        self.table.set_noun(lambda count: ngettext("{n} row", "{n} rows", count))
        self.table.set_title(title)
        self.head.add_left(self.branch)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, shell))
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        listed.changed.connect(self._draw)
        look().language_changed.connect(self._draw)

    @override
    def load(self) -> None:
        self._listed.load()

    def _draw(self) -> None:
        self.show_refusal(self._listed.refusal)
        if self._listed.found is not None:
            self.table.show_rows(self._listed.rows())


class LotsView(ListView):
    def __init__(self, lots: LotList, shell: Shell) -> None:
        super().__init__(lambda: _("Lots and expiry"), lots, LOTS, shell, key="lots")
        options: list[Option] = [("", lambda: _("All lots"))]
        options += [(str(days), partial(_within, days)) for days in WITHIN]
        self.within = ChoiceButton(options)
        self.within.chosen.connect(lambda key: lots.choose(int(key) if key else None))
        self.head.add_left(self.within)
        self.table.set_empty(
            EmptyState(
                lambda: _("No lots"),
                lambda: _("A product kept by lot shows its lots here, what expires first on top."),
            )
        )
        self.table.opened.connect(
            lambda line: shell.open("stock-card", product=line["product"], branch=line["place"])
        )


class SerialsView(ListView):
    def __init__(self, serials: SerialList, shell: Shell) -> None:
        super().__init__(lambda: _("Serial numbers"), serials, SERIALS, shell, key="serials")
        self.table.set_empty(
            EmptyState(
                lambda: _("No serial numbers"),
                lambda: _("Pieces that were received or sold by their number stand here."),
            )
        )


class ChecksView(ListView):
    def __init__(self, checks: CheckList, shell: Shell) -> None:
        super().__init__(lambda: _("Age & prescription"), checks, CHECKS, shell, key="checks")
        self.period = PeriodButton(checks.period, today=checks.office.today())
        self.period.chosen.connect(self._choose)
        self._checks = checks
        self.head.add_left(self.period)
        self.table.set_empty(
            EmptyState(
                lambda: _("Nothing was confirmed"),
                lambda: _("What a till asked before it sold something stands here, receipt by receipt."),
            )
        )

    def _choose(self, period: Period) -> None:
        self._checks.choose_period(period)


def _within(days: int) -> str:
    return ngettext("Expire within {n} day", "Expire within {n} days", days)
