"""Receipts found and printed again; goods that come back."""

from typing import Any

from pos_client.app import edges
from pos_client.engine.print_jobs import PrintKind, job_at
from pos_client.features.receipts.view import ReceiptsView, ReturnView
from pos_client.printing.preview import render_text
from pos_client.printing.receipts import receipt_qr
from pos_client.printing.worklist import paper_of
from tests.factories.seller import BERAS, ES_BATU, GULA, KOPI, TEH, TELUR, UNKNOWN, Seller


def test_the_newest_receipt_is_open_and_enter_prints_it_again(sari: Seller) -> None:
    """Lesson 57: The last receipt is one key away; the logo is on it."""
    sari.sell(KOPI)
    number = sari.sell(GULA, TEH)
    sari.press("F6")
    assert isinstance(sari.page, ReceiptsView)
    assert [entry.data.number for entry in sari.page.rows] == ["BDG1-K1A-000002", "BDG1-K1A-000001"]
    assert number in "\n".join(sari.page.paper.lines())
    sari.press("Return")
    assert sari.rows("SELECT copy_no FROM print_job WHERE kind = 'copy'") == [(1,)]
    assert sari.rows("SELECT count(*) FROM event WHERE type = 'receipt.reprinted'") == [(1,)]
    sari.press("Esc")
    assert sari.here == "till"


def test_a_receipt_is_found_by_its_last_digits_and_by_steps(sari: Seller) -> None:
    for code in (KOPI, GULA, TEH):
        sari.sell(code)
    sari.press("F6")
    receipts = sari.window.side.receipts
    sari.enter("000002")
    assert receipts.shown is not None
    assert receipts.shown.number == "BDG1-K1A-000002"
    sari.press("Down")
    assert receipts.shown.number == "BDG1-K1A-000001"
    sari.press("Up", "Up")
    assert receipts.shown.number == "BDG1-K1A-000003"
    sari.enter("999999")
    assert "999999" in sari.page.problem()


def test_the_code_at_the_foot_opens_the_receipt_and_tells_a_forged_one(sari: Seller) -> None:
    """Lesson 2: what was printed can be held against what the till wrote down."""
    number = sari.sell(KOPI)
    ((hash_,),) = sari.rows("SELECT lower(hex(hash)) FROM event WHERE type = 'sale.completed'")
    receipts = sari.window.side.receipts
    sari.scan(receipt_qr(number, hash_))
    sari.until(lambda: receipts.shown is not None)
    assert (sari.here, sari.page.problem()) == ("till-receipts", "")
    sari.scan(receipt_qr(number, "0" * 64))
    sari.until(lambda: sari.page.problem() != "")
    assert "may be forged" in sari.page.problem()
    assert receipts.shown is None or receipts.shown.number == number


def test_a_scan_at_the_till_opens_that_receipt_and_no_other(sari: Seller) -> None:
    older, *_newer = [sari.sell(code) for code in (KOPI, GULA, TEH)]
    receipts = sari.window.side.receipts
    for _visit in range(2):
        sari.scan(older)
        assert receipts.shown is not None
        assert receipts.shown.number == older
        assert len(sari.page.rows) == 3
        sari.press("Esc")
    # One that is not known leaves nothing open: a key would take back goods of another receipt.
    sari.scan("BDG9-K9A-000123")
    assert "BDG9-K9A-000123" in sari.page.problem()
    assert receipts.shown is None
    sari.press("F9")
    assert sari.here == "till-receipts"
    sari.press("Esc", "F6")
    assert receipts.shown is not None


def test_part_of_a_receipt_comes_back_with_a_supervisor(sari: Seller) -> None:
    sari.enter(f"3*{KOPI}")
    sari.sell(GULA)
    sari.press("F6", "F9")
    assert isinstance(sari.page, ReturnView)
    assert [entry.data.name for entry in sari.page.lines] == ["Kopi Tubruk 250 g", "Gula Pasir 1 kg"]
    sari.type("2")
    sari.until(lambda: sari.page.refund.text() == "Rp37.000")
    sari.press("F12")
    sari.enter("2222")
    sari.until(lambda: sari.window.side.receipts.returning.done is not None)
    assert sari.page.refund.text() == "Rp37.000"
    assert sari.rows("SELECT due FROM sale WHERE kind = 'return'") == [(37_000,)]
    sari.press("Return")
    assert sari.here == "till"
    # What is gone cannot come back twice: one piece and the sugar are left.
    sari.press("F6", "Down", "F9", "F8")
    sari.until(lambda: sari.page.refund.text() == "Rp36.000")
    sari.press("F12")
    sari.enter("2222")
    sari.until(lambda: sari.window.side.receipts.returning.done is not None)
    sari.press("Esc", "F6", "Down", "Down")
    listed: Any = sari.page
    assert not listed.return_button.isEnabled()


def test_a_scan_on_a_return_is_no_quantity(sari: Seller) -> None:
    """Lesson 47: A scanned code is never taken for a figure; its first digit would be paid out."""
    number = sari.sell(KOPI, GULA)
    sari.scan(number)
    sari.press("F9")
    returning = sari.window.side.receipts.returning
    sari.scan(UNKNOWN)
    assert (returning.back, returning.refund) == ({}, 0)
    sari.type("1")
    sari.scan(UNKNOWN)
    assert {line: back.qty for line, back in returning.back.items()} == {1: 1000}
    assert sari.page.lines[0].qty.value() == 1000


def test_goods_scanned_on_a_return_are_found_on_the_receipt(sari: Seller) -> None:
    sari.enter(f"2*{KOPI}")
    number = sari.sell(GULA)
    sari.scan(number)
    sari.press("F9")
    returning = sari.window.side.receipts.returning
    sari.scan(KOPI, GULA, KOPI)
    assert [entry.qty.value() for entry in sari.page.lines] == [2000, 1000]
    assert {line: back.qty for line, back in returning.back.items()} == {1: 2000, 2: 1000}
    sari.scan(GULA)
    assert "no more of it" in sari.page.problem()
    sari.scan(TEH)
    assert "Teh" in sari.page.problem()
    assert sari.lines() == []
    assert [entry.qty.value() for entry in sari.page.lines] == [2000, 1000]


def test_more_than_was_sold_cannot_be_typed(sari: Seller) -> None:
    sari.sell(KOPI)
    sari.press("F6", "F9")
    sari.type("5")
    assert sari.page.lines[0].quantity() == 1000


def test_goods_without_a_receipt_are_scanned_in(sari: Seller) -> None:
    sari.press("F6", "F10")
    assert isinstance(sari.page, ReturnView)
    sari.scan(UNKNOWN)
    assert "not in the catalogue" in sari.page.problem()
    sari.scan(ES_BATU)
    assert "no price" in sari.page.problem()
    sari.scan(BERAS, BERAS, TEH)
    sari.until(lambda: sari.page.refund.text() == "Rp156.500")
    sari.page.lines[1].damaged.click()
    sari.press("F12")
    sari.enter("2222")
    sari.until(lambda: sari.window.side.receipts.returning.done is not None)
    body = sari.rows("SELECT body FROM event WHERE type = 'sale.returned'")[0][0]
    assert '"original":null' in body
    assert '"restock":false' in body
    assert "Customer changed their mind" in body


def test_a_cashier_who_changes_their_mind_books_nothing(sari: Seller) -> None:
    sari.sell(KOPI)
    sari.press("F6", "F9")
    sari.type("1")
    sari.press("F12", "Esc")
    assert sari.here == "return"
    sari.press("Esc")
    assert sari.here == "till-receipts"
    assert sari.rows("SELECT count(*) FROM sale WHERE kind = 'return'") == [(0,)]


def test_a_reprint_without_a_printer_says_that_it_waits(sari: Seller) -> None:
    number = sari.sell(KOPI)
    sari.press("F6")
    sari.press("Return")
    said = f"No printer is set up. Receipt {number} waits for one."
    assert sari.window.shell.toasts.texts() == [said]


def test_rows_of_a_return_stand_below_each_other(sari: Seller) -> None:
    sari.enter(f"0,25*{TELUR}")
    sari.scan(BERAS, KOPI)
    sari.press("Return", "Return")
    sari.press("F6")
    sari.press("F9")
    lines = sari.page.lines
    assert len({entry.qty.x() for entry in lines}) == 1
    assert len({entry.damaged.x() for entry in lines}) == 1


def test_a_gift_receipt_says_what_but_not_how_much(sari: Seller) -> None:
    sari.sell(KOPI, GULA)
    sari.press("F6", "F11")
    assert sari.rows("SELECT kind, copy_no FROM print_job WHERE kind <> 'receipt'") == [("gift", 1)]
    assert sari.rows("SELECT count(*) FROM event WHERE type = 'receipt.reprinted'") == [(1,)]
    assert sari.window.opened is not None
    with sari.window.opened.store.write() as unit:
        job = job_at(unit, 2)
        assert job is not None
        assert job.kind is PrintKind.GIFT
        slip = "\n".join(render_text(paper_of(unit, job, now=edges.now()), 48))
    assert "Kopi Tubruk 250 g" in slip
    assert "BDG1-K1A-000001" in slip
    assert "18.500" not in slip
    assert "36.000" not in slip


def test_without_receipts_there_is_no_paper(sari: Seller) -> None:
    sari.press("F6")
    assert not sari.page.paper._sheet.isVisible()
    sari.press("Esc")
    sari.sell(KOPI)
    sari.press("F6")
    assert sari.page.paper._sheet.isVisible()
