"""Promotions at the till, with real keys: each line says why, a code is typed like goods."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from pos_client.desk.shell.dialogs import ConfirmPanel
from pos_client.desk.widgets.buttons import IconButton
from pos_client.devices.layout import COLUMNS_58_MM
from pos_client.features.till.state import Sound
from pos_client.features.till.view.why_panel import rows_of
from pos_client.printing.preview import render_text
from pos_client.printing.receipts import receipt_document
from shared_models.rules.receipt import LinePromotion
from shared_models.values.codes import ErrorCode
from shared_models.values.money import Money
from shared_models.wire.promotions import AmountOffRow, BuyGetRow, ScopeRow, VoucherTermsRow
from tests.factories.promotions import give_promotions, percent_off, promotion_row
from tests.factories.seller import GULA, KOPI, TEH, Seller
from tests.factories.slips import letterhead, slip, soap_noodles_rice

TERMS = VoucherTermsRow(codes=("HEMAT",), uses_max=1)


@pytest.fixture
def offering(sari: Seller) -> Seller:
    """Two bags of coffee bring a third, a tenth off sugar, and a code worth 500."""
    found = sari.window.side.till.lookup
    kopi, gula = (item.product for code in (KOPI, GULA) if (item := found.find(code)) is not None)
    assert sari.window.opened is not None
    with sari.window.opened.store.write() as unit:
        give_promotions(
            unit,
            promotion_row(1, BuyGetRow(buy=ScopeRow(products=(kopi,)), buy_count=2), name="Kopi 2+1"),
            promotion_row(2, percent_off(gula), name="Gula hemat"),
            promotion_row(3, AmountOffRow(amount=Money(500), per_unit=False), name="Kode", voucher=TERMS),
        )
    return sari


def said(seller: Seller) -> list[tuple[str, str]]:
    return [(row.words, row.figure) for row in rows_of(seller.till.state.explained)]


def test_each_line_says_why_it_got_its_price(offering: Seller) -> None:
    offering.scan(KOPI, KOPI, GULA)
    assert said(offering) == [("Gula hemat", "−1.745"), ("1 more for Kopi 2+1", "")]
    offering.scan(TEH, KOPI)
    assert [[one.name for one in line.promotions] for line in offering.till.cart.lines] == [
        ["Kopi 2+1"], ["Gula hemat"], [], ["Kopi 2+1"],
    ]  # fmt: skip
    total = 3 * 18_500 - 18_500 + 17_450 - 1_745 + 6_725
    assert (offering.till.state.total, offering.till.state.saved) == (total, 18_500 + 1_745)
    offering.press("Return", "Return")
    assert offering.window.side.paying.paid is not None
    assert offering.window.side.paying.paid.total == total


def test_a_code_is_typed_like_goods_and_used_once(offering: Seller) -> None:
    offering.scan(TEH)
    offering.enter("hemat")
    assert said(offering) == [("Kode", "−500"), ("Code HEMAT", "in use")]
    assert offering.heard[-1] is Sound.ADDED
    offering.enter("HEMAT")
    assert [one.why for one in offering.till.state.refused] == [ErrorCode.VOUCHER_ENTERED]
    offering.press("Esc", "Return", "Return")
    offering.scan(TEH)
    offering.enter("hemat")
    (refused,) = offering.till.state.refused
    assert refused.advice() == "This code has been used as often as it may be. Esc hides this."
    assert offering.till.state.total == 6_725


def test_more_of_a_line_keeps_it_chosen(offering: Seller) -> None:
    offering.scan(KOPI, TEH)
    offering.press("PgUp", "+", "+")
    offering.until(lambda: bool(offering.till.cart.lines[0].promotions))
    assert (offering.till.state.current, offering.till.cart.lines[0].qty) == (0, 3_000)


def test_the_receipt_names_what_each_promotion_took() -> None:
    sale = soap_noodles_rice()
    line = next(one for one in sale.lines if one.line_discount)
    taken = LinePromotion(line.item.product, "Sabun hemat", Money(line.line_discount - 1))
    lines = tuple(replace(one, promotions=(taken,)) if one is line else one for one in sale.lines)
    document = receipt_document(slip(replace(sale, lines=lines)), letterhead("en"))
    printed = [" ".join(row.split()) for row in render_text(document, COLUMNS_58_MM)]
    by_promotion = next(row for row in printed if row.startswith("Sabun hemat"))
    by_hand = next(row for row in printed if row.startswith("Discount"))
    assert (by_promotion[-5:], by_hand[-1]) == ("2.219", "1")


def test_one_code_is_taken_off_again(offering: Seller) -> None:
    offering.scan(TEH)
    offering.enter("hemat")
    why = offering.page.side.why
    (drop,) = [button for button in why.findChildren(IconButton) if button.isVisible()]
    drop.setFocus(Qt.FocusReason.TabFocusReason)
    offering.press("Return")
    assert isinstance(offering.panel, ConfirmPanel)
    offering.press("Esc")
    assert said(offering) == [("Kode", "−500"), ("Code HEMAT", "in use")]
    drop.click()
    assert isinstance(offering.panel, ConfirmPanel)
    offering.panel.answered.emit(True)
    offering.settle()
    assert "Code HEMAT" not in [words for words, _figure in said(offering)]
    assert offering.page.line.field.hasFocus()
    offering.enter("hemat")
    assert said(offering) == [("Kode", "−500"), ("Code HEMAT", "in use")]
