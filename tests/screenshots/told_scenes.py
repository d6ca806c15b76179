"""What goods ask at the till before they are sold, and the lots a line may be from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.factories.tills import Clock
from tests.factories.told import OBAT, PONSEL, ROKOK, SUSU, add_goods
from tests.screenshots.stage import Scene, Stage


def _with_goods(stage: Stage) -> None:
    """The goods are there once."""
    opened = stage.window.opened
    assert opened is not None
    with opened.store.write() as unit:
        if unit.execute("SELECT 1 FROM product WHERE sku = 'ROKOK'").fetchone() is None:
            add_goods(unit, Clock(at=unit.now()))


def _asked(code: str, typed: str = "") -> Callable[[Stage], None]:
    def enter(stage: Stage) -> None:
        _with_goods(stage)
        stage.scan(code)
        stage.hands.type(typed)
        stage.window.background.wait_idle()

    return enter


def _lots(stage: Stage) -> None:
    _with_goods(stage)
    stage.hands.enter(f"5*{SUSU}")
    stage.window.background.wait_idle()
    stage.hands.press("Shift+F6")
    stage.window.background.wait_idle()


def _cart(stage: Stage) -> None:
    _with_goods(stage)
    stage.scan(SUSU, PONSEL)
    stage.hands.enter("359881030123451")
    stage.window.background.wait_idle()


def _away(stage: Stage) -> None:
    """No panel, no cart."""
    stage.hands.press("Esc")
    stage.hands.press("Esc")
    stage.window.background.wait_idle()
    till = stage.window.side.till
    while till.cart.lines:
        till.remove()
        stage.window.background.wait_idle()


SCENES: Final = (
    Scene("till-12e-age", _asked(ROKOK), _away),
    Scene("till-12f-prescription", _asked(OBAT, "R-2026/118"), _away),
    Scene("till-12g-serial", _asked(PONSEL), _away),
    Scene("till-12h-lots", _lots, _away),
    Scene("till-12i-told-apart", _cart, _away),
)
