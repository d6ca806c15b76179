"""Restores with real keys: the list, what each till brought back or lacks, then its receipt and its log."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from backoffice_server.features.incidents.service import open_incident
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.words import Label
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from shared_models.wire.sync import PushRequest
from tests.factories.events import Sold
from tests.factories.office import Premises, Till, Window

ENTER = Qt.Key.Key_Return


def send(till: Till, request: PushRequest) -> None:
    client = Client(till.base_url)
    client.credential = till.credential
    TillApi(client).push(request)
    client.close()


@pytest.fixture
def brought(premises: Premises, till: Till) -> list[Sold]:
    """Four receipts that were acknowledged once; the backup knew none, and two are back. K2 is silent."""
    premises.till("K2", number=2)
    sold = [premises.sell(till, ("GULA-1KG", 1_000)) for _ in range(4)]
    with premises.shop.database.write() as unit:
        open_incident(unit, taken_at=premises.clock.now - timedelta(hours=3))
    count = len(till.writer.items)
    send(till, till.writer.push(count + 1, count))
    send(till, till.writer.push(3, 4))
    till.sent = 4
    return sold


def rows(table: Any) -> list[dict[str, Any]]:
    return [dict(table.model.row(at)) for at in range(table.model.rowCount())]


def opened(office: Window) -> Any:
    page = office.open("incidents")
    office.until(lambda: page.table.model.rowCount() > 0)
    page.table.view.select_row(0)
    office.press(page.table.view, ENTER)
    office.settle()
    one = office.page("incident")
    office.until(lambda: one.receipts.model.rowCount() > 0)
    return one


def test_the_list_says_how_far_it_has_come(office: Window, brought: list[Sold]) -> None:
    page = office.open("incidents")
    office.until(lambda: page.table.model.rowCount() > 0)
    (line,) = rows(page.table)
    told = (line["lost"], line["back"], line["receipts"], line["total"], line["state"], line["tone"])
    assert told == (4, 2, 2, 35_000, "2 records missing", "danger")
    assert line["restored"] - line["taken"] == timedelta(hours=3)


def test_the_page_lists_exactly_what_came_back_and_what_is_missing(
    office: Window, brought: list[Sold]
) -> None:
    page = opened(office)
    assert [row["receipt"] for row in rows(page.receipts)] == [one.receipt_no for one in brought[:2]]
    said = [(row["place"], row.get("lost"), row.get("back"), row["state"]) for row in rows(page.tills)]
    assert said == [
        ("BDG1-K1", 4, 2, "2 records missing: 5–6"),
        ("BDG1-K2", None, None, "Not heard from yet"),
    ]
    assert page.state.text() == "2 records missing"
    assert "The backup was of 21/11/26 11.05." in page.gone.text()


def test_what_comes_in_meanwhile_is_shown(office: Window, till: Till, brought: list[Sold]) -> None:
    page = opened(office)
    till.push()
    office.until(lambda: page.receipts.model.rowCount() == 4)
    office.until(lambda: page.state.text() == "1 till not heard from")
    assert rows(page.tills)[0]["state"] == "All back"


def test_a_receipt_leads_to_what_was_booked_and_a_till_to_its_log(
    office: Window, brought: list[Sold]
) -> None:
    page = opened(office)
    page.receipts.view.select_row(1)
    office.press(page.receipts.view, ENTER)
    office.settle()
    assert office.shell.here == "receipt"
    assert office.page("receipt").head.title.text() == brought[1].receipt_no
    office.shell.back()
    page.tills.view.select_row(0)
    office.press(page.tills.view, ENTER)
    office.settle()
    assert office.shell.here == "till-events"
    assert office.page("till-events").head.title.text().startswith("BDG1-K1")


def test_receipts_are_found_by_a_part_of_their_number(office: Window, brought: list[Sold]) -> None:
    page = opened(office)
    page.receipts.filter_by("receipt", brought[1].receipt_no[-3:])
    office.settle()
    office.until(lambda: [row["receipt"] for row in rows(page.receipts)] == [brought[1].receipt_no])


def test_where_nothing_was_restored_the_page_says_so(office: Window) -> None:
    page = office.open("incidents")
    words = [label.text() for label in page.findChildren(Label) if label.isVisible()]
    assert "No backup was ever brought back" in words


def test_it_speaks_the_language_that_is_chosen(office: Window, brought: list[Sold]) -> None:
    page = opened(office)
    look().use_language("id")
    office.settle()
    assert page.state.text() == "2 catatan kurang"
    assert rows(page.tills)[1]["state"] == "Belum ada kabar"


def test_home_leads_to_the_list_after_a_restore(office: Window, brought: list[Sold]) -> None:
    home = office.open("home")
    words = [label.text() for label in home.findChildren(Label)]
    assert "A backup was brought back" in words
    assert "Nothing is waiting for you" not in words
    shows = [button for button in home.findChildren(Button) if button.words() == "Show"]
    office.click(shows[-1])
    assert office.shell.here == "incidents"
