"""Customers from a file: known by code or phone, every fault by row and column, all or nothing."""

from __future__ import annotations

import io
from datetime import date
from typing import Any, Final

import pytest
import xlsxwriter
from sqlalchemy import func, select

from backoffice_server.features.catalog.levels import own_levels, save_level
from backoffice_server.features.parties import queries
from backoffice_server.features.parties.import_file import day_of, term_in
from backoffice_server.features.parties.importing import import_customers
from backoffice_server.features.parties.tables import customer
from backoffice_server.kernel.feed import feed_row
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.importing import ImportPreview, ImportVerdict
from shared_models.wire.replica import CustomerRow, PriceLevelRow
from tests.factories.shop import Door, Shop

HEAD: Final = "Kode;Nama;No. HP;Tgl Lahir;Tingkat Harga;Limit;Tempo;NPWP\n"


def import_(shop: Shop, text: str | bytes, *, dry_run: bool = False) -> ImportPreview:
    content = text if isinstance(text, bytes) else text.encode()
    with shop.database.write() as unit:
        return import_customers(
            unit, content=content, filename="pelanggan.csv", dry_run=dry_run, levels=own_levels
        )


def everybody(shop: Shop) -> dict[str, CustomerRow]:
    with shop.database.read() as unit:
        return {row.code: row for row in queries.everybody(unit)}


def faults(preview: ImportPreview) -> set[tuple[int, str, str]]:
    return {(row.row, fault.column, fault.code) for row in preview.rows for fault in row.faults}


def counts(preview: ImportPreview) -> tuple[int, int, int, int]:
    return preview.new, preview.changed, preview.same, preview.wrong


def test_a_list_in_indonesian_brings_customers_and_the_tills_hear(shop: Shop) -> None:
    with shop.database.write() as unit:
        save_level(unit, row=PriceLevelRow(code="reseller", name="Reseller Kota"))
    preview = import_(
        shop,
        HEAD
        + "M1;Ibu Ani;0812-5550-11;17/08/1990;anggota;Rp2.500.000;30 hari;\n"
        + ";Pak Tono;+62 812 5550 22;;Reseller Kota;;;\n",
    )
    assert (preview.written, counts(preview)) == (True, (2, 0, 0, 0))
    found = everybody(shop)
    ani, tono = found["M1"], found["0812555022"]
    assert (ani.birthday, ani.price_level, ani.credit_limit, ani.credit_term) == (
        date(1990, 8, 17),
        "member",
        2_500_000,
        "30 days",
    )
    assert (tono.name, tono.price_level) == ("Pak Tono", "reseller")
    keys = {row.key for row in shop.rows(select(feed_row.c.key).where(feed_row.c.entity == "customer"))}
    assert {str(ani.id), str(tono.id)} <= keys


def test_the_same_file_again_changes_nothing_and_a_phone_finds_its_owner(shop: Shop) -> None:
    text = HEAD + "M1;Ibu Ani;0812-5550-11;;;;;\n;Pak Tono;0812-5550-22;;;;;\n"
    import_(shop, text)
    before = everybody(shop), shop.scalar(select(func.max(feed_row.c.seq)))
    assert counts(import_(shop, text)) == (0, 0, 2, 0)
    assert (everybody(shop), shop.scalar(select(func.max(feed_row.c.seq)))) == before
    again = import_(shop, "nama;telepon;catatan\nIbu Ani;+62 812 555011;Suka teh\n")
    assert counts(again) == (0, 1, 0, 0)
    assert again.rows[0].changes == ("phone", "note")
    ani = everybody(shop)["M1"]
    assert (ani.note, ani.id) == ("Suka teh", before[0]["M1"].id)


def test_every_fault_is_told_by_row_and_column_and_nothing_is_written(shop: Shop) -> None:
    import_(shop, HEAD + "M1;Ibu Ani;0812-5550-11;;;;;\n")
    before = everybody(shop)
    preview = import_(
        shop,
        HEAD
        + "M2;Pak Tono;0812-5550-22;31/02/1990;;;;\n"  # no such day
        + "M3;;;;;;;\n"
        + "M4;Beni;;;emas;x;bulan depan;\n"
        + ";Tanpa apa pun;;;;;;\n"
        + ";Nomor pendek;0812;;;;;\n"
        + "M5;Kembar Ani;+62812555011;;;;;\n"
        + "M2;Pak Tono lagi;;;;12,500;;\n"
        + f"{'K' * 65};Kode panjang;;;;;;\n"
        + "M6;Belum lahir;;17/08/2990;;;;\n"
        + "M7;4111 1111 1111 1111;;;;;;\n",
    )
    assert faults(preview) == {
        (2, "birthday", "invalid"),
        (3, "name", "field_required"),
        (4, "price_level", "unknown_price_level"),
        (4, "credit_limit", "not_a_number"),
        (4, "credit_term", "invalid"),
        (5, "code", "field_required"),
        (6, "phone", "field_required"),
        (7, "phone", "conflict"),
        (8, "code", "duplicate_row"),
        (8, "credit_limit", "ambiguous_number"),
        (9, "code", "field_too_long"),
        (10, "birthday", "invalid"),
        (11, "name", "card_number_refused"),
    }
    assert not preview.written
    assert everybody(shop) == before


def test_one_wrong_row_keeps_the_right_ones_out(shop: Shop) -> None:
    preview = import_(shop, HEAD + "M1;Ibu Ani;;;;;;\nM2;;;;;;;\n")
    assert (preview.written, counts(preview)) == (False, (1, 0, 0, 1))
    assert shop.scalar(select(func.count()).select_from(customer)) == 0


def test_a_code_and_a_card_name_one_customer(shop: Shop) -> None:
    import_(shop, "kode,nama,kartu\nM1,Ibu Ani,C-77\n")
    preview = import_(shop, "kode,nama,kartu\nC-77,Beni,\nM2,Pak Tono,M1\nM3,Cici,C-9\nM4,Dedi,C-9\n")
    assert faults(preview) == {
        (2, "code", "conflict"),
        (3, "card", "conflict"),
        (5, "card", "duplicate_row"),
    }
    assert preview.rows[0].faults[0].facts == {"customer": "M1", "name": "Ibu Ani"}


def test_a_phone_of_two_needs_the_code(shop: Shop) -> None:
    import_(shop, HEAD + "M1;Ibu Ani;0812-5550-11;;;;;\nM2;Pak Ani;0812-5550-11;;;;;\n")
    assert faults(import_(shop, "nama;telepon\nAni;0812555011\n")) == {(2, "code", "field_required")}
    twice = import_(shop, HEAD + "M8;Cici;0812-5550-33;;;;;\n;Cici;0812-5550-33;;;;;\n")
    assert faults(twice) == {(3, "phone", "duplicate_row")}


def test_empty_cells_and_missing_columns_leave_things_as_they_are(shop: Shop) -> None:
    import_(shop, HEAD + "M1;Ibu Ani;0812-5550-11;17/08/1990;grosir;5000;EOM;12\n")
    assert import_(shop, "kode;nama;limit\nM1;Ibu Ani S.;\n").changed == 1
    ani = everybody(shop)["M1"]
    assert (ani.name, ani.price_level, ani.credit_limit, ani.credit_term) == (
        "Ibu Ani S.",
        "wholesale",
        5_000,
        "EOM",
    )
    assert import_(shop, "kode;nama;level\nM1;Ibu Ani S.;eceran\n").changed == 1
    assert everybody(shop)["M1"].price_level is None


def test_a_spreadsheet_gives_back_the_zero_and_the_day(shop: Shop) -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("Kode", "Nama", "Telepon", "Tanggal Lahir", "Batas Kredit"))
        sheet.write_row(1, 0, (1001, "Ibu Ani", 81255500011))
        sheet.write_datetime(1, 3, date(1990, 8, 17), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_number(1, 4, 2_500_000)
    assert import_(shop, target.getvalue()).written
    ani = everybody(shop)["1001"]
    assert (ani.phone, ani.birthday, ani.credit_limit) == ("081255500011", date(1990, 8, 17), 2_500_000)


def test_missing_columns_and_broken_files_are_refused(shop: Shop) -> None:
    with pytest.raises(Refusal) as refused:
        import_(shop, "kode;telepon\nM1;0812\n")
    assert refused.value.facts["faults"] == [{"field": "name", "code": "column_missing"}]
    with pytest.raises(Refusal) as refused:
        import_(shop, b"PK\x03\x04broken")
    assert refused.value.code is ErrorCode.INVALID


def test_the_admin_imports_over_http(door: Door, shop: Shop) -> None:
    clerk = door.sign_in("dewi")
    path = "/api/customers/import?filename=pelanggan.csv"

    def send(query: str = "") -> Any:
        return door.client.post(path + query, content=b"kode,nama\nM1,Ani\n", headers=clerk).json()

    assert (send("&dry_run=true")["written"], send("&dry_run=true")["new"]) == (False, 1)
    assert send()["written"]
    assert send()["rows"][0]["verdict"] == ImportVerdict.SAME
    assert everybody(shop)["M1"].name == "Ani"


@pytest.mark.parametrize(
    ("text", "term"), [("30", "30 days"), ("14 hari", "14 days"), ("7 days", "7 days"), ("eom+10", "EOM+10")]
)
def test_terms_as_people_write_them(text: str, term: str) -> None:
    assert term_in(text) == term


@pytest.mark.parametrize(
    "text", ["1990-08-17", "1990-08-17 00:00:00", "17/08/1990", "17-8-1990", "17.08.1990"]
)
def test_days_as_people_write_them(text: str) -> None:
    assert day_of(text) == date(1990, 8, 17)
