"""Greys become dots; dots are cut to the paper and sent in bands."""

from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.bitmap import Bitmap, dithered, from_pbm, of_columns, sharp


@st.composite
def bitmaps(draw: st.DrawFn) -> Bitmap:
    width, height = draw(st.integers(1, 40)), draw(st.integers(1, 20))
    return sharp(draw(st.binary(min_size=width * height, max_size=width * height)), width=width)


def blacks(bitmap: Bitmap) -> int:
    return sum(bitmap.black(x, y) for y in range(bitmap.height) for x in range(bitmap.width))


def test_a_threshold_keeps_edges() -> None:
    assert sharp(bytes([0, 127, 128, 255, 0, 255]), width=3) == Bitmap(3, 2, b"\xc0\x40")


def test_black_and_white_stay_what_they_are() -> None:
    assert dithered(b"\x00" * 16, width=8) == Bitmap(8, 2, b"\xff\xff")
    assert dithered(b"\xff" * 16, width=8) == Bitmap(8, 2, b"\x00\x00")


@given(st.integers(0, 255))
def test_a_grey_has_as_many_black_dots_as_it_is_dark(grey: int) -> None:
    dark = blacks(dithered(bytes([grey]) * 4_096, width=64)) / 4_096
    assert abs(dark - (255 - grey) / 255) < 0.05


def test_the_same_greys_give_the_same_dots_everywhere() -> None:
    ramp = bytes(range(0, 256, 16)) * 4
    assert dithered(ramp, width=16).dots.hex() == GOLDEN_RAMP


@given(bitmaps(), st.integers(1, 50))
def test_narrowing_cuts_at_the_right_and_leaves_no_ink_behind(bitmap: Bitmap, width: int) -> None:
    narrow = bitmap.narrowed(width)
    assert narrow.width == min(width, bitmap.width)
    assert blacks(narrow) == sum(
        bitmap.black(x, y) for y in range(bitmap.height) for x in range(narrow.width)
    )
    assert sum(byte.bit_count() for byte in narrow.dots) == blacks(narrow)


@given(bitmaps(), st.integers(1, 30))
def test_bands_are_the_whole_picture(bitmap: Bitmap, height: int) -> None:
    bands = bitmap.bands(height)
    assert b"".join(band.dots for band in bands) == bitmap.dots
    assert sum(band.height for band in bands) == bitmap.height
    assert all(band.height <= height for band in bands)


def test_a_picture_is_kept_as_a_portable_bitmap() -> None:
    logo = Bitmap(9, 2, b"\x80\x80\x7f\x00")
    assert logo.pbm() == b"P4\n9 2\n\x80\x80\x7f\x00"
    assert from_pbm(logo.pbm()) == logo
    broken = (b"", b"P4\n9 2\n\x80", b"P5\n1 1\n\x00", b"P4\n0 0\n", b"\x89PNG")
    assert [from_pbm(data) for data in broken] == [None] * 5


def test_columns_are_read_from_the_top() -> None:
    assert of_columns(b"\x80\x01", width=2, column_bytes=1).dots == bytes([0x80, 0, 0, 0, 0, 0, 0, 0x40])


GOLDEN_RAMP = "fd40f6a8fa90ed44"
