"""Words of commands and exports in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backoffice_server import texts


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


def test_files_of_a_language_must_not_disagree(tmp_path: Path) -> None:
    folder = tmp_path / "id"
    folder.mkdir()
    for name, word in (("a.po", "Struk"), ("b.po", "Nota")):
        (folder / name).write_text(
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
            f'msgid "Receipts"\nmsgstr "{word}"\n'
        )
    with pytest.raises(ValueError, match=r"b\.po"):
        texts.words(folder)
