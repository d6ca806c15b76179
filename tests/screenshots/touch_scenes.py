"""The till by finger, and the pages used at it: on a till's screen and on a small touch screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from pos_client.desk.background import Background
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import THEMES
from pos_client.features.labels.view import LabelsView
from pos_client.features.queue.presenter import TillQueue
from pos_client.features.queue.state import QueueState
from pos_client.features.queue.view import QueueKiosk
from pos_client.features.till.view import TillView
from pos_client.features.till.view.tiles_face import TilesFace
from pos_client.store.label_prices import note_labels
from pos_client.texts import LANGUAGES
from shared_models.rules.queue import Ticket
from shared_models.values.codes import TicketState
from shared_models.values.money import Money
from shared_models.wire.queue import QueueServiceRow
from tests.screenshots.device_scenes import _away, _devices
from tests.screenshots.stage import TOUCH_SIZES, Scene, Stage, rest
from tests.screenshots.till_scenes import (
    Enter,
    _alone,
    _cart,
    _close,
    _codes,
    _empty,
    _other_ways,
    _paid,
    _price_unknown,
    _refused,
    _return,
    _with_cart,
)


def _labels(stage: Stage) -> LabelsView:
    _empty(stage)
    stage.hands.press("Ctrl+P")
    stage.window.background.wait_idle()
    page = stage._page()
    assert isinstance(page, LabelsView)
    return page


def _labels_empty(stage: Stage) -> None:
    _labels(stage)


def _labels_changed(stage: Stage) -> None:
    """Three prices are not what the shelves say, one label is wanted five times, another not at all."""
    page = _labels(stage)
    for code in _codes(stage)[:3]:
        stage.hands.enter(code)
        stage.window.background.wait_idle()
    opened = stage.window.opened
    assert opened is not None
    shelf = [line.priced for line in page._labels.state.lines]
    with opened.store.write() as unit:
        note_labels(unit, [replace(one, price=Money(one.price - 500)) for one in shelf])
    page._labels.show_changes()
    stage.window.background.wait_idle()
    for _copy in range(4):
        stage.hands.press("+")
    stage.hands.press("Down")
    stage.hands.press("Return")
    stage.hands.press("Up")


def _leave(stage: Stage) -> None:
    _empty(stage)


def _tiled(enter: Enter) -> Enter:
    """The same by fingers: tiles, and keys on the screen wherever something is typed."""

    def tiled(stage: Stage) -> None:
        _empty(stage)
        stage.window.side.use_layout("tiles")
        enter(stage)

    return tiled


def _untiled(stage: Stage) -> None:
    if stage.window.side.searching.asked:
        stage.hands.press("Esc")
    _empty(stage)
    stage.window.side.use_layout("table")


def _touch(name: str, enter: Enter) -> Scene:
    return Scene(f"touch-{name}", _tiled(enter), _untiled, touch=True)


def _face(stage: Stage) -> TilesFace:
    view = stage.window.shell.page("till")
    assert isinstance(view, TillView)
    assert view.tiles is not None
    return view.tiles


def _more(stage: Stage) -> None:
    _cart(stage)
    _face(stage).bar.rest.click()


def _keys(stage: Stage) -> None:
    _empty(stage)
    stage.window.side.others.open_keys()


def _first_day(stage: Stage) -> None:
    _empty(stage)
    stage.window.side.others.first_day.open()
    stage.window.background.wait_idle()


def _quantity(stage: Stage) -> None:
    _cart(stage)
    _face(stage).ask_quantity()


SCENES: Final = (
    _touch("01-tiles", _cart),
    _touch("02-search", _with_cart("F2", typed="teh")),
    _touch("03-more", _more),
    _touch("04-customer", _with_cart("F3", typed="bu")),
    _touch("05-new-customer", _with_cart("F3", "Ctrl+N")),
    _touch("06b-another-price", _with_cart("Ctrl+F11", typed="15000")),
    _touch("06-note", _with_cart("Shift+F7")),
    _touch("07-hold", _with_cart("F8")),
    _touch("08-discount", _with_cart("F11")),
    _touch("09-pay", _with_cart("Return")),
    _touch("10-by-card", _other_ways(key="1")),
    _touch("11-by-gift-card", _other_ways(key="8")),
    _touch("12-sell-gift-card", _with_cart("Shift+F9")),
    _touch("13-cash", _alone("F10")),
    _touch("14-price-check", _alone("F7")),
    _touch("15-price-unknown", _price_unknown),
    _touch("16-receipts", _alone("F6")),
    _touch("17-queue", _alone("Ctrl+Q")),
    _touch("18-count", _alone("F12")),
    _touch("18b-counted", _close),
    _touch("19-empty", _empty),
    _touch("19b-quantity", _quantity),
    _touch("19c-refused", _refused),
    _touch("19d-change", _paid),
    _touch("19e-return", _return),
    Scene("touch-20-labels-none", _labels_empty, _leave, touch=True),
    Scene("touch-21-labels", _labels_changed, _leave, touch=True),
    _touch("22-keys", _keys),
    _touch("23-first-day", _first_day),
    Scene("touch-24-devices", _devices, _away, touch=True),
)

KIOSK: Final = "touch-30-kiosk"
AT: Final = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
SERVICES: Final = tuple(
    QueueServiceRow(id=UUID(int=place), code=code, name_id=name, name_en=english, active=True, order=place)
    for place, (code, name, english) in enumerate(
        (
            ("A", "Kasir", "Checkout"),
            ("B", "Layanan pelanggan", "Customer service"),
            ("C", "Ambil pesanan", "Pick up an order"),
            ("D", "Servis", "Repairs"),
        ),
        1,
    )
)


def draw_kiosk(target: Path) -> None:
    """The kiosk's two faces in every language and theme: the services, then a number."""
    queue = TillQueue(Background(_troubled), has_printer=lambda: True)
    waiting = [_ticket(number, SERVICES[number % 2].id) for number in range(1, 6)]
    queue.state = QueueState(
        day=AT.date(), now=AT + timedelta(minutes=9), counter="K1", services=SERVICES,
        tickets=tuple(waiting), stand_alone=False,
    )  # fmt: skip
    for language in LANGUAGES:
        look().use_language(language)
        for theme in THEMES:
            look().use_theme(theme)
            for size in TOUCH_SIZES:
                kiosk = QueueKiosk(queue, "Toko Melati")
                kiosk.resize(size)
                kiosk.show()
                folder = target / f"{size.width()}x{size.height()}" / f"{language}-{theme}"
                folder.mkdir(parents=True, exist_ok=True)
                rest(60)
                kiosk.grab().save(str(folder / f"{KIOSK}.png"))
                kiosk._asked = SERVICES[0].id
                kiosk._given(_ticket(6, SERVICES[0].id))
                rest(60)
                kiosk.grab().save(str(folder / f"{KIOSK}-number.png"))
                kiosk.close()
    look().use_theme("light")


def _ticket(number: int, service: UUID) -> Ticket:
    return Ticket(
        ticket=UUID(int=number), number=f"A-K1-{number:03}", service=service, bdate=AT.date(),
        state=TicketState.WAITING, counter="", issued_at=AT, called_at=None, last_at=AT, closed_at=None,
        calls=0, steps=1,
    )  # fmt: skip


def _troubled(problem: BaseException) -> None:
    raise problem
