"""Customers, their points and the terms: what is typed reaches the server, with real keys."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import func, select

from backoffice_server.features.parties import queries
from backoffice_server.features.parties.service import save_customer
from backoffice_server.features.points.tables import points_account
from pos_client import texts
from pos_client.features.customers.shown import term_typed, term_words
from pos_client.features.customers.state import NO_DAY, Draft, TermsDraft, faults_in, terms_faults
from shared_models.values.codes import ErrorCode
from shared_models.values.money import Money
from shared_models.wire.replica import CustomerRow
from tests.factories.office import Premises, Window

CONTROL = Qt.KeyboardModifier.ControlModifier
ANI: Final = CustomerRow(id=UUID(int=0xA1), code="M1", name="Ibu Ani", phone="0812-5550-11")


def add(premises: Premises, row: CustomerRow = ANI) -> None:
    with premises.shop.database.write() as unit:
        save_customer(unit, row=row)


def rows(page: Any) -> list[Any]:
    return [page.table.model.row(at) for at in range(page.table.model.rowCount())]


def test_a_customer_is_typed_in_and_saved(office: Window, premises: Premises) -> None:
    page = office.open("customers")
    office.press(page.table, Qt.Key.Key_N, CONTROL)
    form = page.panel.form
    office.type(form.name, "Ibu Ani")
    office.type(form.code, "M1")
    office.type(form.phone, "0812 5550 11")
    office.type(form.birthday, "21/11/1988")
    office.type(form.limit, "2000000")
    office.press(form.name, Qt.Key.Key_S, CONTROL)
    office.settle()
    with premises.shop.database.read() as unit:
        (owner,) = queries.owners_of_codes(unit, ["M1"])
        saved = queries.customer_row(unit, owner)
    assert (saved.name, saved.birthday, saved.credit_limit) == ("Ibu Ani", date(1988, 11, 21), 2_000_000)
    assert [row["name"] for row in rows(page)] == ["Ibu Ani"]
    assert not page.unsaved()


def test_what_is_wrong_stands_at_its_field(office: Window, premises: Premises) -> None:
    add(premises)
    page = office.open("customers", new=True)
    office.press(page.table, Qt.Key.Key_N, CONTROL)
    form = page.panel.form
    office.press(form.name, Qt.Key.Key_S, CONTROL)
    assert form.fields["name"].fault()
    assert form.fields["code"].fault()
    office.type(form.name, "Pak Tono")
    office.type(form.code, "M1")
    office.press(form.name, Qt.Key.Key_S, CONTROL)
    office.settle()
    assert form.fields["code"].fault()
    assert page.unsaved()


def test_drafts_tell_their_faults() -> None:
    wrong = Draft(name="A", code="B", birthday=NO_DAY, credit_term="nanti")
    assert faults_in(wrong) == [("birthday", ErrorCode.INVALID), ("credit_term", ErrorCode.INVALID)]
    assert terms_faults(TermsDraft()) == []
    told = terms_faults(TermsDraft(gives=True, spend=1_000, value=1_000, redemption=101))
    assert told == [("value", ErrorCode.INVALID), ("redemption", ErrorCode.INVALID)]


def test_points_are_corrected_and_stand_in_the_history(office: Window, premises: Premises) -> None:
    add(premises)
    page = office.open("customer-points", customer=ANI)
    office.type(page.figure, "50")
    office.type(page.note, "keluhan")
    office.click(page.book)
    office.settle()
    assert premises.shop.scalar(select(func.sum(points_account.c.points))) == 50
    assert [(row["points"], row["liability"]) for row in rows(page)] == [(50, 0)]
    assert page.figure.value() is None


def test_the_terms_are_set_and_told_to_the_tills(office: Window, premises: Premises) -> None:
    page = office.open("customer-terms")
    office.click(page.form.gives)
    office.type(page.form.spend, "1000")
    office.type(page.form.value, "10")
    office.type(page.form.offline, "500")
    office.type(page.form.credit, "250000")
    office.press(page.form.spend, Qt.Key.Key_S, CONTROL)
    office.settle()
    with premises.shop.database.read() as unit:
        terms = queries.terms(unit)
    assert terms.points is not None
    assert (terms.points.spend, terms.points.offline_cap) == (1_000, 500)
    assert terms.credit_offline_cap == Money(250_000)
    assert not page.unsaved()


@pytest.mark.parametrize("stored", ["30 days", "30", "EOM", "EOM+10", "nonsense"])
def test_a_term_speaks_the_language_of_the_screen_and_is_stored_as_it_was(stored: str) -> None:
    for language in texts.LANGUAGES:
        texts.use(language)
        assert term_words("30 days") == {"id": "30 hari", "en": "30 days"}[language]
        assert term_typed(term_words(stored)) == stored
    assert term_typed("14 hari") == "14 days"
