"""Amounts and quantities typed by hand, by pad and by paste. What cannot stand is refused, never mangled."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_client import texts
from pos_client.desk.widgets.figures_edit import FigureEdit, MoneyEdit, QuantityEdit
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.number_pad import NumberPad


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def shown(qtbot: QtBot, window: QWidget, *fields: QWidget) -> None:
    window.setLayout(column(*fields))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()


def test_an_amount_is_grouped_while_it_is_typed(qtbot: QtBot, window: QWidget) -> None:
    field = MoneyEdit()
    shown(qtbot, window, field)
    seen = []
    for key in "1250000":
        QTest.keyClicks(field, key)
        seen.append(field.text())
    assert seen == ["1", "12", "125", "1.250", "12.500", "125.000", "1.250.000"]
    assert field.value() == 1_250_000


def test_only_digits_are_taken(qtbot: QtBot, window: QWidget) -> None:
    """Lesson 53: Amount fields take digits only."""
    field = MoneyEdit()
    shown(qtbot, window, field)
    QTest.keyClicks(field, "a1-2 e+3*")
    assert (field.text(), field.value()) == ("123", 123)
    QTest.keyClicks(field, "0" * 20)
    assert field.value() == 123_000_000_000


def test_focus_selects_all_so_that_typing_replaces(qtbot: QtBot, window: QWidget) -> None:
    field, other = MoneyEdit(), MoneyEdit()
    field.set_value(98_400)
    shown(qtbot, window, other, field)
    other.setFocus()
    QTest.keyClick(other, Qt.Key.Key_Tab)
    assert field.selectedText() == "98.400"
    QTest.keyClicks(field, "100000")
    assert field.value() == 100_000


def test_a_click_into_the_field_selects_all_too(qtbot: QtBot, window: QWidget) -> None:
    field, other = MoneyEdit(), MoneyEdit()
    field.set_value(98_400)
    shown(qtbot, window, other, field)
    other.setFocus()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: field.selectedText() == "98.400")


def test_setting_a_value_in_a_focused_field_leaves_it_selected(qtbot: QtBot, window: QWidget) -> None:
    field = MoneyEdit()
    shown(qtbot, window, field)
    field.setFocus()
    field.set_value(51_600)
    assert field.selectedText() == "51.600"


def test_backspace_and_delete_step_over_the_signs_between_groups(qtbot: QtBot, window: QWidget) -> None:
    field = MoneyEdit()
    shown(qtbot, window, field)
    field.setFocus()
    QTest.keyClicks(field, "1234567")
    field.setCursorPosition(2)  # 1.|234.567
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == "234.567"
    field.setCursorPosition(3)  # 234|.567
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert field.text() == "23.467"
    field.setCursorPosition(4)
    QTest.keyClicks(field, "9")
    assert field.text() == "234.967"


@pytest.mark.parametrize(
    ("pasted", "value"),
    [("Rp98.400", 98_400), (" 12500 ", 12_500), ("1.000.000", 1_000_000)],
)
def test_a_pasted_amount_is_read(qtbot: QtBot, window: QWidget, pasted: str, value: int) -> None:
    field = MoneyEdit()
    shown(qtbot, window, field)
    QApplication.clipboard().setText(pasted)
    QTest.keySequence(field, QKeySequence(QKeySequence.StandardKey.Paste))
    assert field.value() == value


@pytest.mark.parametrize("pasted", ["12.5", "1,5", "abc", "1.23", "-5", ""])
def test_what_is_no_amount_is_not_pasted(qtbot: QtBot, window: QWidget, pasted: str) -> None:
    field = MoneyEdit()
    field.set_value(700)
    shown(qtbot, window, field)
    field.insert(pasted)
    assert field.value() == 700


def test_undo_leaves_no_broken_figure(qtbot: QtBot, window: QWidget) -> None:
    field = MoneyEdit()
    shown(qtbot, window, field)
    QTest.keyClicks(field, "4500")
    field.textEdited.emit("45x")
    assert field.text() in {"", "4.500"}
    assert field.value() in {None, 4500}


def test_a_quantity_takes_three_decimals_and_either_sign(qtbot: QtBot, window: QWidget) -> None:
    field = QuantityEdit(suffix="kg")
    shown(qtbot, window, field)
    QTest.keyClicks(field, "0,2504")
    assert (field.text(), field.value()) == ("0,250", 250)
    field.press_clear()
    QTest.keyClicks(field, "1250.5")
    assert (field.text(), field.value()) == ("1.250,5", 1_250_500)
    field.press_clear()
    assert field.value() is None


def test_what_is_sold_whole_takes_no_fraction(qtbot: QtBot, window: QWidget) -> None:
    field = QuantityEdit(fractions=False)
    shown(qtbot, window, field)
    QTest.keyClicks(field, "12,5")
    assert field.value() == 125_000
    field.allow_fractions(allowed=True)
    field.insert("1,25")
    assert field.value() is not None


def test_the_pad_presses_into_the_field_without_taking_its_focus(qtbot: QtBot, window: QWidget) -> None:
    field, pad = MoneyEdit(prefix="Rp", size="giant"), NumberPad()
    pad.drive(field)
    field.set_value(98_400)
    shown(qtbot, window, field, pad)
    field.setFocus()
    heard: list[object] = []
    field.value_changed.connect(heard.append)
    for key in ("1", "5", "0", "000", "back"):
        QTest.mouseClick(pad.keys[key], Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    assert field.value() == 15_000
    assert heard == [1, 15, 150, 150_000, 15_000]
    QTest.mouseClick(pad.keys["clear"], Qt.MouseButton.LeftButton)
    assert field.value() is None


def test_enter_is_told_and_a_persons_edit_is_known(qtbot: QtBot, window: QWidget) -> None:
    field = MoneyEdit()
    shown(qtbot, window, field)
    edits: list[int] = []
    field.edited.connect(lambda: edits.append(1))
    field.set_value(5)
    assert edits == []
    QTest.keyClicks(field, "7")
    assert edits == [1]
    with qtbot.waitSignal(field.entered):
        QTest.keyClick(field, Qt.Key.Key_Return)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(keys=st.lists(st.sampled_from([*"0123456789,.", "back", "del", "left", "home"]), max_size=25))
def test_no_keys_break_the_grouping(qtbot: QtBot, keys: list[str]) -> None:
    special = {
        "back": Qt.Key.Key_Backspace,
        "del": Qt.Key.Key_Delete,
        "left": Qt.Key.Key_Left,
        "home": Qt.Key.Key_Home,
    }
    field: FigureEdit
    for field, unit in ((MoneyEdit(), 1), (QuantityEdit(), 1000)):
        for key in keys:
            if key in special:
                QTest.keyClick(field, special[key])
            else:
                QTest.keyClicks(field, key)
            whole, sign, part = field.text().partition(",")
            value = field.value()
            if value is None:
                assert field.text() == ""
            else:
                assert whole == texts.amount(value // unit)
                assert len(part) <= 3
                assert not (sign and unit == 1)
        field.deleteLater()
