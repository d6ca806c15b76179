"""Paying by QRIS: the code holds the amount, the payment's number is used once."""

from __future__ import annotations

import pytest

from pos_client.features.till.state import Stage
from pos_client.features.till.view.pay_panel import PayPanel
from pos_client.features.till.view.qris_panel import QrisPanel
from shared_models.rules.qris import parse
from shared_models.wire.replica import BranchRow
from tests.factories.seller import KOPI, TEH, Seller

# Of a fictitious merchant (domain_vectors.json S2).
STATIC = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600914000012345502150000000123456780303UMI51440014ID.CO.QRIS.WWW"
    "0215ID10200000123450303UMI5204549953033605802ID5914WARUNG BU TINI6006SLEMAN6105552816304A197"
)
RRN = "626012345678"


@pytest.fixture
def paying(sari: Seller) -> Seller:
    """Sari with a cart of Rp25.225, at the pay panel of a branch that has a QRIS code."""
    assert sari.window.opened is not None
    with sari.window.opened.store.write() as unit:
        key, body = unit.execute("SELECT key, body FROM replica WHERE entity = 'branch'").fetchone()
        row = BranchRow.model_validate_json(body).model_copy(update={"qris": STATIC})
        unit.execute("UPDATE replica SET body = ? WHERE key = ?", (row.model_dump_json(), key))
        unit.memory.clear()
    sari.window.side.standing_wanted.emit()
    sari.until(lambda: sari.window.side.paying.offers_qris)
    sari.scan(KOPI, TEH)
    sari.press("Return")
    return sari


def problem(paying: Seller) -> str:
    pay = paying.window.side.paying.pay
    return "" if pay is None else pay.problem


def test_without_a_code_of_the_shop_nothing_is_offered(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Return")
    assert isinstance(sari.panel, PayPanel)
    assert not sari.panel.qris.isVisible()
    sari.press("F9")
    assert isinstance(sari.panel, PayPanel)


def test_the_code_holds_the_amount_to_the_rupiah_and_the_sale_its_number(paying: Seller) -> None:
    paying.press("F9")
    assert isinstance(paying.panel, QrisPanel)
    shown = parse(paying.panel.code.text())
    assert shown.ok
    assert shown.qris is not None
    assert (shown.qris.amount, shown.qris.merchant_name) == (25_225, "WARUNG BU TINI")
    paying.type(RRN)
    paying.press("Return")
    paying.until(lambda: paying.stage() is Stage.PAID)
    ((body,),) = paying.rows("SELECT body FROM event WHERE type = 'sale.completed'")
    assert f'"tenders":[{{"method":"qris","amount":25225,"reference":"{RRN}"}}],"change":0' in body
    assert '"rounding":0' in body, "only cash is rounded"


def test_a_payment_is_taken_for_one_receipt(paying: Seller) -> None:
    paying.press("F9")
    paying.type(RRN)
    paying.press("Return")
    paying.until(lambda: paying.stage() is Stage.PAID)
    paying.scan(KOPI)
    paying.press("Return", "F9")
    paying.type(f"{RRN[:4]} {RRN[4:]}")
    paying.press("Return")
    paying.until(lambda: "BDG1-K1A-000001" in problem(paying))
    assert isinstance(paying.panel, QrisPanel)
    assert paying.lines() == [("KOPI", 1000)], "nothing is lost"
    paying.panel.reference.clear()
    paying.type("626012345679")
    paying.press("Return")
    paying.until(lambda: paying.stage() is Stage.PAID)


def test_without_its_number_nothing_is_sold(paying: Seller) -> None:
    paying.press("F9", "Return")
    assert "twelve digits" in problem(paying)
    assert paying.rows("SELECT count(*) FROM sale") == [(0,)]
    paying.press("F9")
    assert isinstance(paying.panel, PayPanel)
    assert paying.panel.amount.text() == "25.200"
    paying.press("Esc")
    assert paying.panel is None


def test_a_part_in_cash_and_the_rest_by_qris(paying: Seller) -> None:
    paying.type("20000")
    paying.press("Return", "F9")
    assert isinstance(paying.panel, QrisPanel)
    assert paying.panel.rest.text() == "Rp5.225"
    paying.type(RRN)
    paying.press("Return")
    paying.until(lambda: paying.stage() is Stage.PAID)
    ((body,),) = paying.rows("SELECT body FROM event WHERE type = 'sale.completed'")
    assert '"method":"cash","amount":20000' in body
    assert f'"method":"qris","amount":5225,"reference":"{RRN}"' in body


def test_a_payments_number_typed_as_cash_is_an_amount_like_any_other(paying: Seller) -> None:
    """Twelve digits are more than what Qt calls an int."""
    paying.type(RRN)
    paying.press("Return")
    paying.until(lambda: paying.stage() is Stage.PAID)
    assert paying.view.change.figure.text() == "Rp626.012.320.478"
