"""Movers: the ABC curve, speed against value, and the table both of them narrow."""

from typing import Final, cast

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client.desk.charts import AbcChart, AbcCut, Matrix
from pos_client.desk.office import Office, OfficePage
from pos_client.desk.office.branch_button import BranchButton
from pos_client.desk.office.exports import export_button
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.table.source import local_source
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE, Tone
from pos_client.desk.widgets.choices import ChoiceButton
from pos_client.desk.widgets.dates import PeriodButton
from pos_client.desk.widgets.layouts import row
from pos_client.desk.widgets.loading import LoadingOverlay
from pos_client.desk.widgets.panels import Panel
from pos_client.desk.widgets.states import EmptyState
from pos_client.desk.widgets.words import Label
from pos_client.features.movers.presenter import MoversPresenter
from pos_client.features.movers.state import COVER_DANGER, COVER_LONG, COVER_WARN, LETTERS, Group
from pos_client.texts import N_, _, ngettext
from shared_models.rules.movers import Abc, CutOffs, Fsn

KEY: Final = "movers"
SPEEDS: Final = (
    (Fsn.FAST.value, lambda: _("Fast")),
    (Fsn.SLOW.value, lambda: _("Slow")),
    (Fsn.NON_MOVING.value, lambda: _("Still")),
)
CLASSES: Final = tuple((letter.value, letter.value) for letter in Abc)


def _cover_tone(line: Row) -> Tone | None:
    cover = line.get("cover")
    if not isinstance(cover, int):
        return None
    if cover <= COVER_DANGER:
        return "danger"
    return "warn" if cover <= COVER_WARN or cover > COVER_LONG else None


def _speed_tone(line: Row) -> Tone | None:
    return "warn" if line.get("fsn") == Fsn.NON_MOVING.value else None


COLUMNS: Final = (
    Column("sku", lambda: _("Code"), "code", chars=7, filter="text"),
    Column("name", lambda: _("Product"), stretch=True, filter="text"),
    Column("category", lambda: _("Category"), chars=8, muted=True, filter="text"),
    Column("units", lambda: _("Sold"), "quantity", chars=7, unit="unit", filter="figure"),
    Column("revenue_window", lambda: _("Value"), "money", chars=8, filter="figure"),
    Column("revenue_to_date", lambda: _("Value to date"), "money", hidden=True),
    Column("cumulative_bp", lambda: _("Cumulative"), "percent", filter="figure", operator="at_most"),
    Column("abc", lambda: _("ABC"), "class", chars=9, filter="choice", choices=CLASSES),
    Column("fsn", lambda: _("FSN"), "class", chars=9, filter="choice", choices=SPEEDS, tone=_speed_tone),
    Column("last_sale", lambda: _("Last sold"), "date", hidden=True),
    Column("stock", lambda: _("In stock"), "quantity", unit="unit", hidden=True),
    Column(
        "cover",
        lambda: _("Lasts for"),
        "integer",
        chars=10,
        unit="days",
        filter="figure",
        operator="at_most",
        tone=_cover_tone,
    ),
)


# Share of a narrow page that the matrix takes, in hundredths.
NARROW_SHARE: Final = 45


class MoversView(OfficePage):
    def __init__(self, presenter: MoversPresenter, shell: Shell) -> None:
        super().__init__(presenter.office, lambda: _("Movers"))
        self._presenter = presenter
        self._shell = shell
        self.period = PeriodButton(presenter.state.period, today=presenter.office.today())
        self.branch = BranchButton(presenter.office)
        self.group = ChoiceButton(
            (
                ("unit", lambda: _("Ranked within units")),
                ("category", lambda: _("Ranked within categories")),
                ("all", lambda: _("Ranked together")),
            )
        )
        self.curve = AbcChart()
        self.matrix = Matrix(SPEEDS, CLASSES)
        self.table = TablePage(
            COLUMNS, key="movers", remember=shell.remember, background=presenter.office.background
        )
        self._build()
        self.loading = LoadingOverlay(self.table)
        self._wire()

    def _build(self) -> None:
        self.table.set_noun(lambda count: ngettext("{n} product", "{n} products", count))
        self.table.set_title(lambda: _("Movers"))
        self.table.set_empty(
            EmptyState(
                lambda: _("No products yet"),
                lambda: _("Fast and slow movers show as soon as products are sold."),
            )
        )
        self.table.set_actions(
            (
                Action(lambda: _("Stock card"), self._open_card, "history"),
                Action(lambda: _("Open product"), self._open_product, "package"),
            )
        )
        for button in (self.period, self.branch):
            self.head.add_left(button)
        self.head.add_action(export_button(self.table, self._shell))
        abc = Panel(lambda: _("ABC"), note=lambda: _("share of sales value, %"), ruled=False)
        abc.add_to_head(self.group)
        abc.add(row(self.curve, edge=("s", "xs")), stretch=1)
        speed = Panel(lambda: _("Speed and value"), ruled=False)
        speed.add_to_head(Label(lambda: _("number of products"), ink="ink_muted"))
        speed.add(row(self.matrix, edge=("l", "xs")), stretch=1)
        self._speed = speed
        line = row(abc, speed, gap="l")
        line.setStretch(0, 1)
        self.add(line)
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        height = METRIC.chart_min_height + METRIC.panel_head + SPACE.m
        abc.setFixedHeight(height)
        speed.setFixedHeight(height)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = METRIC.side_panel + METRIC.side_menu // 2
        self._speed.setFixedWidth(min(wide, self.width() * NARROW_SHARE // 100))

    def _wire(self) -> None:
        self.period.chosen.connect(self._presenter.choose_period)
        self.group.chosen.connect(self._choose_group)
        self.curve.chosen.connect(self._narrow_class)
        self.matrix.chosen.connect(self._narrow)
        self.table.opened.connect(self._open_card)
        self._presenter.changed.connect(self._draw)
        self._presenter.came.connect(self._draw_movers)
        look().language_changed.connect(self._presenter.load)

    @override
    def load(self) -> None:
        self.period.set_today(self.office.today())
        self._presenter.load()

    def _choose_group(self, key: str) -> None:
        self._presenter.choose_group(cast(Group, key))

    def _narrow(self, speed: str, letter: str) -> None:
        self.table.filter_by("fsn", speed)
        self.table.filter_by("abc", letter)

    def _narrow_class(self, letter: str) -> None:
        here = {rule.key: rule.value for rule in self.table.query().filters}
        self._narrow("", "" if here.get("abc") == letter else letter)

    def _open_card(self, line: Row) -> None:
        self._shell.open("stock-card", sku=str(line["sku"]), branch=self.office.branch)

    def _open_product(self, line: Row) -> None:
        self._shell.open("products", sku=str(line["sku"]))

    def _draw(self) -> None:
        state = self._presenter.state
        self.show_refusal(state.refusal)
        self.loading.show_while(loading=state.loading and state.movers is None)

    def _draw_movers(self) -> None:
        movers = self._presenter.state.movers
        if movers is None:
            return
        cuts = [AbcCut(letter, count) for letter, count in zip(LETTERS, movers.classes, strict=True)]
        limits = CutOffs()
        self.curve.show_curve(movers.shares, cuts, (limits.a_percent * 100, limits.b_percent * 100))
        self.matrix.show_counts(movers.counts)
        self.table.show_source(local_source(movers.rows, movers.totals), jumps=True)


def _help() -> Help:
    return Help(
        (
            _("ABC ranks products by their sales value to date: A brings the first 80 %, B up to 95 %."),
            _("FSN ranks by units sold in the period: fast, slow, or still for what was not sold at all."),
            _("Click a class in the curve or a cell beside it to see only those products."),
        ),
        (("Enter", _("Stock card")), ("↑", _("To the filters"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build(shell: Shell) -> QWidget:
        return MoversView(MoversPresenter(office), shell)

    return (Screen(KEY, N_("Movers"), "trending-up", "stock", build, help=_help),)
