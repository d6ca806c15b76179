"""A file is shown row by row before anything is written; refused rows can be kept."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.office import Premises, Window

HEAD = "sku,name,category,unit,price,cost,barcode,tax\n"
NEW = "KECAP,Kecap Wangi 520 ml,Dapur,btl,23500,19000,,\n"
CHANGED = "GULA-1KG,Gula 1Kg,Sembako,pcs,18000,15000,8991000000034,\n"
WRONG = "SIRUP,,Minuman,btl,abc,9000,,\n"


@pytest.fixture
def page(office: Window) -> Any:
    return office.open("products-import")


def choose(office: Window, page: Any, folder: Path, text: str) -> None:
    file = folder / "barang.csv"
    file.write_text(text, encoding="utf-8")
    page.ask_open = lambda _parent: str(file)
    page.empty.chosen.emit("file")
    office.settle()


def figures(page: Any) -> dict[str, str]:
    return {own.key: own.value for own in page.figures.figures()}


def test_nothing_is_written_before_it_is_accepted(
    office: Window, premises: Premises, page: Any, tmp_path: Path
) -> None:
    choose(office, page, tmp_path, HEAD + NEW + CHANGED)
    assert figures(page) == {"new": "1", "changed": "1", "same": "0", "wrong": "0"}
    assert premises.document("GULA-1KG").product.units[0].price == 17_500
    assert page.unsaved(), "an open preview is not left by accident"
    office.click(page.accept)
    assert page.note.text() == "2 products written"
    assert premises.document("GULA-1KG").product.units[0].price == 18_000
    assert premises.document("KECAP").product.units[0].price == 23_500


def test_a_wrong_row_is_named_and_stops_the_whole_file(
    office: Window, premises: Premises, page: Any, tmp_path: Path
) -> None:
    choose(office, page, tmp_path, HEAD + NEW + WRONG)
    assert figures(page)["wrong"] == "1"
    assert not page.accept.isEnabled()
    wrong = next(page.table.model.row(at) for at in range(2) if page.table.model.row(at)["key"] == "wrong")
    assert wrong["row"] == 3
    assert "Name: This is needed." in wrong["why"]
    assert "Price: This is not a number." in wrong["why"]
    kept = tmp_path / "ditolak.csv"
    page.ask_save = lambda _parent: str(kept)
    office.click(page.refused)
    lines = kept.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "row,sku,name,fault"
    assert lines[1].startswith("3,SIRUP,,")


def test_a_figure_shows_only_its_rows(office: Window, page: Any, tmp_path: Path) -> None:
    choose(office, page, tmp_path, HEAD + NEW + CHANGED + WRONG)
    page.figures.chosen.emit("wrong")
    assert page.table.model.total == 1
    page.figures.chosen.emit("wrong")
    assert page.table.model.total == 3


def test_a_file_that_is_no_table_is_refused(office: Window, page: Any, tmp_path: Path) -> None:
    choose(office, page, tmp_path, "apa saja\n1\n")
    assert page.notice.isVisible() or page.figures.isVisible()
    assert not page.accept.isEnabled()


def test_a_file_that_is_gone_is_said(office: Window, page: Any, tmp_path: Path) -> None:
    page.ask_open = lambda _parent: str(tmp_path / "tidak-ada.csv")
    page.empty.chosen.emit("file")
    office.settle()
    assert page.notice.text() == "That no longer exists."
