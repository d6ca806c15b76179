"""A payment's number is taken for one receipt, also by a till that got its receipts back."""

from __future__ import annotations

import pytest

from pos_client.engine import carts, sales
from pos_client.engine.references import restore_references
from shared_models.rules.receipt import Tender
from shared_models.rules.staff_cards import card_code
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from tests.factories.tills import Shop, ring_up

RRN = "626012345678"


def by_qris(reference: str | None, amount: int = 18_500) -> tuple[Tender, ...]:
    return (Tender(TenderMethod.QRIS, Money(amount), reference),)


def pay(shop: Shop, tenders: tuple[Tender, ...]) -> sales.FinishedSale:
    cart = ring_up(shop, "KOPI")
    with shop.store.write() as unit:
        return sales.complete_sale(unit, cart=cart.id, actor=shop.sari, tenders=tenders)


def test_it_is_kept_in_one_form_and_used_once(open_shop: Shop) -> None:
    first = pay(open_shop, by_qris("6260 1234-5678"))
    assert first.receipt.tenders[0].reference == RRN
    with pytest.raises(Refusal) as refused:
        pay(open_shop, by_qris(RRN))
    assert refused.value.code is ErrorCode.REFERENCE_USED
    assert refused.value.facts == {"reference": RRN, "receipt": first.receipt_no}
    # The cart is still open: one more of it.
    second = pay(open_shop, by_qris("626012345679", 37_000))
    assert second.receipt_no.endswith("2"), "no number was used up"


@pytest.mark.parametrize("secret", [card_code(bytes(11) + b"\x07"), "4111 1111 1111 1111"])
def test_what_opens_doors_or_accounts_never_enters_the_journal(open_shop: Shop, secret: str) -> None:
    """A supervisor's card scanned while a reference is asked for would be printed and sent, for good."""
    cart = ring_up(open_shop, "KOPI")
    said = f"ref {secret.lower()}"
    paid = (Tender(TenderMethod.BANK_TRANSFER, Money(18_500), said),)
    with open_shop.store.write() as unit:
        for refused in (
            lambda: sales.complete_sale(unit, cart=cart.id, actor=open_shop.sari, tenders=paid),
            lambda: carts.note_line(unit, cart=cart.id, line=1, remark=said, salesperson=None),
        ):
            with pytest.raises(Refusal) as why:
                refused()
            assert why.value.code is ErrorCode.CARD_NUMBER_REFUSED


@pytest.mark.parametrize("reference", ["12345678901", "6260123456789", "000000000000", "62601234567x"])
def test_what_is_no_number_of_a_payment_is_refused(open_shop: Shop, reference: str) -> None:
    with pytest.raises(Refusal) as refused:
        pay(open_shop, by_qris(reference))
    assert refused.value.code is ErrorCode.REFERENCE_INVALID


def test_a_receipt_that_comes_back_brings_its_number(open_shop: Shop) -> None:
    with open_shop.store.write() as unit:
        for receipt in ("BDG1-K1A-000077", "BDG1-K1A-000078"):
            restore_references(unit, by_qris(RRN), receipt_no=receipt)
    with pytest.raises(Refusal) as refused:
        pay(open_shop, by_qris(RRN))
    assert refused.value.facts["receipt"] == "BDG1-K1A-000077"
