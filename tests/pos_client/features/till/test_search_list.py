"""What was typed is marked where a word begins with it."""

import pytest

from pos_client.features.till.view.search_list import marked_parts


@pytest.mark.parametrize(
    ("name", "typed", "parts"),
    [
        ("Teh Sekarsari 350 ml", "teh s", [("Teh S", True), ("ekarsari 350 ml", False)]),
        ("Mi kuah Gurinda", "gur", [("Mi kuah ", False), ("Gur", True), ("inda", False)]),
        ("Kopi", "89", [("Kopi", False)]),
        ("Teh susu", "", [("Teh susu", False)]),
    ],
)
def test_marks(name: str, typed: str, parts: list[tuple[str, bool]]) -> None:
    assert marked_parts(name, tuple(typed.split())) == parts
