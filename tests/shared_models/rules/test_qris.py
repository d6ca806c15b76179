"""QRIS payloads: read whole, every fault named, a static code turned into one for a single amount."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.qris import (
    Qris,
    QrisFault,
    Tlv,
    build,
    crc16,
    crc_problems,
    dynamic,
    parse,
    read_objects,
    rrn_of,
    same_rrn,
    written,
)
from shared_models.values.money import Money
from tests.factories.payment_vectors import payment_vectors

VECTORS = payment_vectors()
DOMAIN = VECTORS["domain"]
CODES: dict[str, str] = DOMAIN["qris"]
S1, S2 = CODES["S1"], CODES["S2"]
EMVCO: list[dict[str, Any]] = VECTORS["qris_emvco"]["cases"]
# A public README's sample: its check sum is not even hexadecimal.
README = (
    "00020101021126610014COM.GO-JEK.WWW01189360091234285490450210G6285936550303UMI51440014ID.CO.QRIS.WWW"
    "0215ID10253801632580303UMI5204504553033605802ID5910Misterdevs6007JAKARTA61051234562070703A016304M2B3"
)


def faults(payload: str) -> list[QrisFault]:
    return [problem.fault for problem in parse(payload).problems]


def sealed(body: str) -> str:
    """`body` with a right check sum, whatever is wrong with it."""
    return body + "6304" + crc16(body + "6304")


def edited(payload: str, old: str, new: str) -> str:
    """`payload` with one piece replaced and a right check sum."""
    assert payload.count(old) == 1
    return sealed(payload[:-8].replace(old, new))


@pytest.mark.parametrize(
    "vector", VECTORS["qris_emvco"]["crc16_ccitt_false"], ids=lambda vector: vector["crc"]
)
def test_the_check_sum_of_known_texts(vector: dict[str, str]) -> None:
    assert crc16(vector["text"]) == vector["crc"]


def test_the_check_sum_runs_over_utf8_bytes_and_keeps_its_zeros() -> None:
    assert crc16("123456789") == "29B1"
    sample = EMVCO[0]["payload"]
    assert crc16(sample[:-4]) == DOMAIN["emvco_sample_crc"]
    assert CODES["crc_leading_zero_amount_13000"].endswith("02AC")


@pytest.mark.parametrize("name", CODES)
def test_every_right_code_is_read_and_written_alike(name: str) -> None:
    read = parse(CODES[name])
    assert read.problems == ()
    assert build(read.qris.objects) == CODES[name]


def test_what_a_code_says() -> None:
    shop = parse(S1).qris
    assert (shop.merchant_name, shop.merchant_city) == ("TOKO SUMBER REJEKI", "BANDUNG")
    assert (shop.nmid, shop.is_static, shop.amount, shop.reference) == ("ID1020000012345", True, None, "")
    assert shop.value("26", "01") == DOMAIN["pan"]
    paid = parse(CODES["D2_1250500_ref"]).qris
    assert (paid.is_static, paid.amount, paid.reference) == (False, 1_250_500, "INV25081700042")
    assert Qris((Tlv("51", "0205ID123"),)).nmid == ""


@pytest.mark.parametrize("case", EMVCO, ids=lambda case: case["name"])
def test_the_emvco_cases(case: dict[str, Any]) -> None:
    payload = case["payload"]
    objects, problems = read_objects(payload)
    problems += crc_problems(payload, objects)
    assert (problems == []) == (case["expect"] == "valid")
    if case["expect"] != "valid":
        return
    assert [tlv.tag for tlv in objects] == [tag for tag, _ in case["tlv"]]
    for tlv, (_, value) in zip(objects, case["tlv"], strict=True):
        parts = value if isinstance(value, list) else None
        read = [list(part) for part in read_objects(tlv.value, ".")[0]] if parts else tlv.value
        assert read == value
    assert payload.endswith(case["crc_computed"])


def test_foreign_codes_are_told_from_broken_ones() -> None:
    sample = parse(EMVCO[0]["payload"])
    assert faults(EMVCO[0]["payload"]) == [
        QrisFault.CURRENCY,
        QrisFault.COUNTRY,
        QrisFault.AMOUNT_NOT_WHOLE,
        QrisFault.NMID_MISSING,
    ]
    assert not sample.ok
    bare = parse(EMVCO[1]["payload"])
    assert bare.ok
    assert [problem.fault for problem in bare.problems] == [
        QrisFault.NAME_MISSING,
        QrisFault.CITY_MISSING,
        QrisFault.CATEGORY_MISSING,
        QrisFault.NMID_MISSING,
    ]


def test_a_static_code_gets_an_amount() -> None:
    shop = parse(S1).qris
    assert dynamic(shop, amount=Money(25_000)) == CODES["D1_25000"]
    assert dynamic(shop, amount=Money(13_000)) == CODES["crc_leading_zero_amount_13000"]
    with_reference = dynamic(shop, amount=Money(1_250_500), reference="INV25081700042")
    assert with_reference == CODES["D2_1250500_ref"]


def test_a_code_without_additional_data_gets_some() -> None:
    read = parse(dynamic(parse(S2).qris, amount=Money(15_000), reference="R1", bill_no="B1"))
    assert read.problems == ()
    assert read.qris.value("62") == "0102B10502R1"
    tags = [tlv.tag for tlv in read.qris.objects]
    assert all(one < next_one for one, next_one in pairwise(tags))


def test_fees_to_the_buyer_are_dropped() -> None:
    plain = dynamic(parse(S2).qris, amount=Money(15_000))
    for name in ("D3_15000_fee1000", "D4_15000_fee5pct"):
        assert dynamic(parse(CODES[name]).qris, amount=Money(15_000)) == plain


def test_the_fee_vectors_are_what_their_objects_say() -> None:
    objects = list(parse(dynamic(parse(S2).qris, amount=Money(15_000))).qris.objects)
    place = [tlv.tag for tlv in objects].index("54") + 1
    fixed = [*objects[:place], Tlv("55", "02"), Tlv("56", "1000"), *objects[place:]]
    share = [*objects[:place], Tlv("55", "03"), Tlv("57", "5"), *objects[place:]]
    assert build(fixed) == CODES["D3_15000_fee1000"]
    assert build(share) == CODES["D4_15000_fee5pct"]


def test_the_public_sample_verifies_and_takes_an_amount() -> None:
    """Its static form ends in F7AD; with 50.000 it is the code that others computed."""
    with_amount = parse(CODES["real_50000"]).qris
    static = build(
        [Tlv("01", "11") if tlv.tag == "01" else tlv for tlv in with_amount.objects if tlv.tag != "54"]
    )
    assert static.endswith("F7AD")
    assert parse(static).problems == ()
    assert dynamic(parse(static).qris, amount=Money(50_000)) == CODES["real_50000"]


def test_a_second_amount_replaces_the_first() -> None:
    twice = dynamic(parse(CODES["D1_25000"]).qris, amount=Money(13_000))
    assert twice == CODES["crc_leading_zero_amount_13000"]


@pytest.mark.parametrize(
    ("payload", "fault", "facts"),
    [
        ("", QrisFault.EMPTY, {}),
        (DOMAIN["qris_bad"], QrisFault.CRC_WRONG, {"found": "0000", "expected": "2E49"}),
        (README, QrisFault.CRC_NOT_HEX, {"found": "M2B3"}),
        (S1[:-4] + "2e49", QrisFault.CRC_NOT_UPPER, {"found": "2e49"}),
        (S1[:-8], QrisFault.CRC_MISSING, {}),
        (S1[:-4], QrisFault.CRC_MISSING, {}),
        (S1[:-2], QrisFault.TRUNCATED, {"tag": "63", "wanted": 4, "left": 2}),
        (S1[:60], QrisFault.TRUNCATED, {"tag": "26", "wanted": 68, "left": 44}),
        (S1[:15], QrisFault.TRUNCATED, {"tag": "26", "wanted": 2, "left": 1}),
        (S1 + "6", QrisFault.CRC_NOT_LAST, {}),
        (S1 + "6304ABCD", QrisFault.CRC_NOT_LAST, {}),
        (S1[:12] + S1[-8:] + S1[12:-8], QrisFault.CRC_NOT_LAST, {}),
        (edited(S1, "010211", "0A0211"), QrisFault.TAG_NOT_DIGITS, {"place": 6, "within": ""}),
        (edited(S1, "010211", "01+211"), QrisFault.LENGTH_NOT_DIGITS, {"place": 8, "tag": "01"}),
        (edited(S1, "010211", "010٢11"), QrisFault.LENGTH_NOT_DIGITS, {"place": 8, "tag": "01"}),
        (edited(S1, "010211", "0100"), QrisFault.LENGTH_ZERO, {"tag": "01"}),
        (edited(S1, "5303360", "53033605303360"), QrisFault.DUPLICATE_TAG, {"tag": "53"}),
        (edited(S1, "0303UMI5144", "0103UMI5144"), QrisFault.DUPLICATE_TAG, {"tag": "26.01"}),
        (
            edited(S1, "0303UMI5144", "0309UMI5144"),
            QrisFault.TRUNCATED,
            {"tag": "26.03", "wanted": 9, "left": 3},
        ),
        (sealed(S1[6:-8]), QrisFault.FORMAT_NOT_FIRST, {}),
        (edited(S1, "00020101", "00020201"), QrisFault.FORMAT_UNKNOWN, {"found": "02"}),
        (edited(S1, "010211", "010213"), QrisFault.METHOD_UNKNOWN, {"found": "13"}),
        (edited(S1, "5303360", "5303840"), QrisFault.CURRENCY, {"found": "840"}),
        (edited(S1, "5303360", ""), QrisFault.CURRENCY, {"found": ""}),
        (edited(S1, "5802ID", "5802MY"), QrisFault.COUNTRY, {"found": "MY"}),
        (edited(S1, "5802ID", "5405250005802ID"), QrisFault.AMOUNT_IN_STATIC, {}),
        (edited(S1, "010211", "010212"), QrisFault.AMOUNT_MISSING, {}),
        (
            edited(CODES["D1_25000"], "540525000", "540825000.00"),
            QrisFault.AMOUNT_NOT_WHOLE,
            {"found": "25000.00"},
        ),
        (edited(CODES["D1_25000"], "540525000", "540525,00"), QrisFault.AMOUNT_NOT_WHOLE, {"found": "25,00"}),
        (edited(CODES["D1_25000"], "540525000", "54010"), QrisFault.AMOUNT_NOT_WHOLE, {"found": "0"}),
        (edited(S1, "5918TOKO SUMBER REJEKI", ""), QrisFault.NAME_MISSING, {}),
        (edited(S1, "6007BANDUNG", ""), QrisFault.CITY_MISSING, {}),
        (edited(S1, "52045411", ""), QrisFault.CATEGORY_MISSING, {}),
        (edited(S1, "0215ID1020000012345", "0215IX1020000012345"), QrisFault.NMID_MISSING, {}),
    ],
)
def test_every_fault_is_named(payload: str, fault: QrisFault, facts: dict[str, object]) -> None:
    found = {problem.fault: dict(problem.facts) for problem in parse(payload).problems}
    assert fault in found
    assert found[fault] == facts


def test_the_readme_s_true_check_sum() -> None:
    assert crc16(README[:-4]) == DOMAIN["readme_M2B3_true"]
    assert faults(README) == [QrisFault.CRC_NOT_HEX]
    assert parse(README[:-4] + DOMAIN["readme_M2B3_true"]).ok


@pytest.mark.parametrize("amount", [0, -1, 10**13])
def test_only_whole_positive_rupiah_that_fit_make_a_code(amount: int) -> None:
    with pytest.raises(ValueError, match=r"^54$"):
        dynamic(parse(S1).qris, amount=Money(amount))


@pytest.mark.parametrize("reference", ["x" * 26, "nota№1", "a\nb"])
def test_a_reference_that_does_not_fit_is_refused(reference: str) -> None:
    with pytest.raises(ValueError, match=r"^62\.05$"):
        dynamic(parse(S1).qris, amount=Money(1), reference=reference)
    with pytest.raises(ValueError, match=r"^62\.01$"):
        dynamic(parse(S1).qris, amount=Money(1), bill_no=reference)


def test_a_row_that_does_not_fit_is_not_written() -> None:
    with pytest.raises(ValueError, match=r"^62$"):
        written([Tlv("62", "x" * 100)])
    with pytest.raises(ValueError, match=r"^6$"):
        written([Tlv("6", "x")])
    with pytest.raises(ValueError, match=r"^60$"):
        build([Tlv("60", "")])


# What one sign may be in an amount's, a name's and a city's place.
names = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FFF, categories=["L", "N", "Zs"]), min_size=1
)


@st.composite
def shops(draw: st.DrawFn) -> list[Tlv]:
    nmid = "ID" + draw(st.text("0123456789", min_size=13, max_size=13))
    account = written(
        [Tlv("00", "ID.CO.CONTOH.WWW"), Tlv("01", draw(st.text("0123456789", min_size=1, max_size=19)))]
    )
    extra = draw(st.sampled_from([[], [Tlv("62", "0703A01")], [Tlv("62", "0504LAMA")]]))
    return [
        Tlv("00", "01"),
        Tlv("01", "11"),
        Tlv("26", account),
        Tlv("51", written([Tlv("00", "ID.CO.QRIS.WWW"), Tlv("02", nmid)])),
        Tlv("52", "5411"),
        Tlv("53", "360"),
        Tlv("58", "ID"),
        Tlv("59", draw(names)[:25]),
        Tlv("60", draw(names)[:15]),
        *extra,
    ]


@given(
    shops(),
    st.integers(1, 10**13 - 1),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=25),
)
def test_what_is_built_is_read_back(objects: list[Tlv], amount: int, reference: str) -> None:
    read = parse(build(objects))
    assert (read.qris.objects, read.problems) == (tuple(objects), ())
    paid = parse(dynamic(read.qris, amount=Money(amount), reference=reference))
    assert paid.problems == ()
    assert paid.qris.amount == amount
    assert not reference or paid.qris.reference == reference
    kept = {tlv for tlv in objects if tlv.tag not in {"01", "62"}}
    assert kept <= set(paid.qris.objects)


@given(st.sampled_from([*CODES.values()]), st.data())
def test_any_single_changed_sign_is_noticed(payload: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(payload) - 1))
    sign = data.draw(
        st.characters(min_codepoint=32, max_codepoint=126).filter(lambda one: one != payload[place])
    )
    assert not parse(payload[:place] + sign + payload[place + 1 :]).ok


@given(st.sampled_from([*CODES.values()]), st.data())
def test_a_lost_or_doubled_sign_is_noticed(payload: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(payload) - 1))
    assert not parse(payload[:place] + payload[place + 1 :]).ok
    assert not parse(payload[:place] + payload[place] + payload[place:]).ok


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    assert not parse(text).ok


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("523412345678", "523412345678"),
        (" 5234 1234-5678\n", "523412345678"),
        ("52341234567", None),
        ("5234123456789", None),
        ("52341234567A", None),
        ("٥٢٣٤١٢٣٤٥٦٧٨", None),
        ("000000000000", None),
        ("", None),
    ],
)
def test_a_reference_number_is_twelve_digits(text: str, normal: str | None) -> None:
    assert rrn_of(text) == normal


def test_the_same_payment_is_known_by_its_number() -> None:
    assert same_rrn("523412345678", "5234 1234 5678")
    assert not same_rrn("523412345678", "523412345679")
    assert not same_rrn("", "")
