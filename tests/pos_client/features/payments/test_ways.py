"""Ways to pay: listed, added, changed and moved with real keys."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from backoffice_server.features.payments import queries
from backoffice_server.features.payments.service import save_method
from pos_client.features.payments.state import Draft, faults_in, free_code, row_of
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.wire.replica import PaymentMethodRow
from tests.factories.office import Premises, Window

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(office: Window, premises: Premises) -> Any:
    return office.open("payment-methods")


def kept(premises: Premises) -> dict[str, PaymentMethodRow]:
    with premises.shop.database.read() as unit:
        return {row.code: row for row in queries.methods(unit)}


def listed(page: Any) -> list[str]:
    return [page.table.model.row(at)["name"] for at in range(page.table.model.rowCount())]


def take(office: Window, page: Any, name: str) -> None:
    page.table.view.select_row(listed(page).index(name))
    office.press(page.table.view, Qt.Key.Key_Return)
    office.settle()


def save(office: Window, page: Any) -> None:
    office.press(page.panel.form.name, Qt.Key.Key_S, CONTROL)
    office.settle()


def test_a_way_is_added_and_offered_after_the_others(office: Window, page: Any, premises: Premises) -> None:
    office.press(page.table, Qt.Key.Key_N, CONTROL)
    save(office, page)
    assert page.panel.form.fields["name"].fault()
    office.type(page.panel.form.name, "LinkAja")
    office.choose(page.panel.form.kind, TenderMethod.E_WALLET.value)
    assert page.panel.form.account.text().startswith("1115")
    office.click(page.panel.form.drawer)
    save(office, page)
    way = kept(premises)["linkaja"]
    assert (way.name_en, way.method, way.asks_reference) == ("LinkAja", TenderMethod.E_WALLET, True)
    assert way.opens_drawer
    assert listed(page)[-1] == "LinkAja"
    assert not page.unsaved()


def test_a_name_that_is_taken_is_said_at_its_field(office: Window, page: Any, premises: Premises) -> None:
    before = kept(premises)
    office.press(page.table, Qt.Key.Key_N, CONTROL)
    office.type(page.panel.form.name, "gopay")
    save(office, page)
    assert page.panel.form.fields["name"].fault()
    assert page.unsaved()
    assert kept(premises) == before


def test_a_way_is_kept_to_a_branch_and_stopped(office: Window, page: Any, premises: Premises) -> None:
    take(office, page, "OVO")
    form = page.panel.form
    assert not form.kind.isEnabled()
    office.click(form.everywhere)
    branch = premises.shop.branch("BDG1")
    office.click(form.branches[branch])
    office.click(form.active)
    save(office, page)
    ovo = kept(premises)["ovo"]
    assert (ovo.branches, ovo.active) == ((branch,), False)


def test_ways_are_moved_with_the_arrows(office: Window, page: Any, premises: Premises) -> None:
    first = listed(page)
    page.table.view.select_row(first.index("GoPay"))
    office.press(page.table.view, Qt.Key.Key_Up, ALT)
    office.settle()
    office.press(page.table.view, Qt.Key.Key_Up, ALT)
    office.settle()
    moved = listed(page)
    assert moved.index("GoPay") == first.index("GoPay") - 2
    assert [row.name for row in kept(premises).values()] == moved
    page.table.view.select_row(0)
    office.press(page.table.view, Qt.Key.Key_Up, ALT)
    office.settle()
    assert listed(page) == moved


def test_cash_is_taken_everywhere_and_keeps_its_form_short(office: Window, page: Any) -> None:
    take(office, page, "Tunai")
    assert {"active", "branches", "offline_cap"}.isdisjoint(page.panel.form.fields)
    take(office, page, "Kartu hadiah")
    assert page.panel.form.cap.value() == 500_000


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    office: Window, page: Any, premises: Premises
) -> None:
    take(office, page, "DANA")
    office.type(page.panel.form.name, "DANA kami")
    with premises.shop.database.write() as unit:
        row = kept(premises)["dana"].model_copy(update={"active": False})
        save_method(unit, code="dana", row=row)
    save(office, page)
    assert page._editor.state.refusal.code is ErrorCode.CONFLICT
    assert kept(premises)["dana"].name == "DANA"


def test_a_draft_says_what_is_wrong_and_finds_a_code() -> None:
    assert faults_in(Draft(name=" ")) == [("name", ErrorCode.FIELD_REQUIRED)]
    assert faults_in(Draft(name="x" * 201)) == [("name", ErrorCode.FIELD_TOO_LONG)]
    assert free_code("Bank BCA / QR", {"bank_bca_qr"}) == "bank_bca_qr_2"
    assert free_code("现金", set()) == "way"
    assert row_of(Draft(name="A "), code="a", position=1).name_en == "A"
