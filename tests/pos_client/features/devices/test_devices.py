"""The devices page: what is typed is used at once, faults are sentences, and no device stops a sale."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from pos_client.desk.theme.look import look
from pos_client.devices import detect, network
from pos_client.devices.escpos_page import Picture
from pos_client.features.devices.state import Device
from pos_client.features.devices.view import DevicesView, PaperQueuePanel
from pos_client.features.devices.view.preview_panel import PreviewPanel
from pos_client.features.till.state import Stage
from pos_client.features.till.view.load_panel import LoadPanel
from pos_client.features.till.view.ways_panel import WaysPanel
from tests.factories.device_page import devices_page, fill, set_up
from tests.factories.pole_emulator import PoleEmulator
from tests.factories.printer_emulator import Nature, PrinterEmulator
from tests.factories.scale_emulator import CasScale, ToledoScale
from tests.factories.scanner_emulator import LineScanner
from tests.factories.seller import BERAS, KOPI, TELUR, Seller, at_the_till


@pytest.fixture
def paper() -> Iterator[PrinterEmulator]:
    with PrinterEmulator() as emulator:
        yield emulator


def note(page: DevicesView) -> str:
    return page.note.text() if not page.note.isHidden() else ""


def row(page: DevicesView, device: Device) -> str:
    return page.rows[device].stand.text


def stand(seller: Seller, device: Device) -> str:
    """How a device stands, as the devices page would say it."""
    assert seller.window.behind is not None
    return seller.window.behind.bench.stands()[device].text


def test_a_printer_is_named_and_prints_its_trial_and_the_next_receipt(
    sari: Seller, paper: PrinterEmulator
) -> None:
    page = devices_page(sari)
    assert row(page, Device.RECEIPT) == "Not set up"
    fill(page, Device.RECEIPT, {"address": paper.address})
    sari.press("F9")
    sari.until(lambda: note(page) == "The test page went to the printer")
    paper.wait_until(lambda: len(paper.slips) == 1)
    sari.until(lambda: row(page, Device.RECEIPT) == "Ready")
    sari.press("Esc")
    number = sari.sell(KOPI)
    sari.until(lambda: len(paper.slips) == 2)
    assert number in paper.slips[1]
    sari.until(lambda: "Printer ready" in sari.window.shell.status.texts())


def test_every_role_has_its_own_printer_and_its_own_test_page(sari: Seller, paper: PrinterEmulator) -> None:
    with PrinterEmulator(columns=48) as kitchen:
        page = devices_page(sari)
        for device, printer, mm in ((Device.RECEIPT, paper, "58"), (Device.KITCHEN, kitchen, "80")):
            fill(page, device, {"address": printer.address, "mm": mm})
            sari.press("F9")
            sari.until(lambda: note(page) == "The test page went to the printer")
        for printer in (paper, kitchen):
            printer.wait_until(lambda: len(paper.slips) == len(kitchen.slips) == 1)
        assert "Printer dapur" in kitchen.slips[0]
        sari.press("Esc")
        number = sari.sell(KOPI)
        kitchen.wait_until(lambda: len(kitchen.slips) == 2)
        assert number in kitchen.slips[1]
        assert "1 x Kopi" in kitchen.slips[1]


def test_another_language_does_not_call_the_focus_back_to_a_page_that_is_left(sari: Seller) -> None:
    """Scans and keys would go into a field nobody sees."""
    devices_page(sari)
    sari.press("Esc")
    look().use_language("id")
    sari.scan(KOPI)
    assert len(sari.lines()) == 1
    sari.press("F8")
    assert sari.panel is not None


def test_an_address_no_device_can_have_is_refused_at_its_field(sari: Seller) -> None:
    page = devices_page(sari)
    for device in (Device.RECEIPT, Device.SCALE, Device.POLE, Device.SCANNER):
        fill(page, device, {"address": "melati"})
        sari.press("Return")
        assert page.form.form.fields["address"].fault() != ""
    assert sari.rows("SELECT count(*) FROM setting WHERE key LIKE 'devices.%' AND value <> ''") == [(0,)]


def test_the_drawer_opens_without_paper_by_its_own_pin_and_pulse(
    sari: Seller, paper: PrinterEmulator
) -> None:
    """lesson 56: pin and pulse are settings, the test button moves no paper."""
    page = devices_page(sari)
    fill(page, Device.RECEIPT, {"address": paper.address})
    sari.press("Return")
    fill(page, Device.DRAWER, {"pin": "5", "on_ms": "120", "off_ms": "240"})
    sari.press("F9")
    sari.until(lambda: note(page) == "The drawer was told to open")
    paper.wait_until(lambda: len(paper.pulses) == 1)
    assert [(pulse.pin, pulse.on_ms) for pulse in paper.pulses] == [(5, 120)]
    assert paper.text == ""
    assert row(page, Device.DRAWER) == "On the receipt printer, pin 5"


def test_a_drawer_without_a_printer_says_what_is_missing(sari: Seller) -> None:
    page = devices_page(sari)
    fill(page, Device.DRAWER, {"pin": "5"})
    sari.press("Return")
    assert page.form.form.fields["way"].fault() == "There is no receipt printer: set it up first"
    fill(page, Device.DRAWER, {"on_ms": "long"})
    sari.press("Return")
    assert page.form.form.fields["on_ms"].fault() == "Digits only"


def test_what_is_plugged_in_is_found_and_one_touch_takes_its_address(
    sari: Seller, paper: PrinterEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lp0").touch()
    host, port = paper.address.removeprefix("tcp://").split(":")
    monkeypatch.setattr("pos_client.features.devices.actions.usb_files", lambda: detect.usb_files(tmp_path))
    monkeypatch.setattr("pos_client.features.devices.actions.usb_printers", list)
    monkeypatch.setattr("pos_client.features.devices.actions.serial_ports", list)
    monkeypatch.setattr(
        "pos_client.features.devices.actions.network_printers",
        lambda: network.network_printers([host], port=int(port)),
    )
    page = devices_page(sari)
    page._devices.open(Device.RECEIPT)
    sari.press("F4")
    sari.until(lambda: len(page.found()) == 2)
    assert page.found() == ["USB (lp0)", host]
    page._picks[1].clicked.emit()
    assert page.form.values()["address"] == paper.address


def test_nothing_plugged_in_is_said(sari: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_client.features.devices.actions.serial_ports", list)
    page = devices_page(sari)
    page._devices.open(Device.SCALE)
    sari.press("F4")
    sari.until(lambda: not page._devices.looking)
    assert page._devices.found is not None
    assert page._devices.found.text == "Nothing was found. Is it plugged in and switched on?"


# what waits ------------------------------------------------------------------------------------------------


def test_what_waits_for_paper_says_why_and_is_printed_or_given_up(sari: Seller) -> None:
    """lesson 54: the till goes on while receipts wait, and they can be seen."""
    with PrinterEmulator(nature=Nature(paper_lines=0)) as paper:
        set_up(sari, Device.RECEIPT, address=paper.address)
        first, second = sari.sell(KOPI), sari.sell(BERAS)
        sari.press("F6", "F8")
        panel = sari.panel
        assert isinstance(panel, PaperQueuePanel)
        sari.until(lambda: len(panel.rows) == 2 and "Out of paper" in panel.rows[0].why)
        assert [entry.data.what() for entry in panel.rows] == [f"Receipt {first}", f"Receipt {second}"]
        assert panel.rows[0].why == "Out of paper: load a roll and close the cover"
        sari.press("Down", "Del")
        sari.until(lambda: len(panel.rows) == 1)
        paper.load_paper()
        sari.press("Return")
        paper.wait_until(lambda: len(paper.slips) == 1)
        assert first in paper.slips[0]
        sari.until(lambda: panel.rows == [])


def test_a_receipt_that_was_given_up_is_printed_again(sari: Seller, paper: PrinterEmulator) -> None:
    set_up(sari, Device.RECEIPT, address=paper.address)
    sari.sell(KOPI)
    paper.wait_until(lambda: len(paper.slips) == 1)
    sari.until(lambda: sari.rows("SELECT state FROM print_job") == [("done",)])
    sari.rows("UPDATE print_job SET state = 'failed', fault = 'unsure'")
    sari.press("F6", "F8")
    panel = sari.panel
    assert isinstance(panel, PaperQueuePanel)
    sari.until(lambda: len(panel.rows) == 1)
    assert "It went silent: look whether the paper came out" in panel.rows[0].why
    sari.press("Return")
    paper.wait_until(lambda: len(paper.slips) == 2)


# nothing a device does can stop a sale ---------------------------------------------------------------------


def test_a_printer_that_is_off_stops_no_sale(sari: Seller, paper: PrinterEmulator) -> None:
    set_up(sari, Device.RECEIPT, address=paper.address)
    paper.switch_off()
    numbers = [sari.sell(KOPI) for _ in range(3)]
    assert len(set(numbers)) == 3
    said = "Printer does not answer: check cable and power"
    sari.until(lambda: said in sari.window.shell.status.texts())


def test_a_socket_that_takes_the_call_and_says_nothing_stops_no_sale(sari: Seller) -> None:
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        host, port = hanging.getsockname()
        set_up(sari, Device.RECEIPT, address=f"tcp://{host}:{port}")
        set_up(sari, Device.SCALE, address=f"tcp:{host}:{port}", kind="cas")
        set_up(sari, Device.POLE, address=f"tcp:{host}:{port}")
        set_up(sari, Device.SCANNER, address=f"tcp:{host}:{port}")
        assert sari.sell(KOPI) != sari.sell(BERAS)


def test_a_port_that_was_pulled_out_stops_no_sale(sari: Seller, tmp_path: Path) -> None:
    with CasScale(tmp_path) as scale:
        set_up(sari, Device.SCALE, address=scale.address, kind="cas")
        scale.pan.grams = 500

        def heard() -> bool:
            scale.speak()
            return "kg" in stand(sari, Device.SCALE)

        sari.until(heard)
        scale.pull_out()
        sari.until(lambda: "Scale is not ready" in sari.window.shell.status.texts())
        assert sari.sell(KOPI) != ""
        scale.plug_in()


def test_a_scale_that_talks_nonsense_is_told_and_stops_no_sale(sari: Seller) -> None:
    with CasScale(None) as scale:
        set_up(sari, Device.SCALE, address=scale.address, kind="cas")
        sari.until(lambda: scale.connections == 1)
        page = devices_page(sari)
        for _ in range(4):
            scale.say(b"\xff\x00 apa ini \r\n")
        sari.until(lambda: "is not understood" in row(page, Device.SCALE))
        sari.press("Esc")
        sari.press("Ctrl+W")
        assert "is not understood" in sari.window.shell.toasts.texts()[0]
        assert sari.lines() == []
        assert sari.sell(KOPI) != ""


# scale, scanner, pole --------------------------------------------------------------------------------------


def weighing(sari: Seller, scale: ToledoScale, grams: int) -> None:
    """Put something on it, and wait until the till has heard of it."""
    scale.pan.grams = grams
    shown = f"{grams // 1000},{grams % 1000:03d} kg, at rest"
    sari.until(lambda: stand(sari, Device.SCALE) == shown)


@pytest.fixture
def scale(sari: Seller, tmp_path: Path) -> Iterator[ToledoScale]:
    with ToledoScale(tmp_path) as emulator:
        set_up(sari, Device.SCALE, address=emulator.address, kind="toledo")
        yield emulator


def test_the_weight_becomes_the_quantity_of_the_chosen_line(sari: Seller, scale: ToledoScale) -> None:
    sari.scan(TELUR)
    weighing(sari, scale, 755)
    sari.press("Ctrl+W")
    assert sari.lines() == [("TELUR", 755)]
    assert sari.stored_lines() == [("TELUR", 755)]


def test_goods_that_are_typed_are_weighed_and_added(sari: Seller, scale: ToledoScale) -> None:
    weighing(sari, scale, 1_240)
    sari.type(TELUR)
    sari.press("Ctrl+W")
    assert sari.lines() == [("TELUR", 1_240)]
    sari.type(KOPI)
    sari.press("Ctrl+W")
    assert sari.lines() == [("TELUR", 1_240)]
    assert "is not sold by weight" in sari.window.shell.toasts.texts()[0]
    sari.press("Esc")


def test_a_weight_goes_ahead_of_the_next_scan(sari: Seller, scale: ToledoScale) -> None:
    weighing(sari, scale, 320)
    sari.press("Ctrl+W")
    assert sari.view.line.hint() == "0,320 of the next item"
    sari.scan(TELUR)
    assert sari.lines() == [("TELUR", 320)]


def test_goods_on_the_move_are_not_weighed(sari: Seller, scale: ToledoScale) -> None:
    weighing(sari, scale, 500)
    scale.pan.moving = True
    sari.until(lambda: "moving" in stand(sari, Device.SCALE))
    sari.press("Ctrl+W")
    assert sari.window.shell.toasts.texts() == ["The scale is still moving: wait a moment"]


def test_a_till_without_a_scale_says_so(sari: Seller) -> None:
    sari.press("Ctrl+W")
    assert sari.window.shell.toasts.texts() == ["This device is not set up"]


def test_a_serial_scanner_scans_like_the_keyboard(sari: Seller) -> None:
    with LineScanner(None) as scanner:
        set_up(sari, Device.SCANNER, address=scanner.address)
        sari.until(lambda: scanner.connections == 1)
        scanner.scan(KOPI)
        sari.until(lambda: sari.lines() == [("KOPI", 1_000)])
        sari.scan(KOPI)
        assert sari.lines() == [("KOPI", 2_000)]


def test_a_serial_scanner_reads_a_gift_card_into_its_field_and_a_reference_into_its_own(sari: Seller) -> None:
    """As the keyboard kind does: the code and Enter go to the field that has the focus, not to the cart."""
    with LineScanner(None) as scanner:
        set_up(sari, Device.SCANNER, address=scanner.address)
        sari.until(lambda: scanner.connections == 1)
        sari.press("Shift+F9")
        scanner.scan("KH-0001")
        sari.until(lambda: isinstance(sari.panel, LoadPanel) and sari.panel.number.text() == "KH-0001")
        sari.press("Esc", "Esc")
        sari.scan(KOPI)
        sari.press("Return", "F6")
        assert isinstance(sari.panel, WaysPanel)
        names = [entry.accessibleName() for entry in sari.panel.rows]
        sari.type(str(names.index("GoPay") + 1))
        scanner.scan(KOPI)
        sari.until(lambda: sari.stage() is Stage.PAID)
    rows = sari.rows("SELECT body FROM event WHERE type = 'sale.completed'")
    assert f'"reference":"{KOPI}"' in str(rows[0][0])
    assert str(rows[0][0]).count('"sku"') == 1


def test_a_scanner_with_a_prefix_of_its_own_is_heard(sari: Seller) -> None:
    set_up(sari, Device.SCANNER, prefix="~")
    sari.scan(f"~{KOPI}")
    assert sari.lines() == [("KOPI", 1000)]


def test_the_pole_display_shows_line_total_and_change(sari: Seller, tmp_path: Path) -> None:
    with PoleEmulator(tmp_path, "epson") as pole:
        set_up(sari, Device.POLE, address=pole.address, kind="epson")
        pole.wait_until(lambda: pole.lines[0].strip() != "" and "Welcome" in pole.lines[1])
        sari.scan(KOPI)
        pole.wait_until(lambda: pole.lines[0].strip().startswith("Kopi"))
        sari.press("Return")
        pole.wait_until(lambda: pole.lines[0].strip() == "Total")
        sari.press("Return")
        pole.wait_until(lambda: pole.lines[1].startswith("Change"))


def test_what_is_set_up_is_still_there_after_a_restart(folder: Path, paper: PrinterEmulator) -> None:
    with at_the_till(folder) as seller:
        seller.begin()
        set_up(seller, Device.RECEIPT, address=paper.address, mm="80", cut="none")
    with at_the_till(folder) as seller:
        seller.begin()
        page = devices_page(seller)
        page._devices.open(Device.RECEIPT)
        values = page.form.values()
    assert (values["address"], values["mm"], values["cut"]) == (paper.address, "80", "none")


# paper on the screen ---------------------------------------------------------------------------------------


def test_a_logo_stands_on_the_preview_and_on_the_next_receipt(
    sari: Seller, paper: PrinterEmulator, tmp_path: Path
) -> None:
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    assert image.save(str(tmp_path / "logo.png"))
    page = devices_page(sari)
    fill(page, Device.RECEIPT, {"address": paper.address})
    sari.press("Return")
    page.ask_file = lambda _parent: str(tmp_path / "logo.png")
    sari.press("F7")
    sari.until(page.no_logo_button.isVisible)
    sari.press("F8")
    assert isinstance(sari.panel, PreviewPanel)
    assert not sari.panel.paper.image.isNull()
    sari.press("Esc", "Esc")
    sari.sell(KOPI)
    paper.wait_until(lambda: len(paper.slips) == 1)
    assert any(isinstance(mark, Picture) for mark in paper.marks)
    page = devices_page(sari)
    page.no_logo_button.click()
    sari.until(lambda: not page.no_logo_button.isVisible())


def test_what_is_no_picture_is_no_logo(sari: Seller, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_text("bukan gambar")
    page = devices_page(sari)
    page.ask_file = lambda _parent: str(tmp_path / "logo.png")
    sari.press("F7")
    sari.until(lambda: note(page) == "logo.png cannot be read")


def test_a_print_file_is_shown_as_the_paper_would_be(sari: Seller, tmp_path: Path) -> None:
    (tmp_path / "struk.bin").write_bytes(b"\x1b@Terima kasih\n\xff\x00\x1dV\x00")
    page = devices_page(sari)
    page.ask_file = lambda _parent: str(tmp_path / "struk.bin")
    page.file_button.click()
    sari.until(lambda: isinstance(sari.panel, PreviewPanel))
    assert "Terima kasih" in sari.panel.paper.lines()[0]
    assert not sari.panel.paper.image.isNull()


def test_a_receipt_becomes_a_page_in_a_file(sari: Seller, tmp_path: Path) -> None:
    number = sari.sell(KOPI)
    sari.press("F6")
    page = sari.page
    assert not page.paper.image.isNull()
    assert number in "\n".join(page.paper.lines())
    page.ask_save = lambda _parent: str(tmp_path / "struk.pdf")
    sari.press("F7")
    sari.until(lambda: sari.window.shell.toasts.texts() == ["struk.pdf is saved"])
    assert (tmp_path / "struk.pdf").read_bytes().startswith(b"%PDF-")
    page.ask_save = lambda _parent: str(tmp_path / "nowhere" / "struk.pdf")
    sari.press("F7")
    sari.until(lambda: "struk.pdf cannot be written" in sari.window.shell.toasts.texts())
