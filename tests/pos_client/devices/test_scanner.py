"""What counts as a scan: key times are fed, nobody waits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.scanner import (
    BREAK_MS,
    LONGEST_RUN,
    MEAN_GAP_MS_MAX,
    SHORTEST_SCAN,
    TAIL_MS,
    Scan,
    ScannerSettings,
    ScanRecogniser,
    ScanTail,
    Typing,
    Verdict,
)
from shared_models.rules.barcodes import check_digit_ok, make_ean13

EAN = "8995522000015"
HOUSE_CODES = {"GULA-1KG", "PLU0001234", "1000000000"}


class Hands:
    """Somebody (or something) pressing keys; keeps the clock and what a field would show."""

    def __init__(self, settings: ScannerSettings | None = None) -> None:
        self.eyes = ScanRecogniser(HOUSE_CODES.__contains__, settings)
        self.now = 1_000
        self.field = ""
        self.codes: list[str] = []

    def press(self, text: str, gap_ms: int) -> Verdict:
        self.now += gap_ms
        verdict = self.eyes.key(text, self.now)
        if isinstance(verdict, Scan):
            self.field = self.field[: len(self.field) - verdict.keys]
            self.codes.append(verdict.code)
        elif isinstance(verdict, Typing) and text not in "\r\n\t":
            self.field += text
        return verdict

    def type(self, keys: str, gap_ms: int = 120) -> list[Verdict]:
        return [self.press(key, gap_ms) for key in keys]

    def scan(self, code: str, *, end: str = "\r", gap_ms: int = 4) -> Verdict:
        self.now += 3 * BREAK_MS  # to the scanner and back
        return (self.type(code, gap_ms) + [self.press(key, gap_ms) for key in end])[-1]

    def rest(self) -> Scan | None:
        self.now += BREAK_MS
        scan = self.eyes.pause(self.now)
        if scan:
            self.field = self.field[: len(self.field) - scan.keys]
            self.codes.append(scan.code)
        return scan


@pytest.mark.parametrize("code", [EAN, "96385074", "036000291452", "GULA-1KG", "PLU0001234"])
@pytest.mark.parametrize("end", ["\r", "\n", "\t"])
def test_a_scan_is_recognised_and_leaves_the_field_as_it_was(code: str, end: str) -> None:
    hands = Hands()
    hands.type("250")
    assert hands.scan(code, end=end) == Scan(code, len(code))
    assert (hands.field, hands.codes) == ("250", [code])


def test_a_fast_amount_stays_an_amount() -> None:
    hands = Hands()
    assert hands.scan("100000", gap_ms=5) == Typing(starts=False)
    # A held zero and the 000 key are fast, too: no check digit, not a known code.
    assert hands.scan("10000000", gap_ms=2) == Typing(starts=False)
    assert hands.scan("4711", gap_ms=2) == Typing(starts=False)
    assert hands.codes == []
    assert hands.field == "100000100000004711"


def test_a_code_typed_by_hand_is_typing() -> None:
    hands = Hands()
    assert hands.type(EAN, gap_ms=90)[-1] == Typing(starts=False)
    assert hands.press("\r", 90) == Typing(starts=False)
    assert hands.type(EAN, gap_ms=MEAN_GAP_MS_MAX + 1)
    assert hands.press("\r", 5) == Typing(starts=False)
    assert hands.codes == []


def test_the_mean_gap_counts_not_each_gap() -> None:
    hands = Hands()
    hands.type(EAN[:6], gap_ms=10)
    hands.press(EAN[6], BREAK_MS)
    hands.type(EAN[7:], gap_ms=10)
    assert hands.press("\r", 10) == Scan(EAN, len(EAN))


def test_the_slowest_scanner_that_counts() -> None:
    hands = Hands()
    assert hands.scan(EAN, gap_ms=MEAN_GAP_MS_MAX) == Scan(EAN, len(EAN))


def test_an_unknown_code_without_a_check_digit_is_typing() -> None:
    hands = Hands()
    assert hands.scan("ABCDEFGH1") == Typing(starts=False)
    assert hands.scan(EAN[:-1] + "4") == Typing(starts=False)


def test_typing_just_before_a_scan_stays_in_the_field() -> None:
    hands = Hands()
    hands.type("3*", gap_ms=80)
    hands.press(EAN[0], 60)
    hands.type(EAN[1:], gap_ms=4)
    assert hands.press("\r", 4) == Scan(EAN, len(EAN))
    assert (hands.field, hands.codes) == ("3*", [EAN])


def test_scan_after_scan() -> None:
    hands = Hands()
    for code in (EAN, "96385074", EAN):
        hands.scan(code, gap_ms=3)
    assert (hands.field, hands.codes) == ("", [EAN, "96385074", EAN])


def test_a_second_ending_key_does_not_pay() -> None:
    hands = Hands()
    assert hands.scan(EAN, end="\r\n") == ScanTail()
    assert hands.press("\r", TAIL_MS + 1) == Typing(starts=False)
    assert ScanRecogniser(HOUSE_CODES.__contains__).key("\r", 5) == Typing(starts=False)


def test_a_late_enter_after_a_scan_still_ends_it() -> None:
    hands = Hands()
    hands.type(EAN, gap_ms=4)
    assert hands.press("\r", 5_000) == Scan(EAN, len(EAN))
    assert hands.field == ""


def test_a_prefix_makes_any_code_a_scan() -> None:
    hands = Hands(ScannerSettings(prefix="~"))
    assert hands.scan("~A1", gap_ms=60) == Scan("A1", 3)
    hands.type("12")
    assert hands.scan("~77") == Scan("77", 3)
    assert hands.field == "12"
    assert hands.scan("~") == Typing(starts=False)
    # Another scanner without the prefix still works.
    assert hands.scan(EAN) == Scan(EAN, 13)
    assert hands.field == "12~"


def test_a_suffix_no_hand_types_makes_any_code_a_scan() -> None:
    hands = Hands(ScannerSettings(suffix="\x03"))
    assert hands.scan("A1", end="\x03", gap_ms=50) == Scan("A1", 2)
    assert hands.press("\x03", 500) == Typing(starts=True)
    assert hands.codes == ["A1"]
    hands = Hands(ScannerSettings(suffix="##"))
    assert hands.scan("A1", end="##") == Scan("A1", 3)
    assert hands.field == ""
    # Its Enter works as ever.
    assert hands.scan(EAN) == Scan(EAN, 13)


def test_a_scanner_without_suffix_ends_by_silence() -> None:
    hands = Hands()
    hands.type("40")
    hands.scan(EAN, end="")
    assert hands.eyes.pause(hands.now + BREAK_MS - 1) is None
    assert hands.rest() == Scan(EAN, 13)
    assert (hands.field, hands.codes) == ("40", [EAN])
    assert hands.rest() is None
    # An Enter of the same scan that the window saw too late pays nothing; a hand's does.
    assert hands.press("\r", -150) == ScanTail()
    assert hands.press("\r", 400) == Typing(starts=False)
    hands.scan("100000", end="")
    assert hands.rest() is None


@pytest.mark.parametrize("suffix", ["\r", "\t", "##"])
def test_silence_means_nothing_while_a_suffix_is_expected(suffix: str) -> None:
    hands = Hands(ScannerSettings(suffix=suffix))
    hands.scan(EAN, end="")
    assert hands.rest() is None
    assert hands.press("\r", 10) == Scan(EAN, 13)


def test_modifiers_pastes_and_endless_keys() -> None:
    hands = Hands()
    hands.type(EAN[:5], gap_ms=4)
    assert hands.eyes.key("", hands.now) == Typing(starts=False)
    hands.type(EAN[5:], gap_ms=4)
    assert hands.press("\r", 4) == Scan(EAN, 13)
    hands.type(EAN[:5], gap_ms=4)
    assert hands.eyes.key("12345678", hands.now + 4) == Typing(starts=True)
    assert hands.scan(EAN, gap_ms=4) == Scan(EAN, 13)
    starts = [verdict for verdict in hands.type("0" * (3 * LONGEST_RUN), 4) if verdict == Typing(starts=True)]
    assert len(starts) == 3
    hands.eyes.forget()
    assert hands.press("\r", 4) == Typing(starts=False)


@given(
    st.text("0123456789", min_size=12, max_size=12),
    st.integers(1, MEAN_GAP_MS_MAX),
    st.text("0123456789", max_size=9),
)
def test_any_ean_at_scanner_speed_never_lands_in_the_field(body: str, gap_ms: int, amount: str) -> None:
    hands = Hands()
    hands.type(amount)
    hands.scan(make_ean13(body), gap_ms=gap_ms)
    assert (hands.field, hands.codes) == (amount, [make_ean13(body)])


@given(st.text("0123456789", max_size=SHORTEST_SCAN - 1), st.integers(1, 300))
def test_nothing_short_is_ever_a_scan(amount: str, gap_ms: int) -> None:
    hands = Hands()
    hands.scan(amount, gap_ms=gap_ms)
    assert (hands.field, hands.codes) == (amount, [])


@given(st.lists(st.tuples(st.characters(codec="ascii", categories=["N", "L", "P"]), st.integers(0, 400))))
def test_a_scan_is_always_fast_and_a_code(keys: list[tuple[str, int]]) -> None:
    hands = Hands()
    for key, gap_ms in keys:
        hands.press(key, gap_ms)
    hands.press("\r", 10)
    assert all(len(code) >= SHORTEST_SCAN for code in hands.codes)
    assert all(check_digit_ok(code) or code in HOUSE_CODES for code in hands.codes)
    assert hands.field + "".join(hands.codes) == "".join(key for key, _ in keys)
