"""The keys of the till as a table: what each does stands in `keys.json`, nowhere else.

A till may have a map of its own: a ready-made one, or keys a person chose. `KeyTable` is the one in use;
whoever shows a key asks it anew when the words are said anew.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from pos_client.texts import N_

FILE: Final = Path(__file__).with_name("keys.json")
SULTAN_FILE: Final = Path(__file__).with_name("keys_sultan.json")


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
    PRICE = "price"
    NOTE = "note"
    LOT = "lot"
    SHIFT = "shift"
    GIFT_CARD = "gift_card"
    ORDERS = "orders"
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
    LABELS = "labels"


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
    Do.PRICE: N_("Another price for the line"),
    Do.NOTE: N_("Remark and salesperson of a line"),
    Do.LOT: N_("Another lot for the line"),
    Do.SHIFT: N_("Shift"),
    Do.GIFT_CARD: N_("Sell or load a gift card"),
    Do.ORDERS: N_("Orders with deposit, quotations"),
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
    Do.LABELS: N_("Labels for shelves and goods"),
}

# Three groups, as on the keyboard; what is not built is not shown.
GROUPS: Final[tuple[tuple[Do, ...], ...]] = (
    (Do.HELP, Do.SEARCH, Do.CUSTOMER, Do.CASH),
    (Do.DRAWER, Do.RECEIPTS, Do.PRICE_CHECK, Do.HOLD),
    (Do.PAY, Do.CASH_MOVES, Do.DISCOUNT, Do.SHIFT),
)


# F1 is help everywhere in the program, so it is here.
FIXED: Final = frozenset({Do.HELP})
# These belong to the input line, to lists and panels, and to the window.
TAKEN: Final = frozenset(
    {
        *(
            "Return",
            "Enter",
            "Esc",
            "Tab",
            "Backspace",
            "Up",
            "Down",
            "Left",
            "Right",
            "Space",
            "+",
            "-",
            "*",
        ),
        *("Ctrl+K", "Alt+Left", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+A", "Ctrl+Z", "Alt+F4"),
        *(f"Alt+{digit}" for digit in range(10)),
    }
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


DEFAULT: Final = "default"
SULTAN: Final = "sultan"
OWN: Final = "own"
REMEMBERED_KEYS: Final = "till.keys"


def presets() -> dict[str, dict[Do, str]]:
    """Maps that are ready-made: ours, and the one that users of Sultan have in their fingers."""
    ours = load_keys()
    changed = json.loads(SULTAN_FILE.read_text(encoding="utf-8"))
    return {DEFAULT: ours, SULTAN: ours | {Do(name): str(key) for name, key in changed.items()}}


_ALIASES: Final = {
    "delete": "del",
    "insert": "ins",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdown",
    "control": "ctrl",
}


def same_key(key: str) -> str:
    """One spelling for every way to write a key (`Ctrl+K`, `ctrl+k`; `Del`, `Delete`), to compare by."""
    ends_in_plus = key.endswith("+")
    parts = [part.strip().casefold() for part in key.removesuffix("+").split("+")]
    *modifiers, last = [_ALIASES.get(part, part) for part in parts if part] + ["+"] * ends_in_plus or [""]
    return "+".join([*sorted(modifiers), last])


_TAKEN: Final = frozenset(same_key(key) for key in TAKEN)


def conflicts(keys: Mapping[Do, str]) -> dict[Do, str]:
    """What keeps a map from being used, by action: `taken` by the program, `letter` that is typed, `twice`.

    An action may have no key: it is reached by finger.
    """
    users: defaultdict[str, list[Do]] = defaultdict(list)
    for do, key in keys.items():
        if key:
            users[same_key(key)].append(do)
    found: dict[Do, str] = {}
    for key, doing in users.items():
        why = _unfit(key) or ("twice" if len(doing) > 1 else "")
        found |= dict.fromkeys(doing, why) if why else {}
    return found


def _unfit(key: str) -> str:
    """Of a key as `same_key` spells it."""
    if key in _TAKEN:
        return "taken"
    # One mark is something a person types into the line; so is it with Shift.
    return "letter" if len(key.removeprefix("shift+")) == 1 else ""


_RANK: Final = {"": 0, "shift": 1, "ctrl": 2}


def in_keyboard_order(keys: Mapping[Do, str]) -> list[tuple[Do, str]]:
    """Every action and its key as one looks for it: F1 to F12, other keys, then those with Shift and Ctrl."""

    def place(one: tuple[Do, str]) -> tuple[int, bool, int, str]:
        modifiers, _plus, last = same_key(one[1]).rpartition("+")
        number = last.removeprefix("f")
        is_function = last.startswith("f") and number.isdigit()
        return _RANK.get(modifiers, len(_RANK)), not is_function, int(number) if is_function else 0, last

    return sorted(keys.items(), key=place)


class KeyTable(Mapping[Do, str]):
    """The keys in use at this till. Everything else that shows or binds a key looks here."""

    def __init__(self, keys: Mapping[Do, str]) -> None:
        self._keys = dict(keys)

    def use(self, keys: Mapping[Do, str]) -> None:
        """Raises UnusableKeys where two actions share a key, or one is taken."""
        wanted = {do: keys.get(do, "") for do in Do} | {do: self._keys[do] for do in FIXED}
        if conflicts(wanted):
            raise UnusableKeys(sorted(conflicts(wanted)))
        self._keys = wanted

    def __getitem__(self, do: Do) -> str:
        return self._keys[do]

    def __iter__(self) -> Iterator[Do]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


def preset_of(keys: Mapping[Do, str]) -> str:
    """Which ready-made map this is; OWN where a person changed something."""
    return next((name for name, known in presets().items() if known == dict(keys)), OWN)


def remembered(raw: object) -> dict[Do, str] | None:
    """A map as it was kept at this till. An action of a newer build gets its usual key where that is free.

    None where there is none, or none that can be used.
    """
    if not isinstance(raw, dict):
        return None
    usual = load_keys()
    kept = {Do(name): key for name, key in raw.items() if name in set(Do) and isinstance(key, str)}
    kept |= {do: usual[do] for do in FIXED}
    for do, key in usual.items():
        if do not in kept:
            kept[do] = "" if same_key(key) in map(same_key, kept.values()) else key
    return None if conflicts(kept) else kept


KEYS: Final = KeyTable(load_keys())
"""One process is one till: as with the language, this is the module's only state."""


def key_of(do: Do) -> str:
    """The key in use, for a sentence that names it."""
    return KEYS[do]
