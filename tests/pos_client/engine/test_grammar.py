"""The input line: what each form means, and that nothing typed is dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.engine.grammar import (
    LEADING_DIGITS_MAX,
    Code,
    Entry,
    NextQuantity,
    Pay,
    Search,
    Step,
    Unclear,
    read,
    visible,
)
from shared_models.values.codes import ErrorCode
from shared_models.values.quantity import Quantity, whole

EAN = "8995522000015"
LINES = st.one_of(
    st.text(), st.text("0123456789*+-.,xA "), st.from_regex(r"\A[0-9]{1,8}[.,]?[0-9]{0,4}\*.{0,20}")
)


@pytest.mark.parametrize("line", ["", " ", "\t", "\u200b", "\r\n"])
def test_an_empty_line_pays(line: str) -> None:
    assert read(line) == Pay(line)


@pytest.mark.parametrize(
    ("line", "qty", "code"),
    [
        (EAN, 1000, EAN),
        (f" {EAN}\r", 1000, EAN),
        (f"3*{EAN}", 3000, EAN),
        (f"999999*{EAN}", 999_999_000, EAN),
        ("0,25*00123", 250, "00123"),
        (",5*00123", 500, "00123"),
        ("0.25*00123", 250, "00123"),
        ("0.250*00123", 250, "00123"),
        ("1,500*00123", 1500, "00123"),
        (f"3 * {EAN}", 3000, EAN),
        ("2*-", 2000, "-"),
        ("*", 1000, "*"),
        (f"*{EAN}", 1000, f"*{EAN}"),
        (f"1234567*{EAN}", 1000, f"1234567*{EAN}"),
        ("12*34*56", 12_000, "34*56"),
    ],
)
def test_codes_and_how_many(line: str, qty: int, code: str) -> None:
    assert read(line) == Code(line, code, Quantity(qty))


@pytest.mark.parametrize(
    ("line", "qty", "words"),
    [
        ("gula", 1000, "gula"),
        ("GULA-1KG", 1000, "GULA-1KG"),
        ("2*mi goreng", 2000, "mi goreng"),
        ("7 up", 1000, "7 up"),
    ],
)
def test_letters_search(line: str, qty: int, words: str) -> None:
    assert read(line) == Search(line, words, Quantity(qty))


@pytest.mark.parametrize(
    ("line", "by"), [("+", 1000), ("-", -1000), ("+2", 2000), ("-12", -12_000), ("+0,5", 500), ("-,25", -250)]
)
def test_plus_and_minus_change_the_last_line(line: str, by: int) -> None:
    assert read(line) == Step(line, Quantity(by))


def test_a_quantity_alone_waits_for_its_code() -> None:
    assert read("3*") == NextQuantity("3*", whole(3))
    assert read("0,125*") == NextQuantity("0,125*", Quantity(125))


@pytest.mark.parametrize(
    ("line", "amount", "rest", "why"),
    [
        (f"1.500*{EAN}", "1.500", EAN, ErrorCode.AMBIGUOUS_NUMBER),
        ("1,2345*5", "1,2345", "5", ErrorCode.NOT_A_NUMBER),
        ("3,*5", "3,", "5", ErrorCode.NOT_A_NUMBER),
        (f"0*{EAN}", "0", EAN, ErrorCode.QUANTITY_OUT_OF_RANGE),
        ("+0", "+0", "", ErrorCode.QUANTITY_OUT_OF_RANGE),
        ("-1.000", "-1.000", "", ErrorCode.AMBIGUOUS_NUMBER),
    ],
)
def test_a_quantity_that_cannot_be_read_says_why(line: str, amount: str, rest: str, why: ErrorCode) -> None:
    assert read(line) == Unclear(line, amount, rest, why)


@given(st.text("0123456789", min_size=LEADING_DIGITS_MAX + 1, max_size=20), st.text("0123456789", min_size=1))
def test_a_scanned_code_is_never_taken_for_a_quantity(first: str, second: str) -> None:
    """Lesson 47: A scanned code is never taken for a figure."""
    assert read(f"{first}*{second}") == Code(f"{first}*{second}", f"{first}*{second}")


def _parts(entry: Entry) -> tuple[str, str]:
    """The quantity in front (None said: empty) and what stands behind it."""
    match entry:
        case Pay():
            return "", ""
        case Code(code=text) | Search(words=text):
            return "", text
        case Step() | NextQuantity():
            return visible(entry.typed), ""
        case Unclear(amount=amount, rest=rest):
            return amount, rest


@given(LINES)
def test_nothing_typed_is_dropped(line: str) -> None:
    """Lesson 48: Nothing typed is dropped."""
    entry = read(line)
    assert entry.typed == line
    front, behind = ("".join(part.split()) for part in _parts(entry))
    shown = "".join(visible(line).split())
    assert shown.startswith(front)
    assert shown.endswith(behind)
    between = shown[len(front) : len(shown) - len(behind)]
    # What is in neither is the quantity that was read, with its sign.
    assert between == "" or (between.endswith("*") and set(between) <= set("0123456789.,*"))


@given(st.integers(1, 999_999_999), st.sampled_from([EAN, "gula pasir", "A*B"]))
def test_every_quantity_up_to_six_digits_reads_back(thousandths: int, goods: str) -> None:
    front, part = divmod(thousandths, 1000)
    entry = read(f"{front},{part:03}*{goods}")
    assert isinstance(entry, Code | Search)
    assert entry.qty == thousandths
