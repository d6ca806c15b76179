"""Breaking a document into rows: words wrap, figures never break, codes fit the paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.characters import PAGES, PRINTABLE, printable
from pos_client.devices.documents import (
    Align,
    Barcode,
    Cut,
    Document,
    Drawer,
    Feed,
    Item,
    Pair,
    QrCode,
    Rule,
    Size,
    Text,
)
from pos_client.devices.layout import COLUMNS_58_MM, COLUMNS_80_MM, Laid, Row, lay_out
from pos_client.printing.preview import render_text

ITEMS: st.SearchStrategy[Item] = st.one_of(
    st.builds(
        Text,
        st.text(),
        st.sampled_from(Align),
        size=st.sampled_from(Size),
        indent=st.integers(0, 40),
        bold=st.booleans(),
    ),
    st.builds(Pair, st.text(), st.text(), size=st.sampled_from(Size), indent=st.integers(0, 40)),
    st.builds(Rule),
    st.builds(Feed, st.integers(1, 3)),
    st.builds(Barcode, st.text(max_size=40)),
    st.builds(QrCode, st.text(max_size=40)),
    st.builds(Cut),
    st.builds(Drawer),
)


def laid(*items: Item, columns: int = COLUMNS_58_MM) -> list[Laid]:
    return list(lay_out(Document(items), columns))


@given(st.lists(ITEMS, max_size=6), st.sampled_from([COLUMNS_58_MM, 42, COLUMNS_80_MM]))
def test_nothing_is_wider_than_the_paper(items: list[Item], columns: int) -> None:
    document = Document(tuple(items))
    for row in lay_out(document, columns):
        if isinstance(row, Row):
            assert len(row.text) <= (columns // 2 if row.size is Size.LARGE else columns)
            assert set(row.text) <= PRINTABLE
    assert all(len(line) <= columns for line in render_text(document, columns))


@given(st.text(), st.integers(0, 2**53))
def test_a_figure_stands_whole_at_the_right(words: str, figure: int) -> None:
    rows = [row for row in laid(Pair(words, str(figure))) if isinstance(row, Row)]
    assert rows[-1].text.endswith(str(figure))
    assert len(rows[-1].text) == COLUMNS_58_MM
    assert sum(str(figure) in row.text for row in rows) >= 1


@given(st.text())
def test_no_word_is_lost(words: str) -> None:
    rows = [row.text for row in laid(Text(words)) if isinstance(row, Row)]
    assert "".join("".join(rows).split()) == "".join(printable(words).split())


def test_placing() -> None:
    assert laid(Text("abc", Align.CENTRE)) == [Row(" " * 14 + "abc", align=Align.CENTRE)]
    assert laid(Text("abc", Align.RIGHT)) == [Row(" " * 29 + "abc", align=Align.RIGHT)]
    assert laid(Text("ab", Align.CENTRE, size=Size.LARGE)) == [
        Row(" " * 7 + "ab", size=Size.LARGE, align=Align.CENTRE)
    ]
    assert laid(Text("")) == [Row("")]
    assert laid(Rule("=")) == [Row("=" * 32)]
    assert render_text(Document((Text("ab", Align.CENTRE, size=Size.LARGE),)), 32) == [" " * 15 + "ab"]


def test_a_pair_gives_the_figure_its_own_row_when_words_need_theirs() -> None:
    words = "1.200 KARTON x 999.999.999.999"
    assert laid(Pair(words, "1.199.999.999.998.800", indent=2)) == [
        Row("  1.200 KARTON x 999.999.999.999"),
        Row("           1.199.999.999.998.800"),
    ]
    assert laid(Pair("Total", "")) == [Row("Total")]


def test_a_barcode_too_wide_for_the_paper_becomes_a_qr_code() -> None:
    number = "BDG1-K1A-000042"
    assert laid(Barcode(number)) == [QrCode(number)]
    assert laid(Barcode(number), columns=COLUMNS_80_MM) == [Barcode(number)]
    assert laid(Barcode("A-1")) == [Barcode("A-1")]
    assert laid(Barcode("é"), Barcode("")) == [QrCode("é"), QrCode("")]


def test_devices_things_pass_through() -> None:
    things: list[Item] = [Drawer(), Feed(2), QrCode("x"), Cut()]
    assert laid(*things) == things


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Gula −1.500 – 2", "Gula -1.500 - 2"),
        ("“Kopi” Añejo…", '"Kopi" Añejo...'),
        ("Cafe\u0301", "Café"),
        ("Ważny ŝ", "Wazny s"),
        ("اندومي", "??????"),
        ("方便面", "???"),
        ("a\tb\nc\u200bd\x1b@", "a b cd@"),
        ("½ € ×", "½ € ×"),
        ("Rp1.000\u00a0/ kg", "Rp1.000 / kg"),
        ("👍", "?"),
        ("ﬁ", "fi"),
    ],
)
def test_characters_a_printer_lacks_are_spelled(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_every_character_is_in_one_of_the_code_pages(text: str) -> None:
    for mark in printable(text):
        assert any(mark.encode(page, "ignore") for page in PAGES)
