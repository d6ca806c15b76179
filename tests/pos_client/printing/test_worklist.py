"""From a sale in the store to paper: jobs written with the sale come out of a printer on a real socket."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_client.devices import printer
from pos_client.devices.address import read_address
from pos_client.devices.escpos_page import Code, Pulse
from pos_client.devices.print_queue import PrintQueue, PrintWorker
from pos_client.devices.printer import make_printer
from pos_client.engine import carts, print_jobs, receipts, returns, sales, shifts
from pos_client.engine.sale_rows import sale_numbered
from pos_client.engine.sales import FinishedSale
from pos_client.engine.till import identity
from pos_client.printing.receipts import hash_shown, receipt_qr
from pos_client.printing.till_slips import shift_slip
from pos_client.printing.worklist import StoreJobs
from pos_client.settings import RECEIPT_LANGUAGE
from pos_client.store.journal import event_at
from pos_client.store.preferences import set_setting
from shared_models.rules.returns import LineBack
from shared_models.values.codes import CashDirection, CashReason
from shared_models.values.moments import utc_ms
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from tests.factories.printer_emulator import Nature, PrinterEmulator
from tests.factories.tills import Shop, cash, new_shop

RECEIPT = """\
          Toko Melati
            Bandung
          Jl. Braga 1
--------------------------------
No BDG1-K1A-000001      21/11/26
Kasir Sari  K1             12.00
--------------------------------
Kopi Tubruk 250 g
  2 pcs x 18.500          37.000
Beras Pandan 5 kg *
  1 pcs x 74.900          74.900
--------------------------------
TOTAL (3)                111.900
Tunai                    120.000
KEMBALI                    8.100
--------------------------------
DPP 11/12                 30.555
PPN 12% x DPP              3.667
Harga termasuk PPN. *bebas PPN
--------------------------------
Tukar/retur 3 hari dgn struk ini
          Terima kasih

"""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = new_shop(tmp_path)
    made.open_shift()
    yield made
    made.store.close()


@pytest.fixture
def paper() -> Iterator[PrinterEmulator]:
    with PrinterEmulator() as emulator:
        yield emulator


def sell(shop: Shop, *, print_receipt: bool = True) -> FinishedSale:
    coffee, rice = shop.item("KOPI"), shop.item("BERAS")
    with shop.store.write() as unit:
        cart = carts.open_cart(unit, actor=shop.sari).id
        carts.add_line(unit, cart=cart, item=coffee, qty=whole(2))
        carts.add_line(unit, cart=cart, item=rice, qty=whole(1))
        return sales.complete_sale(
            unit, cart=cart, actor=shop.sari, tenders=cash(120_000), print_receipt=print_receipt
        )


def print_all(shop: Shop, paper: PrinterEmulator) -> None:
    jobs = StoreJobs(shop.store)
    queue = PrintQueue(jobs, make_printer(read_address(paper.address, columns=paper.columns)))
    while queue.step(utc_ms(shop.clock.now())) == 0:
        pass
    queue.close()


def hash_of(shop: Shop, number: str = "BDG1-K1A-000001") -> str:
    """The hash that the journal holds for a receipt."""
    reader = shop.store.reader()
    row = sale_numbered(reader, number)
    event = None if row is None else event_at(reader, row.position)
    reader.close()
    assert event is not None
    return event.hash.hex()


def proof(shop: Shop) -> str:
    return f"\n  Kode cek {hash_shown(hash_of(shop))}\n"


def states(shop: Shop) -> list[tuple[str, str | None]]:
    reader = shop.store.reader()
    found = reader.execute("SELECT state, fault FROM print_job ORDER BY job").fetchall()
    reader.close()
    return [tuple(row) for row in found]


def test_a_sale_comes_out_as_a_receipt(shop: Shop, paper: PrinterEmulator) -> None:
    sell(shop)
    print_all(shop, paper)
    assert paper.slips == [RECEIPT + proof(shop)]
    number, both = (mark.text for mark in paper.marks if isinstance(mark, Code))
    assert number == "BDG1-K1A-000001"
    assert both == receipt_qr(number, hash_of(shop))
    assert paper.pulses == [Pulse(pin=2, on_ms=50)]
    assert states(shop) == [("done", None)]


def test_a_sale_without_a_receipt_opens_the_drawer_only(shop: Shop, paper: PrinterEmulator) -> None:
    sell(shop, print_receipt=False)
    print_all(shop, paper)
    paper.wait_until(lambda: paper.pulses == [Pulse(pin=2, on_ms=50)])
    assert paper.text == ""


def test_a_copy_a_return_and_a_z(shop: Shop, paper: PrinterEmulator) -> None:
    sale = sell(shop)
    with shop.store.write() as unit:
        receipts.reprint(unit, sale=sale.sale, actor=shop.sari)
        one_back = [LineBack(of_line=1, qty=whole(1))]
        returns.return_lines(unit, original=sale.sale, back=one_back, reason="Rusak", actor=shop.budi)
        job = shifts.print_shift(unit, shifts.x_report(unit).shift)
        shifts.close_shift(unit, actor=shop.sari, pieces={100_000: 2, 50_000: 1})
        assert print_jobs.job_at(unit, job) is not None
    print_all(shop, paper)
    first, copy, back, _x, z = paper.slips
    assert first == RECEIPT + proof(shop)
    assert copy == first.replace("Jl. Braga 1\n", "Jl. Braga 1\n       *** SALINAN 1 ***\n")
    assert "RETUR PENJUALAN" in back
    assert "Retur atas struk BDG1-K1A-000001" in back
    assert "Alasan: Rusak" in back
    assert "LAPORAN Z" in z
    assert "2 terbit, 2 belum diterima" in z
    assert "Struk terakhir   BDG1-K1A-000002" in z
    assert len(paper.pulses) == 2


def test_the_shop_may_choose_english(shop: Shop, paper: PrinterEmulator) -> None:
    with shop.store.write() as unit:
        set_setting(unit, RECEIPT_LANGUAGE, "en")
    sell(shop)
    print_all(shop, paper)
    assert "CHANGE                     8.100" in paper.slips[0]


def test_cash_out_opens_the_drawer(shop: Shop, paper: PrinterEmulator) -> None:
    with shop.store.write() as unit:
        shifts.move_cash(
            unit,
            direction=CashDirection.OUT,
            reason=CashReason.PETTY,
            amount=Money(5_000),
            note="es",
            actor=shop.sari,
        )
    print_all(shop, paper)
    paper.wait_until(lambda: len(paper.pulses) == 1)


def test_a_blind_count_shows_no_expected_cash_on_the_x(shop: Shop, paper: PrinterEmulator) -> None:
    with shop.store.write() as unit:
        till = identity(unit)
        assert till is not None
        report = shifts.x_report(unit)
        assert shift_slip(report, till, now=shop.clock.now()).show_expected
        assert not shift_slip(report, replace(till, blind_close=True), now=shop.clock.now()).show_expected


def test_a_printer_without_paper_leaves_its_mark(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printer, "LOOK_S", 0.1)
    with PrinterEmulator(nature=Nature(paper_lines=5)) as paper:
        sell(shop)
        print_all(shop, paper)
        assert states(shop) == [("failed", "paper_out")]


def test_the_thread_prints_after_the_commit_and_the_till_goes_on(shop: Shop, paper: PrinterEmulator) -> None:
    """Lesson 54: printing is a queue after the commit; a printer never holds up the screen."""
    queue = PrintQueue(StoreJobs(shop.store), make_printer(read_address(paper.address)))
    worker = PrintWorker(queue, now_ms=lambda: utc_ms(shop.clock.now()))
    shop.store.listen(worker.wake)
    worker.start()
    sell(shop)
    paper.wait_until(lambda: paper.slips == [RECEIPT + proof(shop)])
    sell(shop)
    paper.wait_until(lambda: len(paper.slips) == 2)
    worker.stop()
    assert states(shop) == [("done", None), ("done", None)]
