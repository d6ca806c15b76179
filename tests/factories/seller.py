"""A cashier at a real till: the window, a real store on disk, and hands that press real keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QWidget

from pos_client import texts
from pos_client.app import edges
from pos_client.app.hands import Hands
from pos_client.app.options import Options
from pos_client.app.window import Window
from pos_client.desk.theme.look import look
from pos_client.features.till.presenter import Till
from pos_client.features.till.state import Sound, Stage
from pos_client.features.till.view import TillView
from shared_models.values.money import Money
from shared_models.wire.replica import ProductRow
from tests.factories.tills import Clock, add_products, new_shop, product_row

KOPI, GULA, BERAS, TEH = "8990000000017", "8990000000024", "8990000000031", "8990000000048"
ES_BATU, TELUR = "8990000000055", "8990000000062"
TELUR_PLU = "00123"  # as scales print it
UNKNOWN: Final = "8999999999995"
SARI_PIN, BUDI_PIN, RATNA_PIN = "1111", "2222", "1234"
PATIENCE_MS: Final = 20_000
FLOAT: Final = 200_000

# How each screen and panel of the till is reached from the line, by what it is called. "sign in" comes last:
# from there no key leads back.
WAYS: Final = {
    "cart": (),
    "search": ("t", "e"),
    "pay": ("Return",),
    "discount": ("F11",),
    "level": ("Shift+F11",),
    "another price": ("Ctrl+F11",),
    "note": ("Shift+F7",),
    "hold": ("F8",),
    "cash": ("F10",),
    "drawer": ("F5",),
    "price": ("F7",),
    "help": ("F1",),
    "give up": ("Ctrl+Del",),
    "approval": ("Shift+F12",),
    "receipts": ("F6",),
    "return": ("F6", "F9"),
    "without": ("F6", "F10"),
    "count": ("F12",),
    "sign in": ("F12", "F2"),
}


def fill_folder(folder: Path) -> None:
    """Toko Melati on disk: four goods with prices, ice without one, eggs by weight. No shift is open."""
    clock = Clock(at=edges.now())
    shop = new_shop(folder, clock)
    with shop.store.write() as unit:
        rows = [
            product_row(clock, "ES", ES_BATU, "Es batu 1 kg", None),
            _with_plu(product_row(clock, "TELUR", TELUR, "Telur ayam curah", 29_600, unit="kg", decimals=3)),
        ]
        add_products(unit, rows, version=2)
    shop.store.close()


def _with_plu(row: ProductRow) -> ProductRow:
    unit = row.units[0]
    return row.model_copy(update={"units": (unit.model_copy(update={"barcodes": (TELUR, TELUR_PLU)}),)})


class Seller:
    """Presses keys, looks at the screen, reads the store."""

    def __init__(self, folder: Path, *, server: str = "", hands: Hands | None = None) -> None:
        self.hands = hands or Hands()
        self.window = Window(
            Options(data=folder, server=server, language="en", theme="light"), at_ms=self.hands.at_ms
        )
        self.heard: list[Sound] = []
        self.window.side.till.sounded.connect(self.heard.append)
        self.window.show()
        self.until(lambda: self.window.side.standing is not None)

    # waiting

    def until(self, done: Callable[[], bool]) -> None:
        """Serve the window until something is so."""
        timer = QElapsedTimer()
        timer.start()
        while not done():
            assert timer.elapsed() < PATIENCE_MS, f"in vain, on {self.window.shell.here}"
            loop = QEventLoop()
            QTimer.singleShot(5, loop.quit)
            loop.exec()

    def settle(self) -> None:
        """Until every step is on the disk and on the screen."""
        self.window.background.wait_idle()

    # doing

    def press(self, *keys: str) -> None:
        for key in keys:
            self.hands.press(key)
            self.settle()

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.hands.scan(code)
        self.settle()

    def enter(self, text: str) -> None:
        self.hands.enter(text)
        self.settle()

    def type(self, text: str) -> None:
        self.hands.type(text)
        self.settle()

    def sign_in(self, username: str = "sari", pin: str = SARI_PIN) -> None:
        shift = self.window.side.shift
        shift.sign_in(username, pin, _refused)
        self.until(lambda: shift.cashier is not None)

    def begin(self) -> None:
        """Sari signs in and opens her shift."""
        self.sign_in()
        if self.window.side.shift.number is None:
            self.window.side.shift.open(Money(FLOAT), _refused)
        self.until(lambda: self.stage() is Stage.SELLING)
        self.settle()

    def sell(self, *codes: str) -> str:
        """Scan and pay exactly, in two keys; the receipt's number."""
        self.scan(*codes)
        self.press("Return", "Return")
        paid = self.window.side.paying.paid
        assert paid is not None
        return paid.receipt_no

    # looking

    def everywhere(self) -> Iterator[str]:
        """Every screen and panel of the till, one after the other, with a cart of two lines under way."""
        self.sell(KOPI)
        self.enter(f"3*{BERAS}")
        self.enter(f"0,25*{TELUR}")
        for name, keys in WAYS.items():
            self.press(*keys)
            yield name
            while (self.here != "till" or self.panel is not None) and name != "sign in":
                self.press("Esc")

    @property
    def till(self) -> Till:
        return self.window.side.till

    @property
    def view(self) -> TillView:
        view = self.window.shell.page("till")
        assert isinstance(view, TillView)
        return view

    def stage(self) -> Stage:
        return self.till.state.stage

    @property
    def here(self) -> str:
        return self.window.shell.here

    @property
    def page(self) -> Any:
        return self.window.shell.page(self.here)

    @property
    def panel(self) -> Any:
        return self.window.shell.panel

    def lines(self) -> list[tuple[str, int]]:
        """What stands in the cart on the screen: SKU and quantity."""
        return [(line.item.sku, line.qty) for line in self.till.cart.lines]

    def rows(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        """What stands on the disk."""
        assert self.window.opened is not None
        with self.window.opened.store.write() as unit:
            return list(unit.execute(sql, params).fetchall())

    def stored_lines(self) -> list[tuple[str, int]]:
        return [(sku, qty) for sku, qty in self.rows("SELECT sku, qty FROM cart_line ORDER BY line")]


def focused() -> QWidget | None:
    from PySide6.QtWidgets import QApplication

    return QApplication.focusWidget()


@contextmanager
def at_the_till(folder: Path, *, server: str = "", hands: Hands | None = None) -> Iterator[Seller]:
    """A window on a folder, taken apart afterwards."""
    seller = Seller(folder, server=server, hands=hands)
    try:
        yield seller
    finally:
        seller.window.destroy()
        look().use_theme("light")
        look().use_language("en")
        assert texts.language() == "en"


def _refused(why: str) -> None:
    raise AssertionError(why)
