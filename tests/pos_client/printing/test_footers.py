"""The return clause: refused with its legal reason in all the ways shops write it; conditions are welcome."""

from collections.abc import Iterator

import pytest

from pos_client import texts
from pos_client.printing.footers import FooterFault, footer_faults
from pos_client.printing.letterhead import default_footer


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    texts.use("en")


@pytest.mark.parametrize(
    "line",
    [
        "Barang yang sudah dibeli tidak dapat dikembalikan",
        "BARANG YANG SUDAH DIBELI TIDAK DAPAT DITUKAR",
        "Barang yg sdh dibeli tdk dpt dikembalikan / ditukar",
        "Barang yang telah dibeli tidak bisa di kembalikan lagi",
        "barang tidak dapat ditukar atau dikembalikan",
        "Barang tak boleh diretur!",
        "Kami tidak menerima retur",
        "Tidak menerima pengembalian barang",
        "Tidak melayani penukaran",
        "*** TIDAK-DAPAT-DITUKAR ***",
        "gak bisa tukar",
        "No refund",
        "NO RETURNS, NO EXCHANGES",
        "Goods sold cannot be returned or exchanged",
        "Goods sold can't be returned",
        "Non-refundable",
        "All sales are final.",
        "Tanpa retur",
    ],
)
def test_refusing_to_take_goods_back_is_refused(line: str) -> None:
    assert footer_faults(["Terima kasih", line])
    assert footer_faults(["Terima kasih", line])[0].line == 1


@pytest.mark.parametrize(
    "line",
    [
        "Tukar/retur 3 hari dgn struk ini",
        "Barang dapat ditukar dalam 3 hari",
        "Barang tidak dapat ditukar tanpa struk",
        "Tidak dapat dikembalikan setelah 7 hari",
        "Barang tidak bisa ditukar lebih dari 3 hari",
        "Barang yang sudah dibeli dapat dikembalikan",
        "Terima kasih, silakan datang kembali",
        "Jangan lupa uang kembalian Anda",
        "Periksa kembali barang dan uang kembalian Anda",
        "Goods cannot be returned without this receipt",
        "Thank you, come again",
        "Kembalian tidak ada? Hubungi kasir",
    ],
)
def test_conditions_and_courtesies_stay(line: str) -> None:
    assert footer_faults([line]) == []


def test_a_clause_over_two_lines_is_found_at_its_first() -> None:
    assert footer_faults(["Selamat datang", "Barang yang sudah dibeli tidak", "dapat dikembalikan."]) == [
        FooterFault(line=1, clause="tidak dapat dikembalikan")
    ]


def test_every_clause_is_told_with_its_legal_reason() -> None:
    faults = footer_faults(["No refund", "Tidak dapat ditukar"])
    assert [fault.line for fault in faults] == [0, 1]
    assert "Law 8/1999" in faults[0].reason()
    texts.use("id")
    assert "UU 8/1999" in faults[1].reason()
    assert "tidak dapat ditukar" in faults[1].reason()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_default_footer_is_lawful(language: texts.Language) -> None:
    assert footer_faults(default_footer(language)) == []
    assert footer_faults([]) == []
