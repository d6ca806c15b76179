"""Tables: paging, sorting, filtering, keys, memory, and rows that change under one's eyes."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from pos_client import texts
from pos_client.desk.background import Background
from pos_client.desk.remember import Forgetful
from pos_client.desk.table import Action, Column, Filter, Query, Row, Rows, TablePage, local_source
from pos_client.desk.table.columns import matches, read_filter, shown, written
from pos_client.desk.table.model import PAGES_KEPT
from pos_client.desk.table.source import PAGE_ROWS
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.states import EmptyState
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

COLUMNS = (
    Column("code", lambda: "Code", kind="code", filter="text"),
    Column("name", lambda: "Product", stretch=True, filter="text"),
    Column(
        "group", lambda: "Group", muted=True, filter="choice", choices=(("food", "Food"), ("home", "Home"))
    ),
    Column("stock", lambda: "Stock", kind="quantity", unit="unit", filter="figure", operator="at_most"),
    Column("price", lambda: "Price", kind="money", strong=True, filter="figure"),
)
GOODS: list[Row] = [
    {"code": "A1", "name": "Beras", "group": "food", "stock": 41_000, "unit": "bks", "price": 15_900},
    {"code": "a1", "name": "beras ketan", "group": "food", "stock": -2000, "unit": "bks", "price": 21_000},
    {"code": "B2", "name": "Sabun", "group": "home", "stock": 250, "unit": "kg", "price": None},
    {"code": "C3", "name": "Teh", "group": "food", "stock": 0, "unit": "ktk", "price": 4_500},
]


def story(count: int) -> list[Row]:
    return [
        {"code": f"P{n:07}", "name": f"Product {n}", "group": "food", "stock": n * 1000, "price": n}
        for n in range(count)
    ]


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    def never(error: BaseException) -> None:
        raise AssertionError from error

    lane = Background(never)
    yield lane
    lane.wait_idle()
    lane.close()


# Windows live as long as their test: Qt deletes what Python no longer holds.
WINDOWS: list[QWidget] = []


@pytest.fixture(autouse=True)
def _windows() -> Iterator[None]:
    yield
    WINDOWS.clear()


def opened(qtbot: QtBot, table: TablePage) -> TablePage:
    window = QWidget()
    WINDOWS.append(window)
    qtbot.addWidget(window)
    window.setLayout(column(table))
    window.resize(1100, 500)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    table.view.setFocus()
    return table


def names(table: TablePage) -> list[str]:
    rows = [table.model.row(at) for at in range(table.model.rowCount())]
    return [str(row["name"]) for row in rows if row is not None]


class Paged:
    """A server of `count` rows that continues by cursor, and counts how it was asked."""

    def __init__(self, count: int) -> None:
        self.rows = story(count)
        self.asked: list[Query] = []

    def __call__(self, query: Query) -> Rows:
        self.asked.append(query)
        start = query.cursor if isinstance(query.cursor, int) else query.offset
        end = start + query.limit
        more = end if end < len(self.rows) else None
        return Rows(self.rows[start:end], total=len(self.rows), next_cursor=more, totals={"price": 7})


# values


def test_values_are_written_by_their_kind() -> None:
    moment = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
    cells = [
        (Column("x", "", kind="money"), -2000, "−2.000"),
        (Column("x", "", kind="quantity"), 250, "0,250"),
        (Column("x", "", kind="integer", signed=True), 98, "+98"),
        (Column("x", "", kind="percent"), 5000, "50,0 %"),
        (Column("x", "", kind="date"), date(2026, 11, 21), "21/11/26"),
        (Column("x", "", kind="moment"), moment, "21/11/26 14.05"),
        (Column("x", "", kind="clock"), moment, "14.05"),
        (Column("x", ""), True, "yes"),
        (Column("x", ""), "Teh", "Teh"),
        (Column("x", ""), None, "–"),
    ]
    assert [written(known, value) for known, value, _words in cells] == [words for *_rest, words in cells]
    assert shown(cells[0][0], {"x": 5}) == "5"


@pytest.mark.parametrize(
    ("key", "typed", "rule"),
    [
        ("name", " teh ", Filter("name", "has", "teh")),
        ("group", "food", Filter("group", "is", "food")),
        ("price", "12.500", Filter("price", "at_least", 12_500)),
        ("price", "<12500", Filter("price", "at_most", 12_500)),
        ("price", "= 5", Filter("price", "is", 5)),
        ("stock", "0,5", Filter("stock", "at_most", 500)),
        ("stock", "> -2", Filter("stock", "at_least", -2000)),
        ("price", "abc", None),
        ("price", ">", None),
        ("price", "1,5", None),
        ("name", "  ", None),
    ],
)
def test_what_is_typed_under_a_heading(key: str, typed: str, rule: Filter | None) -> None:
    known = next(one for one in COLUMNS if one.key == key)
    assert read_filter(known, typed) == rule


def test_a_percent_is_filtered_in_basis_points() -> None:
    known = Column("share", "", kind="percent", filter="figure")
    assert read_filter(known, "80") == Filter("share", "at_least", 8000)
    assert read_filter(known, "12,5 %") == Filter("share", "at_least", 1250)


def test_filters_match_as_they_say() -> None:
    row = {"name": "Teh Sekarsari", "price": 4500, "group": "food"}
    assert matches(Filter("name", "has", "SEKAR"), row)
    assert matches(Filter("price", "at_least", 4500), row)
    assert not matches(Filter("price", "at_most", 4499), row)
    assert not matches(Filter("missing", "at_most", 1), row)
    assert matches(Filter("group", "is", "food"), row)


# local rows


def test_a_heading_sorts_one_way_then_the_other(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS, key="goods"))
    table.show_rows(GOODS)
    at = table.head.sectionViewportPosition(4) + 10
    QTest.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, 10))
    assert names(table) == ["Teh", "Beras", "beras ketan", "Sabun"]
    QTest.mouseClick(table.head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at, 10))
    assert names(table) == ["beras ketan", "Beras", "Teh", "Sabun"]
    assert table.query().descending


def test_the_filter_row_narrows_and_can_be_left_downward(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS, key="goods"))
    table.show_rows(GOODS, {"price": 41_400})
    table.view.select_row(0)
    QTest.keyClick(table.view, Qt.Key.Key_Up)
    QTest.keyClick(QApplication.focusWidget() or table, Qt.Key.Key_Tab)
    field = table.head.editors["name"]
    assert field.hasFocus()
    QTest.keyClicks(field, "beras")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert names(table) == ["Beras", "beras ketan"]
    assert table.view.hasFocus()
    group = table.head.editors["group"]
    assert isinstance(group, Choice)
    table.filter_by("group", "home")
    assert names(table) == []
    table.head.clear_filters()
    assert len(names(table)) == 4


def test_typing_filters_by_itself_after_a_pause(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS, key="goods"))
    table.show_rows(GOODS)
    field = table.head.editors["price"]
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "<5000")
    qtbot.waitUntil(lambda: names(table) == ["Teh"])


def test_enter_opens_and_a_row_has_its_actions(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS, key="goods"))
    done: list[str] = []
    table.set_actions(
        [
            Action("Card", lambda row: done.append(str(row["code"])), icon="package"),
            Action("Order", lambda _row: None, offered=lambda row: row["stock"] == 0),
        ]
    )
    table.show_rows(GOODS)
    heard: list[object] = []
    table.opened.connect(lambda row: heard.append(row["name"]))
    QTest.keyClick(table.view, Qt.Key.Key_Down)
    QTest.keyClick(table.view, Qt.Key.Key_Return)
    assert heard == ["beras ketan"]
    menu = table.row_menu(1)
    assert [action.text() for action in menu.actions()] == ["Card"]
    menu.actions()[0].trigger()
    assert done == ["a1"]
    assert [action.text() for action in table.row_menu(3).actions()] == ["Card", "Order"]
    # Offscreen there are no popups to grab keys for: the menu itself was looked at above.
    table.set_actions([])
    spot = table.view.visualRect(table.model.index(2, 0)).center()
    right = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, spot)
    table.view.contextMenuEvent(right)
    current = table.current()
    assert current is not None
    assert current["name"] == "Sabun"


def test_a_row_is_copied_as_it_is_shown(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS, key="goods"))
    table.show_rows(GOODS)
    table.view.select_row(1)
    QTest.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "a1\tberas ketan\tfood\t−2\t21.000"


def test_cut_names_have_a_tooltip_and_codes_are_never_cut(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS, key="goods"))
    long_name = "Susu UHT Randu Asri dengan nama yang sangat panjang " * 3
    table.show_rows([{"code": "8" * 24, "name": long_name, "group": "food", "stock": 10**9, "price": 10**11}])

    def tip(column_number: int) -> str:
        rect: QRect = table.view.visualRect(table.model.index(0, column_number))
        return table.view.tip_at(rect.center())

    assert tip(1) == long_name
    assert [tip(0), tip(3), tip(4)] == ["", "", ""]
    assert table.view.tip_at(QPoint(5, 400)) == ""


def test_columns_are_remembered(qtbot: QtBot) -> None:
    remember = Forgetful()
    table = opened(qtbot, TablePage(COLUMNS, key="goods", remember=remember))
    actions = {action.text(): action for action in table.memory.menu().actions()}
    actions["Group"].trigger()
    table.head.resizeSection(4, 222)
    table.memory.keep()
    again = opened(qtbot, TablePage(COLUMNS, key="goods", remember=remember))
    assert again.view.isColumnHidden(2)
    assert again.head.sectionSize(4) == 222
    assert [known.key for known in again.view.columns_shown()] == ["code", "name", "stock", "price"]
    again.memory.forget()
    assert not again.view.isColumnHidden(2)


FREE_WIDTHS = (
    Column("name", lambda: "Name", stretch=True),
    Column("state", lambda: "State", chars=6),
    Column("amount", lambda: "Amount", "money", chars=24),
)


def cut_cells(table: TablePage) -> list[str]:
    """Cells that show only part of their words, as their tooltips tell."""
    model, view = table.model, table.view
    cells = (model.index(row, at) for row in range(model.rowCount()) for at in range(model.columnCount()))
    return [tip for cell in cells if (tip := view.tip_at(view.visualRect(cell).center()))]


def test_words_are_not_cut_while_the_table_has_room(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(FREE_WIDTHS, key="free"))
    table.show_rows([{"name": "Kasir 1", "state": "Belum ada perangkat di sini", "amount": 7}])
    assert cut_cells(table) == []


def test_a_wide_empty_column_gives_way_before_a_name_is_cut(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(FREE_WIDTHS, key="free"))
    table.window().resize(520, 300)
    table.show_rows([{"name": "Persediaan Barang Dagangan", "state": "Bebas", "amount": 193_877_520}])
    assert cut_cells(table) == []
    assert table.head.length() <= table.view.viewport().width()


def test_columns_that_yield_leave_a_narrow_table_and_come_back(qtbot: QtBot) -> None:
    columns = (
        Column("name", lambda: "Name", stretch=True),
        Column("later", lambda: "Later", "money", yields=2),
        Column("first", lambda: "First", "money", yields=1),
        Column("amount", lambda: "Amount", "money"),
    )
    remember = Forgetful()
    table = opened(qtbot, TablePage(columns, key="yield", remember=remember))
    table.show_rows([{"name": "Kas", "later": 888_888_888, "first": 888_888_888, "amount": 888_888_888}])
    hidden = []
    for width in (900, 520, 300, 900):
        table.window().resize(width, 300)
        QApplication.processEvents()
        hidden.append([one.key for at, one in enumerate(columns) if table.view.isColumnHidden(at)])
        assert table.view.horizontalScrollBar().maximum() == 0, width
    assert hidden == [[], ["first"], ["later", "first"], []]
    table.window().resize(300, 300)
    QApplication.processEvents()
    assert [one.key for one in table.view.columns_shown()] == ["name", "later", "first", "amount"]
    table.memory.toggle(2)
    assert remember.get("table.yield") == {"name": 0, "later": 0, "first": -1, "amount": 0}
    table.window().resize(900, 300)
    QApplication.processEvents()
    assert [one.key for at, one in enumerate(columns) if table.view.isColumnHidden(at)] == ["first"]


def test_headings_are_whole_in_either_language(qtbot: QtBot) -> None:
    columns = (
        Column("a", lambda: texts._("Last contact"), chars=4),
        Column("b", lambda: texts._("Name"), stretch=True),
        Column("c", lambda: texts._("Expected"), "money", chars=4),
    )
    table = opened(qtbot, TablePage(columns, key="words"))
    table.show_rows([{"a": "x", "b": "y", "c": 1}])
    look().use_language("id")
    for at in range(3):
        assert table.head.sectionSize(at) >= table.head.room_for(at)


def test_a_choice_under_a_heading_shows_its_words(qtbot: QtBot) -> None:
    columns = (Column("a", lambda: "A", stretch=True), Column("b", lambda: "B", chars=2, filter="choice"))
    table = opened(qtbot, TablePage(columns, key="choice"))
    for language in texts.LANGUAGES:
        look().use_language(language)
        choice = table.head.editors["b"]
        assert isinstance(choice, Choice)
        words = choice.fontMetrics().horizontalAdvance(choice.itemText(0))
        assert choice.width() >= words + METRIC.icon + SPACE.l


def test_only_a_width_chosen_by_hand_is_remembered(qtbot: QtBot) -> None:
    remember = Forgetful()
    table = opened(qtbot, TablePage(FREE_WIDTHS, key="free", remember=remember))
    table.show_rows([{"name": "Kasir 1", "state": "Belum ada perangkat di sini", "amount": 7}])
    table.head.resizeSection(2, 222)
    table.memory.toggle(1)
    table.memory.toggle(1)
    assert remember.get("table.free") == {"name": 0, "state": 0, "amount": 222}
    table.memory.forget()
    assert table.head.sectionSize(2) != 222


def test_sorting_and_filters_are_in_reach_of_the_keyboard(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS, key="goods"))
    table.show_rows(GOODS)
    QTest.keyClick(table.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert table.head.editors["code"].hasFocus()
    sort = next(action.menu() for action in table.memory.menu().actions() if action.text() == "Sort by")
    assert isinstance(sort, QMenu)
    {action.text(): action for action in sort.actions()}["Price"].trigger()
    assert names(table)[0] == "Teh"


def test_the_last_column_cannot_be_hidden(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS[:2], key="two"))
    table.memory.toggle(0)
    actions = {action.text(): action for action in table.memory.menu().actions()}
    assert not actions["Product"].isEnabled()


def test_nothing_yet_and_nothing_found_are_told_apart(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS, key="goods"))
    empty = EmptyState("No products yet", "A till can sell as soon as one product has a price.")
    table.set_empty(empty)
    table.show_rows([])
    assert empty.isVisible()
    table.show_rows(GOODS)
    assert not empty.isVisible()
    table.filter_by("name", "zzz")
    assert table._nothing.isVisible()
    assert table.head.isVisible()
    table.head.clear_filters()
    assert not table._nothing.isVisible()


def test_the_totals_row_counts_in_the_language_in_use(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS, key="goods"))
    table.show_rows(GOODS, {"price": 41_400})
    table.set_noun(lambda count: texts.ngettext("{n} product", "{n} products", count))
    assert table.totals.text() == "4 products"
    button = table.export_button()
    assert button.words() == "Export 4 rows"
    table.show_rows([])
    assert not button.isEnabled()


# rows from a server


def test_pages_come_as_they_are_needed_by_cursor(qtbot: QtBot, background: Background) -> None:
    server = Paged(5 * PAGE_ROWS)
    table = opened(qtbot, TablePage(COLUMNS, key="far", background=background))
    table.show_source(server)
    background.wait_idle()
    reached = table.model.rowCount()
    assert PAGE_ROWS < reached < 5 * PAGE_ROWS
    assert table.model.total == 5 * PAGE_ROWS
    for _step in range(6):
        QTest.keyClick(table.view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        background.wait_idle()
    assert table.model.rowCount() == 5 * PAGE_ROWS
    assert [query.cursor for query in server.asked] == [None, 200, 400, 600, 800]
    current = table.current()
    assert current is not None
    assert current["name"] == "Product 999"


def test_a_source_that_jumps_shows_its_whole_length_at_once(qtbot: QtBot, background: Background) -> None:
    server = Paged(1_000_000)
    table = opened(qtbot, TablePage(COLUMNS, key="million", background=background))
    table.show_source(server, jumps=True)
    background.wait_idle()
    assert table.model.rowCount() == 1_000_000
    bar = table.view.verticalScrollBar()
    for share in range(1, 100):
        bar.setValue(bar.maximum() * share // 100)
        background.wait_idle()
    assert len(table.model._pages) <= PAGES_KEPT
    top = table.view.rowAt(0)
    row = table.model.row(top)
    assert row is not None
    assert row["name"] == f"Product {top}"
    assert len(server.asked) < 600


def test_pages_that_were_let_go_come_again(qtbot: QtBot, background: Background) -> None:
    server = Paged((PAGES_KEPT + 10) * PAGE_ROWS)
    table = opened(qtbot, TablePage(COLUMNS, key="again", background=background))
    table.show_source(server, jumps=True)
    background.wait_idle()
    bar = table.view.verticalScrollBar()
    for page in range(PAGES_KEPT + 10):
        bar.setValue(page * PAGE_ROWS)
        background.wait_idle()
    assert table.model.row(0) is None
    bar.setValue(0)
    background.wait_idle()
    row = table.model.row(0)
    assert row is not None
    assert row["name"] == "Product 0"


def test_refreshing_keeps_place_and_selection(qtbot: QtBot, background: Background) -> None:
    server = Paged(3 * PAGE_ROWS)
    table = opened(qtbot, TablePage(COLUMNS, key="live", background=background))
    table.show_source(server)
    background.wait_idle()
    table.view.select_row(150)
    top = table.view.rowAt(0)
    server.rows[150] = {**server.rows[150], "name": "Changed"}
    server.rows.append(story(1)[0])
    table.refresh()
    background.wait_idle()
    current = table.current()
    assert current is not None
    assert current["name"] == "Changed"
    assert (table.view.rowAt(0), table.view.current_row()) == (top, 150)
    assert table.model.total == 3 * PAGE_ROWS + 1
    del server.rows[1:]
    table.refresh()
    background.wait_idle()
    assert table.model.rowCount() == 1


def test_an_answer_to_an_old_question_is_dropped(qtbot: QtBot) -> None:
    answers: list[tuple[Callable[[], Rows], Callable[[Rows], None]]] = []
    table = opened(qtbot, TablePage(COLUMNS, key="late"))
    source = local_source(GOODS)
    table.model.show_source(source, lambda job, then, _fail: answers.append((job, then)))
    table.sort_by("price")
    (old_job, old_then), (new_job, new_then) = answers[0], answers[-1]
    new_then(new_job())
    old_then(old_job())
    assert names(table) == ["Teh", "Beras", "beras ketan", "Sabun"]


def test_a_failed_fetch_says_why_and_can_be_tried_again(qtbot: QtBot, background: Background) -> None:
    down = [True]
    server = local_source(GOODS)

    def source(query: Query) -> Rows:
        if down[0]:
            raise Refusal(ErrorCode.SERVER_UNREACHABLE)
        return server(query)

    table = opened(qtbot, TablePage(COLUMNS, key="down", background=background))
    table.show_source(source)
    background.wait_idle()
    assert table._trouble.isVisible()
    assert table._trouble.text() == "The back office cannot be reached."
    down[0] = False
    table.refresh()
    background.wait_idle()
    assert not table._trouble_box.isVisible()
    assert len(names(table)) == 4


def test_loading_is_said_only_when_it_takes_long(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS, key="slow"))
    waiting: list[tuple[Callable[[], Rows], Callable[[Rows], None]]] = []
    table._start(local_source(GOODS), run=lambda job, then, _fail: waiting.append((job, then)), jumps=True)
    assert table.loading.waiting
    assert not table.loading.isVisible()
    qtbot.waitUntil(table.loading.isVisible)
    job, then = waiting[0]
    then(job())
    assert not table.loading.waiting


def test_the_ring_is_for_those_who_come_by_keyboard(qtbot: QtBot) -> None:
    table = opened(qtbot, TablePage(COLUMNS, key="ring"))
    table.show_rows(GOODS)
    frame = table._frame
    assert frame is not None
    assert not frame.ring
    table.view.clearFocus()
    table.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert frame.ring
    table.view.clearFocus()
    assert not frame.ring
