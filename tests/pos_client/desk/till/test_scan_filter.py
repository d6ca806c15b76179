"""Whatever has the focus gets its keys, and loses them again when they were a scan."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_client.app.hands import Hands
from pos_client.desk.till.scan_filter import REFERENCE, ScanFilter
from pos_client.desk.widgets.figures_edit import FigureEdit
from pos_client.desk.widgets.notations import Amount
from pos_client.devices.scanner import ScannerSettings

CODE = "8990000000013"
Listen = Callable[..., list[str]]


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    layout = QVBoxLayout(made)
    for widget in (QLineEdit(), FigureEdit(Amount()), QPushButton()):
        layout.addWidget(widget)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


@pytest.fixture
def listen(qapp: QApplication, hands: Hands) -> Iterator[Listen]:
    filters: list[ScanFilter] = []

    def made(settings: ScannerSettings | None = None) -> list[str]:
        heard: list[str] = []
        scans = ScanFilter(lambda _code: False, at_ms=hands.at_ms, settings=settings or ScannerSettings())
        scans.scanned.connect(heard.append)
        scans.follow(qapp)
        filters.append(scans)
        return heard

    yield made
    for scans in filters:
        scans.stop()


def test_a_field_is_put_back_as_it_was(desk: QWidget, hands: Hands, listen: Listen) -> None:
    """Lesson 49: A scan works from any screen and leaves fields as they were."""
    field = desk.findChild(QLineEdit)
    assert field is not None
    heard = listen()
    told: list[str] = []
    field.textEdited.connect(told.append)
    field.setFocus()
    hands.type("gula")
    field.setSelection(1, 2)
    hands.scan(CODE)
    assert heard == [CODE]
    assert (field.text(), field.selectedText()) == ("gula", "ul")
    assert told[-1] == "gula"


def test_a_figure_is_put_back_as_it_was(desk: QWidget, hands: Hands, listen: Listen) -> None:
    field = desk.findChild(FigureEdit)
    assert isinstance(field, FigureEdit)
    heard = listen()
    field.setFocus()
    hands.type("12")
    hands.scan(CODE)
    assert heard == [CODE]
    assert field.value() == 12


def test_a_button_is_not_pressed_by_a_scan(desk: QWidget, hands: Hands, listen: Listen) -> None:
    button = desk.findChild(QPushButton)
    assert button is not None
    heard = listen()
    pressed: list[int] = []
    button.clicked.connect(lambda: pressed.append(1))
    button.setFocus()
    hands.scan(CODE)
    assert (heard, pressed) == ([CODE], [])


def test_slow_keys_are_typing(desk: QWidget, hands: Hands, listen: Listen) -> None:
    field = desk.findChild(QLineEdit)
    assert field is not None
    heard = listen()
    field.setFocus()
    hands.enter(CODE)
    assert heard == []
    assert field.text() == CODE


def test_silence_ends_the_code_of_a_scanner_without_a_suffix(
    desk: QWidget, hands: Hands, listen: Listen, qtbot: QtBot
) -> None:
    field = desk.findChild(QLineEdit)
    assert field is not None
    heard = listen()
    field.setFocus()
    hands.burst(CODE)
    qtbot.waitUntil(lambda: heard == [CODE])
    assert field.text() == ""


def test_a_suffix_of_its_own_ends_it_at_once(desk: QWidget, hands: Hands, listen: Listen) -> None:
    field = desk.findChild(QLineEdit)
    assert field is not None
    heard = listen(ScannerSettings(suffix="#"))
    field.setFocus()
    hands.burst(f"{CODE}#")
    assert heard == [CODE]
    assert field.text() == ""


def test_commands_and_reference_fields_are_left_alone(desk: QWidget, hands: Hands, listen: Listen) -> None:
    field = desk.findChild(QLineEdit)
    assert field is not None
    heard = listen()
    field.setFocus()
    hands.burst(CODE)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hands.press("Return")
    assert field.text() == CODE
    field.setProperty(REFERENCE, True)
    field.clear()
    hands.scan(CODE)
    assert field.text() == CODE
    assert heard == []
