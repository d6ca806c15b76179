"""A till with tiles: goods in categories, and fingers that touch what is painted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from pos_client.app import edges
from pos_client.features.till.shelving import Shelving
from pos_client.features.till.view.tiles_face import TilesFace
from pos_client.store.replica import keep
from shared_models.wire.replica import CategoryRow
from shared_models.wire.sync import Entity
from tests.factories.seller import Seller
from tests.factories.tills import Clock, add_products, new_store, product_row

SHELVES: Final = ("Beku", "Camilan", "Minuman", "Sembako")
LEFT: Final = Qt.MouseButton.LeftButton


def stock_shelves(folder: Path, names: Sequence[str] = SHELVES, *, each: int = 30) -> None:
    """Put goods into categories: `Minuman nomor 07 350 ml` and so on."""
    clock = Clock(at=edges.now())
    store = new_store(folder, clock)
    with store.write() as unit:
        for number, name in enumerate(names):
            key = UUID(int=0xCA00 + number)
            code = name[:3].upper()
            keep(unit, Entity.CATEGORY, str(key), CategoryRow(id=key, code=code, name=name))
            rows = [
                product_row(
                    clock, f"{code}-{n:02}", "", f"{name} nomor {n:02} 350 ml", 1_000 * (n + 1)
                ).model_copy(update={"category": key})
                for n in range(each)
            ]
            add_products(unit, rows, version=3)
    store.close()


class Fingers:
    """Touches the tiles of a seller's window; a touch reaches Qt as the mouse does."""

    def __init__(self, seller: Seller) -> None:
        self.seller = seller

    @property
    def face(self) -> TilesFace:
        face = self.seller.view.tiles
        assert face is not None
        return face

    @property
    def shelving(self) -> Shelving:
        return self.seller.window.side.shelving

    def spread(self) -> Fingers:
        """Tiles from now on."""
        self.seller.window.side.use_layout("tiles")
        self.seller.settle()
        return self

    def touch(self, button: QAbstractButton) -> None:
        QTest.mouseClick(button, LEFT)
        self.seller.settle()

    def go_to(self, name: str) -> None:
        shelf = next(shelf for shelf in self.shelving.shelves if shelf.name == name)
        self.touch(self.face.shelves.buttons[shelf])

    def names(self) -> list[str]:
        found = (self.shelving.tile(at) for at in range(self.shelving.tiles()))
        return [tile.name for tile in found if tile is not None]

    def tap(self, name: str, *, times: int = 1) -> None:
        """The tile called so."""
        place = self.at(self.names().index(name))
        for _time in range(times):
            QTest.mouseClick(self.face.grid.viewport(), LEFT, pos=place)
        self.seller.settle()

    def hold(self, name: str) -> None:
        """Until it answers."""
        place = self.at(self.names().index(name))
        view = self.face.grid.viewport()
        before = self.seller.panel
        QTest.mousePress(view, LEFT, pos=place)
        self.seller.until(lambda: self.seller.panel is not before)
        QTest.mouseRelease(view, LEFT, pos=place)
        self.seller.settle()

    def drag(self, by: int) -> None:
        """One finger across the tiles, up when `by` is positive."""
        view = self.face.grid.viewport()
        start = QPoint(view.width() // 2, view.height() // 2)
        QTest.mousePress(view, LEFT, pos=start)
        for part in range(1, 5):
            QTest.mouseMove(view, start - QPoint(0, by * part // 4))
        QTest.mouseRelease(view, LEFT, pos=start - QPoint(0, by))
        self.seller.settle()

    def at(self, place: int) -> QPoint:
        return self.face.grid.tile_rect(place).center()

    def badge(self, name: str) -> str:
        tile = self.shelving.tile(self.names().index(name))
        assert tile is not None
        return tile.badge
