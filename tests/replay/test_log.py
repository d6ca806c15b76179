"""A log is read whole or up to a day; what cannot be rung up is named; receipts are spread over the tills."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from tests.replay.log import Line, LogFault, read_log
from tests.replay.oracles import against_log, cut_offs_in
from tests.replay.plan import TillPlan, spread

HEAD = "receipt_no,line_no,ts,store,sku,name,qty,unit_price,line_total,discount,customer_id,payment,kind\n"
LINES = (
    "1,1,2011-01-04 09:00:00,UK,lamp,Lamp,2,1.25,2.50,,17,,sale\n"
    "1,2,2011-01-04 09:01:00,UK,POST,Postage,1,3,3,,17,,service\n"
    "1,3,2011-01-04 09:01:00,UK,LAMP,,3,0,0,,17,,stock_adjust\n"
    "C2,1,2011-01-05 10:00:00,UK,lamp,Old lamp,-1,1.25,-1.25,,17,,cancel\n"
    "A3,1,2011-01-05 10:00:00,UK,B,Adjust bad debt,1,9,9,,,,baddebt\n"
    "4,1,2011-01-06 10:00:00,UK,lamp,Lamp,1,1.5,1.5,,,,sale\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress((HEAD + LINES).encode()))
    return path


def test_receipts_returns_corrections_and_products_are_told_apart(path: Path) -> None:
    log = read_log(path, factor=20_000, until=None)
    assert [(receipt.number, receipt.back, receipt.customer) for receipt in log.receipts] == [
        ("1", False, "17"),
        ("C2", True, "17"),
        ("4", False, ""),
    ]
    assert log.receipts[0].lines == (Line("lamp", 2, 25_000, "sale"), Line("POST", 1, 60_000, "service"))
    assert log.receipts[1].lines == (Line("lamp", 1, 25_000, "cancel"),)
    assert [(own.number, own.lines) for own in log.corrections] == [("1", (("LAMP", 3),))]
    assert [(own.sku, own.name, own.service, own.price) for own in log.products] == [
        ("LAMP", "LAMP", False, None),
        ("POST", "Postage", True, 60_000),
        ("lamp", "Lamp", False, 25_000),
    ]
    assert log.left_out == ["A3 B Adjust bad debt 9"]
    assert (log.first_day, log.until, log.whole) == (date(2011, 1, 4), date(2011, 1, 6), True)


def test_a_log_is_read_up_to_a_day(path: Path) -> None:
    log = read_log(path, factor=20_000, until=date(2011, 1, 5))
    assert ([receipt.number for receipt in log.receipts], log.whole) == (["1", "C2"], False)


def test_a_price_that_is_no_whole_rupiah_is_named_with_its_place(path: Path) -> None:
    with pytest.raises(LogFault, match=r"receipt 1 line 1: 2\.50 for 2 is no whole rupiah each"):
        read_log(path, factor=1, until=None)


def test_a_total_with_tax_in_it_is_what_the_goods_cost(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(HEAD + "1,1,2011-01-04 09:00:00,A,lamp,Lamp,7,74.69,548.9715,,Member,Cash,sale\n")
    (receipt,) = read_log(path, factor=20_000, until=None).receipts
    assert receipt.lines == (Line("lamp", 7, 1_568_490, "sale"),)


def test_a_customer_s_receipts_all_go_to_one_till(path: Path) -> None:
    log = read_log(path, factor=20_000, until=None)
    tills = [TillPlan(number, Path(), "") for number in (1, 2)]
    spread(log.receipts, tills)
    assert [[receipt.number for receipt in till.receipts] for till in tills] == [["1", "C2"], ["4"]]
    assert [till.lines for till in tills] == [3, 1]


def test_differences_are_found_and_named(path: Path) -> None:
    log = read_log(path, factor=20_000, until=None)
    lamp = {"sku": "lamp", "units_sold": 3_000, "units_returned": 1_000, "revenue": 55_000}
    post = {"sku": "POST", "units_sold": 1_000, "units_returned": 0, "revenue": 60_000}
    days = [
        {"date": "2011-01-04", "receipts": 1, "returns": 0, "returned": 0, "revenue": 110_000},
        {"date": "2011-01-05", "receipts": 0, "returns": 1, "returned": 25_000, "revenue": -25_000},
        {"date": "2011-01-06", "receipts": 1, "returns": 0, "returned": 0, "revenue": 30_000},
    ]
    stock = [{"sku": "lamp", "qty": -2_000}, {"sku": "LAMP", "qty": 3_000}]
    by_day, by_product, levels = against_log(log, by_day=days, by_product=[lamp, post], stock=stock)
    assert (by_day.differences, by_product.differences, levels.differences) == ([], [], [])
    lamp["revenue"], stock[0]["qty"], days[0]["returns"] = 1, 7, 1
    _, by_product, levels = against_log(log, by_day=days[1:], by_product=[lamp, post], stock=stock)
    assert by_product.differences == ["lamp: revenue should be 55000, is 1"]
    assert levels.differences == ["lamp: qty should be -2000, is 7"]


def test_cut_offs_are_those_there_are_oracles_of(tmp_path: Path) -> None:
    for name in ("05_fsn_abc_2011-08-31.csv.gz", "05_fsn_abc_2011-05-31.csv", "02_daily.csv"):
        (tmp_path / name).touch()
    assert cut_offs_in(tmp_path) == [date(2011, 5, 31), date(2011, 8, 31)]


def test_what_is_no_log_of_receipts_is_said(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(LogFault, match=r"other\.csv is no log of receipts: it has no receipt_no"):
        read_log(other, factor=1, until=None)
    other.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LogFault, match=r"other\.csv cannot be read"):
        read_log(other, factor=1, until=None)
    with pytest.raises(LogFault, match="no receipts up to 2010-01-01"):
        read_log(path, factor=20_000, until=date(2010, 1, 1))
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(LogFault, match="cannot be read"):
        read_log(path, factor=20_000, until=None)
