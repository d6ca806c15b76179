"""Ids are UUIDv7: they carry their moment and sort by it."""

from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from shared_models.values.ids import uuid7

moments = st.integers(min_value=0, max_value=2**48 - 1)
bits = st.integers(min_value=0, max_value=2**74 - 1)


def test_the_example_of_the_standard() -> None:
    # RFC 9562 appendix A.6
    rand_a, rand_b = 0xCC3, 0x18C4DC0C0C07398F
    assert uuid7(0x017F22E279B0, rand_a << 62 | rand_b) == UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")


@given(moments, bits)
def test_every_id_is_a_version_7_uuid_of_its_moment(unix_ms: int, random_bits: int) -> None:
    made = uuid7(unix_ms, random_bits)
    assert (made.version, made.variant) == (7, RFC_4122)
    assert made.int >> 80 == unix_ms


@given(moments, moments, bits, bits)
def test_ids_sort_by_birth(first: int, second: int, one: int, other: int) -> None:
    if first < second:
        assert uuid7(first, one) < uuid7(second, other)


@given(moments, bits, bits)
def test_all_random_bits_count(unix_ms: int, one: int, other: int) -> None:
    assert (uuid7(unix_ms, one) == uuid7(unix_ms, other)) == (one == other)
