"""The table's model: pages come when they are needed, a little ahead, and go again when there are many."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from pos_client.desk.table.columns import Column, Row, shown
from pos_client.desk.table.source import PAGE_ROWS, Query, Rows, Source
from pos_client.desk.widgets.words import said

Index = QModelIndex | QPersistentModelIndex
Fail = Callable[[BaseException], None]
Run = Callable[[Callable[[], Rows], Callable[[Rows], None], Fail], object]
"""Runs a fetch and answers on the GUI thread: `Background.online`, or at once for local rows."""

PAGES_KEPT: Final = 60
PAGES_AHEAD: Final = 2
PAGES_IN_FLIGHT: Final = 3


def at_once(job: Callable[[], Rows], then: Callable[[Rows], None], fail: Fail) -> None:
    """Run a fetch here and now: for rows at hand."""
    try:
        rows = job()
    except Exception as error:  # noqa: BLE001 - the table words it
        fail(error)
    else:
        then(rows)


class TableModel(QAbstractTableModel):
    """Rows of a query. With `jumps` the source honours offsets and the whole length is there at once;

    without, rows appear as their pages are reached, and pages once seen are fetched again by their cursor.
    """

    first_page = Signal(object)
    page_came = Signal()
    failed = Signal(object)

    def __init__(self, columns: tuple[Column, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self._source: Source | None = None
        self._run: Run = at_once
        self._jumps = False
        self._query = Query()
        self._age = 0
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._starts: dict[int, object] = {}
        self._stale: set[int] = set()
        self._asked: set[int] = set()
        self._length = 0
        self._total: int | None = None
        self._loading_first = False

    # what is shown

    @property
    def query(self) -> Query:
        return self._query

    @property
    def source(self) -> Source | None:
        return self._source

    @property
    def total(self) -> int:
        """Rows of the query: as the source says, or as many as are known."""
        return self._length if self._total is None else self._total

    @property
    def loading(self) -> bool:
        return self._loading_first

    def row(self, at: int) -> Row | None:
        """The row at a place, None while its page is under way."""
        page, within = divmod(at, PAGE_ROWS)
        rows = self._pages.get(page)
        if rows is None or within >= len(rows):
            return None
        return rows[within]

    def show_source(self, source: Source, run: Run, *, jumps: bool = False) -> None:
        self._source = source
        self._run = run
        self._jumps = jumps
        self.ask(self._query)

    def ask(self, query: Query) -> None:
        """Show another query from its first row."""
        self._query = replace(query, cursor=None, offset=0)
        self._age += 1
        self.beginResetModel()
        self._pages.clear()
        self._starts = {0: None}
        self._asked.clear()
        self._stale.clear()
        self._length = 0
        self._total = None
        self._loading_first = self._source is not None
        self.endResetModel()
        self._fetch(0)

    def refresh(self) -> None:
        """Fetch what is shown again; rows stay until their news are there."""
        self._age += 1
        self._asked.clear()
        self._stale = set(self._pages)
        self._fetch(0)

    def need(self, first: int, last: int) -> None:
        """The view shows these rows: fetch their pages and a little ahead."""
        if self._source is None:
            return
        ahead = last // PAGE_ROWS + PAGES_AHEAD
        for page in range(first // PAGE_ROWS, ahead + 1):
            if page in self._pages and page not in self._stale:
                self._pages.move_to_end(page)
            else:
                self._fetch(page)

    # Qt's questions

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._length

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return None
        row = self.row(index.row())
        return None if row is None else shown(self.columns[index.column()], row)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return said(self.columns[section].label)
        return None

    # fetching

    def _fetch(self, page: int) -> None:
        source = self._source
        known = page in self._starts or (self._jumps and page * PAGE_ROWS < self._length)
        if source is None or not known or page in self._asked or len(self._asked) >= PAGES_IN_FLIGHT:
            return
        self._asked.add(page)
        age = self._age
        query = replace(self._query, cursor=self._starts.get(page), offset=page * PAGE_ROWS)
        self._run(
            lambda: source(query),
            lambda rows: self._came(age, page, rows),
            lambda error: self._lost(age, page, error),
        )

    def _lost(self, age: int, page: int, error: BaseException) -> None:
        if age == self._age:
            self._asked.discard(page)
            self._loading_first = False
            self.failed.emit(error)

    def _came(self, age: int, page: int, rows: Rows) -> None:
        if age != self._age:
            return
        self._asked.discard(page)
        self._stale.discard(page)
        self._pages[page] = list(rows.rows)
        self._pages.move_to_end(page)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        if rows.next_cursor is not None:
            self._starts[page + 1] = rows.next_cursor
        elif rows.total is None or not self._jumps:
            self._forget_after(page)
        if page == 0:
            self._total = rows.total
        self._set_length(self._length_after(page, rows))
        first = page * PAGE_ROWS
        last = min(self._length, first + PAGE_ROWS) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        if page == 0:
            self._loading_first = False
            self.first_page.emit(rows)
        self.page_came.emit()

    def _length_after(self, page: int, rows: Rows) -> int:
        if self._jumps and self._total is not None:
            return self._total
        reached = page * PAGE_ROWS + len(rows.rows)
        return max(reached, self._length) if rows.next_cursor is not None else reached

    def _forget_after(self, page: int) -> None:
        for later in [known for known in self._starts if known > page]:
            self._starts.pop(later)
            self._pages.pop(later, None)

    def _set_length(self, length: int) -> None:
        if length > self._length:
            self.beginInsertRows(QModelIndex(), self._length, length - 1)
            self._length = length
            self.endInsertRows()
        elif length < self._length:
            self.beginRemoveRows(QModelIndex(), length, self._length - 1)
            self._length = length
            self.endRemoveRows()
