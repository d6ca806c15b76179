"""A trading day as hands at the till do it: receipts of every kind, in an order that chance decides once.

Each kind is one method of `Day`; `KINDS` says how many of it a day has. How a step is done is the hand's
business: `Keyboard` here, fingers in `touch_day`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from typing_extensions import override

from pos_client.app.hands import Hands
from pos_client.features.till.state import Stage
from pos_client.features.till.ways import KEYS
from shared_models.rules.tender import DENOMINATIONS
from tests.factories.seller import Seller

Kinds = dict[Callable[["Day"], None], int]


class CountingHands(Hands):
    """Hands that count their keystrokes; what a scanner sends is none."""

    def __init__(self) -> None:
        super().__init__()
        self.strokes = 0

    @override
    def type(self, text: str) -> None:
        self.strokes += len(text)
        super().type(text)

    @override
    def press(self, key: str) -> None:
        self.strokes += 1
        super().press(key)


@dataclass(frozen=True, slots=True)
class Goods:
    """What the shop has: codes of things sold by the piece, one of them dear; a code of something weighed.
    `much`: more off the dear one than a cashier may give.
    """

    pieces: tuple[str, ...]
    dear: str
    weighed: str
    much: int = 5_000


@dataclass(frozen=True, slots=True)
class People:
    """Who sells, by name, and who allows."""

    cashier: str
    cashier_pin: str
    supervisor_pin: str


class Day:
    """One day at one till. `sold` and `returned` count receipts, `kinds` what was done."""

    def __init__(
        self, seller: Seller, goods: Goods, people: People, *, hand: Keyboard | None = None, seed: int = 4
    ) -> None:
        self.seller = seller
        self.hand = hand or Keyboard(seller)
        self.goods = goods
        self.people = people
        self.chance = Random(seed)
        self.kinds: Counter[str] = Counter()
        self.sold = self.returned = self.joined_count = 0

    def trade(self, kinds: Kinds | None = None) -> None:
        """Everything of `KINDS`, mixed, after two plain receipts that can be printed again."""
        rest = [kind for kind, times in (kinds or KINDS).items() for _ in range(times)]
        self.chance.shuffle(rest)
        for kind in [Day.exact, Day.exact, *rest]:
            kind(self)
            self.kinds[kind.__name__] += 1
            assert self.seller.lines() == [], kind.__name__
            assert self.seller.panel is None, kind.__name__
            assert not self.seller.till.state.refused, kind.__name__

    @property
    def receipts(self) -> int:
        return self.sold + self.returned

    # the drawer

    def open_with(self, amount: int) -> None:
        """Choose the name, type the PIN, begin the shift."""
        card = self.seller.page.sign_in
        while card.chosen.name != self.people.cashier:
            self.seller.hands.press("Down")
        self.seller.enter(self.people.cashier_pin)
        self.seller.until(lambda: self.seller.window.side.shift.cashier is not None)
        self.seller.enter(str(amount))
        self.seller.until(lambda: self.seller.stage() is Stage.SELLING)

    def close_counted(self) -> None:
        """Count what should be there, note by note, and close."""
        seller = self.seller
        seller.press("F12")
        left = int("".join(filter(str.isdigit, seller.page.expected.text())))
        for piece in DENOMINATIONS:
            seller.enter(str(left // piece))
            left %= piece
        assert left == 0
        seller.press("F12")
        seller.until(lambda: seller.stage() is Stage.CLOSED)

    # sales

    def exact(self) -> None:
        """The usual one: scan, two keys."""
        self.basket()
        self.paid(self.hand.exactly)

    def with_a_note(self) -> None:
        self.basket()
        self.paid(self.hand.with_a_note)

    def without_paper(self) -> None:
        self.basket()
        self.paid(self.hand.without_paper)

    def in_two_parts(self) -> None:
        self.hand.ring_up(self.goods.dear)
        self.hand.part(10_000)
        self.paid(self.hand.the_rest)

    def weighed_and_counted(self) -> None:
        self.hand.weigh(self.goods.weighed, self.chance.randrange(100, 999))
        self.hand.count(self._piece(), self.chance.randrange(2, 13))
        self.hand.one_more()
        self.hand.one_less()
        self.paid(self.hand.exactly)

    def after_a_change_of_mind(self) -> None:
        """A line goes out again before it is paid."""
        self.hand.ring_up(*self.goods.pieces[:2], self.goods.dear)
        self.hand.drop()
        self.paid(self.hand.exactly)

    def discounted(self) -> None:
        """Beyond what a cashier may give: a supervisor allows it in place."""
        self.hand.ring_up(self.goods.dear)
        self.hand.discount(self.goods.much)
        self._allowed()
        self.paid(self.hand.exactly)

    def at_another_price(self) -> None:
        """The shelf said less: a supervisor allows it in place."""
        self.hand.ring_up(self.goods.dear)
        line = self.seller.till.chosen
        assert line is not None
        self.hand.price(line.price - self.goods.much)
        self._allowed()
        self.paid(self.hand.exactly)

    def held_and_recalled(self) -> None:
        """Somebody forgot their purse; the next one pays meanwhile."""
        self.basket()
        self.hand.hold()
        self.exact()
        self.hand.recall()
        self.paid(self.hand.exactly)

    def given_up(self) -> None:
        self.basket()
        self.hand.give_up()
        self._allowed()
        self.seller.until(lambda: self.seller.lines() == [])

    def joined(self) -> None:
        """Somebody becomes a customer, and buys."""
        self.basket()
        self.joined_count += 1
        self.hand.new_customer(f"Ibu Wati {self.joined_count}", f"08131234{self.joined_count:04}")
        self.paid(self.hand.exactly)

    def called_from_the_queue(self) -> None:
        """A number is given out, called and served."""
        self.hand.queue_one()

    # what comes back

    def brought_back(self) -> None:
        """One of what the newest receipt sold, with a supervisor."""
        self.hand.ring_up(self.goods.dear)
        self.paid(self.hand.exactly)
        self.hand.bring_back_one()
        self._returned()

    def exchanged(self) -> None:
        """One thing comes back, another is bought."""
        self.brought_back()
        self.exact()

    def brought_without_receipt(self) -> None:
        self.hand.bring_without_receipt(self._piece())
        self._returned()

    # beside selling

    def price_checked(self) -> None:
        self.hand.check_price(self._piece())

    def printed_again(self) -> None:
        self.hand.print_again()

    def cash_taken_out(self) -> None:
        self.hand.take_out(5_000)
        self.seller.until(lambda: self.seller.panel is None)

    def drawer_opened(self) -> None:
        self.hand.open_drawer()
        self._allowed()
        self.seller.until(lambda: self.seller.panel is None)

    # small steps

    def _piece(self) -> str:
        return self.chance.choice(self.goods.pieces)

    def basket(self) -> None:
        self.hand.ring_up(*[self._piece() for _ in range(self.chance.randrange(1, 5))])

    def paid(self, pay: Callable[[], None]) -> None:
        pay()
        self.seller.until(lambda: self.seller.stage() is Stage.PAID)
        self.sold += 1

    def _allowed(self) -> None:
        self.hand.allow(self.people.supervisor_pin)

    def _returned(self) -> None:
        returning = self.seller.window.side.receipts.returning
        self.hand.pay_out()
        self._allowed()
        self.seller.until(lambda: returning.done is not None)
        self.returned += 1
        self.hand.back_to_the_till()


class Keyboard:
    """Every step of a day by keys and scanner."""

    def __init__(self, seller: Seller) -> None:
        self.seller = seller

    def ring_up(self, *codes: str) -> None:
        self.seller.scan(*codes)

    def weigh(self, code: str, grams: int) -> None:
        self.seller.enter(f"0,{grams}*{code}")

    def count(self, code: str, pieces: int) -> None:
        self.seller.enter(f"{pieces}*{code}")

    def one_more(self) -> None:
        self.seller.enter("+")

    def one_less(self) -> None:
        self.seller.enter("-")

    def drop(self) -> None:
        self.seller.press("Del")

    def discount(self, amount: int) -> None:
        self.seller.press("F11")
        self.seller.enter(str(amount))

    def price(self, amount: int) -> None:
        self.seller.press("Ctrl+F11")
        self.seller.enter(str(amount))

    def hold(self) -> None:
        self.seller.press("F8", "Return")

    def recall(self) -> None:
        self.seller.press("F8", "Return")

    def give_up(self) -> None:
        self.seller.press("Ctrl+Del", "Return")

    def allow(self, pin: str) -> None:
        self.seller.enter(pin)

    def new_customer(self, name: str, phone: str) -> None:
        self.seller.press("F3", "Ctrl+N")
        self.seller.type(name)
        self.seller.press("Return")
        self.seller.type(phone)
        self.seller.press("Return")
        self.seller.until(lambda: self.seller.panel is None)

    def write(self, words: str) -> None:
        """Into whatever field is open."""
        self.seller.type(words)

    def note_time(self, pin: str, choice: int) -> None:
        """Come, go, or have a break: whoever's PIN it is, and the choice there is."""
        self.seller.press("Ctrl+H")
        self.seller.enter(pin)
        self.seller.until(lambda: bool(self.seller.panel.choices))
        self.seller.press(str(choice))
        self.seller.until(lambda: self.seller.panel is None)

    def next_level(self) -> None:
        self.seller.press("Shift+F11", "Down", "Return")

    def order(self, deposit: int) -> None:
        """The cart is laid aside; its deposit is asked for."""
        self.seller.press("Shift+F8")
        self.seller.enter(str(deposit))

    def pick_up(self) -> None:
        self.seller.press("Shift+F8", "Return")

    def quote(self) -> None:
        self.seller.press("Shift+F8", "F11", "Return")

    def ask_invoice(self, *words: str) -> None:
        """Beside the newest receipt: number, name and address of the buyer."""
        self.seller.press("F3")
        for one in words:
            self.seller.type(one)
            self.seller.press("Return")

    def receipts(self) -> None:
        self.seller.press("F6")

    def queue_one(self) -> None:
        self.seller.press("Ctrl+Q")
        if not self.seller.panel.rows:
            self.seller.enter("Kasir")
        self.seller.press("Alt+A", "Return", "F8", "Esc")

    def exactly(self) -> None:
        self.seller.press("Return", "Return")

    def with_a_note(self) -> None:
        self.seller.press("F9", "Alt+1", "Return")

    def without_paper(self) -> None:
        self.seller.press("F4", "F4")

    def part(self, amount: int) -> None:
        self.seller.press("Return")
        self.seller.enter(str(amount))

    def the_rest(self) -> None:
        self.seller.press("Return")

    def by_qris(self, number: str) -> None:
        """The amount is in the code; its number is typed when the money is in."""
        self.seller.press("Return", "F9")
        self.seller.type(number)
        self.seller.press("Return")

    def by_way(self, name: str, reference: str = "") -> None:
        """All of the rest that this way can pay."""
        self._choose_way(name)
        self.seller.type(reference)
        self.seller.press("Return")

    def by_card_number(self, name: str, number: str) -> None:
        """What is on a card of the shop: its number first, then what it can pay."""
        self._choose_way(name)
        self.seller.type(number)
        self.seller.press("Return")
        self.seller.until(self._card_is_known)
        self.seller.press("Return")

    def _card_is_known(self) -> bool:
        pay = self.seller.window.side.paying.pay
        return pay is not None and pay.held is not None

    def _choose_way(self, name: str) -> None:
        self.seller.press("Return", "F6")
        names = [entry.accessibleName() for entry in self.seller.panel.rows]
        self.seller.type(KEYS[names.index(name)])

    def sell_card(self, number: str, amount: int) -> None:
        self.seller.press("Shift+F9")
        self.seller.type(number)
        self.seller.press("Return")
        self.seller.enter(str(amount))

    def give_change_away(self) -> None:
        self.seller.press("Return", "Alt+1", "Alt+D", "Return")

    def enter_code(self, code: str) -> None:
        self.seller.enter(code)

    def confirm(self) -> None:
        """What is asked before something is sold."""
        self.seller.press("Return")

    def bring_back_one(self) -> None:
        self.seller.press("F6", "F9")
        self.seller.type("1")

    def bring_without_receipt(self, code: str) -> None:
        self.seller.press("F6", "F10")
        self.seller.scan(code)

    def pay_out(self) -> None:
        self.seller.press("F12")

    def back_to_the_till(self) -> None:
        while self.seller.here != "till":
            self.seller.press("Esc")

    def check_price(self, code: str) -> None:
        self.seller.press("F7")
        self.seller.scan(code)
        self.seller.press("Esc")

    def print_again(self) -> None:
        self.seller.press("F6", "Return", "Esc")

    def take_out(self, amount: int) -> None:
        self.seller.press("F10")
        self.seller.enter(str(amount))

    def open_drawer(self) -> None:
        self.seller.press("F5", "Return")


KINDS: Final[Kinds] = {
    Day.exact: 20,
    Day.with_a_note: 12,
    Day.without_paper: 6,
    Day.in_two_parts: 6,
    Day.weighed_and_counted: 10,
    Day.after_a_change_of_mind: 4,
    Day.discounted: 4,
    Day.at_another_price: 1,
    Day.held_and_recalled: 4,
    Day.joined: 3,
    Day.called_from_the_queue: 4,
    Day.given_up: 2,
    Day.brought_back: 4,
    Day.exchanged: 3,
    Day.brought_without_receipt: 2,
    Day.price_checked: 6,
    Day.printed_again: 3,
    Day.cash_taken_out: 2,
    Day.drawer_opened: 1,
}


def events(seller: Seller, kind: str) -> list[dict[str, Any]]:
    """What the till's journal says of this kind, in order."""
    found = seller.rows("SELECT body FROM event WHERE type = ? ORDER BY position", kind)
    return [json.loads(body)["p"] for (body,) in found]
