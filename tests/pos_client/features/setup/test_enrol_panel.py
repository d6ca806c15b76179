"""A till joins a back office from its own window, in the middle of a day."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select
from typing_extensions import override

from backoffice_server.features.catalog.service import save_product
from backoffice_server.features.sales.tables import sale
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.migrations import migrate
from pos_client.features.setup.view import EnrolPanel, SettingsPanel
from tests.factories import shop as shops
from tests.factories.office import Premises, served
from tests.factories.seller import BUDI_PIN, GULA, KOPI, Seller
from tests.factories.stand_alone import code_at, found_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Premises]:
    """A company as `create-shop` makes it, served."""
    folder = tmp_path / "office"
    folder.mkdir()
    with Database(f"sqlite:///{folder / 'office.db'}") as database:
        migrate(database)
        with database.write() as unit:
            found_office(unit, books_from=unit.now().date())
        with served(shops.Shop(database, folder, shops.Clock())) as premises:
            yield premises


def panel_of(seller: Seller) -> EnrolPanel:
    """Sari asks for the settings, Budi allows; F3 is about the back office."""
    seller.press("Shift+F12")
    seller.enter(BUDI_PIN)
    seller.until(lambda: isinstance(seller.panel, SettingsPanel))
    seller.press("F3")
    panel = seller.panel
    assert isinstance(panel, EnrolPanel)
    return panel


def fill(seller: Seller, office: Premises) -> None:
    seller.type(code_at(office.shop.database))
    seller.press("Tab")
    seller.press("Ctrl+A")
    seller.type(office.base_url)
    seller.press("Return")


def sales_at(office: Premises) -> int:
    return int(office.shop.scalar(select(func.count()).select_from(sale)))


def test_a_shop_of_its_own_gets_a_back_office_in_the_middle_of_a_receipt(
    sari: Seller, office: Premises, qapp: QApplication
) -> None:
    sari.sell(KOPI)
    sari.scan(GULA)
    panel_of(sari)
    sari.press("Esc")
    panel = panel_of(sari)
    assert panel.title.text() == "Join a back office"
    assert not panel.save.isVisible()
    fill(sari, office)
    sari.until(lambda: sari.panel is None)
    assert sari.window.shell.toasts.texts() == [
        "Toko Melati has a back office now. Everything is sent to it."
    ]
    assert sari.lines() == [("GULA", 1000)]
    sari.until(lambda: any(word.startswith("All sent") for word in sari.window.shell.status.texts()))
    sari.until(lambda: sari.window.admin is not None)
    sari.press("Return", "Return")
    sari.until(lambda: sales_at(office) == 2)
    assert sari.rows("SELECT stand_alone, stream_no FROM till") == [(0, 1)]
    assert panel_of(sari).title.text() == "Enrol this till again"


def test_what_is_wrong_is_said_at_its_field(sari: Seller) -> None:
    panel = panel_of(sari)
    sari.press("Return")
    assert panel.form.fields["code"].fault() == "The back office gives it: Tills, Enrol a till"
    assert panel.form.fields["server"].fault() == "Begins with http:// or https://"
    panel.code.setText("ABCDE-12345")
    panel.server.setText("http://127.0.0.1:9")
    sari.press("Return")
    sari.until(lambda: panel.trouble.text() == "The back office cannot be reached.")
    sari.press("Esc")
    assert sari.rows("SELECT stand_alone FROM till") == [(1,)]
    again = panel_of(sari)
    assert (again.trouble.text(), again.form.fields["code"].fault()) == ("", "")


class Router(BaseHTTPRequestHandler):
    """Another program at the address: it knows no such door, or has a page of its own for every door."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200 if self.path.startswith("/page") else 404)
        self.end_headers()
        self.wfile.write(b"<html>Router</html>")

    @override
    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def router() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Router) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_an_address_of_something_else_is_said(sari: Seller, office: Premises, router: str) -> None:
    panel = panel_of(sari)
    panel.code.setText("ABCDE-12345")
    for address in (f"{office.base_url}/kantor", router, f"{router}/page"):
        panel.server.setText(address)
        panel.trouble.say("danger", "")
        sari.press("Return")
        sari.until(lambda: panel.trouble.text() == "There is no back office at this address.")


def test_what_would_be_left_behind_is_saved_first(sari: Seller, office: Premises, tmp_path: Path) -> None:
    """The back office sells already: the till begins there anew, its past is in a file."""
    with office.shop.database.write() as unit:
        save_product(unit, product=None, request=shops.goods("SABUN", 4_300), by=None)
    sari.sell(KOPI)
    panel = panel_of(sari)
    fill(sari, office)
    sari.until(panel.save.isVisible)
    assert panel.trouble.text().startswith("This back office has goods or sales of its own.")
    panel.ask_save = lambda _parent: str(tmp_path / "nowhere" / "past.gz")
    sari.press("F4")
    sari.until(lambda: panel.trouble.text() == "past.gz cannot be written")
    panel.ask_save = lambda _parent: str(tmp_path / "past.gz")
    sari.press("F4")
    sari.until(lambda: not panel.save.isVisible())
    assert (tmp_path / "past.gz").stat().st_size > 0
    assert panel.note.text() == "Saved in past.gz. Keep it well, then join."
    sari.press("Return")
    sari.until(lambda: panel.trouble.text().endswith("Close the shift first."))
    assert sari.rows("SELECT stand_alone FROM till") == [(1,)]


def test_before_a_shift_a_till_joins_an_office_that_sells_already(
    sari: Seller, office: Premises, tmp_path: Path
) -> None:
    """Whoever was signed in belongs to the old shop: the new one's people sign in."""
    with office.shop.database.write() as unit:
        save_product(unit, product=None, request=shops.goods("SABUN", 4_300), by=None)
    sari.sell(KOPI)
    sari.press("F12")
    sari.until(lambda: sari.here == "close-shift")
    sari.type("2")
    sari.press("F12")
    sari.until(lambda: sari.here == "shift-closed")
    sari.press("Return")
    sari.until(lambda: sari.here == "start")
    sari.sign_in()
    panel = panel_of(sari)
    fill(sari, office)
    sari.until(panel.save.isVisible)
    panel.ask_save = lambda _parent: str(tmp_path / "past.gz")
    sari.press("F4")
    sari.until(lambda: not panel.save.isVisible())
    sari.press("Return")
    sari.until(lambda: sari.panel is None)
    side = sari.window.side
    sari.until(lambda: any("Toko Baru" in word for word in sari.window.shell.status.texts()))
    assert not any("Toko Melati" in word for word in sari.window.shell.status.texts())
    assert (side.shift.cashier, sari.here) == (None, "start")
