"""Codes of staff cards: told from goods and from bad reads."""

from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.staff_cards import CHANCE_BYTES, card_code, is_card


@given(st.binary(min_size=CHANCE_BYTES, max_size=CHANCE_BYTES), st.integers(1, 18), st.integers(1, 9))
def test_a_bad_read_is_no_card(chance: bytes, place: int, off: int) -> None:
    code = card_code(chance)
    assert is_card(code)
    assert is_card(code.lower())
    digit = (int(code[place]) + off) % 10
    assert not is_card(f"{code[:place]}{digit}{code[place + 1 :]}")


def test_goods_are_no_cards() -> None:
    for code in ("", "K", "8991234567890", "K12345", "K" + "1" * 18 + "2", "k" + "x" * 18):
        assert not is_card(code)
