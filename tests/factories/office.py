"""The admin tab against a real server: Toko Ratna over loopback, a till that pushes, and the window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx
import uvicorn
from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from backoffice_server.app import create_app
from backoffice_server.commands.listening import listening
from backoffice_server.commands.serving import Server
from backoffice_server.features.catalog.service import document
from backoffice_server.features.tills import service as tills
from backoffice_server.kernel.master_secret import load, make
from backoffice_server.settings import SECRET_FILE, Settings
from pos_client.desk.background import Background
from pos_client.desk.office import Office, bind
from pos_client.desk.remember import Forgetful
from pos_client.desk.screens import Screen
from pos_client.desk.shell import Shell
from pos_client.desk.shell.search import SearchPanel
from pos_client.desk.widgets.choices import Choice
from pos_client.features.attendance_desk.view import screens as attendance_desk
from pos_client.features.branches.view import screens as branches
from pos_client.features.customers.view import screens as customers
from pos_client.features.home.view import screens as home
from pos_client.features.incidents.view import screens as incidents
from pos_client.features.ledger import view as ledger
from pos_client.features.movers.view import screens as movers
from pos_client.features.orders.view import screens as orders
from pos_client.features.payments.view import screens as payments
from pos_client.features.products import view as products
from pos_client.features.promotions.view import screens as promotions
from pos_client.features.queue_desk.view import screens as queue_desk
from pos_client.features.receivables.view import screens as receivables
from pos_client.features.reviews.view import screens as reviews
from pos_client.features.sales import view as sales
from pos_client.features.salespeople.view import screens as salespeople
from pos_client.features.signin.view import screen as sign_in
from pos_client.features.staff.view import screens as staff
from pos_client.features.stock.view import screens as stock
from pos_client.features.tax_invoices.view import screens as tax_invoices
from pos_client.features.tills.view import screens as registers
from pos_client.features.tracking.view import screens as tracking
from pos_client.remote.api import Api
from pos_client.remote.client import Client
from shared_models.rules.receipt import Item
from shared_models.rules.returns import LineBack
from shared_models.values.codes import ProductKind, StreamPurpose, TaxClass
from shared_models.values.ids import DeviceId, ProductId, uuid7
from shared_models.values.moments import utc_ms
from shared_models.values.quantity import ONE, Quantity
from shared_models.wire.catalog import ProductDocument
from shared_models.wire.enrolment import EnrolReply, EnrolRequest
from shared_models.wire.sync import PushReply
from tests.factories.events import Sold, TillWriter, line
from tests.factories.receipts import tax_rule
from tests.factories.shop import PASSWORD, Clock, Shop

NOON: Final = datetime(2026, 11, 21, 7, 5, tzinfo=UTC)  # 14.05 in WIB, a Saturday
WAIT_MS: Final = 10_000
NO_MODIFIER: Final = Qt.KeyboardModifier.NoModifier


class Fault(AssertionError):
    """Something reached the handler of bugs."""


@dataclass
class Till:
    """A till on paper that pushes over HTTP."""

    writer: TillWriter
    credential: str
    base_url: str
    sent: int = 0

    def push(self, *, keep: int = 0) -> PushReply:
        """Send what was written; the last `keep` events stay waiting."""
        upto = len(self.writer.items) - keep
        request = self.writer.push(self.sent + 1, upto)
        reply = httpx.post(
            f"{self.base_url}/api/sync/push",
            content=request.model_dump_json().encode(),
            headers={"Authorization": f"Till {self.credential}", "Content-Type": "application/json"},
            trust_env=False,
        )
        assert reply.status_code == 200, reply.text
        self.sent = upto
        return PushReply.model_validate_json(reply.content)


def writer_of(reply: EnrolReply, device: UUID, number: int, *, at: datetime, actor: UUID) -> TillWriter:
    """The journal of a till that was just enrolled. `number` tells its ids from those of other tills."""
    return TillWriter(
        device=device,
        branch=reply.branch,
        register=reply.register_id,
        key=bytes.fromhex(reply.device_key),
        branch_code=reply.branch_code,
        register_code=reply.register_code,
        series=reply.series,
        kid=reply.kid,
        stream=UUID(int=(0x5EA0 + number) << 64),
        actor=actor,
        tax_rules=(tax_rule(valid_from=datetime(2025, 5, 22, tzinfo=UTC).date()),),
        at=at,
    )


class Doors:
    """The server's door on one port of this machine; it may be shut and opened again."""

    def __init__(self, app: Any, *, port: int = 0) -> None:
        self._app = app
        self.port = port
        self._stop: Callable[[], None] | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        inside = ExitStack()
        listener = inside.enter_context(listening("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(self._app, log_level="warning", access_log=False, timeout_graceful_shutdown=3)
        server = Server(config, self._app.state.bus, None)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()

        def stop() -> None:
            server.should_exit = True
            thread.join(10)
            inside.close()

        self._stop = stop

    def shut(self) -> None:
        if self._stop is not None:
            self._stop()
            self._stop = None


@dataclass
class Premises:
    """The shop with its doors open."""

    shop: Shop
    doors: Doors
    folder: Path
    made: int = 0

    @property
    def clock(self) -> Clock:
        return self.shop.clock

    @property
    def base_url(self) -> str:
        return self.doors.base_url

    def new_id(self) -> UUID:
        self.made += 1
        return uuid7(utc_ms(self.clock.now), self.made)

    def till(self, register: str = "K1", branch: str = "BDG1", number: int = 1) -> Till:
        """Enrol a device and open its stream and a shift."""
        secret = load(self.folder / SECRET_FILE)
        device = DeviceId(UUID(int=0xD0 + number))
        with self.shop.database.write() as unit:
            code = tills.new_code(
                unit,
                register_id=self.shop.register(register, branch),
                purpose=StreamPurpose.LIVE,
                valid_hours=24,
                by=None,
            )
        request = EnrolRequest(code=code, device=device, device_name=f"Kasir {number}", app="0.1.0")
        with self.shop.database.write() as unit:
            reply = tills.enrol(unit, request=request, secret=secret)
        writer = writer_of(reply, device, number, at=self.clock.now, actor=self.shop.person("sari"))
        return Till(writer, reply.credential, self.base_url)

    def item(self, sku: str) -> Item:
        """A product as a till sells it."""
        row = self.document(sku)
        saved = row.product
        return Item(
            product=ProductId(row.id),
            sku=saved.sku,
            name=saved.name,
            kind=ProductKind(saved.kind),
            tax_class=TaxClass(saved.tax_class),
            unit=saved.units[0].unit,
            factor=ONE,
        )

    def sell(self, till: Till, *bought: tuple[str, int], **changes: Any) -> Sold:
        """A cash sale of (sku, thousandths) at list prices."""
        lines = [
            line(self.item(sku), int(self.document(sku).product.units[0].price or 0), qty=Quantity(qty))
            for sku, qty in bought
        ]
        return till.writer.sale(*lines, **changes)

    def take_back(self, till: Till, sold: Sold, *, line: int, qty: int) -> Sold:
        """A return of part of one line of a sale."""
        return till.writer.returned(sold, [LineBack(line, Quantity(qty))])

    def document(self, sku: str) -> ProductDocument:
        """A product as the database holds it now."""
        with self.shop.database.read() as unit:
            return document(unit, product=self.shop.product(sku))


@contextmanager
def served(shop: Shop, *, host: str = "127.0.0.1") -> Iterator[Premises]:
    """The shop's server on a free port of this machine, in a thread. `host` is what its settings say."""
    make(shop.folder / SECRET_FILE)
    url = shop.database.url.render_as_string(hide_password=False)
    settings = Settings(data=shop.folder, database_url=url, host=host)
    doors = Doors(create_app(settings, shop.database))
    doors.open()
    try:
        yield Premises(shop, doors, shop.folder)
    finally:
        doors.shut()


def all_screens(office: Office) -> list[Screen]:
    """Every admin screen, in the order of the menu."""
    return [
        sign_in(office),
        *home(office),
        *sales.screens(office),
        *promotions(office),
        *reviews(office),
        *products.screens(office),
        *stock(office),
        *movers(office),
        *tracking(office),
        *customers(office),
        *receivables(office),
        *ledger.screens(office),
        *branches(office),
        *payments(office),
        *orders(office),
        *tax_invoices(office),
        *queue_desk(office),
        *staff(office),
        *salespeople(office),
        *attendance_desk(office),
        *registers(office),
        *incidents(office),
    ]


@dataclass
class Window:
    """The desktop window with the admin tab, and hands to work it."""

    shell: Shell
    office: Office
    background: Background
    troubles: list[BaseException]

    def sign_in(self, login: str = "ratna") -> None:
        self.office.sign_in(username=login, password=PASSWORD, refused=self._refused)
        self.until(lambda: self.office.person is not None)

    def open(self, key: str, **facts: object) -> Any:
        """Open a screen and wait until its answers are there."""
        self.shell.open(key, **facts)
        self.settle()
        return self.page(key)

    def page(self, key: str) -> Any:
        """The screen's widget."""
        return self.shell.page(key)

    def search(self) -> SearchPanel:
        """Ctrl+K."""
        self.shell.open_search()
        panel = self.shell.panel
        assert isinstance(panel, SearchPanel)
        return panel

    def settle(self) -> None:
        """Wait until no answer is under way; answers may ask anew."""
        for _round in range(3):
            self.background.wait_idle()
        assert not self.troubles, self.troubles

    def until(self, happened: Callable[[], bool]) -> None:
        """Serve events until something has happened."""
        loop, deadline = QEventLoop(), QDeadlineTimer(WAIT_MS)
        tick = QTimer(interval=5)
        tick.timeout.connect(loop.quit)
        tick.start()
        while not happened():
            assert not deadline.hasExpired(), "it never happened"
            loop.exec()

    def type(self, widget: QWidget, text: str) -> None:
        """Type into a field as a person does: what stood there is replaced."""
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(widget, text)

    def choose(self, choice: Choice, key: str) -> None:
        """Go through a choice with the arrow keys until it stands on `key`."""
        choice.setFocus()
        for _option in range(choice.count()):
            if choice.key() != key:
                QTest.keyClick(choice, Qt.Key.Key_Down)
        assert choice.key() == key
        self.settle()

    def press(self, widget: QWidget, key: Qt.Key, with_: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        QTest.keyClick(widget, key, with_)

    def click(self, button: QWidget) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def _refused(self, refusal: BaseException) -> None:
        raise Fault(refusal)


@contextmanager
def window(
    premises: Premises, *, screens: Callable[[Office], Sequence[Screen]] = all_screens
) -> Iterator[Window]:
    """A window of 1366x768 on the shop; nobody is signed in yet."""
    troubles: list[BaseException] = []
    background = Background(troubles.append)
    api = Api(Client(premises.base_url))
    office = Office(background, api, now=premises.clock, new_id=premises.new_id, trouble=troubles.append)
    shell = Shell(screens(office), Forgetful())
    bind(shell, office)
    products.register_search(shell, office)
    sales.register_search(shell, office)
    ledger.register_search(shell, office)
    shell.resize(1366, 768)
    shell.show()
    try:
        yield Window(shell, office, background, troubles)
    finally:
        office.close()
        background.close()
        shell.close()
        shell.deleteLater()
