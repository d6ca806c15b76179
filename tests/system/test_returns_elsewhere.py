"""Goods bought at one till come back at another, of another branch even: while the back office is reached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale
from pos_client.desk.background import ONLINE_THREADS
from pos_client.engine.sales import FinishedSale
from pos_client.features.till.state import Stage
from shared_models.values.codes import ReviewCode
from shared_models.values.money import Money
from tests.databases import Backend, Databases
from tests.factories.live_till import PINS, LiveTill
from tests.factories.seller import Seller, at_the_till
from tests.factories.shop import GULA_CODE, TEH_CODE
from tests.system.faults.office_here import OfficeHere, office_here

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def office(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[OfficeHere]:
    with office_here(databases, backend, tmp_path) as office:
        yield office


@pytest.fixture
def sold(office: OfficeHere, tmp_path: Path) -> FinishedSale:
    """Three sugars and two teas, sold at the first till of the first branch and sent."""
    till = LiveTill(tmp_path / "k1", office.address).enrol(office.enrolment_code("K1"))
    finished = till.sell(till.open_shift(), (GULA_CODE, 3000), (TEH_CODE, 2000))
    till.wait_until_sent()
    till.close()
    return finished


def test_a_receipt_of_another_branch_comes_back_once_and_in_parts(
    office: OfficeHere, sold: FinishedSale, tmp_path: Path, qapp: QApplication
) -> None:
    with _seller(office, tmp_path / "k2") as seller:
        _bring_back(seller, sold.receipt_no, "1")
        # Asked again, the back office counts what has come back meanwhile, and this till its own once.
        seller.press("Esc", "Esc")
        seller.scan(sold.receipt_no)
        seller.until(lambda: _shown(seller) == sold.receipt_no)
        shown = seller.window.side.receipts.shown
        assert shown is not None
        assert [line.left for line in shown.lines] == [2000, 2000]
        seller.press("F9", "F8")
        _pay_out(seller)
        seller.until(lambda: len(_returns(office)) == 2)
    with _seller(office, tmp_path / "k2") as seller:
        # Another start, and nothing is left of it.
        seller.scan(sold.receipt_no)
        seller.until(lambda: _shown(seller) == sold.receipt_no)
        shown = seller.window.side.receipts.shown
        assert shown is not None
        assert not shown.returnable
    due = sold.receipt.due
    assert -sum(row.total + row.rounding for row in _returns(office)) == due
    assert office.broken() == []
    flags = {row.code for row in office.rows(select(review.c.code))}
    assert ReviewCode.RETURN_EXCEEDS_SALE not in flags


def test_without_the_back_office_it_is_said_why(
    office: OfficeHere, sold: FinishedSale, tmp_path: Path, qapp: QApplication
) -> None:
    with _seller(office, tmp_path / "k2") as seller:
        office.stop()
        seller.scan(sold.receipt_no)
        seller.until(lambda: "of another till" in seller.page.problem())
        seller.press("F9")
        assert seller.here == "till-receipts", "nothing is open to be taken back"
        office.start()
        seller.enter(sold.receipt_no)
        seller.until(lambda: _shown(seller) == sold.receipt_no)
        seller.enter("BDG1-K9A-000001")
        seller.until(lambda: "not known here" in seller.page.problem())


def test_an_answer_that_comes_late_is_not_laid_over_another_receipt(
    office: OfficeHere, sold: FinishedSale, tmp_path: Path, qapp: QApplication
) -> None:
    with _seller(office, tmp_path / "k2") as seller:
        own = seller.sell(TEH_CODE)
        line, arrived = Event(), list[object]()
        background = seller.window.background
        for _thread in range(ONLINE_THREADS):
            background.online(line.wait)

        def ask_last(_done: object) -> None:
            background.online(lambda: None, then=arrived.append)

        seller.hands.scan(sold.receipt_no)
        # Behind the first look into the till's own books stands the question to the back office.
        background.store(lambda: None, then=ask_last)
        seller.until(lambda: seller.here == "till-receipts" and bool(seller.page.rows))
        seller.hands.enter(own)
        seller.until(lambda: _shown(seller) == own)
        line.set()
        seller.until(lambda: bool(arrived))
        seller.settle()
        assert (_shown(seller), seller.page.problem()) == (own, "")


@contextmanager
def _seller(office: OfficeHere, folder: Path) -> Iterator[Seller]:
    """Sari sells at the till of the second branch."""
    if not folder.exists():
        LiveTill(folder, office.address).enrol(office.enrolment_code("K1", branch="BDG2")).close()
    with at_the_till(folder, server=office.address) as seller:
        seller.until(lambda: seller.here == "start")
        seller.sign_in("sari", str(PINS["sari"]))
        if seller.window.side.shift.number is None:
            seller.window.side.shift.open(Money(200_000), lambda why: None)
        seller.until(lambda: seller.stage() is Stage.SELLING)
        yield seller


def _shown(seller: Seller) -> str:
    shown = seller.window.side.receipts.shown
    return "" if shown is None else shown.number


def _bring_back(seller: Seller, number: str, keys: str) -> None:
    seller.scan(number)
    seller.until(lambda: _shown(seller) == number)
    seller.press("F9")
    seller.type(keys)
    _pay_out(seller)


def _pay_out(seller: Seller) -> None:
    returning = seller.window.side.receipts.returning
    seller.press("F12")
    seller.enter(str(PINS["budi"]))
    seller.until(lambda: returning.done is not None)


def _returns(office: OfficeHere) -> list[Any]:
    return office.rows(select(sale.c.total, sale.c.rounding).where(sale.c.kind == "return"))
