"""Screens as data: `app.py` lists those that are built, the shell shows them in the order shops know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from PySide6.QtWidgets import QWidget

from pos_client.desk.widgets.words import Words
from pos_client.texts import N_


class Face(Enum):
    """Where a screen stands: beside the menu, above the till's status line, or alone (sign-in, set-up)."""

    ADMIN = "admin"
    TILL = "till"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Group:
    """A first-level entry of the side menu. `title` is an English text, worded when shown."""

    key: str
    title: str
    icon: str


GROUPS: Final[tuple[Group, ...]] = (
    Group("home", N_("Home"), "house"),
    Group("sales", N_("Sales"), "receipt-text"),
    Group("purchases", N_("Purchases"), "truck"),
    Group("stock", N_("Stock"), "package"),
    Group("customers", N_("Customers"), "users"),
    Group("finance", N_("Finance"), "wallet"),
    Group("accounting", N_("Accounting"), "book-open"),
    Group("reports", N_("Reports"), "chart-column"),
    Group("people", N_("People"), "id-card"),
    Group("documents", N_("Documents"), "folder"),
    Group("settings", N_("Settings"), "settings"),
)


@dataclass(frozen=True, slots=True)
class Help:
    """What F1 says of a screen: paragraphs, then keys with what they do. Worded by the caller."""

    paragraphs: Sequence[str]
    keys: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. `build` is called once, when it is first shown; `listed` puts it into the side menu.

    `title` is an English text marked with N_. `words` are further texts that Ctrl+K finds it by.
    """

    key: str
    title: str
    icon: str
    group: str
    build: Callable[..., QWidget]  # takes the Shell, which stands above this module
    face: Face = Face.ADMIN
    listed: bool = True
    help: Callable[[], Help] | None = None
    words: Sequence[Words] = field(default=())
