"""What a shop in Indonesia reads at the till and the desk, in both languages."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from pos_client import texts

SOURCES = Path(texts.__file__).parent
PLACES = re.compile(r"{(\w*)}")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    texts.use("en")
    yield
    texts.use("en")


def test_times_follow_the_country_and_words_the_language() -> None:
    noon = datetime(2025, 8, 17, 14, 5, 7, tzinfo=UTC)
    assert texts.moment(noon) == "17/08/25 14.05"
    assert texts.clock_with_seconds(noon) == "14.05.07"
    assert texts.long_day(date(2026, 11, 21)) == "Saturday, 21 November 2026"
    texts.use("id")
    assert texts.long_day(date(2026, 11, 21)) == "Sabtu, 21 November 2026"
    assert texts.weekday(date(2026, 11, 21)) == "Sabtu"
    assert texts.month(date(2026, 8, 1)) == "Agustus 2026"
    assert texts.moment(noon) == "17/08/25 14.05"


def test_spans_say_the_largest_unit() -> None:
    texts.use("id")
    spans = [
        timedelta(seconds=20),
        timedelta(minutes=5),
        timedelta(hours=2, minutes=50),
        timedelta(days=3, hours=1),
    ]
    assert [texts.span(value) for value in spans] == ["baru saja", "5 mnt", "2 jam", "3 hari"]


def test_language_switches_at_run_time() -> None:
    assert texts.ngettext("{n} day", "{n} days", 1) == "1 day"
    assert texts.ngettext("{n} day", "{n} days", 1200) == "1.200 days"
    texts.use("id")
    assert texts.language() == "id"
    assert texts.ngettext("{n} day", "{n} days", 1200) == "1.200 hari"
    assert texts.said_in("en", "just now") == "just now"


@pytest.mark.parametrize("file", texts.WORDS.files("id"), ids=lambda file: file.name)
def test_catalogue_is_complete_and_keeps_every_fact(file: Path) -> None:
    with file.open("rb") as source:
        catalogue = read_po(source, locale="id", abort_invalid=True)
    for message in catalogue:
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string or [])
        assert all(strings), message.id
        assert not message.fuzzy, message.id
        facts = set(PLACES.findall(ids[-1]))
        assert all(set(PLACES.findall(text)) == facts for text in strings), message.id


def _marked(tree: ast.AST) -> Iterator[tuple[str, ...]]:
    takes = {"_": 1, "N_": 1, "ngettext": 2}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [arg.value for arg in node.args[: takes.get(name, 0)] if isinstance(arg, ast.Constant)]
        if words and all(isinstance(word, str) for word in words):
            yield tuple(str(word) for word in words)


def test_every_text_of_the_client_has_its_indonesian_words() -> None:
    catalogue = texts.WORDS.merged("id")
    missing = [
        (file.name, words)
        for file in sorted(SOURCES.rglob("*.py"))
        for words in _marked(ast.parse(file.read_text(encoding="utf-8")))
        if words[0] and words[0] not in catalogue
    ]
    assert missing == []
