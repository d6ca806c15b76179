"""Gift cards and vouchers in the office: issued, found, blocked and taken off with real keys."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt

from backoffice_server.features.payments import queries
from backoffice_server.proof.verify import verify
from pos_client.features.payments.holding import ActDraft, Doing, act_faults
from pos_client.features.payments.issuing import NO_DAY, IssueDraft, issue_faults
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.wire.payments import Against, StoredAct, StoredState
from tests.factories.office import Premises, Window
from tests.factories.shop import PASSWORD

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(office: Window, premises: Premises) -> Any:
    return office.open("stored-values")


def listed(page: Any) -> list[Any]:
    return [page.table.model.row(at) for at in range(page.table.model.rowCount())]


def save(office: Window, page: Any) -> None:
    office.press(page.panel.form, Qt.Key.Key_S, CONTROL)
    office.settle()


def issued(office: Window, page: Any, *, count: str = "3", until: str = "") -> list[str]:
    """A batch of 50.000 each, by keyboard."""
    office.press(page.table, Qt.Key.Key_N, CONTROL)
    form = page.panel.form
    office.type(form.count, count)
    office.type(form.amount, "50000")
    if until:
        office.type(form.expires, until)
    save(office, page)
    return [row["number"] for row in listed(page)]


def detail(premises: Premises, number: str) -> Any:
    with premises.shop.database.read() as unit:
        return queries.stored_detail(unit, method=TenderMethod.GIFT_VOUCHER.value, number=number)


def broken(premises: Premises) -> list[str]:
    with premises.shop.database.read() as unit:
        return [str(one) for one in verify(unit, None) if not one.holds]


def take(office: Window, page: Any, number: str) -> None:
    page.table.view.select_row([row["number"] for row in listed(page)].index(number))
    office.press(page.table.view, Qt.Key.Key_Return)
    office.settle()


def test_a_batch_is_issued_and_stands_in_the_list(office: Window, page: Any, premises: Premises) -> None:
    office.press(page.table, Qt.Key.Key_N, CONTROL)
    save(office, page)
    assert page.panel.form.fields["amount"].fault()
    office.press(page.panel.form, Qt.Key.Key_Escape)
    numbers = issued(office, page)
    assert len(numbers) == 3
    assert not page.unsaved()
    assert page.panel is None
    assert page.batch.isVisible()
    issued(office, page, count="1")
    assert len(listed(page)) == 1
    office.click(page.batch)
    assert len(listed(page)) == 4
    assert page.table.totals is not None
    assert broken(premises) == []


def test_printed_numbers_that_are_known_are_named(office: Window, page: Any) -> None:
    (number,) = issued(office, page, count="1")
    office.press(page.table, Qt.Key.Key_N, CONTROL)
    form = page.panel.form
    office.type(form.amount, "1000")
    form.numbers.setFocus()
    form.numbers.setPlainText(f"KH01\n{number}\n")
    save(office, page)
    assert number in form.fields["numbers"].fault()


def test_an_owner_blocks_one_and_releases_it(office: Window, page: Any, premises: Premises) -> None:
    number = issued(office, page)[0]
    take(office, page, number)
    assert not page.panel.form.approver.isVisible()
    office.choose(page.panel.form.doing, Doing.BLOCK.value)
    save(office, page)
    assert page.panel.form.fields["reason"].fault()
    office.type(page.panel.form.reason, "hilang")
    assert page.unsaved()
    save(office, page)
    assert detail(premises, number).value.blocked
    office.choose(page.panel.form.doing, Doing.RELEASE.value)
    office.type(page.panel.form.reason, "ketemu")
    save(office, page)
    held = detail(premises, number)
    assert not held.value.blocked
    assert [one.act for one in held.acts] == [StoredAct.RELEASED, StoredAct.BLOCKED]
    assert broken(premises) == []


def test_another_last_day_and_none(office: Window, page: Any, premises: Premises) -> None:
    number = issued(office, page, until="31/12/2026")[0]
    assert detail(premises, number).value.expires_on == date(2026, 12, 31)
    take(office, page, number)
    office.choose(page.panel.form.doing, Doing.EXPIRY.value)
    office.type(page.panel.form.expires, "99/99/9999")
    office.type(page.panel.form.reason, "libur")
    save(office, page)
    assert page.panel.form.fields["expires_on"].fault()
    office.type(page.panel.form.expires, "31/01/2027")
    save(office, page)
    assert detail(premises, number).value.expires_on == date(2027, 1, 31)


def test_a_clerk_needs_somebody_who_approves(opened: Window, premises: Premises) -> None:
    opened.shell.open("signin")
    opened.sign_in("dewi")
    opened.settle()
    page = opened.open("stored-values")
    number = issued(opened, page)[0]
    take(opened, page, number)
    form = page.panel.form
    opened.choose(form.doing, Doing.VOID.value)
    opened.choose(form.against, Against.CASH.value)
    opened.type(form.reason, "salah nominal")
    save(opened, page)
    assert form.fields["approver"].fault()
    opened.type(form.approver, "budi")
    opened.type(form.password, "salah-salah")
    save(opened, page)
    assert page.panel.trouble.isVisible()
    opened.type(page.panel.form.password, PASSWORD)
    save(opened, page)
    held = detail(premises, number)
    assert (held.value.balance, held.value.blocked) == (0, True)
    assert (held.acts[0].by, held.acts[0].approver) == ("Dewi", "Budi")
    assert broken(premises) == []


def test_what_lapsed_is_taken_off_together(office: Window, page: Any, premises: Premises) -> None:
    numbers = issued(office, page, until="21/11/2026")
    premises.clock.now += timedelta(hours=11)
    page._held.show_only(StoredState.LAPSED.value)
    office.settle()
    assert [row["number"] for row in listed(page)] == numbers
    office.click(page.lapse)
    save(office, page)
    assert [detail(premises, number).value.balance for number in numbers] == [0, 0, 0]
    assert broken(premises) == []


def test_drafts_tell_their_faults() -> None:
    wrong = IssueDraft(count=None, amount=10**12, expires_on=NO_DAY)
    assert issue_faults(wrong) == [
        ("count", ErrorCode.FIELD_REQUIRED),
        ("amount", ErrorCode.TOO_LARGE),
        ("expires_on", ErrorCode.INVALID),
    ]
    assert issue_faults(IssueDraft(count=501, amount=1)) == [("count", ErrorCode.TOO_LARGE)]
    assert issue_faults(IssueDraft(count=0, amount=1, numbers="A1\n\n B2")) == []
    assert act_faults(ActDraft(doing=Doing.LAPSE), approves=True) == []
    assert act_faults(ActDraft(doing=Doing.BLOCK, reason="x"), approves=False) == [
        ("approver", ErrorCode.FIELD_REQUIRED),
        ("password", ErrorCode.FIELD_REQUIRED),
    ]
