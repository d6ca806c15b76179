"""One window, two faces: going about, panels, news, questions, search and help, with real keys."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from pos_client.desk.remember import Forgetful, JsonRemember, Remember
from pos_client.desk.screens import Face, Help, Screen
from pos_client.desk.shell import Answer, Branch, Hit, Page, Question, Shell, State, wear
from pos_client.desk.shell.dialogs import HelpPanel
from pos_client.desk.shell.search import SearchPanel
from pos_client.desk.shell.toasts import Toast
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.panels import Surface
from pos_client.texts import _


class Sheet(Page):
    """An admin page with one field; what is typed there is unsaved."""

    def __init__(self, title: str) -> None:
        super().__init__(lambda: _(title))
        self.field = QLineEdit()
        self.save = Button(lambda: _("Close"), kind="primary")
        self.seen: list[dict[str, object]] = []
        self.add(self.field)
        self.add(self.save)

    def enter(self, **facts: object) -> None:
        self.seen.append(facts)

    def unsaved(self) -> bool:
        return bool(self.field.text())


class Till(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.setLayout(column(self.line, None))


def _help() -> Help:
    return Help(("Products are what you sell.",), (("Ctrl+N", "a new one"),))


def screens(built: list[str]) -> list[Screen]:
    def page(key: str) -> Callable[[Shell], QWidget]:
        def build(_shell: Shell) -> QWidget:
            built.append(key)
            return Sheet(key.title())

        return build

    return [
        Screen("home", "Home", "house", "home", page("home")),
        Screen("products", "Products", "package", "stock", page("products"), help=_help),
        Screen("levels", "Levels", "boxes", "stock", page("levels"), words=("on hand",)),
        Screen("receipt", "Receipt", "receipt", "sales", page("receipt"), listed=False),
        Screen("sell", "Sell", "receipt", "", lambda _shell: Till(), face=Face.TILL, listed=False),
    ]


@pytest.fixture
def built() -> list[str]:
    return []


@pytest.fixture
def remember() -> Remember:
    return Forgetful()


@pytest.fixture
def shell(qtbot: QtBot, built: list[str], remember: Remember) -> Shell:
    window = Shell(screens(built), remember)
    qtbot.addWidget(window)
    window.set_place("Toko Melanira", [Branch("", "All branches"), Branch("b1", "BDG1")])
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.open("home")
    return window


def sheet(shell: Shell, key: str) -> Sheet:
    page = shell.page(key)
    assert isinstance(page, Sheet)
    return page


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_a_screen_is_built_when_it_is_first_shown(shell: Shell, built: list[str]) -> None:
    assert built == ["home"]
    shell.open("products")
    shell.open("home")
    shell.open("products", item="MI-0203")
    assert built == ["home", "products"]
    assert sheet(shell, "products").seen == [{}, {"item": "MI-0203"}]


def test_only_what_is_built_stands_in_the_menu(shell: Shell) -> None:
    assert [item.words() for item in shell.menu.items.values()] == ["Home", "Stock"]
    shell.open("levels")
    assert set(shell.menu.items) == {"home", "products", "levels"}
    assert shell.menu.items["levels"].here
    assert not shell.menu.items["products"].here


def test_the_menu_opens_screens(shell: Shell, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shell.shown):
        QTest.mouseClick(shell.menu.items["products"], Qt.MouseButton.LeftButton)
    assert shell.here == "products"
    QTest.mouseClick(shell.menu.till, Qt.MouseButton.LeftButton)
    assert shell.face is Face.TILL
    QTest.mouseClick(shell.status.admin, Qt.MouseButton.LeftButton)
    assert shell.here == "products"
    QTest.keyClick(shell, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shell.here == "sell"


def test_leaving_unsaved_work_is_asked_first(shell: Shell, qtbot: QtBot) -> None:
    shell.open("products")
    QTest.keyClicks(sheet(shell, "products").field, "Susu")
    shell.open("home")
    assert shell.here == "products"
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert shell.here == "products"
    assert shell.panel is None
    shell.open("home")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert shell.here == "home"


def test_a_panel_takes_the_focus_keeps_it_and_gives_it_back(shell: Shell, qtbot: QtBot) -> None:
    shell.open("sell")
    till = shell.page("sell")
    assert isinstance(till, Till)
    till.line.setFocus()
    panel = Surface()
    first, second = QLineEdit(), Button("Pay", kind="primary")
    panel.setLayout(column(first, second))
    shell.open_panel(panel, width=METRIC.pay_panel)
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Tab)
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Escape)
    assert shell.panel is None
    assert till.line.hasFocus()


def test_a_panel_over_the_till_leaves_the_status_line_free(shell: Shell, qtbot: QtBot) -> None:
    shell.open("sell")
    veil = shell.open_panel(Surface(), width=METRIC.pay_panel)
    top = shell.status.mapTo(shell, QPoint(0, 0)).y()
    bottom = veil.mapTo(shell, QPoint(0, veil.height())).y()
    assert bottom <= top
    shell.resize(1920, 1080)
    qtbot.waitUntil(lambda: veil.width() == shell.status.width())
    assert veil.panel.width() == METRIC.pay_panel


def test_at_most_one_filled_button(shell: Shell) -> None:
    shell.open("products")
    page = sheet(shell, "products")
    filled = page.save._filled()
    veil = shell.open_panel(Surface())
    calmed = page.save._filled()
    veil.close_panel()
    assert (filled, calmed, page.save._filled()) == (True, False, True)


def test_a_click_beside_a_panel_closes_it(shell: Shell, qtbot: QtBot) -> None:
    veil = shell.open_panel(Surface())
    QTest.mouseClick(veil, Qt.MouseButton.LeftButton, pos=QPoint(5, 300))
    assert shell.panel is None


def test_questions_are_answered_by_enter_and_esc(shell: Shell, qtbot: QtBot) -> None:
    answers: list[str] = []
    question = Question("Clear the cart?", "7 lines are noted.", "Clear", "Keep")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        shell.ask(question, lambda: answers.append("yes"), lambda: answers.append("no"))
        QTest.keyClick(focused(), key)
    panel = shell.ask(question, lambda: answers.append("yes"), lambda: answers.append("no"))
    panel.refuse.setFocus()
    QTest.keyClick(panel.refuse, Qt.Key.Key_Return)
    assert answers == ["yes", "no", "no"]


def test_f1_shows_the_screens_own_help(shell: Shell, qtbot: QtBot) -> None:
    QTest.keyClick(shell, Qt.Key.Key_F1)
    assert shell.panel is None
    shell.open("products")
    QTest.keyClick(shell, Qt.Key.Key_F1)
    panel = shell.panel
    assert isinstance(panel, HelpPanel)
    assert "Products are what you sell." in panel.text()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert shell.panel is None


def test_search_jumps_to_a_screen_by_typing(shell: Shell, qtbot: QtBot) -> None:
    QTest.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "on ha")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert shell.here == "levels"
    assert shell.panel is None


def test_search_asks_every_provider_and_drops_late_answers(shell: Shell, qtbot: QtBot) -> None:
    asked: list[tuple[str, Answer]] = []
    opened: list[str] = []
    shell.search.register("Products", lambda words, answer: asked.append((words, answer)))
    shell.open_search()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "teh")
    qtbot.waitUntil(lambda: len(asked) == 2)
    stale, current = asked[0][1], asked[1][1]
    stale([Hit("Old", "", "package", lambda: opened.append("old"))])
    current([Hit(f"Teh {n}", "899", "package", partial(opened.append, f"teh {n}")) for n in range(9)])
    panel = shell.panel
    assert isinstance(panel, SearchPanel)
    assert panel.titles() == [f"Teh {n}" for n in range(5)]
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert opened == ["teh 1"]


def test_news_comes_and_goes_by_itself_or_by_esc(shell: Shell, qtbot: QtBot) -> None:
    for number in range(4):
        shell.toast("ok", f"saved {number}")
    assert shell.toasts.texts() == ["saved 1", "saved 2", "saved 3"]
    QTest.keyClick(shell, Qt.Key.Key_Escape)
    assert shell.toasts.texts() == ["saved 1", "saved 2"]
    shell.toasts._shown[0]._timer.timeout.emit()
    assert shell.toasts.texts() == ["saved 2"]


def test_news_comes_down_when_what_it_stood_clear_of_is_gone(shell: Shell, qtbot: QtBot) -> None:
    shell.open("products")
    page = sheet(shell, "products")
    page.body.insertStretch(1, 1)
    QApplication.processEvents()
    shell.toast("ok", "saved")
    (toast,) = shell.findChildren(Toast)
    assert toast.geometry().bottom() < page.save.mapTo(shell, QPoint(0, 0)).y()
    page.save.hide()
    qtbot.waitUntil(lambda: toast.geometry().bottom() > page.save.mapTo(shell, QPoint(0, 0)).y())


def test_the_status_line_speaks_in_words(shell: Shell) -> None:
    shell.open("sell")
    shell.status.show_who("Sari", "Shift 3", "BDG1-K1")
    states = [State("37 sales waiting, oldest 2 h", "warn"), State("Printer ready", icon="printer")]
    shell.status.show_states(states)
    shell.status.show_states(states)
    shell.status.show_clock("14.05")
    words = shell.status.texts()
    assert {"Sari", "37 sales waiting, oldest 2 h", "Printer ready", "14.05"} <= set(words)


def test_language_and_theme_switch_everywhere_at_run_time(shell: Shell, remember: Remember) -> None:
    menu = shell.place.menu()
    actions = {action.text(): action for action in menu.actions()}
    actions["Bahasa Indonesia"].trigger()
    assert shell.menu.items["home"].words() == "Beranda"
    assert shell.menu.till.words() == "Buka kasir"
    assert sheet(shell, "home").head.title.text() == "Beranda"
    actions["Dark"].trigger()
    assert look().theme == "dark"
    assert (remember.get("language"), remember.get("theme")) == ("id", "dark")
    look().use_theme("light")
    look().use_language("en")
    wear(remember)
    assert look().theme == "dark"


def test_the_branch_is_chosen_in_the_menu(shell: Shell, qtbot: QtBot) -> None:
    actions = {action.text(): action for action in shell.place.menu().actions()}
    with qtbot.waitSignal(shell.branch_chosen) as chosen:
        actions["BDG1"].trigger()
    assert chosen.args == ["b1"]
    assert shell.menu.place._branch == "BDG1"


def test_the_window_comes_back_where_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "desk.json"
    first = Shell(screens([]), JsonRemember(file))
    first.setGeometry(40, 30, 1200, 730)
    first.close()
    second = Shell(screens([]), JsonRemember(file))
    qtbot.addWidget(second)
    assert second.geometry().getRect() == (40, 30, 1200, 730)
    first.deleteLater()


def test_wishes_that_cannot_be_kept_cost_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "desk.json"
    broken.write_text("{half", encoding="utf-8")
    remember = JsonRemember(broken)
    assert remember.get("window") is None
    remember.put("columns", ["a"])
    assert json.loads(broken.read_text(encoding="utf-8")) == {"columns": ["a"]}
    nowhere = JsonRemember(tmp_path / "missing" / "desk.json")
    nowhere.put("theme", "dark")
    assert nowhere.get("theme") == "dark"
