"""Twenty-five customers, each served differently, by keys and scanner alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

from pos_client.features.till.state import Stage
from shared_models.values.money import Money

if TYPE_CHECKING:
    from pos_client.app.demo_day import Day
    from pos_client.store.catalogue import CatalogueItem

CUSTOMERS: Final = 25
# What a minimarket has, whatever its catalogue: enough words to find some dozens of articles.
WORDS: Final = (
    "air", "beras", "biskuit", "gula", "kecap", "kopi", "mi", "minyak", "pasta", "roti", "sabun", "sampo",
    "susu", "teh", "telur", "tisu",
)  # fmt: skip
UNKNOWN: Final = "8990000000000"
DISCOUNT: Final = Money(500)
NOTE: Final = 50_000


@dataclass(frozen=True, slots=True)
class Goods:
    """Articles of the shop's own catalogue to choose from."""

    pieces: tuple[CatalogueItem, ...]
    weighed: tuple[CatalogueItem, ...]


def goods_of(day: Day) -> Goods:
    """Found as a cashier finds them: by the beginnings of words."""
    found = {
        item.sku: item
        for word in WORDS
        for item in day.window.side.searching.look_up(word)
        if item.price and item.barcode
    }
    items = sorted(found.values(), key=lambda item: item.sku)
    return Goods(
        pieces=tuple(item for item in items if not item.decimals),
        weighed=tuple(item for item in items if item.decimals),
    )


class Customers:
    """Serves them one after the other; the same customers every day of the year."""

    def __init__(self, day: Day, random: Random) -> None:
        self._day = day
        self._hands = day.hands
        self._random = random
        self._goods = goods_of(day)
        self._ways: tuple[Callable[[], None], ...] = (
            self._scans_and_pays_exactly,
            self._wants_three,
            self._asks_by_name,
            self._buys_by_weight,
            self._changes_their_mind,
            self._gets_a_discount,
            self._pays_in_two_parts,
            self._asks_for_the_price,
        )

    def serve_all(self) -> None:
        """One of them waits: the cart is put aside for another customer, then taken back."""
        for number in range(CUSTOMERS):
            if number == CUSTOMERS // 2:
                self._waits_for_another()
            else:
                self._ways[number % len(self._ways)]()
            self._day.sold(number)

    # the ways ---------------------------------------------------------------------------------------------

    def _scans_and_pays_exactly(self) -> None:
        self._scan(self._random.randint(1, 5))
        self._day.picture("cart")
        self._pay()

    def _wants_three(self) -> None:
        self._hands.enter(f"{self._random.randint(2, 6)}*{self._barcode()}")
        self._scan(1)
        self._pay("Alt+1")

    def _asks_by_name(self) -> None:
        item = self._random.choice(self._goods.pieces)
        self._hands.type(item.name[:8].lower())
        self._day.picture("search")
        self._hands.press("Return")
        self._scan(2)
        self._begin_to_pay()
        due = self._day.window.side.paying.pay
        assert due is not None
        self._hands.type(str(-(-due.due // NOTE) * NOTE))
        self._hands.press("Return")
        self._day.until_paid()

    def _buys_by_weight(self) -> None:
        if self._goods.weighed:
            item = self._random.choice(self._goods.weighed)
            self._hands.enter(f"0,{self._random.randint(2, 9)}5*{item.barcode}")
        self._scan(2)
        self._pay("Alt+2")

    def _changes_their_mind(self) -> None:
        self._scan(3)
        self._hands.enter("+")
        self._hands.press("PgUp")
        self._hands.press("Del")
        self._begin_to_pay()
        self._hands.press("F4")
        self._day.until_paid()

    def _gets_a_discount(self) -> None:
        """More off than a cashier may give: the supervisor allows it in place."""
        self._scan(2)
        self._hands.press("F11")
        self._hands.enter(str(self._random.randint(1, 3) * DISCOUNT))
        self._day.allow_if_asked()
        self._day.until(lambda: self._day.window.side.till.state.saved > 0, "the discount is on the cart")
        self._pay()

    def _pays_in_two_parts(self) -> None:
        self._scan(3)
        self._begin_to_pay()
        pay = self._day.window.side.paying.pay
        assert pay is not None
        self._hands.type(str(pay.due // 2000 * 1000))
        self._hands.press("Return")
        self._hands.press("Return")
        self._day.until_paid()

    def _asks_for_the_price(self) -> None:
        self._hands.scan(UNKNOWN)
        self._day.picture("unknown")
        self._hands.press("Esc")
        self._hands.press("F7")
        self._hands.scan(self._barcode())
        self._day.picture("price")
        self._hands.press("Return")
        self._scan(1)
        self._pay("Alt+3")

    def _waits_for_another(self) -> None:
        self._scan(2)
        self._hands.press("F8")
        self._day.until(lambda: self._day.window.shell.panel is not None, "the hold panel is open")
        self._hands.enter("Bu Ratih")
        till = self._day.window.side.till
        self._day.until(
            lambda: not till.cart.lines and self._day.window.shell.panel is None, "the cart is held"
        )
        self._scans_and_pays_exactly()
        self._day.sold(-1)
        self._hands.press("F8")
        self._day.until(lambda: self._day.window.shell.panel is not None, "the recall panel is open")
        self._day.picture("recall")
        self._hands.press("Return")
        self._day.until(lambda: len(till.cart.lines) > 0, "the held cart is back")
        self._pay()

    # hands ------------------------------------------------------------------------------------------------

    def _barcode(self) -> str:
        return self._random.choice(self._goods.pieces).barcode or ""

    def _scan(self, count: int) -> None:
        for _ in range(count):
            self._hands.scan(self._barcode())

    def _begin_to_pay(self) -> None:
        self._hands.press("Return")
        assert self._day.window.side.till.state.stage is Stage.SELLING

    def _pay(self, note: str = "") -> None:
        """Two keys for exact cash with receipt; one more for a suggested note."""
        self._begin_to_pay()
        if note:
            self._hands.press(note)
        self._day.picture("pay")
        self._hands.press("Return")
        self._day.until_paid()
