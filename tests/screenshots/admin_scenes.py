"""Every screen of the admin tab, with what the day at the till left in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.screenshots.stage import Scene, Stage

# A page that asks the back office has its answer by then.
ANSWERED_MS: Final = 900


def opened(key: str) -> Callable[[Stage], None]:
    """A page of the menu."""

    def enter(stage: Stage) -> None:
        stage.window.shell.open(key)
        stage.window.background.wait_idle()
        stage.rest(ANSWERED_MS)

    return enter


def opened_from(key: str) -> Callable[[Stage], None]:
    """What Enter on the first row of a page's table opens."""

    def enter(stage: Stage) -> None:
        opened(key)(stage)
        page: Any = stage.window.shell.page(key)
        table = page.table
        row = table.current()
        assert row is not None, key
        table.opened.emit(row)
        stage.window.background.wait_idle()
        stage.rest(ANSWERED_MS)

    return enter


SCENES: Final = (
    Scene("admin-01-home", opened("home")),
    Scene("admin-02-sales", opened("sales")),
    Scene("admin-03-receipt", opened_from("sales")),
    Scene("admin-04-products", opened("products")),
    Scene("admin-05-products-import", opened("products-import")),
    Scene("admin-06-stock", opened("stock")),
    Scene("admin-07-stock-card", opened_from("stock")),
    Scene("admin-08-stock-adjust", opened("stock-adjust")),
    Scene("admin-09-movers", opened("movers")),
    Scene("admin-10-ledger", opened("ledger")),
    Scene("admin-11-account", opened_from("ledger")),
    Scene("admin-12-tills", opened("tills")),
)
