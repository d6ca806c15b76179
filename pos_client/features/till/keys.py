"""The keys of the till as a table: what each does stands in `keys.json`, nowhere else."""

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from pos_client.texts import N_

FILE: Final = Path(__file__).with_name("keys.json")


class Do(StrEnum):
    """What a key of the till does."""

    HELP = "help"
    SEARCH = "search"
    CUSTOMER = "customer"
    CASH = "cash"
    DRAWER = "drawer"
    RECEIPTS = "receipts"
    PRICE_CHECK = "price_check"
    HOLD = "hold"
    PAY = "pay"
    CASH_MOVES = "cash_moves"
    DISCOUNT = "discount"
    PRICE_LEVEL = "price_level"
    NOTE = "note"
    SHIFT = "shift"
    GIFT_CARD = "gift_card"
    SETTINGS = "settings"
    WEIGH = "weigh"
    REMOVE = "remove"
    CLEAR = "clear"
    LINE_UP = "line_up"
    LINE_DOWN = "line_down"
    SWITCH = "switch"
    LOCK = "lock"
    QUEUE = "queue"
    ATTENDANCE = "attendance"
    TRAINING = "training"


# The word under a key on the screen, and the sentence beside it on the printed card.
WORD: Final[Mapping[Do, str]] = {
    Do.HELP: N_("Help"),
    Do.SEARCH: N_("Search"),
    Do.CUSTOMER: N_("Customer"),
    Do.CASH: N_("Cash"),
    Do.DRAWER: N_("Drawer"),
    Do.RECEIPTS: N_("Receipts"),
    Do.PRICE_CHECK: N_("Price check"),
    Do.HOLD: N_("Hold"),
    Do.PAY: N_("Pay"),
    Do.CASH_MOVES: N_("Cash in/out"),
    Do.DISCOUNT: N_("Discount"),
    Do.PRICE_LEVEL: N_("Price level"),
    Do.NOTE: N_("Remark and salesperson of a line"),
    Do.SHIFT: N_("Shift"),
    Do.GIFT_CARD: N_("Sell or load a gift card"),
    Do.SETTINGS: N_("Settings of this till"),
    Do.WEIGH: N_("Take the weight from the scale"),
    Do.REMOVE: N_("Remove the line"),
    Do.CLEAR: N_("Give up the whole cart"),
    Do.LINE_UP: N_("One line up"),
    Do.LINE_DOWN: N_("One line down"),
    Do.SWITCH: N_("Another cashier, same cart"),
    Do.LOCK: N_("Lock the till"),
    Do.QUEUE: N_("Queue numbers"),
    Do.ATTENDANCE: N_("Come in, go home, breaks"),
    Do.TRAINING: N_("Practise, or end it"),
}

# Three groups, as on the keyboard; what is not built is not shown.
GROUPS: Final[tuple[tuple[Do, ...], ...]] = (
    (Do.HELP, Do.SEARCH, Do.CUSTOMER, Do.CASH),
    (Do.DRAWER, Do.RECEIPTS, Do.PRICE_CHECK, Do.HOLD),
    (Do.PAY, Do.CASH_MOVES, Do.DISCOUNT, Do.SHIFT),
)


class UnusableKeys(ValueError):
    """The key table names an unknown action, leaves one out, or uses a key twice."""


def load_keys(file: Path = FILE) -> dict[Do, str]:
    """The key of every action, in the words of a keyboard (`F9`, `Del`)."""
    raw = json.loads(file.read_text(encoding="utf-8"))
    if set(raw) != set(Do):
        raise UnusableKeys(sorted(set(raw) ^ set(Do)))
    if len(set(raw.values())) != len(raw):
        raise UnusableKeys(sorted(raw.values()))
    return {Do(name): str(key) for name, key in raw.items()}
