"""Check digits, and what a code is: codes of real goods, every single wrong digit, and a shop's own codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.barcodes import (
    CODE_LENGTH_MAX,
    CodeFault,
    CodeKind,
    CodeVerdict,
    check_digit,
    check_digit_ok,
    expand_upc_e,
    judge,
    make_ean13,
    normal,
    repeated,
    same_trade_item,
    shortest,
    spellings,
    trade_numbers,
)

REAL = ("8995522000015", "2100123007554", "96385074", "036000291452", "10614141000415", "00000000")
digits = st.text("0123456789")
upc_bodies = st.text("0123456789", min_size=11, max_size=11)


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


@given(upc_bodies)
def test_a_upc_is_the_ean13_with_a_leading_zero(body: str) -> None:
    assert make_ean13("0" + body) == "0" + body + check_digit(body)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("96385074", CodeKind.EAN_8),
        ("036000291452", CodeKind.UPC_A),
        ("8995522000015", CodeKind.EAN_13),
        ("10614141000415", CodeKind.GTIN_14),
        ("05115240", CodeKind.UPC_E),
        ("GULA-1KG", CodeKind.FREE),
        ("a b/c$%+", CodeKind.FREE),
        ("x" * CODE_LENGTH_MAX, CodeKind.FREE),
        ("010502896603512115170731107009", CodeKind.GS1),
        ("]C10105028966035121\x1d10A1", CodeKind.GS1),
        ("(01)05028966035121(10)A1", CodeKind.GS1),
    ],
)
def test_a_right_code_is_named(code: str, kind: CodeKind) -> None:
    verdict = judge(code)
    assert (verdict.kind, verdict.fault, verdict.usable) == (kind, None, True)


@pytest.mark.parametrize(
    ("code", "fault", "place"),
    [
        ("", CodeFault.EMPTY, None),
        (" \t", CodeFault.EMPTY, None),
        ("8995522\n000015", CodeFault.INVISIBLE_CHARACTER, 7),
        ("8995522000015\x00", CodeFault.INVISIBLE_CHARACTER, 13),
        ("\u200b8995522000015", CodeFault.INVISIBLE_CHARACTER, 0),
        ("8995522000015\ufeff", CodeFault.INVISIBLE_CHARACTER, 13),
        (" 8995522000015", CodeFault.SPACE_AROUND, None),
        ("x" * (CODE_LENGTH_MAX + 1), CodeFault.TOO_LONG, None),
        ("9" * (CODE_LENGTH_MAX + 1), CodeFault.TOO_LONG, None),
    ],
)
def test_what_no_scanner_sends_again_is_unusable(code: str, fault: CodeFault, place: int | None) -> None:
    assert judge(code) == CodeVerdict(code, None, fault, place=place)
    assert not judge(code).usable


def test_a_doubtful_code_is_usable_and_says_what_may_be_meant() -> None:
    assert judge("8995522000010") == CodeVerdict(
        "8995522000010", None, CodeFault.CHECK_DIGIT, expected="5", meant=("8995522000015",)
    )
    assert judge("01828400").meant == ("01828405", "01828409")
    assert judge("899552200001５") == CodeVerdict(
        "899552200001５", None, CodeFault.NOT_ASCII, place=12, meant=("8995522000015",)
    )
    assert judge("٨٩٩").meant == ("899",)
    assert judge("gula€").meant == ()
    assert judge("1234567").usable


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("49", ()),
        ("36000291452", ("036000291452", "360002914522")),  # a spreadsheet took the leading zero
        ("03600029145", ("036000291452",)),  # the check digit was never typed
        ("5115240", ("05115240", "51152406")),
        ("511524", ("05115240",)),  # a UPC-E as it is printed under the bars, without both ends
        ("356470072180302", ("3564700721803",)),  # EAN-13 and two digits of an add-on
        ("978820551237251299", ()),
        ("036000291452" + "12345", ("036000291452",)),
    ],
)
def test_a_number_of_odd_length_says_what_it_may_stand_for(code: str, meant: tuple[str, ...]) -> None:
    assert judge(code) == CodeVerdict(code, None, CodeFault.LENGTH, meant=meant)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("01234505", "012000003455"),
        ("04252614", "042100005264"),
        ("01278907", "012000007897"),
        ("16360735", "163600000075"),
        ("02345147", "023450000017"),
        ("12345678", "123456000078"),
    ],
)
def test_a_upc_e_is_a_short_upc_a(short: str, long: str) -> None:
    assert expand_upc_e(short)[:-1] == long[:-1]


@pytest.mark.parametrize("code", ["", "96385074", "2345678", "0123456x", "٠1234565"])
def test_other_shapes_are_no_upc_e(code: str) -> None:
    assert expand_upc_e(code) == ""


@given(st.sampled_from("01"), st.text("0123456789", min_size=6, max_size=6))
def test_a_upc_e_is_found_under_its_long_spelling_and_back(system: str, six: str) -> None:
    body = expand_upc_e(system + six + "0")[:-1]
    short = system + six + check_digit(body)
    long = body + check_digit(body)
    assert long in spellings(short)
    assert short in spellings(long)
    assert same_trade_item(short, long)


def test_one_trade_item_is_found_under_all_its_spellings_its_own_first() -> None:
    assert spellings("036000291452") == ("036000291452", "0036000291452", "00036000291452")
    assert spellings("0036000291452")[0] == "0036000291452"
    assert set(spellings("0036000291452")) == set(spellings("036000291452"))
    assert spellings("05115240") == ("05115240", "0051150000020", "051150000020", "00051150000020")
    assert spellings("010502896603512115170731107009")[1:3] == ("5028966035121", "05028966035121")
    assert spellings("GULA-1KG") == ("GULA-1KG",)
    assert spellings("12345678901") == ("12345678901",)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("00036000291452", "0036000291452"),
        ("08995522000015", "8995522000015"),
        ("00000096385074", "96385074"),
        ("10614141000415", "10614141000415"),
    ],
)
def test_a_trade_number_as_it_is_printed(number: str, printed: str) -> None:
    assert shortest(number) == printed
    assert same_trade_item(number, printed)


def test_eight_digits_right_in_two_ways_are_looked_up_in_both() -> None:
    assert trade_numbers("05000005") == ("00000005000005", "00050000000005")


@given(st.text(max_size=30))
def test_every_text_has_an_answer_and_a_normal_form(code: str) -> None:
    verdict = judge(code)
    assert (verdict.kind is None) == (verdict.fault is not None)
    assert spellings(code)[:1] == (code,)
    assert normal(normal(code)) == normal(code)


@given(digits)
def test_a_shop_s_own_number_is_looked_up_as_it_is_first(code: str) -> None:
    assert spellings(code)[:1] == (code,)
    if not trade_numbers(code):
        assert (normal(code), spellings(code)) == (code, (code,))


def test_a_list_says_which_codes_stand_twice_in_whatever_spelling() -> None:
    codes = ["036000291452", "A1", "8995522000015", "0036000291452", "a1", "A1", "8995522000010"]
    assert repeated(codes) == {"00036000291452": (0, 3), "A1": (1, 5)}
