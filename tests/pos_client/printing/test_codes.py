"""Codes as dots, held to tables of their standards and to a second encoder."""

import barcode  # type: ignore[import-untyped]  # it ships no types
import pytest

from pos_client.printing.codes import bars, grown, squares
from shared_models.rules.barcodes import make_ean13

FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")


@pytest.mark.parametrize(
    ("kind", "body"),
    [("ean13", "899123456789"), ("ean13", "200012345678"), ("ean8", "1234567"), ("upc_a", "01234567890")],
)
def test_retail_codes_as_another_encoder_draws_them(kind: str, body: str) -> None:
    name = {"upc_a": "upca"}.get(kind, kind)
    assert bars(kind, body) == barcode.get(name, body).build()[0].replace("G", "1")


@pytest.mark.parametrize("text", ["BDG1-K1A-000042", "Kopi 250 g", "12345678"])
def test_code_128_as_another_encoder_draws_it(text: str) -> None:
    assert bars("code128", text) == barcode.get("code128", text).build()[0]


def test_code_39_frames_its_text_with_stars() -> None:
    drawn = bars("code39", "A")
    star = "100101101101"
    assert drawn is not None
    assert (drawn[:12], drawn[-12:]) == (star, star)


def test_a_check_digit_is_added_and_a_wrong_one_refused() -> None:
    whole = make_ean13("899123456789")
    assert bars("ean13", whole) == bars("ean13", whole[:-1])
    assert bars("ean13", whole[:-1] + str((int(whole[-1]) + 1) % 10)) is None


@pytest.mark.parametrize(
    ("kind", "text"), [("ean13", "12"), ("ean8", "abcdefg"), ("code39", "kopi\n"), ("upc_e", "123456")]
)
def test_what_a_code_cannot_hold_is_no_picture(kind: str, text: str) -> None:
    assert bars(kind, text) is None


@pytest.mark.parametrize("level", "LMQH")
def test_a_qr_code_has_its_three_finders(level: str) -> None:
    rows = squares("BDG1-K1A-000042 – é".encode(), level=level)
    assert rows is not None
    assert tuple(row[:7] for row in rows[:7]) == FINDER
    assert tuple(row[-7:] for row in rows[:7]) == FINDER
    assert tuple(row[:7] for row in rows[-7:]) == FINDER


def test_a_qr_code_holds_only_so_much() -> None:
    assert squares(b"x" * 4_000, level="L") is None


def test_modules_grow_into_dots() -> None:
    dots = grown(("10", "01"), across=3, down=2)
    assert (dots.width, dots.height, dots.dots) == (6, 4, b"\xe0\xe0\x1c\x1c")
