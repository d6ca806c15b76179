"""F3 on a receipt: a tax invoice on the buyer's number, checked in place, put onto an A4 page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pos_client.features.receipts.view.invoice_panel import InvoicePanel
from tests.factories.seller import KOPI, Seller


def asked(sari: Seller) -> list[dict[str, Any]]:
    rows = sari.rows("SELECT body FROM event WHERE type = 'tax_invoice.requested'")
    return [json.loads(body)["p"] for (body,) in rows]


def test_a_buyer_is_asked_for_checked_and_told_to_the_office(sari: Seller, tmp_path: Path) -> None:
    number = sari.sell(KOPI)
    sari.press("F6")
    file = tmp_path / "faktur.pdf"
    sari.page.ask_save = lambda _parent: str(file)
    sari.press("F3")
    assert isinstance(sari.panel, InvoicePanel)
    sari.type("012345678901234")
    sari.press("Return")
    sari.type("CV Sumber Rejeki")
    sari.press("Return")
    sari.type("Jl. Kenari 7")
    sari.press("Return")
    assert "15" in sari.panel.form.fields["number"].fault()
    assert asked(sari) == []
    sari.panel.number.setFocus()
    sari.type("5")
    sari.press("Return")
    sari.until(lambda: sari.panel is None)
    (told,) = asked(sari)
    assert (told["receipt"], told["number"], told["nitku"]) == (
        number,
        "0123456789012345",
        "0123456789012345000000",
    )
    assert told["base"] + told["vat"] == 18_500
    sari.until(file.exists)
