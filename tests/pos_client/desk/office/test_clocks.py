"""A clock that is off is said in the largest whole unit, in either language."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pos_client import texts
from pos_client.desk.office.clocks import clock_text


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    texts.use("en")


@pytest.mark.parametrize(
    ("off", "english", "indonesian"),
    [
        (timedelta(milliseconds=-1_999), "right", "tepat"),
        (timedelta(seconds=-40), "40 seconds behind", "40 detik terlambat"),
        (timedelta(minutes=10), "10 minutes ahead", "10 menit terlalu cepat"),
        (timedelta(days=1), "1 day ahead", "1 hari terlalu cepat"),
        (timedelta(days=5 * 365 + 1), "5 years ahead", "5 tahun terlalu cepat"),
    ],
)
def test_the_largest_unit_says_it(off: timedelta, english: str, indonesian: str) -> None:
    for language, words in (("en", english), ("id", indonesian)):
        texts.use("id" if language == "id" else "en")
        assert clock_text(off // timedelta(milliseconds=1)) == words
