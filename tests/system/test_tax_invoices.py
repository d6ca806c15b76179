"""A tax invoice asked for at a till reaches the office with the figures of its sale, and gets its number."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from backoffice_server.features.branches.tables import company
from backoffice_server.proof.verify import verify
from pos_client.engine.tax_invoices import request_invoice
from shared_models.rules.tax_invoice import BuyerIdKind, TaxBuyer
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Refusal
from tests.factories.connected import ConnectedTill
from tests.factories.shop import TEH_CODE, Door, Shop

BUYER = TaxBuyer(BuyerIdKind.NPWP, "0123 4567 8901 2345", "CV Sumber Rejeki", "Jl. Kenari 7")


def test_a_request_becomes_a_line_of_the_list_and_of_the_file(
    shop: Shop, till: ConnectedTill, client: TestClient
) -> None:
    sari = StaffId(shop.person("sari"))
    till.open_shift(sari)
    sold = till.sell(sari, TEH_CODE, "GULA-1KG")
    with till.store.write() as unit:
        request_invoice(unit, sale=sold.sale, buyer=BUYER, email="pajak@sumber.example", actor=sari)
    till.settle()
    with shop.database.read() as unit:
        found = [one for one in verify(unit, None) if not one.holds and "signatures" not in one.rule]
    assert [str(one) for one in found] == []
    door = Door(client)
    who = door.sign_in()
    (row,) = door.get("/api/tax-invoices", who, still_open=True)["rows"]
    assert (row["number"], row["vat"], row["receipt"]) == (
        "0123456789012345",
        sold.receipt.tax,
        sold.receipt_no,
    )
    assert client.get("/api/tax-invoices/export", headers=who).status_code != 200
    with shop.database.write() as unit:
        unit.connection.execute(update(company).values(npwp="1234.5678.9012.3456"))
    file = door.get("/api/tax-invoices/export", who)
    assert file["invoices"] == 1
    assert "<BuyerTin>0123456789012345</BuyerTin>" in file["text"]
    path = f"/api/tax-invoices/{row['id']}/number"
    assert client.post(path, json={"number": "0400-26"}, headers=who).json()["issued_no"] == "0400-26"
    assert client.post(path, json={"number": "0400-26"}, headers=who).status_code == 200
    assert client.post(path, json={"number": "9"}, headers=who).status_code == 409
    assert door.get("/api/tax-invoices", who, still_open=True)["rows"] == []
    assert door.get("/api/tax-invoices", who, search="sumber")["total"] == 1


def test_what_cannot_stand_on_an_invoice_is_refused(shop: Shop, till: ConnectedTill) -> None:
    sari = StaffId(shop.person("sari"))
    till.open_shift(sari)
    mixed = till.sell(sari, TEH_CODE, "TELUR")
    taxed = till.sell(sari, TEH_CODE)
    old = TaxBuyer(BuyerIdKind.NPWP, "012345678901234", "CV Sumber Rejeki", "Jl. Kenari 7")
    for sale, buyer, code in (
        (mixed.sale, BUYER, ErrorCode.TAX_INVOICE_NOT_OFFERED),
        (taxed.sale, old, ErrorCode.BUYER_INVALID),
    ):
        with pytest.raises(Refusal) as why, till.store.write() as unit:
            request_invoice(unit, sale=sale, buyer=buyer, email="", actor=sari)
        assert why.value.code is code
