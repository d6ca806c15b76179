"""What holds for any receipt: nothing wider than the paper, no amount cut, the drawer opens for cash only."""

from dataclasses import replace
from typing import Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.documents import Barcode, Cut, Drawer, QrCode
from pos_client.devices.layout import COLUMNS_58_MM, COLUMNS_80_MM
from pos_client.printing.letterhead import npwp_shown
from pos_client.printing.preview import render_text
from pos_client.printing.receipts import (
    TENDER_WORDS,
    hash_shown,
    pieces_in,
    read_receipt_qr,
    receipt_document,
    receipt_qr,
)
from pos_client.printing.slips import DIRECTIONS, REASONS
from pos_client.printing.words import rate_shown
from pos_client.texts import LANGUAGES, MINUS, amount
from shared_models.rules.receipt import Receipt
from shared_models.values.codes import CashDirection, CashReason, PriceSource, TenderMethod
from shared_models.values.money import Money
from tests.factories.receipts import sales
from tests.factories.slips import (
    letterhead,
    one_soap_back,
    slip,
    soap_noodles_rice,
    weighed_and_long,
    without_tax,
)

NAMES = st.text(min_size=1, max_size=80)
WIDTHS = st.sampled_from([COLUMNS_58_MM, COLUMNS_80_MM])


def renamed(receipt: Receipt, name: str) -> Receipt:
    lines = tuple(replace(line, item=replace(line.item, name=name, unit=name[:12])) for line in receipt.lines)
    return replace(receipt, lines=lines)


@given(sales(), NAMES, WIDTHS, st.sampled_from(LANGUAGES), st.booleans())
def test_no_line_is_wider_than_the_paper(
    sale: Receipt, name: str, columns: int, language: str, with_code: bool
) -> None:
    head = replace(letterhead("id" if language == "id" else "en"), shop=name, header=(name,), footer=(name,))
    document = receipt_document(slip(renamed(sale, name), cashier=name, note=name), head, with_code=with_code)
    lines = render_text(document, columns)
    assert max(map(len, lines)) <= columns
    assert all(line == line.rstrip() and line.isprintable() for line in lines)


@given(sales(), WIDTHS)
def test_no_amount_is_cut(sale: Receipt, columns: int) -> None:
    lines = render_text(receipt_document(slip(sale), letterhead()), columns)
    shown = [
        sale.total,
        sale.change,
        *(line.gross for line in sale.lines),
        *(-line.line_discount for line in sale.lines),
    ]
    for value in shown:
        figure = amount(value).replace(MINUS, "-")
        assert value == 0 or any(line == figure or line.endswith(f" {figure}") for line in lines), figure


@pytest.mark.parametrize("columns", [COLUMNS_58_MM, COLUMNS_80_MM])
def test_the_largest_amount_fits(columns: int) -> None:
    largest = Money(999_999_999_999)
    sale = soap_noodles_rice()
    tender = replace(sale.tenders[0], amount=largest)
    document = receipt_document(
        slip(replace(sale, total=largest, tenders=(tender,), change=largest)), letterhead()
    )
    lines = render_text(document, columns)
    assert sum(line.endswith(" 999.999.999.999") for line in lines) == 3


def test_cash_opens_the_drawer_before_anything_is_printed() -> None:
    items = receipt_document(slip(soap_noodles_rice()), letterhead()).items
    assert isinstance(items[0], Drawer)
    assert isinstance(items[-1], Cut)
    assert sum(isinstance(item, Drawer) for item in items) == 1
    assert isinstance(receipt_document(slip(one_soap_back()), letterhead()).items[0], Drawer)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Price 5.000, now 4.250"), ("id", "Harga 5.000, menjadi 4.250")],
)
def test_a_typed_price_stands_beside_that_of_the_list(language: Literal["en", "id"], words: str) -> None:
    sale = soap_noodles_rice()
    typed = replace(
        sale.lines[0], price=Money(4_250), list_price=Money(5_000), price_source=PriceSource.OVERRIDE
    )
    listed = replace(typed, price_source=PriceSource.TIER)
    for line, times in ((typed, 1), (listed, 0)):
        changed = replace(sale, lines=(line, *sale.lines[1:]))
        printed = render_text(receipt_document(slip(changed), letterhead(language)), COLUMNS_58_MM)
        assert [row.strip() for row in printed].count(words) == times


def test_neither_a_copy_nor_a_late_print_opens_the_drawer() -> None:
    copy = receipt_document(slip(soap_noodles_rice(), copy_no=1), letterhead())
    late = receipt_document(slip(soap_noodles_rice()), letterhead()).without_drawer()
    free = replace(soap_noodles_rice(), tenders=(), total=Money(0), rounding=Money(0), change=Money(0))
    given_away = receipt_document(slip(free), letterhead())
    for document in (copy, late, given_away):
        assert not any(isinstance(item, Drawer) for item in document.items)


def test_the_number_can_be_scanned_at_a_return() -> None:
    items = receipt_document(slip(soap_noodles_rice()), letterhead(), with_code=True).items
    assert Barcode("BDG1-K1A-000042") in items


def test_weighed_goods_count_as_one_thing() -> None:
    assert pieces_in(soap_noodles_rice()) == 4
    assert pieces_in(weighed_and_long()) == 1_204


def test_a_shop_that_is_no_pkp_prints_no_tax_words() -> None:
    head = letterhead(is_pkp=False)
    text = "\n".join(render_text(receipt_document(slip(without_tax()), head), COLUMNS_58_MM))
    assert not any(word in text for word in ("PPN", "DPP", "NPWP", "*"))


@pytest.mark.parametrize(
    ("basis_points", "shown"),
    [(1200, "12%"), (1100, "11%"), (1150, "11,5%"), (1125, "11,25%"), (1005, "10,05%"), (0, "0%")],
)
def test_rates(basis_points: int, shown: str) -> None:
    assert rate_shown(basis_points) == shown


def test_a_tax_number_is_shown_in_fours_or_as_it_was_given() -> None:
    assert npwp_shown("1234567890123456") == "1234 5678 9012 3456"
    assert npwp_shown("01.234.567.8-901.000") == "01.234.567.8-901.000"


def test_every_method_and_reason_has_its_word() -> None:
    assert set(TENDER_WORDS) == set(TenderMethod)
    assert set(REASONS) == set(CashReason)
    assert set(DIRECTIONS) == set(CashDirection)


HASH = "1a2b3c4d5e6f7a8b" + "0" * 48


def test_the_code_at_the_foot_proves_the_receipt_against_the_journal() -> None:
    assert receipt_qr("BDG1-K1A-000042", HASH) == "BDG1-K1A-000042.1A2B3C4D5E6F7A8B"
    assert read_receipt_qr(" bdg1-k1a-000042.1a2b3c4d5e6f7a8b\n") == ("bdg1-k1a-000042", "1A2B3C4D5E6F7A8B")
    assert hash_shown(HASH) == "1A2B 3C4D 5E6F 7A8B"


@pytest.mark.parametrize("text", ["", "BDG1-K1A-000042", "8991234567891", "A.1A2B", "A .1A2B3C4D5E6F7A8B"])
def test_other_codes_prove_nothing(text: str) -> None:
    assert read_receipt_qr(text) is None


@given(
    st.from_regex(r"[A-Z0-9]{1,8}(-[A-Z0-9.]{1,6}){1,3}", fullmatch=True), st.binary(min_size=32, max_size=32)
)
def test_what_is_printed_is_read_again(number: str, digest: bytes) -> None:
    assert read_receipt_qr(receipt_qr(number, digest.hex())) == (number, digest.hex()[:16].upper())


def test_a_receipt_without_its_hash_shows_no_proof() -> None:
    plain = receipt_document(slip(soap_noodles_rice()), letterhead(), with_code=True)
    proven = receipt_document(slip(soap_noodles_rice(), chain_hash=HASH), letterhead(), with_code=True)
    assert not any(isinstance(item, QrCode) for item in plain.items)
    assert [item.text for item in proven.items if isinstance(item, QrCode)] == [
        receipt_qr("BDG1-K1A-000042", HASH)
    ]


def test_remarks_and_salespeople_stand_below_their_line_where_the_branch_prints_them() -> None:
    receipt = soap_noodles_rice()
    first = replace(receipt.lines[0], remark="giling halus", salesperson=UUID(int=7))
    noted = replace(receipt, lines=(first, *receipt.lines[1:]))
    names = {UUID(int=7): "Budi"}
    shown = render_text(receipt_document(slip(noted, sellers=names), letterhead("en")), COLUMNS_80_MM)
    at = shown.index("  giling halus")
    assert shown[at + 1] == "  Sold by Budi"
    bare = render_text(receipt_document(slip(noted, with_remarks=False), letterhead("en")), COLUMNS_80_MM)
    assert not any("giling" in line or "Budi" in line for line in bare)
