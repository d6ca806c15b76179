"""The devices page and what hangs on it: forms, faults, the queue; the customer's screen; all print-outs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize

from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import THEMES
from pos_client.desk.widgets.a4 import save_pdf
from pos_client.desk.widgets.paper import paper_image
from pos_client.devices.address import read_address
from pos_client.features.devices.state import Device
from pos_client.features.devices.view import DevicesView, PaperQueuePanel
from pos_client.features.display.state import Scene as Shows
from pos_client.features.display.state import Shown, ShownLine
from pos_client.features.display.view import CustomerScreen
from pos_client.printing.seen import seen_on
from pos_client.texts import LANGUAGES
from shared_models.values.money import Money
from tests.factories.device_page import fill
from tests.factories.printer_emulator import Nature, PrinterEmulator
from tests.factories.slips import KINDS, letterhead
from tests.screenshots.stage import Scene, Stage, rest
from tests.screenshots.till_scenes import QRIS, _empty, _settings

PAPER, CUSTOMER = "paper", "customer"
NAMES: Final = (PAPER, CUSTOMER)
CUSTOMER_SIZE: Final = QSize(1024, 768)
NOBODY: Final = "tcp://127.0.0.1:9"


def _page(stage: Stage) -> DevicesView:
    _settings(stage)
    stage.hands.press("F6")
    stage.window.background.wait_idle()
    page = stage._page()
    assert isinstance(page, DevicesView)
    return page


def _save(stage: Stage, device: Device, values: Mapping[str, str]) -> DevicesView:
    page = _page(stage)
    fill(page, device, values)
    stage.hands.press("Return")
    stage.window.background.wait_idle()
    return page


def _devices(stage: Stage) -> None:
    """A printer that does not answer, a scale that is not there, the rest as a new till has it."""
    _save(stage, Device.SCALE, {"address": "serial:/dev/ttyUSB7", "kind": "toledo"})
    stage.hands.press("Esc")
    page = _save(stage, Device.RECEIPT, {"address": NOBODY})
    stage.until(lambda: "check cable" in page.rows[Device.RECEIPT].stand.text or "kabel" in
                page.rows[Device.RECEIPT].stand.text, "asked")  # fmt: skip


def _faults(stage: Stage) -> None:
    _save(stage, Device.SCALE, {"address": "timbangan", "kind": "pattern", "pattern": "x", "key": "z"})


def _drawer(stage: Stage) -> None:
    _page(stage)._devices.open(Device.DRAWER)


def _queue(stage: Stage) -> None:
    """Two receipts wait for a printer without paper."""
    stage.window.side.others.open_receipts()
    _empty(stage)
    with _paper_out() as address:
        _save(stage, Device.RECEIPT, {"address": address})
        stage.hands.press("Esc")
        for words in ("beras", "teh"):
            stage.sell_one(words)
        stage.window.side.others.open_paper_queue()
        panel = stage.window.shell.panel
        assert isinstance(panel, PaperQueuePanel)
        stage.until(lambda: len(panel.rows) >= 2, "listed")
        stage.rest(1_200)
        panel._devices.look_at_queue()
        stage.window.background.wait_idle()


@contextmanager
def _paper_out() -> Iterator[str]:
    with PrinterEmulator(nature=Nature(paper_lines=0)) as paper:
        yield paper.address


def _away(stage: Stage) -> None:
    """As it was: no devices."""
    stage.hands.press("Esc")
    for device in (Device.RECEIPT, Device.SCALE):
        if stage.window.side.others.devices.values(device).get("address"):
            _save(stage, device, {"address": ""})
            stage.hands.press("Esc")
    _empty(stage)


SCENES: Final = (
    Scene("till-30-devices", _devices, _away),
    Scene("till-31-devices-faults", _faults, _away),
    Scene("till-32-devices-drawer", _drawer, _away),
    Scene("till-33-print-queue", _queue, _away),
)

LINES: Final = (
    ShownLine("Beras Pandan Wangi 5 kg", "1 sak", "78.000"),
    ShownLine("Telur ayam curah", "1,245 kg", "36.852"),
    ShownLine("Minyak goreng 2 L", "2 botol", "75.800"),
    ShownLine("Mi instan goreng", "5 bungkus", "16.000"),
)
SHOWN: Final = {
    "customer-1-idle": Shown(Shows.IDLE, "Toko Melati"),
    "customer-2-lines": Shown(
        Shows.LINES, "Toko Melati", LINES, last=3, total=Money(206_652), saved=Money(4_000)
    ),
    "customer-3-code": Shown(
        Shows.CODE, "Toko Melati", total=Money(206_652), code=QRIS, merchant="TOKO SUMBER REJEKI"
    ),
    "customer-4-thanks": Shown(
        Shows.THANKS, "Toko Melati", total=Money(206_652), received=Money(210_000), change=Money(3_300)
    ),
}


def draw_customer(target: Path) -> None:
    """The second screen in every state, language and theme."""
    for language in LANGUAGES:
        look().use_language(language)
        for theme in THEMES:
            look().use_theme(theme)
            screen = CustomerScreen()
            screen.resize(CUSTOMER_SIZE)
            screen.show()
            for name, shown in SHOWN.items():
                screen.draw(shown)
                rest(60)
                folder = target / "1024x768" / f"{language}-{theme}"
                folder.mkdir(parents=True, exist_ok=True)
                screen.grab().save(str(folder / f"{name}.png"))
            screen.close()
    look().use_theme("light")


def draw_papers(target: Path) -> None:
    """Every kind of print-out as the printer draws its bytes, on both papers, and one as an A4 page."""
    folder = target / PAPER
    folder.mkdir(parents=True, exist_ok=True)
    for kind, make in KINDS.items():
        for columns in (32, 48):
            document = make(letterhead(), columns)
            seen = seen_on(document, read_address("none://", columns=columns))
            paper_image(seen.marks, mm=seen.mm).save(str(folder / f"{kind}-{seen.mm}mm.png"))
    save_pdf(KINDS["sale-proof"](letterhead(), 48), folder / "sale-a4.pdf", title="A4")
