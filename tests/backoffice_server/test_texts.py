"""Words in two languages, figures as Indonesia writes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from backoffice_server import texts

numbers = st.integers(min_value=-(2**53), max_value=2**53)


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = texts.language()
    yield
    texts.use(before)


def test_words_follow_the_language() -> None:
    texts.use("id")
    assert (texts.language(), texts._("Receipts")) == ("id", "Struk")
    texts.use("en")
    assert texts._("Receipts") == "Receipts"
    assert texts._("{n} rows", n=3) == "3 rows"
    assert texts._("") == ""


@given(numbers)
def test_amounts_are_babel_s(value: int) -> None:
    assert texts.amount(value).replace(texts.MINUS, "-") == format_decimal(value, locale="id_ID")
    plain = format_currency(value, "IDR", "¤#,##0", locale="id_ID", currency_digits=False)
    assert texts.rupiah(value).replace(texts.MINUS, "-") == plain


@given(numbers)
def test_quantities_show_thousandths_only_when_there_are_some(value: int) -> None:
    shown = texts.quantity(value)
    assert int(shown.replace(texts.MINUS, "-").replace(".", "").partition(",")[0]) == int(
        value / abs(value) * (abs(value) // 1000) if value else 0
    )
    assert ("," in shown) == bool(value % 1000)


@pytest.mark.parametrize(
    ("value", "shown"), [(1_796, "18,0 %"), (-5, "−0,1 %"), (-4, "0,0 %"), (10_000, "100,0 %")]
)
def test_percentages_have_one_decimal(value: int, shown: str) -> None:
    assert texts.percent(value) == shown


def test_days_and_moments() -> None:
    day = date(2025, 8, 17)
    assert texts.day(day) == format_date(day, "dd/MM/yy", locale="id_ID") == "17/08/25"
    assert texts.moment(datetime(2025, 8, 17, 14, 5, tzinfo=UTC)) == "17/08/25 14.05"


def test_catalogues_are_compiled_and_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "id"
    folder.mkdir()
    for source in texts.catalogue_files("id"):
        (folder / source.name).write_bytes(source.read_bytes())
    monkeypatch.setattr(texts, "LOCALE_FOLDER", tmp_path)
    assert texts._load("id").gettext("Receipts") == "Struk"
    assert texts.compile_catalogues() == [folder / texts.COMPILED]
    assert texts._load("id").gettext("Receipts") == "Struk"


def test_catalogues_must_not_disagree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "id"
    folder.mkdir()
    for name, word in (("a.po", "Struk"), ("b.po", "Nota")):
        (folder / name).write_text(
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
            f'msgid "Receipts"\nmsgstr "{word}"\n'
        )
    monkeypatch.setattr(texts, "LOCALE_FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"b\.po"):
        texts.merged("id")
