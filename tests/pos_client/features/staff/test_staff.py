"""The people of the shop: listed, hired, changed and blocked with real keys."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from backoffice_server.features.staff import queries
from pos_client.features.staff.state import Draft, faults_in
from pos_client.features.staff.view.person_panel import PersonPanel, may_words
from shared_models.values.codes import ErrorCode, Role
from shared_models.wire.staff import StaffMember
from tests.factories.office import Premises, Window

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(office: Window, premises: Premises) -> Any:
    return office.open("staff")


def members(premises: Premises) -> dict[str, StaffMember]:
    with premises.shop.database.read() as unit:
        return {member.username: member for member in queries.members(unit)}


def opened(page: Any) -> PersonPanel:
    (panel,) = page.findChildren(PersonPanel)
    assert isinstance(panel, PersonPanel)
    return panel


def save(office: Window, panel: PersonPanel) -> None:
    office.press(panel.name, Qt.Key.Key_S, CONTROL)
    office.settle()


def test_a_person_is_hired_with_a_pin(office: Window, page: Any, premises: Premises) -> None:
    office.click(page.new)
    panel = opened(page)
    save(office, panel)
    assert {key for key, _code, _facts in panel._form.state.faults} == {"name", "username"}
    office.type(panel.name, "Wati")
    office.type(panel.username, "wati")
    office.type(panel.pin, "4821")
    save(office, panel)
    wati = members(premises)["wati"]
    assert (wati.name, wati.role, wati.active, wati.has_pin) == ("Wati", Role.CASHIER, True, True)
    assert any(member.name == "Wati" for member in page._people.found)


def test_a_login_that_is_taken_is_said_at_its_field(office: Window, page: Any, premises: Premises) -> None:
    office.click(page.new)
    panel = opened(page)
    office.type(panel.name, "Sari yang lain")
    office.type(panel.username, "sari")
    save(office, panel)
    assert panel.fields.fields["username"].fault()
    assert len(members(premises)) == len(page._people.found)


def test_somebody_is_blocked_and_keeps_their_pin(office: Window, page: Any, premises: Premises) -> None:
    page._open({"person": members(premises)["sari"].id})
    panel = opened(page)
    office.click(panel.active)
    save(office, panel)
    sari = members(premises)["sari"]
    assert (sari.active, sari.has_pin) == (False, True)


def test_what_is_wrong_is_seen_before_anybody_is_asked() -> None:
    found = faults_in(Draft(name=" ", username="a", pin="12a4", password="short"))
    assert [(key, code) for key, code, _facts in found] == [
        ("name", ErrorCode.FIELD_REQUIRED),
        ("pin", ErrorCode.INVALID),
        ("password", ErrorCode.INVALID),
    ]


def test_a_role_says_what_it_may() -> None:
    assert may_words(Role.CASHIER).startswith("May sell, open a shift")
    assert "change a price" not in may_words(Role.CASHIER)


def test_a_card_is_issued_shown_once_and_saved(office: Window, page: Any, premises: Premises) -> None:
    page._open({"person": members(premises)["budi"].id})
    office.click(opened(page).issue)
    office.settle()
    file = premises.folder / "kartu.pdf"
    page.card.ask = lambda _parent, suggested: str(file) if suggested == "Card of Budi.pdf" else ""
    assert not page.card.picture.pixmap().isNull()
    office.click(page.card.save)
    assert file.read_bytes().startswith(b"%PDF")
    assert members(premises)["budi"].has_card
    page._open({"person": members(premises)["budi"].id})
    office.click(page.findChildren(PersonPanel)[-1].withdraw)
    office.settle()
    assert not members(premises)["budi"].has_card


def test_who_allows_nothing_needs_no_card(page: Any, premises: Premises) -> None:
    page._open({"person": members(premises)["sari"].id})
    assert "card" not in opened(page).fields.fields


def test_a_pin_in_use_is_said_at_its_field(office: Window, page: Any, premises: Premises) -> None:
    page._open({"person": members(premises)["budi"].id})
    panel = opened(page)
    office.type(panel.pin, "1234")
    save(office, panel)
    assert panel.fields.fields["pin"].fault() == "This PIN is in use already. Choose another one."
