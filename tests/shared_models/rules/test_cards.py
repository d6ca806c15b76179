"""No card number gets in, whatever it hides in; what merely has many digits does.

The numbers are the schemes' public test numbers.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.cards import (
    CardReference,
    CardType,
    ReferenceFault,
    card_numbers_in,
    faults_in,
    holds_card_number,
    luhn_ok,
    masked,
)

VISA = "4111111111111111"
CARDS = (
    VISA,
    "4222222222222",  # Visa of 13 digits: wrong as EAN-13
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "30569309025904",
    "38520000023237",
    "3530111333300000",
    "6011111111111117",
    "6200000000000005",
    "6759649826438453",
)


@pytest.mark.parametrize("number", CARDS)
def test_card_numbers_are_refused(number: str) -> None:
    assert luhn_ok(number)
    assert holds_card_number(number)
    assert masked(number) == "*" * (len(number) - 4) + number[-4:]


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "4111 - 1111 - 1111 - 1111",
        "4111\u00a01111\u20111111\n1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "41111111 11111111",
        "3782 822463 10005",
        "3056 930902 5904",
        "VISA4111111111111111 exp 12/27",
        "bayar kartu 4111 1111 1111 1111 12 27 123",
        "Budi, 0812-3456-7890, kartu:4111111111111111=2512",
        "４１１１１１１１１１１１１１１１",
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "RRN 523412345678 4111111111111111",
    ],
)
def test_a_card_number_is_found_wherever_and_however_it_is_typed(text: str) -> None:
    assert holds_card_number(text)
    assert not holds_card_number(masked(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Gula 1 kg",
        "623512345678",  # RRN
        "512345678901 123456",  # RRN and approval code
        "623512345678 1111",  # RRN and last four digits
        "8995522000015",
        "4006381333931",  # EAN-13 of a German maker, first digit 4
        "2100123007554",
        "10614141000415",
        "0812-3456-7890",
        "+62 812-3456-7890",
        "6281234567890",
        "081234567890 081398765432",
        "356938035643809",  # IMEI
        "936009140000123455",  # the merchant's own number in a QRIS
        "ID1020000012345",
        "8810812345678901",  # virtual account
        "39358081234567890",
        "20250817111212800101001665123456789",  # an e-wallet's id
        "12.500 + 13.000 = 25.500",
        "INV25081700042",
        "01.234.567.8-901.000",  # old NPWP
        "37.828.224.6-310.005",  # the same, with the digits of an American Express card
        "NPWP 0012 3456 7890 1234",
        "3174094508950001",  # NIK of Jakarta
        "NIK: 5171014508950006",
        "KTP 5171014508950006",
        "npwp 5171 0145 0895 0006",
        "4111111111111112",  # wrong Luhn digit
        "4111 1111 1111 111",
        "41111111111111111111",  # twenty digits are an id
        "7111111111111118",
        "4111 11 1111 1111 11",
    ],
)
def test_what_merely_has_many_digits_gets_in(text: str) -> None:
    assert not holds_card_number(text)
    assert masked(text) == text


def test_a_nik_like_a_card_gets_in_only_where_a_nik_belongs() -> None:
    nik = next(
        number for number in (f"517101450895{serial:04d}" for serial in range(1, 100)) if luhn_ok(number)
    )
    assert holds_card_number(nik)
    assert not holds_card_number(nik, identity=True)
    assert not holds_card_number(f"NIK {nik}")
    assert holds_card_number(f"mekanik {nik}")
    # A card is refused in that field too, unless it is built like a NIK.
    assert holds_card_number(VISA, identity=True)
    assert holds_card_number("NPWP 5555555555554444")


def test_every_number_in_a_text_is_masked_and_nothing_else() -> None:
    text = "a 4111 1111 1111 1111, b 378282246310005; c 8995522000015"
    assert masked(text) == "a ************1111, b ***********0005; c 8995522000015"
    assert len(card_numbers_in(text)) == 2


def test_long_blanks_are_read_at_once() -> None:
    assert not holds_card_number("1" + " " * 1_000 + "1")
    assert not holds_card_number("1 " * 500)


def with_luhn(body: str) -> str:
    return next(body + digit for digit in "0123456789" if luhn_ok(body + digit))


@given(
    st.sampled_from(["4", "51", "55", "2221", "2720", "3528", "6011", "62", "50", "67", "1946"]),
    st.text("0123456789", min_size=15, max_size=15),
    st.sampled_from(["", " ", "-", " - ", "."]),
    st.text("abc ,:\n", max_size=5),
)
def test_every_card_of_sixteen_digits_is_found(prefix: str, rest: str, between: str, around: str) -> None:
    number = with_luhn((prefix + rest)[:15])
    text = between.join(number[at : at + 4] for at in range(0, 16, 4))
    found = card_numbers_in(around + text + around)
    assert len(found) == 1
    assert (around + text + around)[slice(*found[0])] == text


@given(st.text(max_size=60), st.booleans())
def test_any_text_is_judged_and_a_masked_one_is_clean(text: str, identity: bool) -> None:
    assert holds_card_number(text, identity=identity) <= holds_card_number(text)
    if not holds_card_number(text):
        assert masked(text) == text


@given(st.text("0123456789", min_size=12, max_size=12))
def test_no_rrn_is_ever_refused(rrn: str) -> None:
    assert not holds_card_number(rrn)
    assert not holds_card_number(f"{rrn} {rrn[:6]}")


SLIP = CardReference(
    acquirer="BCA",
    card_type=CardType.DEBIT,
    approval_code="A12345",
    last4="1111",
    trace_no="000123",
    batch_no="000042",
)


def test_the_fields_of_a_slip_are_taken() -> None:
    assert faults_in(SLIP) == []
    assert faults_in(CardReference("Mandiri", CardType.CREDIT, "1")) == []
    assert faults_in(CardReference("BRI", CardType.DEBIT, "123456", trace_no="623512345678")) == []


def test_every_fault_of_a_slip_is_told() -> None:
    wrong = CardReference(
        acquirer=" ",
        card_type=CardType.DEBIT,
        approval_code="",
        last4="111",
        trace_no="12a",
        batch_no="1234567",
    )
    assert faults_in(wrong) == [
        ("acquirer", ReferenceFault.REQUIRED),
        ("last4", ReferenceFault.SHAPE),
        ("approval_code", ReferenceFault.REQUIRED),
        ("trace_no", ReferenceFault.SHAPE),
        ("batch_no", ReferenceFault.SHAPE),
    ]
    hidden = CardReference(
        acquirer="BCA 4111 1111 1111 1111", card_type=CardType.CREDIT, approval_code="x" * 9, last4="１１１１"
    )
    assert faults_in(hidden) == [
        ("acquirer", ReferenceFault.CARD_NUMBER),
        ("last4", ReferenceFault.SHAPE),
        ("approval_code", ReferenceFault.SHAPE),
    ]
    assert faults_in(CardReference("B" * 31, CardType.DEBIT, VISA)) == [
        ("acquirer", ReferenceFault.TOO_LONG),
        ("approval_code", ReferenceFault.CARD_NUMBER),
    ]
