"""Customers from a file: every row is looked at first, and what is wrong is said in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backoffice_server.features.parties import queries
from pos_client.features.customers.shown import import_text
from shared_models.values.codes import ErrorCode
from shared_models.wire.importing import ImportFault
from tests.factories.office import Premises, Window

HEAD = "kode,nama,telepon,tgl lahir,tingkat harga\n"


def codes(premises: Premises) -> set[str]:
    with premises.shop.database.read() as unit:
        return set(queries.by_code(unit))


def choose(office: Window, page: Any, folder: Path, text: str) -> None:
    file = folder / "pelanggan.csv"
    file.write_text(text, encoding="utf-8")
    page.ask_open = lambda _parent: str(file)
    page.empty.chosen.emit("file")
    office.settle()


def test_the_list_opens_the_import_and_shows_what_it_brought(
    office: Window, premises: Premises, tmp_path: Path
) -> None:
    customers = office.open("customers")
    office.click(customers.import_button)
    page = office.open("customers-import")
    choose(office, page, tmp_path, HEAD + "M1,Ibu Ani,0812-5550-11,17/08/1990,grosir\nM2,Pak Tono,,,\n")
    assert codes(premises) == set(), "nothing is written before it was seen"
    assert {one.key: one.value for one in page.figures.figures()}["new"] == "2"
    office.click(page.accept)
    assert page.note.text() == "2 customers written"
    customers = office.open("customers")
    assert {customers.table.model.row(at)["name"] for at in range(2)} == {"Ibu Ani", "Pak Tono"}


def test_a_wrong_row_says_row_column_and_why_and_stops_the_file(
    office: Window, premises: Premises, tmp_path: Path
) -> None:
    page = office.open("customers-import")
    choose(office, page, tmp_path, HEAD + "M1,Ibu Ani,,,\n,Beni,,32/01/1990,emas\n")
    assert not page.accept.isEnabled()
    rows = [page.table.model.row(at) for at in range(2)]
    (wrong,) = [row for row in rows if row["key"] == "wrong"]
    assert wrong["row"] == 3
    assert wrong["why"] == (
        "Code: A code or a phone number that only this customer has is needed."
        "  Birthday: Type a day, for instance 17/08/1990."
        "  Price level: There is no such price level."
    )
    kept = tmp_path / "ditolak.csv"
    page.ask_save = lambda _parent: str(kept)
    office.click(page.refused)
    assert len(kept.read_text(encoding="utf-8-sig").splitlines()) == 2
    assert codes(premises) == set()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            ImportFault(column="phone", code=ErrorCode.CONFLICT, facts={"customer": "M1", "name": "Ani"}),
            "It belongs to Ani (M1) already.",
        ),
        (
            ImportFault(column="phone", code=ErrorCode.FIELD_REQUIRED),
            "Without a code, a whole phone number is needed.",
        ),
        (ImportFault(column="code", code=ErrorCode.DUPLICATE_ROW, facts={"row": 2}), "The same as row 2."),
        (ImportFault(column="credit_term", code=ErrorCode.INVALID), "Write 30 days, EOM or EOM+10."),
    ],
)
def test_faults_in_words(fault: ImportFault, words: str) -> None:
    assert import_text(fault) == words
