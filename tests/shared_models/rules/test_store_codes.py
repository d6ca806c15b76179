"""In-store codes: what a scale's label says, and a layout editor that cannot be misled (lesson 51)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.barcodes import check_digit, make_ean13
from shared_models.rules.store_codes import (
    DECIMALS,
    DEFAULT_LAYOUTS,
    CannotMake,
    LayoutFault,
    MakeFault,
    ReadFault,
    StoreCode,
    StoreLayout,
    StoreValue,
    attempt,
    make,
    problems_among,
    problems_in,
    read,
    spaced,
    value_check_digit,
)
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from tests.factories.payment_vectors import payment_vectors

VECTORS = payment_vectors()
EAN = VECTORS["domain"]["ean"]
GRAMS, RUPIAH, COUNT = DEFAULT_LAYOUTS
# The patterns of the variable-weight vectors, as they stand there, in this house's letters.
LAYOUT_OF = {
    "1........{NND}.": StoreLayout("1PPPPPPPPVVVC", StoreValue.WEIGHT, decimals=1),
    ".....{NNNDDDD}.": StoreLayout("20PPPVVVVVVVC", StoreValue.WEIGHT, decimals=4),
    "22......{NNDD}.": StoreLayout("22PPPPPPVVVVC", StoreValue.WEIGHT, decimals=2),
    "prefix 2, product 5, value 5 grams, rest ignored (NexoPOS)": StoreLayout(
        "2PPPPPVVVVVXX", StoreValue.WEIGHT, decimals=3
    ),
    "prefix 2, product 5, value 5 cents (NexoPOS)": StoreLayout(
        "2PPPPPVVVVVXX", StoreValue.PRICE, decimals=2
    ),
}
WEIGHED = [vector for vector in VECTORS["variable_weight_barcodes"] if "{" in vector.get("pattern", "")]
IGNORING = [vector for vector in VECTORS["variable_weight_barcodes"] if "layout" in vector]
PLAIN = [vector for vector in VECTORS["variable_weight_barcodes"] if vector.get("pattern") == "ean8 plain"]


def thousandths(decimal: str) -> int:
    """`12.5` as 12500; a fifth digit behind the point rounds half-up."""
    units, _, part = decimal.partition(".")
    exact = int(units + part.ljust(4, "0"))
    return (exact + 5) // 10


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (EAN["weight_0_755kg_plu123"], StoreCode("00123", GRAMS, qty=Quantity(755))),
        (EAN["weight_1_250kg_plu4011"], StoreCode("04011", GRAMS, qty=Quantity(1250))),
        (EAN["price_18450_plu77"], StoreCode("00077", RUPIAH, price=Money(18_450))),
        (make_ean13("230001200006"), StoreCode("00012", COUNT, qty=whole(6))),
    ],
)
def test_the_default_layouts_read_the_domain_s_codes(code: str, said: StoreCode) -> None:
    assert read(code, DEFAULT_LAYOUTS) == said


def test_real_goods_and_plain_own_codes_are_no_store_codes() -> None:
    for code in (EAN["gs1"], "2000000095939", make_ean13("240001200006"), "GULA", "", "96385074"):
        assert read(code, DEFAULT_LAYOUTS) is None


@pytest.mark.parametrize("vector", WEIGHED, ids=lambda vector: vector["code"] + vector["pattern"])
def test_weights_as_another_till_reads_them(vector: dict[str, Any]) -> None:
    layout = LAYOUT_OF[vector["pattern"]]
    if not vector["code"].startswith(layout.prefix):
        # That pattern has no prefix of its own; here every layout has one.
        layout = StoreLayout(vector["code"][:2] + layout.pattern[2:], layout.value, layout.decimals)
    said = read(vector["code"], [layout])
    assert said is not None
    assert said.qty == thousandths(vector["value"])
    assert said.lookup[0] == vector["base_code"]


@pytest.mark.parametrize("vector", IGNORING, ids=lambda vector: vector["code"])
def test_a_layout_without_check_digit_reads_what_its_shop_prints(vector: dict[str, Any]) -> None:
    layout = LAYOUT_OF[vector["layout"]]
    said = read(vector["code"], [layout])
    assert said is not None
    assert said.plu == vector["product"]
    if layout.value is StoreValue.WEIGHT:
        assert said.qty == thousandths(vector["value"])
    else:
        # Whole rupiah: a part below one rounds half-up.
        assert said.price == (thousandths(vector["value"]) + 500) // 1000


def test_the_same_digits_mean_other_goods_under_another_layout() -> None:
    """The vector's own note: the layout must be a setting."""
    loose = StoreLayout("2PPPPPVVVVVXX", StoreValue.WEIGHT, decimals=3)
    strict = StoreLayout("21PPPPPVVVVVX", StoreValue.WEIGHT, decimals=3)
    assert attempt("2123450012349", loose).code == StoreCode("12345", loose, qty=Quantity(123))
    assert attempt("2123450012349", strict).code == StoreCode("23450", strict, qty=Quantity(1234))


@pytest.mark.parametrize("vector", PLAIN, ids=lambda vector: vector["code"])
def test_short_plain_codes_hold_no_weight(vector: dict[str, Any]) -> None:
    assert read(vector["code"], DEFAULT_LAYOUTS) is None


@pytest.mark.parametrize(
    ("code", "fault", "facts"),
    [
        ("21001230O7554", ReadFault.NOT_DIGITS, {}),
        ("210012300755", ReadFault.LENGTH, {"length": 12, "wanted": 13}),
        ("2200123007554", ReadFault.PREFIX, {"wanted": "21"}),
        ("2100123007555", ReadFault.CHECK_DIGIT, {"expected": "4"}),
        (make_ean13("210012300000"), ReadFault.VALUE_ZERO, {}),
    ],
)
def test_a_misread_label_says_why(code: str, fault: ReadFault, facts: dict[str, object]) -> None:
    tried = attempt(code, GRAMS)
    assert (tried.code, tried.fault, dict(tried.facts)) == (None, fault, facts)
    assert read(code, [GRAMS]) is None


def test_a_number_is_looked_up_as_printed_and_without_its_zeros() -> None:
    said = read(EAN["weight_0_755kg_plu123"], DEFAULT_LAYOUTS)
    assert said is not None
    assert said.lookup == ("2100123000005", "00123", "123")
    assert StoreCode("00000", GRAMS).lookup[-1] == "0"


def test_the_closest_prefix_is_asked_and_no_looser_one_after_it() -> None:
    loose = StoreLayout("2PPPPPPVVVVVX", StoreValue.PRICE)
    good = EAN["weight_0_755kg_plu123"]
    said = read(good, [loose, GRAMS])
    assert said is not None
    assert said.layout is GRAMS
    wrong = good[:-1] + "0"
    assert read(wrong, [loose, GRAMS]) is None
    assert read(wrong, [loose]) is not None


def test_a_upc_sent_as_ean_is_read_all_the_same() -> None:
    layout = StoreLayout("2PPPPPVVVVVC", StoreValue.PRICE)
    code = make(layout, plu="12345", amount=Money(9_900))
    longer = StoreLayout("02PPPPPVVVVVC", StoreValue.PRICE)
    for sent in (code, "0" + code):
        for own in (layout, longer):
            said = read(sent, [own])
            assert said is not None
            assert (said.plu, said.price) == ("12345", 9_900)


@pytest.mark.parametrize(
    ("value", "expected"), [("2875", "9"), ("14685", "6"), ("0000", "0"), ("00000", "0")]
)
def test_a_value_s_own_check_digit(value: str, expected: str) -> None:
    """The examples of the GS1 General Specifications."""
    assert value_check_digit(value) == expected


@pytest.mark.parametrize("pattern", ["20PPPPKVVVVVC", "20PPPPPKVVVVC"])
def test_a_wrong_check_digit_of_the_value_is_seen(pattern: str) -> None:
    layout = StoreLayout(pattern, StoreValue.PRICE)
    assert not problems_in(layout)
    code = make(layout, plu="77", amount=Money(2_875))
    place = pattern.index("K")
    body = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 : -1]
    tried = attempt(body + check_digit(body), layout)
    assert (tried.fault, dict(tried.facts)) == (ReadFault.VALUE_CHECK, {"expected": code[place]})
    assert read(code, [layout]) == StoreCode("77".zfill(pattern.count("P")), layout, price=Money(2_875))


@pytest.mark.parametrize(
    ("layout", "found"),
    [
        (StoreLayout("", StoreValue.PIECES), "length prefix_missing plu_missing value_missing check_missing"),
        (StoreLayout("21PPPPPVVVVC", StoreValue.WEIGHT, 3), ""),
        (StoreLayout("21PPPPPVVVVVVVC", StoreValue.WEIGHT, 3), "length prefix_not_in_store"),
        (StoreLayout("PPPPPPPVVVVVC", StoreValue.WEIGHT, 3), "prefix_missing"),
        (StoreLayout("21VVVVVVVVVVC", StoreValue.WEIGHT, 3), "plu_missing"),
        (StoreLayout("21PPPPPPPPPPC", StoreValue.WEIGHT, 3), "value_missing"),
        (StoreLayout("21PPVVPPPVVVC", StoreValue.WEIGHT, 3), "part_split part_split"),
        (StoreLayout("21PPPKKVVVVVC", StoreValue.PRICE), "part_split"),
        (StoreLayout("21PPPKVVVVVVC", StoreValue.PRICE), "value_check_length"),
        (StoreLayout("21CPPPPVVVVVC", StoreValue.WEIGHT, 3), "check_not_last"),
        (StoreLayout("21PPPPP?VVVVC", StoreValue.WEIGHT, 3), "character"),
        (StoreLayout("21PPP9PVVVVVC", StoreValue.WEIGHT, 3), "character part_split"),
        (StoreLayout("21PPPPPVVVVVC", StoreValue.WEIGHT, 5), "decimals"),
        (StoreLayout("21PPPPPVVVVVC", StoreValue.PIECES, 1), "decimals"),
        (StoreLayout("21PPPPPVVVVVC", StoreValue.PRICE, -4), "decimals"),
        (StoreLayout("89PPPPPVVVVVC", StoreValue.WEIGHT, 3), "prefix_not_in_store"),
        (StoreLayout("21PPPPPVVVVVX", StoreValue.WEIGHT, 3), "check_missing"),
    ],
)
def test_a_layout_says_everything_wrong_with_it(layout: StoreLayout, found: str) -> None:
    assert [problem.fault.value for problem in problems_in(layout)] == found.split()


def test_a_problem_carries_what_its_sentence_needs() -> None:
    (odd,) = problems_in(StoreLayout("21PPPPP?VVVVC", StoreValue.WEIGHT, 3))
    assert dict(odd.facts) == {"place": 8, "character": "?"}
    assert odd.blocks
    (hint,) = problems_in(StoreLayout("89PPPPPVVVVVC", StoreValue.WEIGHT, 3))
    assert (dict(hint.facts), hint.blocks) == ({"prefix": "89"}, False)
    (digits,) = problems_in(StoreLayout("21PPPPPVVVVVC", StoreValue.PRICE, -4))
    assert dict(digits.facts) == {"decimals": -4, "least": -3, "most": 2}


def test_two_layouts_that_claim_the_same_codes_are_told() -> None:
    assert problems_among(DEFAULT_LAYOUTS) == []
    longer = StoreLayout("215PPPPVVVVVC", StoreValue.PRICE)
    twin = StoreLayout("21PPPPVVVVVVC", StoreValue.WEIGHT, 3)
    ((place, problem),) = problems_among([*DEFAULT_LAYOUTS, longer, twin])
    assert (place, problem.fault) == (4, LayoutFault.SAME_PREFIX)
    assert dict(problem.facts) == {"prefix": "21", "other": 1}


def test_a_faulty_layout_reads_nothing_and_makes_nothing() -> None:
    broken = StoreLayout("21PPVVPPPVVVC", StoreValue.WEIGHT, 3)
    assert read(EAN["weight_0_755kg_plu123"], [broken]) is None
    with pytest.raises(CannotMake) as refused:
        make(broken, plu="1", amount=Quantity(1000))
    assert refused.value.fault is MakeFault.LAYOUT


def test_labels_are_made_as_the_domain_s_codes() -> None:
    assert make(GRAMS, plu="123", amount=Quantity(755)) == EAN["weight_0_755kg_plu123"]
    assert make(GRAMS, plu="04011", amount=Quantity(1250)) == EAN["weight_1_250kg_plu4011"]
    assert make(RUPIAH, plu="77", amount=Money(18_450)) == EAN["price_18450_plu77"]


HUNDREDS = StoreLayout("22PPPPPVVVVVC", StoreValue.PRICE, decimals=-2)
TENTHS = StoreLayout("21PPPPPVVVVVC", StoreValue.WEIGHT, decimals=1)


@pytest.mark.parametrize(
    ("layout", "plu", "amount", "fault", "facts"),
    [
        (GRAMS, "", 1, MakeFault.PLU, {"plu": "", "digits": 5}),
        (GRAMS, "123456", 1, MakeFault.PLU, {"plu": "123456", "digits": 5}),
        (GRAMS, "12A", 1, MakeFault.PLU, {"plu": "12A", "digits": 5}),
        (GRAMS, "1", 0, MakeFault.AMOUNT_NOT_POSITIVE, {}),
        (GRAMS, "1", -5, MakeFault.AMOUNT_NOT_POSITIVE, {}),
        (GRAMS, "1", 100_000, MakeFault.AMOUNT_TOO_LARGE, {"largest": 99_999}),
        (RUPIAH, "1", 100_000, MakeFault.AMOUNT_TOO_LARGE, {"largest": 99_999}),
        (COUNT, "1", 100_000_000, MakeFault.AMOUNT_TOO_LARGE, {"largest": 99_999_000}),
        (COUNT, "1", 1_500, MakeFault.AMOUNT_NOT_EXACT, {}),
        (HUNDREDS, "1", 10_000_000, MakeFault.AMOUNT_TOO_LARGE, {"largest": 9_999_900}),
        (HUNDREDS, "1", 12_345, MakeFault.AMOUNT_NOT_EXACT, {}),
        (TENTHS, "1", 250, MakeFault.AMOUNT_NOT_EXACT, {}),
    ],
)
def test_a_label_that_would_lie_is_not_made(
    layout: StoreLayout, plu: str, amount: int, fault: MakeFault, facts: dict[str, object]
) -> None:
    with pytest.raises(CannotMake) as refused:
        make(layout, plu=plu, amount=Quantity(amount))
    assert (refused.value.fault, refused.value.facts) == (fault, facts)


def test_dear_goods_fit_when_the_value_counts_hundreds() -> None:
    said = read(make(HUNDREDS, plu="1", amount=Money(1_234_500)), [HUNDREDS])
    assert said is not None
    assert said.price == 1_234_500


def test_a_pattern_is_taken_as_people_write_it() -> None:
    assert spaced(StoreLayout(" 21 ppppp vvvvv c", StoreValue.WEIGHT, 3)) == GRAMS


@st.composite
def layouts(draw: st.DrawFn) -> StoreLayout:
    value = draw(st.sampled_from(StoreValue))
    check = draw(st.sampled_from(["C", "X", ""]))
    own = draw(st.sampled_from(["K", ""]))
    digits = draw(st.sampled_from([4, 5]))
    prefix = draw(st.sampled_from(["2", "21", "02"]))
    plu = 13 - len(prefix) - len(own) - digits - len(check)
    least, most = DECIMALS[value]
    pattern = prefix + "P" * plu + own + "V" * digits + check
    return StoreLayout(pattern, value, draw(st.integers(least, most)))


@given(layouts(), st.integers(0, 9999), st.integers(1, 9999))
def test_what_is_made_is_read_back(layout: StoreLayout, number: int, value: int) -> None:
    unit = 1 if layout.value is StoreValue.PRICE else 1000
    scale = 10 ** max(layout.decimals, 0)
    # Values the layout can say exactly and a till can hold: whole thousandths, whole rupiah.
    value = max(value // scale, 1) * scale if layout.decimals > (0 if unit == 1 else 3) else value
    amount = value * unit * 10 ** max(-layout.decimals, 0) // scale
    if amount * scale // (unit * 10 ** max(-layout.decimals, 0)) != value or value > 9999:
        return
    code = make(layout, plu=str(number), amount=Quantity(amount))
    said = read(code, [layout])
    assert said is not None
    assert int(said.plu) == number
    assert (said.price if layout.value is StoreValue.PRICE else said.qty) == amount


@given(st.text("0123456789", min_size=8, max_size=14), layouts())
def test_any_digits_are_read_or_refused_with_a_reason(code: str, layout: StoreLayout) -> None:
    tried = attempt(code, layout)
    assert (tried.code is None) == (tried.fault is not None)
