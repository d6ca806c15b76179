"""Tills: their state in words, a new one, a device by code, locking it, and shifts both sides agree on."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import update

from backoffice_server.features.events.tables import stream
from backoffice_server.features.reviews.service import Flag, raise_flags
from backoffice_server.features.tills import queries
from pos_client.desk.shell.dialogs import ConfirmPanel
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.words import Label
from pos_client.features.tills.state import alarms
from pos_client.features.tills.view.log_view import EventPanel, LogView
from pos_client.features.tills.view.panels import CodePanel, ShiftPanel, TillPanel
from pos_client.texts import LANGUAGES
from shared_models.values.codes import ReviewCode
from shared_models.values.ids import BranchId, DeviceId
from shared_models.wire.tills import TillState
from tests.factories.office import Premises, Till, Window

GOLDEN = Path(__file__).parents[3] / "shared_models" / "wire" / "golden" / "messages"
CONTROL = Qt.KeyboardModifier.ControlModifier


def rows(table: Any) -> list[dict[str, Any]]:
    return [dict(table.model.row(at)) for at in range(table.model.rowCount())]


def state_of(page: Any, code: str) -> str:
    return next(str(row["sync"]) for row in rows(page.table) if row["code"] == code)


def open_till(office: Window, page: Any, code: str) -> TillPanel:
    at = next(at for at, row in enumerate(rows(page.table)) if row["code"] == code)
    page.table.view.select_row(at)
    office.press(page.table.view, Qt.Key.Key_Return)
    panel = page.whole.side
    assert isinstance(panel, TillPanel)
    return panel


def test_every_till_says_how_it_stands(office: Window, premises: Premises, till: Till) -> None:
    page = office.open("tills")
    assert state_of(page, "BDG1-K1") == "All sent"
    assert state_of(page, "BDG1-K2") == "No device yet"
    premises.clock.forward(hours=2)
    premises.sell(till, ("GULA-1KG", 1_000))
    office.page("tills").load()
    office.settle()
    assert state_of(page, "BDG1-K1") == "Offline since 14.05"


def test_a_new_till_is_made_by_keys(office: Window) -> None:
    page = office.open("tills")
    office.press(page.table.view, Qt.Key.Key_N, CONTROL)
    panel = page.whole.side
    office.type(panel.name, "Kasir 9")
    office.press(panel.name, Qt.Key.Key_S, CONTROL)
    assert panel.fields.fields["code"].fault() == "This is needed."
    office.type(panel.code, "K9")
    office.press(panel.code, Qt.Key.Key_S, CONTROL)
    office.settle()
    assert "BDG1-K9" in [row["code"] for row in rows(page.table)]


def test_a_code_that_is_taken_is_said_under_its_field(office: Window) -> None:
    page = office.open("tills")
    office.press(page.table.view, Qt.Key.Key_N, CONTROL)
    panel = page.whole.side
    office.type(panel.code, "K1")
    office.type(panel.name, "Kasir lagi")
    office.press(panel.code, Qt.Key.Key_S, CONTROL)
    office.settle()
    assert page.whole.side is panel, "the form stays open"
    assert panel.fields.fields["code"].fault() or panel.note.isVisible()


def test_an_enrolment_code_is_shown_once_and_large(office: Window) -> None:
    page = office.open("tills")
    panel = open_till(office, page, "BDG1-K2")
    office.click(panel.enrol)
    code = office.shell.panel
    assert isinstance(code, CodePanel)
    assert len(code.code.text()) >= 8
    office.press(code.close_button, Qt.Key.Key_Return)
    office.press(code, Qt.Key.Key_Return)
    assert office.shell.panel is None


def test_what_is_to_be_reviewed_of_a_till_is_named_and_home_leads_there(
    office: Window, premises: Premises, till: Till
) -> None:
    """A shift's figures, a device that came back: no receipt shows them."""
    device = DeviceId(UUID(int=0xD1))
    with premises.shop.database.write() as unit:
        row = next(row for row in queries.registers(unit) if row.code == "K1")
        one = Flag(ReviewCode.DEVICE_REINSTATED, str(device), "device", device)
        two = [Flag(ReviewCode.CHAIN_FORK, str(till.writer.stream), "event", UUID(int=7 + n)) for n in (1, 2)]
        unit.lock_branch(BranchId(row.branch))
        raise_flags(unit, BranchId(row.branch), [one, *two])
        other = Flag(ReviewCode.NOT_APPLIED, "5", "event", UUID(int=5), {"stream": str(till.writer.stream)})
        raise_flags(unit, BranchId(row.branch), [other])
    home = office.open("home")
    words = [label.text() for label in home.findChildren(Label)]
    assert "3 notes about tills" in words
    # The first leads to all that is to be reviewed, the last to the tills.
    *_, show = [button for button in home.findChildren(Button) if button.words() == "Show"]
    office.click(show)
    page = office.page("tills")
    office.until(lambda: page.table.model.rowCount() > 0)
    assert next(line["reviews"] for line in rows(page.table) if line["code"] == "BDG1-K1") == 3
    panel = open_till(office, page, "BDG1-K1")
    assert panel.reviews.text().splitlines() == [
        "The till's journal was written twice",
        "A till came back that a restored back office did not know",
        "It could not be booked",
    ]
    note = panel.reviews
    # Once the panel has slid in, all of it is seen without scrolling.
    office.until(lambda: note.visibleRegion().boundingRect() == note.rect())
    assert not open_till(office, page, "BDG1-K2").reviews.isVisible()


def test_locking_a_device_asks_first(office: Window, till: Till) -> None:
    page = office.open("tills")
    panel = open_till(office, page, "BDG1-K1")
    office.click(panel.revoke)
    question = office.shell.panel
    assert isinstance(question, ConfirmPanel)
    office.click(question.accept)
    office.settle()
    assert state_of(page, "BDG1-K1") == "Locked"


def test_a_closed_shift_is_confirmed_beside_the_till_s_own_figures(
    office: Window, premises: Premises, till: Till
) -> None:
    premises.sell(till, ("GULA-1KG", 2_000))
    till.writer.shift_closed(counted=533_000)
    till.push()
    page = office.open("tills")
    page.tabs._choose(1)
    shown = rows(page.shifts)
    assert [(row["number"], row["state"], row["difference"]) for row in shown] == [(1, "Confirmed", -2_000)]
    page.shifts.view.select_row(0)
    office.press(page.shifts.view, Qt.Key.Key_Return)
    assert isinstance(page.whole.side, ShiftPanel)


def narrower(view: QWidget, width: int) -> bool:
    return view.width() < width


def test_the_list_of_shifts_needs_no_scrolling_sideways_beside_its_panel(office: Window, till: Till) -> None:
    office.shell.resize(1366, 768)
    for language in LANGUAGES:
        look().use_language(language)
        page = office.open("tills")
        page.tabs._choose(1)
        page.shifts.view.select_row(0)
        office.press(page.shifts.view, Qt.Key.Key_Return)
        office.until(partial(narrower, page.shifts.view, 720))
        assert page.shifts.view.horizontalScrollBar().maximum() == 0
        assert "till" in [column.key for column in page.shifts.view.columns_shown()], "K1 of which branch?"
        page.whole.close_side()


def test_an_open_shift_is_called_open(office: Window, till: Till) -> None:
    page = office.open("tills")
    page.tabs._choose(1)
    assert [row["state"] for row in rows(page.shifts)] == ["Open"]


def test_who_may_only_look_cannot_change_tills(opened: Window, till: Till) -> None:
    opened.sign_in("budi")
    page = opened.open("tills")
    assert not page.new.isEnabled()
    assert not open_till(opened, page, "BDG1-K1").revoke.isEnabled()


def test_a_till_that_was_silent_for_days_says_the_day(opened: Window, premises: Premises, till: Till) -> None:
    premises.clock.now += timedelta(days=3)
    opened.sign_in()
    page = opened.open("tills")
    assert state_of(page, "BDG1-K1") == "Offline since 21/11/26 14.05"


def test_what_should_not_stay_as_it_is_is_said_worst_first(
    office: Window, premises: Premises, till: Till
) -> None:
    premises.sell(till, ("GULA-1KG", 1_000))
    with premises.shop.database.write() as unit:
        told = {"disk_free": 100_000_000, "skew_ms": 600_000}
        unit.connection.execute(update(stream).where(stream.c.token != "").values(**told))
    page = office.open("tills")
    line = next(line for line in rows(page.table) if line["code"] == "BDG1-K1")
    assert (line["alarm"], line["alarm_tone"]) == ("Disk almost full (+1)", "danger")
    assert next(line for line in rows(page.table) if line["code"] == "BDG1-K2")["alarm"] == ""
    panel = open_till(office, page, "BDG1-K1")
    assert panel.alarms.text().splitlines() == ["Disk almost full", "Clock 10 minutes ahead"]


def test_alarms_come_with_the_days_and_go_with_the_device() -> None:
    now = datetime(2026, 11, 21, 7, tzinfo=UTC)
    told = json.loads((GOLDEN / "TillState.json").read_text())
    well = TillState.model_validate(
        told | {"last_contact": now, "oldest_at": None, "copied_at": None, "skew_ms": 0}
    )

    def found(**changes: Any) -> list[str]:
        return [alarm.value for alarm in alarms(well.model_copy(update=changes), now)]

    days = [timedelta(days=day) for day in (0, 1, 3, 7)]
    assert [found(last_contact=now - age) for age in days] == [
        [],
        ["silent_day"],
        ["silent_days"],
        ["silent_week"],
    ]
    assert found(oldest_at=now - timedelta(hours=25), waiting=1) == ["waiting_long"]
    assert found(copied_at=now, outdated=True) == ["copied", "outdated"]
    assert found(skew_ms=-400_000) == ["clock_off"]
    assert found(copied_at=now, revoked=True) == []
    assert found(copied_at=now, device=None) == []


def test_the_event_log_leads_down_to_the_bytes(office: Window, premises: Premises, till: Till) -> None:
    premises.sell(till, ("GULA-1KG", 1_000))
    page = office.open("tills")
    panel = open_till(office, page, "BDG1-K1")
    office.click(panel.log)
    log = office.page("till-events")
    assert isinstance(log, LogView)
    office.until(lambda: log.table.model.rowCount() > 0)
    lines = rows(log.table)
    assert lines[-1]["type"] == "stream.opened"
    assert [line["seq"] for line in lines] == sorted((line["seq"] for line in lines), reverse=True)
    log.table.view.select_row(0)
    office.press(log.table.view, Qt.Key.Key_Return)
    office.until(lambda: log.whole.side is not None)
    event = log.whole.side
    assert isinstance(event, EventPanel)
    assert json.loads(event.text.toPlainText())["seq"] == lines[0]["seq"]
