"""Home: key figures, the hourly curve, best sellers, tills and reminders. It only paints."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.charts import HourlyChart
from pos_client.desk.office import Office, OfficePage
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.key_figures import Figure, KeyFigures
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.states import EmptyState, Icon, Note, StatusText, Tag
from pos_client.desk.widgets.words import Label
from pos_client.features.home.presenter import HomePresenter
from pos_client.features.home.state import Compared, TillMood, curves, key_figures, mood_of
from pos_client.texts import N_, _, ngettext
from shared_models.wire.reports import Home, TillLine

KEY: Final = "home"
TOP_ROWS: Final = 6

# Share of a narrow page that the column at the right takes, in hundredths.
NARROW_SHARE: Final = 43


def _change_tone(line: Row) -> Tone | None:
    change = line.get("change")
    return None if not isinstance(change, int) or not change else "ok" if change > 0 else "danger"


TOP_COLUMNS: Final = (
    Column("name", lambda: _("Product"), chars=13, stretch=True, sortable=False),
    Column("units", lambda: _("Sold"), "quantity", unit="unit", sortable=False),
    Column("revenue", lambda: _("Value"), "money", sortable=False),
    Column("week", lambda: _("7 days"), "spark", align="center", sortable=False),
    Column("change", lambda: _("Last week"), "percent", signed=True, sortable=False, tone=_change_tone),
)


BACKUP_WORDS: Final = {
    "backup_failed": N_(
        "The last backup of the back office failed. Its log, or `backup` on its machine, says why."
    ),
    "backup_old": N_("No backup was taken and tested for two days. Does the back office run at night?"),
    "backup_missing": N_(
        "There is none at all. Start the back office with --backup-to and a folder on another disk."
    ),
}


# Warning code of the back office: a backup was brought back lately.
RESTORED: Final = "restored"


class BackupNote(Note):
    """Says that the shop has no backup it could count on."""

    def __init__(self) -> None:
        super().__init__("warn", "", title=lambda: _("No fresh backup"))
        self.hide()

    def show_for(self, warnings: Iterable[str]) -> None:
        """Hidden unless one of the back office's warnings is about backups."""
        code = next((code for code in warnings if code in BACKUP_WORDS), None)
        if code is not None:
            self.say("warn", lambda: _(BACKUP_WORDS[code]), title=lambda: _("No fresh backup"))
        self.setVisible(code is not None)


class HomeView(OfficePage):
    def __init__(self, presenter: HomePresenter, shell: Shell) -> None:
        super().__init__(presenter.office, lambda: _("Home"), self._day)
        self._presenter = presenter
        self._shell = shell
        self.live = Tag("info", self._live_words, icon="radio")
        self.head.add_action(self.live)
        self.warning = Note(
            "warn",
            lambda: _(
                "The back office can be reached by anyone in this network, and what is sent is not encrypted."
                " Start it with a certificate."
            ),
            title=lambda: _("The line to the back office is open"),
        )
        self.backup = BackupNote()
        self.figures = KeyFigures()
        self.chart = HourlyChart(lambda: _("Today"), self._last_words)
        self.tills = column(gap="none")
        self.top = TablePage(TOP_COLUMNS, key="home-top", framed=False)
        self.top.drop_totals()
        self.top.set_empty(
            EmptyState(
                lambda: _("No sale yet today"),
                lambda: _("What sells best stands here from the first sale on."),
            )
        )
        self.reminders = column(gap="none", edge=("none", "xs"))
        self._sides: list[QWidget] = []
        self._build()
        presenter.changed.connect(self._draw)
        look().language_changed.connect(self._draw)
        self._draw()

    @override
    def load(self) -> None:
        self._presenter.load()

    # building

    def _build(self) -> None:
        self.add(self.warning)
        self.add(self.backup)
        self.add(self.figures)
        hours = Panel(lambda: _("Sales by hour"), ruled=False)
        self.chart.unit_changed.connect(hours.note.say)
        self.legend = self.chart.legend()
        self._then = self.legend.findChildren(Label)[-1]
        hours.add_to_head(self.legend)
        hours.add(self.chart, stretch=1)
        tills = Panel(lambda: _("Tills"))
        tills.add_to_head(Label(lambda: _("today"), ink="ink_muted"))
        tills.add(holding(self.tills))
        top = Panel(lambda: _("Best sellers"), ruled=False)
        self.movers = Button(lambda: _("Movers"), kind="link")
        self.movers.clicked.connect(lambda: self._shell.open("movers"))
        top.add_to_head(self.movers)
        top.add(self.top, stretch=1)
        reminders = Panel(lambda: _("Reminders"))
        reminders.add(holding(self.reminders))
        self._row(hours, tills)
        self._row(top, reminders)

    def _row(self, wide: QWidget, narrow: QWidget) -> None:
        self._sides.append(narrow)
        line = row(wide, narrow, gap="l")
        line.setStretch(0, 1)
        self.add(line, stretch=1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for side in self._sides:
            side.setFixedWidth(min(METRIC.side_panel, self.width() * NARROW_SHARE // 100))
        # Two ways of saying how a product goes: the narrow page keeps the figure.
        week = next(at for at, column in enumerate(TOP_COLUMNS) if column.kind == "spark")
        self.top.view.setColumnHidden(week, self.width() * NARROW_SHARE // 100 < METRIC.side_panel)
        self.top.view.widen()

    # drawing

    def _draw(self) -> None:
        state = self._presenter.state
        self.show_refusal(state.refusal)
        self.head.subtitle.say(self._day)
        self._draw_live()
        home, clock = state.home, state.clock
        self.warning.setVisible(home is not None and "insecure_lan" in home.warnings)
        self.backup.show_for(() if home is None else home.warnings)
        if home is None or clock is None:
            self.figures.show_figures(_figures(None, None))
            return
        self.figures.show_figures(_figures(home, clock))
        now, then = curves(home, clock)
        self._then.say(self._last_words)
        self.chart.show_hours(now, then, (clock.hour, clock.minute))
        self.top.show_rows(
            [
                {
                    "name": own.name,
                    "units": own.units,
                    "unit": own.unit,
                    "revenue": own.revenue,
                    "week": own.week,
                    "change": Compared(own.revenue, own.revenue_week_ago).change_bp,
                }
                for own in home.top[:TOP_ROWS]
            ]
        )
        self._draw_tills(home)
        self._draw_reminders(home)

    def _draw_live(self) -> None:
        state = self._presenter.state
        if self.office.offline_since is not None or state.refusal is not None:
            self.live.say("warn", self._live_words, icon="wifi-off")
        else:
            self.live.say("info", self._live_words, icon="radio")
        self.live.setVisible(state.clock is not None)

    def _day(self) -> str:
        clock = self._presenter.state.clock if hasattr(self, "_presenter") else None
        return texts.long_day(clock.date()) if clock is not None else ""

    def _last_words(self) -> str:
        # Known before the first answer: the legend is whole from the start.
        return _last(self._presenter.state.clock or self.office.now())

    def _live_words(self) -> str:
        clock = self._presenter.state.clock
        if clock is None:
            return ""
        shown = texts.clock(clock)
        if self.office.offline_since is not None:
            return _("As of {clock}", clock=shown)
        return _("Live {clock}", clock=shown)

    def _draw_tills(self, home: Home) -> None:
        clear(self.tills)
        if not home.tills:
            words = Label(lambda: _("No till yet. Add one under Tills."), ink="ink_muted", wrap=True)
            self.tills.addLayout(row(words, edge=("l", "m")))
        for at, till in enumerate(home.tills):
            if at:
                self.tills.addWidget(Divider())
            self.tills.addWidget(self._till_row(till, home.server_time))
        if home.tills:
            self.tills.addWidget(Divider())

    def _till_row(self, till: TillLine, server_time: datetime) -> QWidget:
        tone, icon, words = _till_words(till, mood_of(till, server_time), server_time, self.office)
        code = Label(till.code, weight="strong")
        line = row(
            code,
            StatusText(tone, words, icon=icon),
            None,
            Label(texts.amount(till.sales), right=True),
            gap="m",
            edge=("l", "none"),
        )
        whole = holding(line)
        whole.setFixedHeight(METRIC.panel_head)
        return whole

    def _draw_reminders(self, home: Home) -> None:
        clear(self.reminders)
        if home.reviews_open:
            words = ngettext("{n} flag to review", "{n} flags to review", home.reviews_open)
            self._remind(words, lambda: self._shell.open("reviews", state="open"))
        if of_tills := home.till_reviews_open:
            words = ngettext("{n} note about a till", "{n} notes about tills", of_tills)
            self._remind(words, lambda: self._shell.open("tills"))
        if RESTORED in home.warnings:
            words = _("A backup was brought back")
            self._remind(words, lambda: self._shell.open("incidents"))
        if not self.reminders.count():
            self._remind(_("Nothing is waiting for you"), None)

    def _remind(self, words: str, show: Callable[[], None] | None) -> None:
        """One line; `show` opens what it is about."""
        icon = Icon("circle-check", "ok") if show is None else Icon("flag", "danger")
        line = row(icon, Label(words), None, gap="m", edge=("l", "none"))
        if show is not None:
            look_at = Button(lambda: _("Show"), kind="link", size="compact")
            look_at.clicked.connect(show)
            line.addWidget(look_at)
        whole = holding(line)
        whole.setFixedHeight(METRIC.menu_item)
        self.reminders.addWidget(whole)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._presenter.show(shown=True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._presenter.show(shown=False)


def _last(clock: datetime) -> str:
    return _("last {weekday}", weekday=texts.weekday(clock.date()))


def _figures(home: Home | None, clock: datetime | None) -> tuple[Figure, ...]:
    titles = (
        ("sales", _("Sales today")),
        ("receipts", _("Receipts")),
        ("basket", _("Average basket")),
        ("profit", _("Gross profit")),
    )
    if home is None or clock is None:
        return tuple(Figure(key, title) for key, title in titles)
    own = key_figures(home, clock)
    last = _last(clock)
    values = (
        texts.rupiah(own.sales.now),
        texts.amount(own.receipts.now),
        texts.rupiah(own.basket.now),
        texts.rupiah(own.profit),
    )
    notes = (
        _share_note(own.sales, last),
        _count_note(own.receipts, last),
        _share_note(own.basket, last),
        _points_note(own.margin_bp, last),
    )
    return tuple(
        Figure(
            key,
            title,
            value,
            unit=texts.percent(own.margin_bp.now) if key == "profit" else "",
            note=note[0],
            tone=note[1],
        )
        for (key, title), value, note in zip(titles, values, notes, strict=True)
    )


def _tone(change: int) -> Tone:
    return "ok" if change > 0 else "danger" if change < 0 else "plain"


def _share_note(figure: Compared, last: str) -> tuple[str, Tone]:
    change = figure.change_bp
    if change is None:
        return _("nothing to compare with"), "plain"
    return _("{change} from {last}", change=texts.percent(change, signed=True), last=last), _tone(change)


def _count_note(figure: Compared, last: str) -> tuple[str, Tone]:
    if not figure.then:
        return _("nothing to compare with"), "plain"
    change = texts.amount(figure.change, signed=True)
    return _("{change} from {last}", change=change, last=last), _tone(figure.change)


def _points_note(figure: Compared, last: str) -> tuple[str, Tone]:
    if not figure.then:
        return _("nothing to compare with"), "plain"
    points = texts.percent(figure.change, signed=True).removesuffix(" %")
    return _("{points} points from {last}", points=points, last=last), _tone(figure.change)


def _till_words(
    till: TillLine, mood: TillMood, server_time: datetime, office: Office
) -> tuple[Tone, str, str]:
    if mood is TillMood.NEVER or till.last_contact is None:
        return "plain", "circle", _("Not enrolled yet")
    if mood is TillMood.SILENT:
        when = office.local(till.last_contact)
        same_day = when.date() == office.local(server_time).date()
        since = texts.clock(when) if same_day else texts.day(when.date())
        return "plain", "wifi-off", _("Offline since {since}", since=since)
    if mood is TillMood.WAITING:
        age = texts.span(server_time - till.oldest_at) if till.oldest_at is not None else ""
        waiting = texts.amount(till.waiting)
        if age:
            return "warn", "clock-alert", _("{count} waiting, {age}", count=waiting, age=age)
        return "warn", "clock-alert", _("{count} waiting", count=waiting)
    return "ok", "circle-check", _("All sent")


def _help() -> Help:
    return Help(
        (
            _("Home shows the business day as the tills report it. A sale appears within a second."),
            _("Figures are compared with the same weekday last week, up to the same time of day."),
        )
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build(shell: Shell) -> QWidget:
        return HomeView(HomePresenter(office), shell)

    return (Screen(KEY, N_("Home"), "house", "home", build, help=_help),)
