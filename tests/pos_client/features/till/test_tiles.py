"""The tiles: a whole sale by finger, and the scanner and the keys work as they do at the table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from pos_client import texts
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC
from pos_client.features.setup.view import SettingsPanel
from pos_client.features.till.keys import Do, load_keys
from pos_client.features.till.shelving import PAGE, Place
from pos_client.features.till.state import Sound, Stage
from pos_client.features.till.view.goods_panel import GoodsPanel
from pos_client.features.till.view.quantity_panel import QuantityPanel
from pos_client.features.till.view.quick_bar import QUICK, MorePanel
from shared_models.values.money import Money
from tests.factories.seller import BUDI_PIN, KOPI, UNKNOWN, at_the_till, fill_folder
from tests.factories.tiles import Fingers, stock_shelves
from tests.pos_client.features.till.test_touch import SCREENS, small

WATER, TEA = "Minuman nomor 00 350 ml", "Minuman nomor 01 350 ml"


@pytest.fixture
def hand(tmp_path: Path, qapp: QApplication) -> Iterator[Fingers]:
    """Sari at a till with tiles, four shelves of thirty and six goods without one."""
    folder = tmp_path / "till"
    fill_folder(folder)
    stock_shelves(folder)
    with at_the_till(folder) as seller:
        seller.begin()
        yield Fingers(seller).spread()


def test_a_sale_by_fingers_alone(hand: Fingers) -> None:
    sari, face = hand.seller, hand.face
    hand.go_to("Minuman")
    hand.tap(WATER, times=2)
    hand.tap(TEA)
    assert sari.lines() == sari.stored_lines() == [("MIN-00", 2000), ("MIN-01", 1000)]
    assert (hand.badge(WATER), hand.badge(TEA)) == ("2", "1")
    hand.touch(face.side.more)
    hand.touch(face.side.quantity)
    panel = sari.panel
    assert isinstance(panel, QuantityPanel)
    hand.touch(panel.pad.keys["7"])
    hand.touch(panel.take)
    sari.until(lambda: sari.panel is None)
    assert sari.stored_lines() == [("MIN-00", 2000), ("MIN-01", 7000)]
    hand.touch(face.side.less)
    hand.touch(face.side.remove)
    assert sari.stored_lines() == [("MIN-00", 2000)]
    hand.touch(face.side.pay)
    paying: Any = hand.seller.panel
    hand.touch(paying.pay_button)
    assert sari.stage() is Stage.PAID
    assert face.side.paid.isVisible()
    # The tiles stay: the next touch begins the next sale.
    hand.tap(TEA)
    assert sari.stage() is Stage.SELLING
    assert sari.lines() == [("MIN-01", 1000)]
    assert face.side.cart.isVisible()


def test_the_change_and_its_notes_stand_where_the_cart_was(hand: Fingers) -> None:
    sari = hand.seller
    hand.go_to("Minuman")
    hand.tap(WATER)
    hand.touch(hand.face.side.pay)
    sari.enter("50000")
    paid = hand.face.side.paid
    assert paid.change.text() == "Rp49.000"
    assert hand.face.side.total.text() == "Rp1.000"


def test_scanner_and_keys_work_as_at_the_table(hand: Fingers) -> None:
    sari = hand.seller
    sari.scan(KOPI)
    sari.enter("3*KOPI")
    sari.enter("gula")
    sari.press("+")
    sari.until(lambda: sari.lines() == [("KOPI", 4000), ("GULA", 2000)])
    sari.enter("3*")
    hand.go_to("Minuman")
    hand.tap(WATER)
    assert sari.lines()[-1] == ("MIN-00", 3000)
    sari.scan(UNKNOWN)
    assert sari.heard[-1] is Sound.UNKNOWN
    assert hand.face.side.cart.isVisible()
    sari.press("F9")
    assert sari.panel is not None


def test_layouts_change_places_with_the_cart_untouched_and_are_remembered(
    tmp_path: Path, qapp: QApplication
) -> None:
    folder = tmp_path / "till"
    fill_folder(folder)
    with at_the_till(folder) as sari:
        sari.begin()
        sari.scan(KOPI)
        for layout, tiled in (("tiles", True), ("table", False), ("tiles", True)):
            sari.press("Shift+F12")
            sari.enter(BUDI_PIN)
            sari.until(lambda: isinstance(sari.panel, SettingsPanel))
            sari.settle()
            sari.panel.layout_choice.set_key(layout)
            sari.press("Return")
            assert sari.lines() == [("KOPI", 1000)]
            assert sari.view.side.isVisible() is not tiled
            sari.press("Del")
            sari.scan(KOPI)
    with at_the_till(folder) as sari:
        sari.begin()
        assert sari.view.tiles is not None
        assert sari.view.tiles.side.cart.isVisible()
        assert sari.lines() == [("KOPI", 1000)]


def test_what_is_weighed_asks_how_much(hand: Fingers) -> None:
    hand.shelving.show(hand.shelving.shelves[-1])
    hand.tap("Telur ayam curah")
    panel = hand.seller.panel
    assert isinstance(panel, QuantityPanel)
    hand.touch(panel.take)
    assert panel.problem.text() == "Type how much of it"
    for key in ("0", texts.DECIMAL, "2", "5"):
        hand.touch(panel.pad.keys[key])
    hand.touch(panel.take)
    assert hand.seller.stored_lines() == [("TELUR", 250)]


def test_what_has_no_price_is_refused_aloud(hand: Fingers) -> None:
    hand.shelving.show(hand.shelving.shelves[-1])
    hand.tap("Es batu 1 kg")
    assert hand.seller.heard[-1] is Sound.REFUSED
    assert [refused.name for refused in hand.seller.till.state.refused] == ["Es batu 1 kg"]
    assert hand.seller.lines() == []


def test_a_finger_scrolls_and_what_it_lands_on_is_not_bought(hand: Fingers) -> None:
    hand.go_to("Minuman")
    bar = hand.face.grid.verticalScrollBar()
    hand.drag(120)
    assert bar.value() > 0
    assert hand.seller.lines() == []
    hand.seller.until(lambda: bar.value() % hand.face.grid.row_height() == 0)
    hand.drag(-400)
    assert bar.value() == 0
    here, count = hand.face.grid.pages()
    assert (here, count > 2) == (1, True)
    for _page in range(count):
        hand.touch(hand.face.after)
    assert hand.face.grid.pages() == (count, count)
    assert not hand.face.after.isEnabled()
    # Another shelf begins at its first row.
    hand.go_to("Sembako")
    assert bar.value() == 0


def test_a_held_tile_says_more_and_is_pinned(hand: Fingers) -> None:
    hand.go_to("Minuman")
    hand.hold(TEA)
    panel = hand.seller.panel
    assert isinstance(panel, GoodsPanel)
    assert hand.seller.lines() == []
    hand.touch(panel.pin)
    hand.touch(hand.face.shelves.buttons[Place.FAVOURITES])
    assert hand.names() == [TEA]
    hand.hold(TEA)
    hand.touch(hand.seller.panel.one)
    assert hand.seller.lines() == [("MIN-01", 1000)]
    hand.hold(TEA)
    hand.touch(hand.seller.panel.count)
    counting = hand.seller.panel
    assert isinstance(counting, QuantityPanel)
    hand.seller.press("Esc")
    hand.hold(TEA)
    again: Any = hand.seller.panel
    hand.touch(again.pin)
    assert hand.names() == []


def test_what_sells_most_comes_by_itself(hand: Fingers) -> None:
    hand.seller.sell(KOPI)
    hand.shelving.count()
    hand.seller.settle()
    hand.touch(hand.face.shelves.buttons[Place.FAVOURITES])
    assert hand.names() == ["Kopi Tubruk 250 g"]


def test_a_tile_sells_at_the_price_of_this_moment(hand: Fingers) -> None:
    """Lesson 43: a price that changed while the tile was on the screen is the price that counts."""
    sari = hand.seller
    hand.go_to("Minuman")
    assert sari.window.opened is not None
    with sari.window.opened.store.write() as unit:
        unit.execute(
            "UPDATE product_price SET price = 9999 WHERE product_no ="
            " (SELECT product_no FROM product WHERE sku = 'MIN-00')"
        )
        gone = unit.execute("SELECT product_no, category, name FROM product WHERE sku = 'MIN-01'").fetchone()
        unit.execute("UPDATE product SET active = 0 WHERE product_no = ?", (gone[0],))
        unit.execute("DELETE FROM product_place WHERE product_no = ?", (gone[0],))
    hand.tap(WATER)
    assert sari.till.cart.lines[0].price == 9999
    assert TEA not in hand.names()


def test_goods_that_went_while_they_were_on_the_screen_are_refused(hand: Fingers) -> None:
    hand.go_to("Minuman")
    assert hand.seller.window.opened is not None
    with hand.seller.window.opened.store.write() as unit:
        unit.execute("UPDATE product SET active = 0 WHERE sku = 'MIN-00'")
    hand.tap(WATER)
    assert hand.seller.lines() == []
    assert hand.seller.heard[-1] is Sound.UNKNOWN


def test_goods_are_found_with_the_keyboard_on_the_screen(hand: Fingers) -> None:
    sari, face = hand.seller, hand.face
    hand.touch(face.bar.buttons[Do.SEARCH])
    assert face.keyboard.isVisible()
    for mark in "kop":
        hand.touch(face.keyboard.keys[mark])
    hand.touch(face.keyboard.keys["back"])
    assert sari.view.line.text() == "ko"
    assert [item.sku for item in sari.window.side.searching.found.items] == ["KOPI"]  # type: ignore[union-attr] # found
    sari.view.search_list.picked.emit(0)
    sari.settle()
    assert sari.lines() == [("KOPI", 1000)]
    assert not face.keyboard.isVisible()
    assert face.bar.isVisible()
    hand.touch(face.bar.buttons[Do.SEARCH])
    hand.touch(face.keyboard.keys["done"])
    assert not face.keyboard.isVisible()


def test_every_key_of_the_table_is_reached_by_finger(hand: Fingers) -> None:
    """Lesson 52: whatever a key does, a finger does too."""
    hand.touch(hand.face.bar.rest)
    panel = hand.seller.panel
    assert isinstance(panel, MorePanel)
    by_hand = {Do.PAY, Do.REMOVE, Do.LINE_UP, Do.LINE_DOWN, *(do for do, _icon in QUICK)}
    assert by_hand | set(panel.buttons) == set(load_keys())
    hand.touch(panel.buttons[Do.CASH_MOVES])
    assert type(hand.seller.panel).__name__ == "CashPanel"


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_target_is_as_large_as_a_fingertip(hand: Fingers, language: texts.Language) -> None:
    shell, face = hand.seller.window.shell, hand.face
    look().use_language(language)
    hand.go_to("Minuman")
    hand.tap(WATER)
    for size in SCREENS:
        shell.resize(size)
        QApplication.processEvents()
        assert shell.size() == size
        assert small(shell) == []
        assert face.grid.tile_rect(0).height() >= METRIC.touch_min
        for part in (face.side, face.bar, face.desk):
            assert part.minimumSizeHint().width() <= part.width(), part
            assert part.minimumSizeHint().height() <= part.height(), part
        shell.grab()
        hand.touch(face.bar.buttons[Do.SEARCH])
        assert small(shell) == []
        hand.touch(face.keyboard.keys["done"])


def test_a_long_list_of_shelves_has_a_page_of_its_own(tmp_path: Path, qapp: QApplication) -> None:
    folder = tmp_path / "till"
    fill_folder(folder)
    stock_shelves(folder, [f"Rak {n:02}" for n in range(20)], each=2)
    with at_the_till(folder) as seller:
        seller.begin()
        seller.window.shell.resize(QSize(1024, 768))
        hand = Fingers(seller).spread()
        hand.touch(hand.face.shelves.buttons[Place.SHELVES])
        assert hand.names()[:2] == ["Rak 00", "Rak 01"]
        hand.tap("Rak 17")
        assert hand.names() == ["Rak 17 nomor 00 350 ml", "Rak 17 nomor 01 350 ml"]
        # The shelf that is shown has its button, however many stand before it.
        assert hand.shelving.here in hand.face.shelves.buttons


def test_only_what_is_in_sight_is_read(tmp_path: Path, qapp: QApplication) -> None:
    """Lesson 45: there is no load step, however many goods a shelf holds."""
    folder = tmp_path / "till"
    fill_folder(folder)
    stock_shelves(folder, ["Minuman"], each=PAGE * 30)
    with at_the_till(folder) as seller:
        seller.begin()
        hand = Fingers(seller).spread()
        hand.go_to("Minuman")
        seller.window.shell.grab()
        assert hand.shelving.tiles() == PAGE * 30
        assert set(hand.shelving._pages) == {0}
        bar = hand.face.grid.verticalScrollBar()
        bar.setValue(bar.maximum())
        seller.window.shell.grab()
        assert set(hand.shelving._pages) <= {0, 28, 29}


def test_a_picture_from_the_tills_folder_stands_on_its_tile(tmp_path: Path, qapp: QApplication) -> None:
    folder = tmp_path / "till"
    fill_folder(folder)
    stock_shelves(folder, ["Minuman"])
    (folder / "pictures").mkdir()
    drawn = QImage(400, 300, QImage.Format.Format_RGB32)
    drawn.fill(QColor(200, 30, 40))
    drawn.save(str(folder / "pictures" / "MIN-00.png"))
    (folder / "pictures" / "MIN-01.jpg").write_bytes(b"no picture")
    with at_the_till(folder) as seller:
        seller.begin()
        hand = Fingers(seller).spread()
        hand.go_to("Minuman")
        pictures = seller.window.side.pictures
        seller.until(lambda: pictures.any)
        seller.window.shell.grab()
        seller.until(lambda: "MIN-00" in pictures._kept)
        seller.settle()
        shown = seller.window.shell.grab().toImage()
        grid = hand.face.grid
        corner = grid.viewport().mapTo(seller.window.shell, hand.at(0))
        corner.setY(corner.y() - METRIC.tile_picture // 2)
        assert shown.pixelColor(corner).red() > 150
        assert seller.till.state.total == Money(0)
