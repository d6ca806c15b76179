"""Signing in to the back office with real keys against a real server."""

from PySide6.QtCore import Qt

from pos_client.desk.screens import Face
from tests.factories.office import Premises, Window
from tests.factories.shop import PASSWORD


def test_the_owner_signs_in_and_stands_at_home(opened: Window) -> None:
    opened.shell.open("home")
    page = opened.page("signin")
    assert opened.shell.here == "signin", "nobody is signed in: the page has to wait"
    opened.type(page.username, "ratna")
    opened.press(page.username, Qt.Key.Key_Return)
    opened.type(page.password, PASSWORD)
    opened.press(page.password, Qt.Key.Key_Return)
    opened.until(lambda: opened.office.person is not None)
    opened.settle()
    assert opened.shell.here == "home"
    assert [row.code for row in opened.office.branches] == ["BDG1", "BDG2"]


def test_a_wrong_password_is_said_and_nothing_else_happens(opened: Window) -> None:
    opened.shell.open("signin")
    page = opened.page("signin")
    opened.type(page.username, "ratna")
    opened.type(page.password, "salah-sekali")
    opened.click(page.enter_button)
    assert page.note.text() == "Name or password is wrong."
    assert page.password.selectedText(), "the next try replaces the wrong one"
    assert opened.shell.here == "signin"


def test_every_missing_entry_is_named(opened: Window) -> None:
    opened.shell.open("signin")
    page = opened.page("signin")
    opened.click(page.enter_button)
    assert page.form.fields["username"].fault() == "This is needed."
    assert page.form.fields["password"].fault() == "This is needed."


def test_without_the_server_it_stays_calm_and_leaves_the_till_usable(
    opened: Window, premises: Premises
) -> None:
    opened.shell.open("signin")
    page = opened.page("signin")
    premises.doors.shut()
    opened.type(page.username, "ratna")
    opened.type(page.password, PASSWORD)
    opened.click(page.enter_button)
    assert page.note.text() == "Not reached since 14.05. The till goes on selling without it."
    assert page.till_button.isEnabled()
    premises.doors.open()
    opened.click(page.enter_button)
    opened.until(lambda: opened.office.person is not None)
    assert opened.office.offline_since is None


def test_a_cashier_has_no_way_into_the_back_office(opened: Window) -> None:
    opened.shell.open("signin")
    page = opened.page("signin")
    opened.type(page.username, "sari")
    opened.type(page.password, PASSWORD)
    opened.click(page.enter_button)
    assert opened.office.person is None


def test_signing_out_leads_back_to_the_door(office: Window) -> None:
    office.shell.open("home")
    office.settle()
    office.shell.sign_out_wanted.emit()
    office.settle()
    assert office.office.person is None
    assert office.shell.face is Face.PLAIN


def test_a_session_that_ended_asks_for_the_password_again(office: Window) -> None:
    office.open("home")
    office.office.call(lambda api: api.client.call("DELETE", "/api/sessions", type(None)))
    office.page("home").load()
    office.until(lambda: office.office.person is None)
    assert office.shell.here == "signin"
