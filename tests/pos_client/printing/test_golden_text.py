"""Every kind of slip on both papers and in both languages, line by line as a person approved it.

A golden file that is missing is written, and the test fails once: look at the file, then commit it.
"""

from pathlib import Path

import pytest

from pos_client.devices.layout import COLUMNS_58_MM, COLUMNS_80_MM
from pos_client.printing.preview import render_text
from pos_client.texts import LANGUAGES, Language
from tests.factories.slips import KINDS, letterhead

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [COLUMNS_58_MM, COLUMNS_80_MM])
@pytest.mark.parametrize("kind", KINDS)
def test_slip_is_as_approved(kind: str, columns: int, language: Language) -> None:
    lines = render_text(KINDS[kind](letterhead(language), columns), columns)
    assert max(map(len, lines)) <= columns
    text = "".join(f"{line}\n" for line in lines)
    file = GOLDEN / f"{kind}.{language}.{columns}.txt"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"{file.name} written: look at it")
    assert text == file.read_text(encoding="utf-8")


def test_no_golden_file_is_left_behind() -> None:
    wanted = {
        f"{kind}.{language}.{columns}.txt"
        for kind in KINDS
        for language in LANGUAGES
        for columns in (COLUMNS_58_MM, COLUMNS_80_MM)
    }
    assert {file.name for file in GOLDEN.iterdir()} == wanted
