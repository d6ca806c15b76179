"""The customer's screen follows the till: lines, total, thanks; pictures while nobody is served."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from pos_client.features.devices.state import Device
from pos_client.features.display.state import Scene
from pos_client.features.display.view import CustomerScreen, IdlePictures, pictures_in
from tests.factories.device_page import devices_page, set_up
from tests.factories.seller import BERAS, KOPI, Seller

QRIS = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600914000012345502150000000123456780303UMI51440014ID.CO.QRIS.WWW"
    "0215ID10200000123450303UMI5204541153033605802ID5918TOKO SUMBER REJEKI6007BANDUNG61054011162070703A01"
    "63042E49"
)


def screen_of(seller: Seller) -> CustomerScreen:
    assert seller.window.behind is not None
    screen = seller.window.behind.bench.peripherals.screen
    assert screen is not None
    return screen


def picture(file: Path) -> None:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    assert image.save(str(file))


def test_the_customer_sees_lines_total_and_change(sari: Seller) -> None:
    set_up(sari, Device.DISPLAY, screen="window")
    screen = screen_of(sari)
    assert screen.isVisible()
    scenes = [screen.shown.scene]
    sari.scan(KOPI, BERAS)
    scenes.append(screen.shown.scene)
    assert screen.total.text() == sari.view.side.total.text()
    assert len(screen.names()) == 2
    sari.press("Return", "Return")
    scenes.append(screen.shown.scene)
    assert screen.change.text() == "Rp0"
    sari.scan(KOPI)
    scenes.append(screen.shown.scene)
    assert scenes == [Scene.IDLE, Scene.LINES, Scene.THANKS, Scene.LINES]


def test_the_code_to_pay_by_stands_on_the_customers_screen(sari: Seller) -> None:
    set_up(sari, Device.DISPLAY, screen="window")
    sari.window.side.paying.offer_qris(QRIS)
    sari.scan(KOPI)
    sari.press("Return", "F9")
    screen = screen_of(sari)
    assert screen.shown.scene is Scene.CODE
    paying = sari.window.side.paying.pay
    assert paying is not None
    assert paying.qris is not None
    assert screen.code.text() == paying.qris.payload


def test_the_screen_takes_no_key_from_the_till(sari: Seller) -> None:
    set_up(sari, Device.DISPLAY, screen="window")
    sari.scan(KOPI)
    sari.type("3*")
    assert sari.view.line.text() == "3*"


def test_a_screen_that_is_not_connected_is_said_and_stops_no_sale(sari: Seller) -> None:
    page = set_up(sari, Device.DISPLAY, screen="window")
    sari.rows("UPDATE setting SET value = 'HDMI-7' WHERE key = 'display.screen'")
    assert sari.window.behind is not None
    sari.window.behind.bench.use()
    sari.settle()
    assert sari.window.behind.bench.peripherals.screen is None
    assert page.rows[Device.DISPLAY].stand.text == "The screen HDMI-7 is not connected"
    assert sari.sell(KOPI) != ""


def test_it_closes_when_it_is_not_wanted_any_more(sari: Seller) -> None:
    set_up(sari, Device.DISPLAY, screen="window")
    page = devices_page(sari)
    page._devices.open(Device.DISPLAY)
    page.form.show_values({"screen": ""})
    sari.press("Return")
    assert sari.window.behind is not None
    assert sari.window.behind.bench.peripherals.screen is None


@pytest.mark.usefixtures("qapp")
def test_pictures_turn_and_what_is_none_is_passed_over(tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    picture(tmp_path / "c.png")
    (tmp_path / "b.jpg").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("not shown")
    files = pictures_in(str(tmp_path))
    assert [file.name for file in files] == ["a.png", "b.jpg", "c.png"]
    idle = IdlePictures()
    idle.use(files)
    assert not idle.picture.isNull()
    for _ in range(3):
        idle.turn()
        assert not idle.picture.isNull()
    idle.use(())
    assert idle.picture.isNull()
    assert pictures_in(str(tmp_path / "nowhere")) == []
