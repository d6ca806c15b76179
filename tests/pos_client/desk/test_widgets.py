"""Forms, choices, dates, figures and states, with real keys and clicks."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Button, IconButton, Painted, amount_button, key_button
from pos_client.desk.widgets.choices import Choice, ChoiceButton, Tabs, Tick
from pos_client.desk.widgets.dates import (
    DayEdit,
    Period,
    PeriodButton,
    last_days,
    last_month,
    parse_day,
    period_text,
    this_month,
)
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.key_figures import Figure, KeyFigures
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.loading import LoadingOverlay, Working
from pos_client.desk.widgets.panels import Panel, SidePanel, WithSide
from pos_client.desk.widgets.sparkline import Sparkline
from pos_client.desk.widgets.states import EmptyState, Note, Start, StatusText, Tag
from pos_client.desk.widgets.words import CutLabel, Label
from pos_client.texts import _

TODAY = date(2026, 11, 21)
# Windows live as long as their test: Qt deletes what Python no longer holds.
WINDOWS: list[QWidget] = []


@pytest.fixture(autouse=True)
def _windows() -> Iterator[None]:
    yield
    WINDOWS.clear()


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    window = QWidget()
    WINDOWS.append(window)
    qtbot.addWidget(window)
    window.setLayout(column(*widgets))
    window.resize(900, 500)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


# words and buttons


def test_words_follow_the_language_by_themselves(qtbot: QtBot) -> None:
    label, button = Label(lambda: _("Close")), Button(lambda: _("Cancel"))
    shown(qtbot, label, button)
    look().use_language("id")
    assert (label.text(), button.words(), button.accessibleName()) == ("Tutup", "Batal", "Batal")
    narrow = button.sizeHint().width()
    button.say("A much longer word than that")
    assert button.sizeHint().width() > narrow


def test_labels_interpret_no_markup(qtbot: QtBot) -> None:
    label = Label("<b>Teh</b> & co")
    shown(qtbot, label)
    assert label.text() == "<b>Teh</b> & co"
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_cut_name_stands_whole_in_its_tooltip(qtbot: QtBot) -> None:
    label = CutLabel("Susu UHT Randu Asri 1 L " * 20)
    window = shown(qtbot, label)
    window.grab()
    assert label.toolTip() == label.text()
    label.say("Teh")
    window.grab()
    assert label.toolTip() == ""


def test_a_button_answers_keys_and_clicks(qtbot: QtBot) -> None:
    button = Button("Save", kind="primary", hint="Ctrl+S")
    pressed: list[int] = []
    button.clicked.connect(lambda: pressed.append(1))
    shown(qtbot, button)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_Space)
    button.setEnabled(False)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [1, 1]
    assert isinstance(button, QPushButton)


def test_the_ring_moves_nothing_and_comes_with_the_keyboard(qtbot: QtBot) -> None:
    one, two = Button("One"), Button("Two")
    shown(qtbot, one, two)
    before = (one.geometry(), two.geometry())
    two.setFocus(Qt.FocusReason.MouseFocusReason)
    one.setFocus(Qt.FocusReason.TabFocusReason)
    assert one._edge() == ("accent", 2)
    QTest.mouseClick(two, Qt.MouseButton.LeftButton)
    assert two._edge()[1] == 1
    assert (one.geometry(), two.geometry()) == before
    primary = Button("Pay", kind="primary")
    shown(qtbot, primary)
    primary.clearFocus()
    primary.setFocus(Qt.FocusReason.TabFocusReason)
    assert primary._edge() == ("ink", 2)


def test_keys_and_amounts_never_take_the_focus(qtbot: QtBot) -> None:
    field, pay, note = MoneyEdit(), key_button("F9", "Pay", primary=True), amount_button("100.000", "Alt+1")
    shown(qtbot, field, pay, note)
    field.setFocus()
    for button in (pay, note):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    assert (pay.note(), pay.words()) == ("F9", "Pay")
    note.say_both("120.000", "Alt+2")
    assert (note.words(), note.note()) == ("120.000", "Alt+2")


def test_an_icon_alone_says_its_name(qtbot: QtBot) -> None:
    button = IconButton(lambda: _("Close"), icon="x")
    shown(qtbot, button)
    look().use_language("id")
    assert button.toolTip() == "Tutup"


# forms


def form_of(qtbot: QtBot) -> Form:
    form = Form()
    form.add("name", "Name", TextEdit())
    form.add_row(("group", "Group", Choice([("a", "Food"), ("b", "Home")])), ("price", "Price", MoneyEdit()))
    form.add("sold", "Sold", Tick("Sold at the till"))
    form.add("note", "Note", QPlainTextEdit())
    shown(qtbot, form)
    return form


def test_a_form_shows_every_fault_at_its_field_and_on_top(qtbot: QtBot) -> None:
    form = form_of(qtbot)
    form.show_faults([("price", "Below cost."), ("group", "Choose one."), ("other", "Not now.")])
    assert form.fields["price"].fault() == "Below cost."
    assert form.fields["name"].fault() == ""
    assert form._note.text() == "Price, Group, Not now."
    assert form.fields["price"].editor.hasFocus()
    assert form.fields["price"].editor.property("fault") == "true"
    form.clear_faults()
    assert form.fields["price"].fault() == ""
    assert not form._note.isVisible()


def test_what_is_being_corrected_is_no_longer_called_wrong(qtbot: QtBot) -> None:
    form = form_of(qtbot)
    form.show_faults([("name", "Needed."), ("price", "Below cost.")])
    QTest.keyClicks(form.fields["name"].editor, "Teh")
    assert form.fields["name"].fault() == ""
    assert form.fields["price"].fault() == "Below cost."
    assert form._note.text() == "Price"
    QTest.keyClicks(form.fields["price"].editor, "5")
    assert not form._note.isVisible()


def test_enter_presses_the_button_that_has_the_focus(qtbot: QtBot) -> None:
    begin, leave = Button("Begin"), Button("Leave")
    pressed: list[str] = []
    begin.clicked.connect(lambda: pressed.append("begin"))
    leave.clicked.connect(lambda: pressed.append("leave"))
    shown(qtbot, begin, leave)
    leave.setFocus()
    QTest.keyClick(leave, Qt.Key.Key_Return)
    QTest.keyClick(begin, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert pressed == ["leave", "begin"]


def test_a_form_knows_that_a_person_changed_it(qtbot: QtBot) -> None:
    form = form_of(qtbot)
    changes: list[int] = []
    form.changed.connect(lambda: changes.append(1))
    price = form.fields["price"].editor
    assert isinstance(price, MoneyEdit)
    price.set_value(500)
    assert changes == []
    QTest.keyClicks(price, "7")
    QTest.keyClicks(form.fields["name"].editor, "T")
    QTest.mouseClick(form.fields["sold"].editor, Qt.MouseButton.LeftButton)
    QTest.keyClick(form.fields["group"].editor, Qt.Key.Key_Down)
    QTest.keyClicks(form.fields["note"].editor, "x")
    assert len(changes) == 5


def test_tab_goes_through_the_fields_in_order(qtbot: QtBot) -> None:
    form = form_of(qtbot)
    form.fields["name"].editor.setFocus()
    seen = []
    for _step in range(3):
        QTest.keyClick(QApplication.focusWidget() or form, Qt.Key.Key_Tab)
        seen.append(next(key for key, field in form.fields.items() if field.editor.hasFocus()))
    assert seen == ["group", "price", "sold"]


# choices


def test_a_choice_keeps_keys_and_shows_words(qtbot: QtBot) -> None:
    choice = Choice([("", lambda: _("All")), ("b", "Home")])
    shown(qtbot, choice)
    heard: list[str] = []
    choice.chosen.connect(heard.append)
    look().use_language("id")
    assert choice.currentText() == "Semua"
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert (choice.key(), heard) == ("b", ["b"])
    choice.set_options([("", "None"), ("b", "House"), ("c", "New")])
    assert choice.key() == "b"
    choice.set_options([("z", "Other")])
    assert choice.key() == "z"
    choice.set_options([])
    assert choice.key() == ""


def test_scrolling_a_form_changes_no_choice(qtbot: QtBot) -> None:
    choice = Choice([("a", "Food"), ("b", "Home")])
    shown(qtbot, choice)
    wheel = QWheelEvent(
        QPoint(5, 5), QPoint(5, 5), QPoint(0, -120), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(choice, wheel)
    assert choice.key() == "a"


def test_a_toolbar_choice_shows_what_is_chosen(qtbot: QtBot) -> None:
    button = ChoiceButton([("", "All branches"), ("b1", "BDG1")])
    shown(qtbot, button)
    with qtbot.waitSignal(button.chosen) as chosen:
        button.menu_shown().actions()[1].trigger()
    assert (chosen.args, button.words(), button.key()) == (["b1"], "BDG1", "b1")
    button.set_options([("x", "Other")])
    assert button.words() == "Other"


def test_tabs_move_with_arrows_and_clicks(qtbot: QtBot) -> None:
    tabs = Tabs([("cash", "Cash"), ("qris", "QRIS"), ("card", "Card")])
    shown(qtbot, tabs)
    heard: list[str] = []
    tabs.chosen.connect(heard.append)
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    QTest.keyClick(tabs, Qt.Key.Key_Left)
    QTest.keyClick(tabs, Qt.Key.Key_Left)
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs._rects()[0].center())
    assert heard == ["qris", "cash", "card", "cash"]
    tabs.set_key("qris")
    assert tabs.key() == "qris"


# dates


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("21/11/26", TODAY),
        ("1/2/2026", date(2026, 2, 1)),
        ("211126", TODAY),
        ("21112026", TODAY),
        ("21-11-26", TODAY),
        ("31/02/26", None),
        ("21/11", None),
        ("x", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_typed(typed: str, day: date | None) -> None:
    assert parse_day(typed) == day


def test_slashes_come_by_themselves_and_arrows_go_a_day(qtbot: QtBot) -> None:
    field = DayEdit()
    shown(qtbot, field)
    QTest.keyClicks(field, "211126")
    assert (field.text(), field.value()) == ("21/11/26", TODAY)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == date(2026, 11, 22)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.text() == "21/11/26"


def test_periods_are_counted_in_whole_days() -> None:
    assert last_days(90, TODAY) == Period(date(2026, 8, 24), TODAY)
    assert last_days(90, TODAY).days == 90
    assert this_month(TODAY) == Period(date(2026, 11, 1), TODAY)
    assert last_month(date(2026, 3, 31)) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert period_text(last_days(90, TODAY)) == "90 days, to 21/11/26"
    assert period_text(Period(TODAY, TODAY)) == "21/11/26"


def test_a_period_is_chosen_from_the_menu_or_typed(qtbot: QtBot) -> None:
    button = PeriodButton(last_days(90, TODAY), today=TODAY)
    shown(qtbot, button)
    actions = {action.text(): action for action in button.menu_shown().actions()}
    with qtbot.waitSignal(button.chosen) as chosen:
        actions["30 days"].trigger()
    assert chosen.args == [last_days(30, TODAY)]
    look().use_language("id")
    assert button.words() == "30 hari, sampai 21/11/26"


def test_typed_dates_are_put_in_order(qtbot: QtBot) -> None:
    button = PeriodButton(last_days(7, TODAY), today=TODAY)
    shown(qtbot, button)
    popup = button.popup_shown()
    popup.first.setText("21/11/26")
    popup.last.setText("31/02/26")
    popup.show_button.click()
    assert popup.last.value() is None
    popup.last.setText("01/11/26")
    with qtbot.waitSignal(button.chosen) as chosen:
        popup.show_button.click()
    assert chosen.args == [Period(date(2026, 11, 1), TODAY)]


# states, panels, figures


def test_states_speak_in_words(qtbot: QtBot) -> None:
    status, tag, note = (
        StatusText("ok", "All sent"),
        Tag("info", "Live 14.05", icon="radio"),
        Note("warn", "x"),
    )
    shown(qtbot, status, tag, note)
    status.say("warn", "37 sales waiting", icon="clock-alert")
    tag.say("warn", "Offline")
    note.say("danger", "Server unreachable", title="Partial")
    assert (status.text(), tag.text(), note.text()) == ("37 sales waiting", "Offline", "Server unreachable")


def test_an_empty_screen_offers_ways_to_start_the_best_one_filled(qtbot: QtBot) -> None:
    starts = tuple(Start("upload", f"Way {n}", "Do it", f"Go {n}", f"way{n}") for n in range(3))
    empty = EmptyState("No products yet", "A till can sell as soon as one has a price.", starts)
    shown(qtbot, empty)
    assert [button.kind for button in empty.buttons] == ["primary", "secondary", "secondary"]
    with qtbot.waitSignal(empty.chosen) as chosen:
        QTest.mouseClick(empty.buttons[1], Qt.MouseButton.LeftButton)
    assert chosen.args == ["way1"]


def test_a_side_panel_opens_beside_and_gives_the_focus_back(qtbot: QtBot) -> None:
    main = TextEdit()
    beside = WithSide(main)
    save = Button("Add", kind="primary")
    holder = QWidget()
    holder.setLayout(column(main, save))
    beside = WithSide(holder)
    holder.setFocusProxy(main)
    shown(qtbot, beside)
    wide = main.width()
    panel = SidePanel("Susu UHT Randu Asri 1 L")
    field = TextEdit()
    panel.add(field)
    panel.set_foot(None, Button("Save", kind="primary"))
    beside.open_side(panel)
    field.setFocus()
    qtbot.waitUntil(lambda: main.width() < wide - 390)
    assert not save._filled()
    with qtbot.waitSignal(beside.side_closed):
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert beside.side is None
    assert main.hasFocus()
    assert save._filled()


def test_key_figures_change_in_place_and_can_be_opened(qtbot: QtBot) -> None:
    strip = KeyFigures([Figure("sales", "Sales today"), Figure("receipts", "Receipts")])
    strip.open_on_click()
    shown(qtbot, strip)
    height = strip.height()
    strip.show_figures(
        [Figure("sales", "Sales today", "−Rp24.318.600.000.000", note="x"), Figure("r", "R", "4")]
    )
    assert strip.height() == height
    assert strip.figures()[0].value.startswith("−Rp24")
    with qtbot.waitSignal(strip.chosen) as chosen:
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(strip.width() - 20, 20))
    assert chosen.args == ["r"]


def test_loading_waits_before_it_shows(qtbot: QtBot) -> None:
    panel = Panel("Tills")
    overlay = LoadingOverlay(panel)
    shown(qtbot, panel)
    overlay.start()
    overlay.stop()
    assert not overlay.waiting
    overlay.start()
    qtbot.waitUntil(overlay.isVisible)
    assert overlay.geometry() == panel.rect()


def test_work_says_how_far_it_is(qtbot: QtBot) -> None:
    work = Working(lambda: _("Exporting"))
    shown(qtbot, work)
    work.at(1200, 3584)
    assert work.text() == "1.200 of 3.584"
    with qtbot.waitSignal(work.cancelled):
        QTest.mouseClick(work.cancel, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("values", [(), (5,), (3, 3, 3), (-4, 9, 0)])
def test_a_sparkline_draws_what_there_is(qtbot: QtBot, values: tuple[int, ...]) -> None:
    line = Sparkline(values)
    shown(qtbot, line)
    plain = Sparkline(())
    shown(qtbot, plain)
    drawn = line.grab().toImage() != plain.grab().toImage()
    assert drawn == (len(values) > 1)
    line.show_values((1, 2))


def test_every_painted_widget_is_a_button_for_assistive_software(qtbot: QtBot) -> None:
    for button in (Button("Pay"), IconButton("Close", icon="x"), key_button("F9", "Pay")):
        qtbot.addWidget(button)
        assert isinstance(button, Painted)
        assert button.accessibleName()


def test_a_note_in_a_narrow_place_is_as_high_as_its_words(qtbot: QtBot) -> None:
    note = Note(
        "warn", "Ninety sales are waiting for the back office, the oldest since two days and three hours."
    )
    window = shown(qtbot, note, Label("below"))
    window.resize(260, 500)
    QApplication.processEvents()
    narrow = note.height()
    assert narrow >= note.heightForWidth(note.width())
    note.say("info", "Nothing waits.")
    QApplication.processEvents()
    assert note.height() == note.heightForWidth(note.width()) < narrow
