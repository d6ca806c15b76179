"""The labels page at a real till: what changed, what is scanned, on printers of both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_client.app import edges
from pos_client.devices.escpos_page import CutMark, Picture
from pos_client.features.devices.state import Device
from pos_client.features.labels.view import LabelsView
from pos_client.store.catalogue_tables import CatalogueTables
from shared_models.wire.replica import ProductRow
from tests.factories.device_page import devices_page, fill, set_up
from tests.factories.printer_emulator import Nature, PrinterEmulator
from tests.factories.seller import GULA, KOPI, TEH, Seller
from tests.factories.tills import Clock, product_row
from tests.factories.zpl_printer import ZplEmulator, read_label


@pytest.fixture
def zebra() -> Iterator[ZplEmulator]:
    with ZplEmulator() as printer:
        yield printer


def labels_page(seller: Seller) -> LabelsView:
    seller.press("Ctrl+P")
    page = seller.page
    assert isinstance(page, LabelsView)
    return page


def dearer(seller: Seller, code: str, price: int) -> None:
    """A new price came from the back office."""
    opened = seller.window.opened
    assert opened is not None
    (item,) = seller.window.side.searching.look_up(code)
    row: ProductRow = product_row(Clock(at=edges.now()), item.sku, code, item.name, price)
    with opened.store.write() as unit:
        branch = seller.window.side.standing
        assert branch is not None
        assert branch.identity is not None
        tables = CatalogueTables(unit, branch=branch.identity.branch)
        tables.put_product(90, row.model_copy(update={"id": item.product}))


def names(page: LabelsView) -> list[str]:
    return [line.priced.name for line in page._labels.state.lines]


def zpl_till(seller: Seller, printer: ZplEmulator) -> None:
    set_up(seller, Device.LABEL, address=printer.address, speaks="zpl")


def test_a_new_price_is_on_the_list_is_printed_and_is_gone(sari: Seller, zebra: ZplEmulator) -> None:
    zpl_till(sari, zebra)
    page = labels_page(sari)
    assert names(page) == []
    sari.press("Esc")
    dearer(sari, KOPI, 19_900)
    page = labels_page(sari)
    assert len(names(page)) == 1
    assert page.print_button.words() == "Print 1 label"
    sari.press("F9")
    (made,) = zebra.wait_for_labels(1)
    assert "Rp19.900" in made
    assert read_label(made).copies == 1
    assert names(page) == []
    sari.press("F2")
    assert names(page) == []


def test_a_scan_adds_plus_counts_and_a_tick_leaves_it_out(sari: Seller, zebra: ZplEmulator) -> None:
    zpl_till(sari, zebra)
    page = labels_page(sari)
    sari.scan(KOPI)
    sari.scan(GULA)
    sari.press("+", "+", "-")
    sari.scan(TEH)
    assert page._labels.state.labels == 4
    sari.press("Return")
    assert page._labels.state.labels == 3
    sari.press("F9")
    labels = zebra.wait_for_labels(2)
    assert [read_label(one).copies for one in labels] == [2, 1]
    assert len(names(page)) == 1


def test_words_find_goods_that_are_ticked_by_hand(sari: Seller) -> None:
    page = labels_page(sari)
    sari.enter("gula")
    assert [line.ticked for line in page._labels.state.lines] == [False]
    sari.press("Return")
    assert page._labels.state.labels == 1
    sari.enter("nothing of this name")
    assert page.note.text() == "Nothing with a price is called nothing of this name"
    sari.press("F9")
    assert page.note.text() == "No label printer is set up. Settings of this till, then Devices."


def test_a_category_ticks_and_the_sizes_are_those_the_paper_holds(sari: Seller) -> None:
    with PrinterEmulator() as paper:
        set_up(sari, Device.LABEL, address=paper.address)
        page = labels_page(sari)
        setup = page._labels.state.setup
        assert setup is not None
        assert setup.sizes == ("40x30", "roll58", "33x15")
        page._add_shelf("0")
        sari.settle()
        assert len(names(page)) == setup.shelves[0].goods - 1  # ice has no price
        sari.press("F4")
        assert page._labels.state.labels == 0
        sari.press("F4")
        page._labels.use_size("33x15")
        sari.settle()
        count = page._labels.state.labels
        sari.press("F9")
        paper.wait_until(lambda: sum(isinstance(mark, CutMark) for mark in paper.marks) == count)
        assert {mark.width for mark in paper.marks if isinstance(mark, Picture)} == {264}


def test_a_label_printer_without_paper_stops_no_sale(sari: Seller) -> None:
    with PrinterEmulator(nature=Nature(paper_lines=0)) as paper:
        set_up(sari, Device.LABEL, address=paper.address)
        labels_page(sari)
        sari.scan(KOPI)
        sari.press("F9", "Esc")
        assert sari.sell(KOPI)
        paper.load_paper()
        paper.wait_until(lambda: any(isinstance(mark, CutMark) for mark in paper.marks))


def test_the_test_label_of_a_zpl_printer(sari: Seller, zebra: ZplEmulator) -> None:
    page = devices_page(sari)
    fill(page, Device.LABEL, {"address": zebra.address, "speaks": "zpl"})
    sari.press("F9")
    sari.until(lambda: page.note.text() == "The test page went to the printer")
    (made,) = zebra.wait_for_labels(1)
    assert "Rp98.400" in made


def test_the_picture_beside_the_list_is_the_chosen_label(sari: Seller) -> None:
    page = labels_page(sari)
    assert page.picture.image.isNull()
    sari.scan(KOPI)
    assert (page.picture.image.width(), page.picture.image.height()) == (320, 240)


def test_no_labels_while_somebody_practises(sari: Seller) -> None:
    sari.window.side.practising = True
    sari.press("Ctrl+P")
    assert sari.window.shell.here == "till"
