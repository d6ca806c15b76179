"""The queue's page: services named, numbers called by keys, figures that follow, the display's address."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from backoffice_server.features.queue import queries
from pos_client.features.queue_desk.view.panels import DisplayPanel, ServicePanel
from shared_models.values.codes import TicketState
from shared_models.wire.queue import TicketIssued
from tests.factories.office import Premises, Till, Window


@pytest.fixture
def page(office: Window) -> Any:
    page = office.open("queue")
    office.settle()
    return page


def rows(table: Any) -> list[Any]:
    return [table.model.row(at) for at in range(table.model.rowCount())]


def add_service(office: Window, page: Any, name: str, english: str) -> None:
    office.click(page.add_service)
    panel = page.whole.side
    assert isinstance(panel, ServicePanel)
    office.type(panel.name_id, name)
    office.type(panel.name_en, english)
    office.press(panel.name_en, Qt.Key.Key_Return)
    office.settle()


def issue(page: Any, till: Till, *numbers: int) -> None:
    service = page._desk.services[0]
    for number in numbers:
        payload = TicketIssued(
            ticket=till.writer.new_id(), number=f"A-K1-{number:03}", service=service.id, name=service.name_id
        )
        till.writer.write("ticket.issued", payload)
    till.push()


def test_services_are_named_here_and_get_the_next_letter(
    office: Window, page: Any, premises: Premises
) -> None:
    add_service(office, page, "Kasir", "Cashier")
    add_service(office, page, "Layanan", "Customer service")
    assert [(row["code"], row["name"]) for row in rows(page.services)] == [
        ("A", "Cashier"),
        ("B", "Customer service"),
    ]
    with premises.shop.database.read() as unit:
        known = queries.services(unit, premises.shop.branch())
    assert [one.name_id for one in known] == ["Kasir", "Layanan"]


def test_a_service_without_a_name_or_with_a_taken_letter_is_refused_in_place(
    office: Window, page: Any
) -> None:
    add_service(office, page, "Kasir", "Cashier")
    office.click(page.add_service)
    panel = page.whole.side
    office.press(panel.name_en, Qt.Key.Key_Return)
    assert panel.form.fields["name_id"].fault() == "This is needed."
    office.type(panel.name_id, "Layanan")
    office.type(panel.code, "a")
    office.press(panel.code, Qt.Key.Key_Return)
    office.settle()
    assert panel.form.fields["code"].fault()
    assert page.whole.side is panel


def test_a_desk_calls_the_next_one_and_the_page_follows_the_tills(
    office: Window, page: Any, till: Till
) -> None:
    add_service(office, page, "Kasir", "Cashier")
    issue(page, till, 1, 2)
    office.until(lambda: len(rows(page.tickets)) == 2)
    office.type(page.counter, "Desk 7")
    office.press(page.tickets.view, Qt.Key.Key_F9)
    office.settle()
    office.until(lambda: rows(page.tickets)[0]["counter"] == "Desk 7")
    called, waiting = rows(page.tickets)
    assert (called["number"], called["state"], waiting["state"]) == ("A-K1-001", "Called", "Waits")
    page.tickets.view.select_row(0)
    page._desk.load()
    office.settle()
    assert page.tickets.current()["number"] == "A-K1-001", "what others do leaves the chosen number chosen"
    assert (page.recall.isEnabled(), page.absent.isEnabled()) == (True, True)
    office.click(page.served)
    office.until(lambda: len(rows(page.tickets)) == 1)
    page.tickets.view.select_row(0)
    office.press(page.tickets.view, Qt.Key.Key_Return)
    office.until(lambda: rows(page.tickets)[0]["ticket"].state is TicketState.CALLED)
    (figures,) = rows(page.services)
    assert (figures["waiting"], figures["called"], figures["served"]) == (0, 1, 1)
    (hour,) = rows(page.hours)
    assert hour["served"] == 1


def test_the_public_display_has_an_address_to_copy_and_to_renew(
    office: Window, page: Any, premises: Premises
) -> None:
    office.click(page.display)
    office.until(lambda: isinstance(page.whole.side, DisplayPanel))
    first = page.whole.side.address.text()
    assert "/queue/" in first
    assert page.whole.side.picture.text() == first
    office.click(page.whole.side.copy)
    assert QApplication.clipboard().text() == first
    office.click(page.whole.side.renew)
    office.until(lambda: page.whole.side.address.text() != first)


def test_who_may_not_set_up_tills_only_calls(opened: Window) -> None:
    opened.shell.open("signin")
    opened.sign_in("budi")
    page = opened.open("queue")
    opened.settle()
    assert not page.add_service.isVisible()
    assert not page.display.isVisible()
    assert not page.call.isEnabled()
