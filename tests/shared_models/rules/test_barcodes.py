"""Check digits: the codes of real goods, and every single wrong digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.barcodes import check_digit, check_digit_ok, make_ean13

REAL = ("8995522000015", "2100123007554", "96385074", "036000291452", "10614141000415", "00000000")


@pytest.mark.parametrize("code", REAL)
def test_codes_of_real_goods_are_right(code: str) -> None:
    assert check_digit_ok(code) is True


@pytest.mark.parametrize(
    "code", ["16360735", "7933573225924", "54121728000399", "687826714246", "8991234567895"]
)
def test_a_wrong_check_digit_is_seen(code: str) -> None:
    assert check_digit_ok(code) is False


@pytest.mark.parametrize(
    "code",
    ["", "07131404276", "2546523", "GULA-1KG", "899552200001５", "89955220000²5", " 8995522000015", "1" * 15],
)
def test_other_shapes_have_no_check_digit(code: str) -> None:
    assert check_digit_ok(code) is None


def test_the_code_the_printing_library_let_through() -> None:
    assert make_ean13("899123456789") == "8991234567891"


@pytest.mark.parametrize("body", ["", "12345678901", "1234567890123", "12345678901x"])
def test_only_twelve_digits_make_an_ean13(body: str) -> None:
    with pytest.raises(ValueError, match=f"^{body}$"):
        make_ean13(body)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(body: str, place: int, off: int) -> None:
    code = make_ean13(body)
    assert check_digit_ok(code) is True
    wrong = code[:place] + str((int(code[place]) + off) % 10) + code[place + 1 :]
    assert check_digit_ok(wrong) is False


@given(st.text("0123456789", min_size=11, max_size=11))
def test_a_upc_is_the_ean13_with_a_leading_zero(body: str) -> None:
    assert make_ean13("0" + body) == "0" + body + check_digit(body)
