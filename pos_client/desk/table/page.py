"""A table with everything around it: filters, totals, columns, actions, export, empty and failed states."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from pos_client.desk.background import Background
from pos_client.desk.problems import refusal_text
from pos_client.desk.remember import Forgetful, Remember
from pos_client.desk.table.columns import Column, Filter, Row
from pos_client.desk.table.exporting import Exporting
from pos_client.desk.table.header import Head
from pos_client.desk.table.memory import ColumnMemory, popup
from pos_client.desk.table.model import Run, TableModel, at_once
from pos_client.desk.table.source import Query, Rows, Source, local_source
from pos_client.desk.table.totals import Totals
from pos_client.desk.table.view import View
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.cover import Cover, Edge
from pos_client.desk.widgets.layouts import column, holding, reveal, row
from pos_client.desk.widgets.loading import LoadingOverlay
from pos_client.desk.widgets.panels import Surface
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label, Words, said
from pos_client.texts import _, amount, ngettext


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do with a row, in its right-click menu."""

    words: Words
    run: Callable[[Row], None]
    icon: str | None = None
    offered: Callable[[Row], bool] = lambda _row: True


class TablePage(Surface):
    """`key` names the table in what is remembered. Rows come from `show_source` or `show_rows`."""

    opened = Signal(object)
    moved = Signal(object)
    counted = Signal(int)

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        key: str,
        remember: Remember | None = None,
        background: Background | None = None,
        row_height: int = METRIC.row_desk,
        framed: bool = True,
    ) -> None:
        super().__init__(edge="border" if framed else None)
        self.columns = tuple(columns)
        self.model = TableModel(self.columns, self)
        self.head = Head(self.columns)
        self.view = View(self.model, self.head, row_height)
        self.totals = Totals(self.columns, self.head)
        self.memory = ColumnMemory(self.view, self.head, key, remember or Forgetful())
        self.exporting = Exporting(self, self.model, self.view.columns_shown, background)
        self._background = background
        self._actions: tuple[Action, ...] = ()
        self._totals: Mapping[str, object] = {}
        self._noun: Callable[[int], str] = lambda count: ngettext("{n} row", "{n} rows", count)
        self._empty: QWidget | None = None
        self._with_totals = True
        retry = Button(lambda: _("Try again"), size="compact")
        retry.clicked.connect(self.refresh)
        self._trouble = Note("danger", "", action=retry)
        self._trouble.hide()
        self._stack = QStackedWidget()
        self._build(framed=framed)
        self._nothing = Cover(self.view.viewport())
        self._fill_nothing()
        self.loading = LoadingOverlay(self.view.viewport())
        self._frame = Edge(self) if framed else None
        self._wire()

    # what is shown

    def show_source(self, source: Source, *, jumps: bool = False) -> None:
        """Rows from a source that is called off the GUI thread. `jumps`: it honours offsets."""
        lane = self._background
        if lane is None:
            self._start(source, run=at_once, jumps=jumps)
        else:
            self._start(
                source, run=lambda job, then, fail: lane.online(job, then=then, fail=fail), jumps=jumps
            )

    def show_rows(self, rows: Sequence[Row], totals: Mapping[str, object] | None = None) -> None:
        """Rows at hand, up to some thousand: sorted and filtered here."""
        self._start(local_source(rows, totals), run=at_once, jumps=True)

    def refresh(self) -> None:
        """Fetch again what is shown; place and selection stay."""
        self._trouble.hide()
        if self.model.rowCount():
            self.model.refresh()
        else:
            self._ask(self.model.query)

    def set_noun(self, noun: Callable[[int], str]) -> None:
        """How rows are counted: `lambda n: ngettext("{n} product", "{n} products", n)`."""
        self._noun = noun
        self._show_totals()

    def drop_totals(self) -> None:
        """No totals row: the table is short and its panel says what it is."""
        self._with_totals = False
        self.totals.hide()

    def set_empty(self, empty: QWidget) -> None:
        """What stands here while there is nothing at all (an EmptyState)."""
        self._empty = empty
        if self._stack.indexOf(empty) < 0:
            self._stack.addWidget(empty)

    def set_actions(self, actions: Sequence[Action]) -> None:
        self._actions = tuple(actions)

    def set_title(self, title: Words) -> None:
        """What an exported file is called."""
        self.exporting.title = title

    def sort_by(self, key: str, *, descending: bool = False) -> None:
        self.head.show_sort(key, descending=descending)
        self._ask(replace(self.model.query, sort=key, descending=descending))

    def filter_by(self, key: str, text: str) -> None:
        """Fill in one filter, as a chart above the table does."""
        self.head.set_filter(key, text)

    def query(self) -> Query:
        """Sort and filters as they stand."""
        return self.model.query

    def current(self) -> Row | None:
        """The selected row."""
        at = self.view.current_row()
        return self.model.row(at) if at >= 0 else None

    # for the page's head

    def export_button(self) -> Button:
        """Names the number of rows; offers XLSX, CSV and PDF."""
        button = Button(self._export_words, icon="download", size="compact", menu=True)
        button.clicked.connect(lambda: _open_under(button, self.exporting.menu()))
        self.counted.connect(lambda count: _recount(button, self._export_words, count))
        _recount(button, self._export_words, self.model.total)
        return button

    def columns_button(self) -> Button:
        button = Button(lambda: _("Columns"), icon="columns-3", size="compact", menu=True)
        button.clicked.connect(lambda: _open_under(button, self.memory.menu()))
        return button

    def row_menu(self, at: int) -> QMenu:
        """The actions for a row, as the right click offers them."""
        menu = popup(self)
        data = self.model.row(at)
        for action in self._actions if data is not None else ():
            assert data is not None
            if action.offered(data):
                entry = menu.addAction(said(action.words))
                entry.triggered.connect(lambda _checked, run=action.run, data=data: run(data))
                if action.icon:
                    entry.setIcon(look().icon(action.icon, "ink_muted"))
        return menu

    # inside

    def _build(self, *, framed: bool) -> None:
        trouble = holding(column(self._trouble, edge=("s", "s")))
        self._trouble_box = trouble
        trouble.hide()
        table = holding(column(trouble, self.view, gap="none"))
        self._stack.addWidget(table)
        strip = column(self.exporting.strip, gap="none")
        outer = column(self._stack, strip, self.totals, gap="none")
        outer.setStretch(0, 1)
        hair = BORDER.hair if framed else 0
        outer.setContentsMargins(hair, hair, hair, hair)
        self.setLayout(outer)
        self.setFocusProxy(self.view)

    def _wire(self) -> None:
        self.head.sorted_by.connect(self._sort_clicked)
        self.memory.sort_wanted.connect(self._sort_clicked)
        self.head.filtered.connect(self._filtered)
        for key, act in (("Ctrl+F", self.head.focus_filter), ("Ctrl+L", self._open_columns)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        self.head.left_downward.connect(self.view.setFocus)
        self.head.menu_wanted.connect(lambda at: self.memory.menu().popup(at))
        self.view.opened.connect(self._open_row)
        self.view.moved.connect(lambda at: self.moved.emit(self.model.row(at) if at >= 0 else None))
        self.view.menu_wanted.connect(self._menu_at)
        self.view.filters_wanted.connect(self.head.focus_filter)
        self.view.ring_changed.connect(self._show_ring)
        self.model.first_page.connect(self._first_page)
        self.model.page_came.connect(self._show_totals)
        self.model.failed.connect(self._failed)
        look().language_changed.connect(self._show_totals)

    def _start(self, source: Source, *, run: Run, jumps: bool) -> None:
        self.loading.start()
        self._trouble_box.hide()
        self.model.show_source(source, run, jumps=jumps)

    def _ask(self, query: Query) -> None:
        self.loading.start()
        self.model.ask(query)

    def _sort_clicked(self, key: str) -> None:
        here = self.model.query
        self.sort_by(key, descending=here.sort == key and not here.descending)

    def _filtered(self, rules: tuple[Filter, ...]) -> None:
        if rules != self.model.query.filters:
            self._ask(replace(self.model.query, filters=rules))

    def _first_page(self, rows: Rows) -> None:
        self.loading.stop()
        self._trouble_box.hide()
        self._totals = rows.totals
        self._show_totals()
        self._show_emptiness(empty=not rows.rows)
        if self.view.hasFocus() and self.view.current_row() < 0 and rows.rows:
            self.view.select_row(0)

    def _show_emptiness(self, *, empty: bool) -> None:
        filtered = bool(self.model.query.filters)
        bare = empty and not filtered and self._empty is not None
        self._stack.setCurrentIndex(self._stack.indexOf(self._empty) if bare and self._empty else 0)
        reveal(self.totals, shown=self._with_totals and not bare)
        # Under a filter the table stays: the filter row must be in reach.
        if empty and filtered:
            self._nothing.appear()
        else:
            self._nothing.hide()

    def _failed(self, error: BaseException) -> None:
        self.loading.stop()
        words = refusal_text(error) or _("These rows could not be fetched.")
        self._trouble.say("danger", words)
        self._trouble.show()
        self._trouble_box.show()

    def _show_totals(self) -> None:
        total = self.model.total
        words = self._noun(total)
        if self.model.query.filters and self.model.rowCount() < total:
            words = _("{shown} of {total}", shown=amount(self.model.rowCount()), total=amount(total))
        self.totals.show_totals(words, self._totals)
        self.counted.emit(total)

    def _export_words(self) -> str:
        return ngettext("Export {n} row", "Export {n} rows", self.model.total)

    def _fill_nothing(self) -> None:
        clear = Button(lambda: _("Clear filters"))
        clear.clicked.connect(self.head.clear_filters)
        words = Label(lambda: _("Nothing matches these filters"), ink="ink_muted")
        self._nothing.setLayout(
            column(None, row(None, words, None), row(None, clear, None), None, None, gap="m")
        )

    def _open_row(self, at: int) -> None:
        data = self.model.row(at)
        if data is not None:
            self.opened.emit(data)

    def _open_columns(self) -> None:
        self.memory.menu().popup(self.head.mapToGlobal(QPoint(0, self.head.height())))

    def _menu_at(self, at: int, where: QPoint) -> None:
        menu = self.row_menu(at)
        if menu.actions():
            menu.popup(where)

    def _show_ring(self, ring: bool) -> None:  # noqa: FBT001 - a Qt slot
        if self._frame is not None:
            self._frame.set_ring(ring=ring)


def _open_under(button: Button, menu: QMenu) -> None:
    menu.popup(button.mapToGlobal(QPoint(0, button.height() + SPACE.xs)))


def _recount(button: Button, words: Words, count: int) -> None:
    button.say(words)
    button.setEnabled(count > 0)
