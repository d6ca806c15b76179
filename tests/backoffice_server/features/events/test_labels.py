"""Labels beside an event go out as they came in, and no damaged one is ever a digest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backoffice_server.features.events.labels import declared, is_damaged, stored

digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
labels = st.one_of(
    st.text(max_size=256), digests, digests.map(str.upper), st.binary(max_size=40).map(bytes.hex)
)


@given(one=labels, other=labels)
def test_every_label_comes_back_and_none_is_anothers(one: str, other: str) -> None:
    assert declared(stored(one)) == one
    assert (stored(one) == stored(other)) == (one == other)


def test_a_long_label_is_told_from_others_and_takes_little_room() -> None:
    kept = [stored("ab" * length) for length in range(128, 400)]
    assert len(set(kept)) == len(kept)
    assert max(map(len, kept)) < 512
    assert all(is_damaged(one) for one in kept)


@given(digest=digests)
def test_a_digest_is_kept_as_the_bytes_it_spells(digest: str) -> None:
    assert stored(digest) == bytes.fromhex(digest)
    assert not is_damaged(stored(digest))
    assert is_damaged(stored(digest.upper())) == (digest.upper() != digest)
