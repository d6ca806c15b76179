"""The cart as the screen shows it: ahead of the disk by as many lines as the store lane has waiting.

The engine's cart is the truth. This one follows the same steps at once, so that a line is painted without
waiting for its commit, and with a total that costs the same at the two-hundredth line as at the first.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from shared_models.rules.cart import CartLine, figures_of
from shared_models.rules.cart_prices import CHOSEN, SOURCE_OF, Choose, Key, is_of, key_of, repriced
from shared_models.rules.price_choice import WALK_IN, ChosenPrice, below_cost
from shared_models.rules.promoted import NOTHING, Promoted
from shared_models.rules.tax import TaxRule, rule_for
from shared_models.values.codes import TaxClass
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity

LINES_MOST: Final = 2_000
"""Of one receipt, as the wire and the engine have it; a test holds them equal."""


@dataclass(frozen=True, slots=True)
class TaxBook:
    """The tax rules in force today, one per class."""

    day: date
    rules: tuple[TaxRule, ...]

    @staticmethod
    def empty() -> "TaxBook":
        """Before the store is open: nothing is taxed, nothing is sold."""
        return TaxBook(day=date.min, rules=())

    def rule(self, tax_class: TaxClass) -> TaxRule | None:
        return rule_for(self.rules, tax_class, self.day)


class ShownCart:
    """Lines in the order they were added, their total, and how many goods they are."""

    def __init__(self, taxes: TaxBook) -> None:
        self._taxes = taxes
        self._rule_of = {tax_class: taxes.rule(tax_class) for tax_class in TaxClass}
        self._lines: list[CartLine] = []
        self._net_of: Counter[TaxRule | None] = Counter()
        self._net = 0
        self._gross = 0
        self._pieces = 0
        self._cart_discount = Money(0)
        self._promoted = NOTHING
        self.buyer = WALK_IN
        # Whether the branch wants to hear of units that sell for less than they cost, and those.
        self.warns = True
        self.losses: set[Key] = set()

    @property
    def promoted(self) -> Promoted:
        """What promotions make of the cart, as the store last said."""
        return self._promoted

    @property
    def lines(self) -> Sequence[CartLine]:
        return self._lines

    @property
    def cart_discount(self) -> Money:
        return self._cart_discount

    @property
    def pieces(self) -> int:
        """Goods in the cart; what is weighed counts as one."""
        return self._pieces

    @property
    def saved(self) -> Money:
        """All discounts together."""
        return Money(self._gross - self._net + self._cart_discount)

    @property
    def net(self) -> Money:
        """The lines after their own discounts."""
        return Money(self._net)

    @property
    def total(self) -> Money:
        """What is owed before cash rounding: equal to `figures_of`, without walking the lines."""
        on_top = [rule for rule in self._net_of if rule is not None and not rule.inclusive]
        if on_top and self._cart_discount:
            return self._figures_total()
        taxes = sum(rule.tax_on(Money(self._net_of[rule])) for rule in on_top)
        return Money(self._net - self._cart_discount + taxes)

    def add(self, line: CartLine) -> int:
        """Put a line at the end; gives its place."""
        self._lines.append(line)
        self._count(line, 1)
        return len(self._lines) - 1

    def change(self, place: int, line: CartLine) -> None:
        self._count(self._lines[place], -1)
        self._lines[place] = line
        self._count(line, 1)

    def remove(self, place: int) -> CartLine:
        line = self._lines.pop(place)
        self._count(line, -1)
        self._cart_discount = min(self._cart_discount, self.net)
        return line

    def discount(self, amount: Money) -> None:
        """Take `amount` off the whole cart."""
        self._cart_discount = amount

    def show(self, lines: Sequence[CartLine], cart_discount: Money, promoted: Promoted = NOTHING) -> set[Key]:
        """Follow the engine's cart; gives the units that came, went or have another price.

        Only what differs is counted anew: with promotions a cart of a thousand lines follows every scan.
        """
        news = set[Key]()
        while len(self._lines) > len(lines):
            news.add(key_of(self.remove(len(self._lines) - 1)))
        for place, (own, line) in enumerate(zip(self._lines, lines, strict=False)):
            if own is not line:
                self.change(place, line)
                if own.price != line.price or own.item is not line.item:
                    news |= {key_of(own), key_of(line)}
        for line in lines[len(self._lines) :]:
            self.add(line)
            news.add(key_of(line))
        if not lines:
            self.losses.clear()
        self._cart_discount = cart_discount
        self._promoted = promoted
        return news

    def shows(self, lines: Sequence[CartLine], total: Money, promoted: Promoted) -> bool:
        """Whether the screen says what the engine's cart says."""
        return (len(self._lines), self.total, self._promoted) == (len(lines), total, promoted) and all(
            own is line or own.promotions == line.promotions
            for own, line in zip(self._lines, lines, strict=True)
        )

    def weigh(self, key: Key, cost: Money | None) -> bool:
        """Mark a unit whose price no longer covers `cost` of its base unit; True when that is news."""
        line = next((one for one in reversed(self._lines) if is_of(one, key)), None)
        rule = None if line is None else self._rule_of[line.item.tax_class]
        low = (
            self.warns and line is not None and below_cost(line.price, cost, line.item.factor, tax_rule=rule)
        )
        news = low and key not in self.losses
        (self.losses.add if low else self.losses.discard)(key)
        return news

    def has_room(self, line: CartLine) -> bool:
        """Whether a receipt can still hold it. Asked before it is painted: what is refused only afterwards
        takes the lines behind it from the screen too.
        """
        return len(self._lines) < LINES_MOST or self.joins(line)

    def joins(self, line: CartLine) -> bool:
        """Whether `line` is one more of what was added last, at the same price and without a discount."""
        if not self._lines:
            return False
        last = self._lines[-1]
        if last.item != line.item or last.discount or line.discount or last.remark or last.salesperson:
            return False
        if last.particulars is not None or line.particulars is not None:
            return False
        if {last.price_source, line.price_source} <= CHOSEN:
            return True
        return (last.price, last.price_source) == (line.price, line.price_source)

    def reprice(self, key: Key, choose: Choose) -> None:
        """The lines of a unit at the price for all there is of it."""
        changed = repriced(self._lines, only=key, buyer=self.buyer, choose=choose, reprice=_priced)
        for place, line in changed.items():
            self.change(place, line)

    def _count(self, line: CartLine, sign: int) -> None:
        net = line.gross - line.off
        rule = self._rule_of[line.item.tax_class]
        self._net_of[rule] += sign * net
        if not self._net_of[rule]:
            del self._net_of[rule]
        self._net += sign * net
        self._gross += sign * line.gross
        self._pieces += sign * pieces_in(line.qty)

    def _figures_total(self) -> Money:
        figures = figures_of(
            self._lines,
            cart_discount=self._cart_discount,
            tax_rules=self._taxes.rules,
            day=self._taxes.day,
        )
        return figures.total


def _priced(line: CartLine, chosen: ChosenPrice) -> CartLine:
    changed = replace(
        line,
        price=chosen.price,
        price_source=SOURCE_OF[chosen.basis],
        list_price=chosen.list_price,
    )
    if changed.off > changed.gross:
        changed = replace(changed, promotions=())
    return replace(changed, discount=min(changed.discount, changed.gross))


def pieces_in(qty: Quantity) -> int:
    """How many goods a line is: its quantity when whole, one when weighed."""
    return 1 if qty % ONE else qty // ONE


def with_quantity(line: CartLine, qty: Quantity) -> CartLine:
    """The line with another quantity; a discount beyond its new price is cut to it, and promotions that no
    longer fit wait for the store's word.
    """
    changed = replace(line, qty=qty)
    if changed.off > changed.gross:
        changed = replace(changed, promotions=())
    return replace(changed, discount=min(changed.discount, changed.gross))
