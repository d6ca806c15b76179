"""The same reads over HTTP: who may, how they are asked, what comes back."""

from __future__ import annotations

from uuid import UUID

from shared_models.wire.documents import SaleDocument, SalesPage
from shared_models.wire.ledger import AccountEntries, Entry
from shared_models.wire.paging import Page
from shared_models.wire.reports import Home, ReportName, ReportTable
from shared_models.wire.stock import StockCard, StockLine
from tests.factories.reported import TODAY
from tests.factories.shop import Door

PATHS = (
    "/api/home",
    "/api/reports/movers",
    "/api/sales",
    "/api/stock",
    "/api/ledger/accounts/1101/entries",
)


def test_the_admin_tab_reads_from_home_down_to_a_receipt(door: Door) -> None:
    who = door.sign_in()
    shown = Home.model_validate(door.get("/api/home", who))
    assert shown.today.receipts == 6
    asked = {"from": TODAY.isoformat(), "to": TODAY.isoformat()}
    listed = SalesPage.model_validate(door.get("/api/sales", who, **asked, kind="sale", limit=2))
    assert (listed.total, len(listed.rows)) == (6, 2)
    following = SalesPage.model_validate(
        door.get("/api/sales", who, **asked, kind="sale", limit=500, after=listed.next or "")
    )
    assert len(following.rows) == 4
    head = listed.rows[0]
    reply = door.client.get(f"/api/sales/{head.branch}/{head.sale}", headers=who)
    document = SaleDocument.model_validate_json(reply.content)
    assert document.head == head
    assert document.entry is not None
    entry = Entry.model_validate(
        door.get(f"/api/ledger/entries/{head.branch}/{document.entry.posting_no}", who)
    )
    assert entry == document.entry
    account = AccountEntries.model_validate(
        door.get("/api/ledger/accounts/4101/entries", who, branch=str(head.branch), **asked)
    )
    assert entry.posting_no in {row.posting_no for row in account.rows}


def test_levels_and_cards(door: Door) -> None:
    who = door.sign_in()
    levels = Page[StockLine].model_validate(door.get("/api/stock", who, search="beras", sort="qty"))
    assert [line.branch_code for line in levels.rows] == ["BDG1", "MKS1"]
    line = levels.rows[0]
    asked = {"branch": str(line.branch), "from": TODAY.isoformat()}
    card = StockCard.model_validate(door.get(f"/api/stock/{line.product}/card", who, **asked))
    assert card.rows[-1].qty_after == line.qty


def test_every_report_is_served(door: Door) -> None:
    who = door.sign_in()
    asked = {"product": "SABUN", "branch": "BDG1", "to": TODAY.isoformat()}
    for name in ReportName:
        table = ReportTable.model_validate(door.get(f"/api/reports/{name.value}", who, **asked))
        assert table.rows, name
        assert all(len(row) == len(table.columns) == len(table.totals) for row in table.rows)


def test_a_stranger_sees_nothing(door: Door) -> None:
    for path in PATHS:
        assert door.client.get(path).status_code == 401


def test_what_is_asked_wrongly_is_told(door: Door) -> None:
    who = door.sign_in()
    for path, status in (
        ("/api/reports/profits", 422),
        ("/api/reports/movers?window=many", 422),
        ("/api/reports/movers?colour=red", 422),
        ("/api/reports/movers?branch=NOPE", 404),
        ("/api/home?branch=NOPE", 404),
        ("/api/sales?sort=colour", 422),
        ("/api/sales?kind=gift", 422),
        (f"/api/sales/{UUID(int=1)}/{UUID(int=2)}", 404),
        ("/api/ledger/accounts/9999/entries", 404),
    ):
        assert door.client.get(path, headers=who).status_code == status, path
