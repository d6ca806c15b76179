"""What a customer bought last, asked of the back office while the till goes on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication

from pos_client.features.till.view.customer_panel import CustomerPanel
from pos_client.store.customer_tables import put_customers
from shared_models.wire.customers import CustomerStanding, Purchase
from shared_models.wire.replica import CustomerRow
from tests.factories.scripted_server import say, scripted_server
from tests.factories.seller import KOPI, Seller, at_the_till

ANI = UUID(int=0xA1)
BOUGHT = Purchase(
    branch=UUID(int=1),
    branch_code="BDG2",
    sale=UUID(int=2),
    receipt="BDG2-K1A-000007",
    kind="sale",
    at=datetime(2026, 11, 20, 7, 5, tzinfo=UTC),
    bdate=date(2026, 11, 20),
    lines=3,
    total=98_400,
)
STANDING = CustomerStanding(customer=ANI, points=0, owed=0, oldest_due=None, purchases=(BOUGHT,))


def answer(handler: BaseHTTPRequestHandler) -> None:
    if handler.path == f"/api/customers/{ANI}/standing":
        say(handler, 200, STANDING.model_dump_json().encode())
    else:
        say(handler, 503)


def with_ani(seller: Seller, *, joined: bool = True) -> None:
    assert seller.window.opened is not None
    with seller.window.opened.store.write() as unit:
        born = date(1990, 11, 21)
        row = CustomerRow(id=ANI, code="M1", name="Ibu Ani", birthday=born, note="Bon terpisah")
        put_customers(unit, [(1, row)])
        if joined:
            unit.execute("UPDATE till SET credential = 'secret', stand_alone = 0")
    seller.begin()


def asked(seller: Seller) -> CustomerPanel:
    """F3, her name, F3 once more."""
    seller.scan(KOPI)
    seller.press("F3")
    seller.type("ani")
    seller.press("Return")
    seller.settle()
    seller.press("F3")
    assert isinstance(seller.panel, CustomerPanel)
    return seller.panel


def test_the_last_receipts_of_all_branches_are_shown(folder: Path, qapp: QApplication) -> None:
    with scripted_server(answer) as address, at_the_till(folder, server=address) as seller:
        with_ani(seller)
        panel = asked(seller)
        seller.until(lambda: bool(panel.history.lines))
        assert panel.history.lines == ["20/11/26  BDG2-K1A-000007  3 lines"]
        assert panel.history.said.text() == ""
        seller.press("Return")
        assert seller.till.state.member is not None


def test_who_the_cart_is_for_is_shown_at_once(folder: Path, qapp: QApplication) -> None:
    with scripted_server(answer) as address, at_the_till(folder, server=address) as seller:
        with_ani(seller)
        asked(seller)
        seller.press("Return")
        seller.settle()
        seller.press("F3")
        panel = seller.panel
        assert isinstance(panel, CustomerPanel)
        seller.until(lambda: bool(panel.history.lines))


@pytest.mark.parametrize(
    ("joined", "words"),
    [
        (True, "The back office does not answer now. Selling goes on without it."),
        (False, "This shop has no back office that could tell."),
    ],
)
def test_without_an_answer_it_is_said_and_nothing_waits(
    folder: Path, qapp: QApplication, joined: bool, words: str
) -> None:
    with at_the_till(folder, server="http://127.0.0.1:9") as seller:
        with_ani(seller, joined=joined)
        panel = asked(seller)
        seller.until(lambda: panel.history.said.text() == words)
        seller.press("Return")
        seller.settle()
        seller.press("Return", "Return")
        assert seller.rows("SELECT count(*) FROM event WHERE type = 'sale.completed'") == [(1,)]
