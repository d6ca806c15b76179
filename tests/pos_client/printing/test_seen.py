"""A print-out as the printer draws it: from its very bytes, whatever they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.address import read_address
from pos_client.devices.escpos_page import CutMark
from pos_client.printing.preview import render_text
from pos_client.printing.seen import seen_bytes, seen_on
from tests.factories.slips import KINDS, letterhead


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("columns", "mm"), [(32, 58), (48, 80)])
def test_what_is_seen_is_what_is_printed(kind: str, columns: int, mm: int) -> None:
    document = KINDS[kind](letterhead(), columns)
    seen = seen_on(document, read_address("none://", columns=columns))
    assert seen.mm == mm
    shown = [line.strip() for line in render_text(document, columns) if not line.strip().startswith("[")]
    assert [line.strip() for line in seen.lines if line.strip()] == [line for line in shown if line]
    assert any(isinstance(mark, CutMark) for mark in seen.marks)


@given(st.binary(max_size=400))
def test_bytes_from_anywhere_are_seen_without_a_fault(data: bytes) -> None:
    assert seen_bytes(data, columns=48).mm == 80
