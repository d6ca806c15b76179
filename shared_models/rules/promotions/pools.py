"""Lines of the same product, unit and price are one pool: how they were scanned and split does not matter."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from shared_models.rules.promotions.basket import BasketLine
from shared_models.rules.promotions.model import Scope
from shared_models.values.ids import CategoryId, ProductId
from shared_models.values.quantity import ONE, Quantity, in_base_unit

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Pool:
    """Lines that are the same goods. `units`: those that can be counted, none when the quantity is not whole.

    `unit_price`: what one of them is worth, cut down: what a discount by hand leaves over is not counted.
    """

    product: ProductId
    category: CategoryId | None
    unit: str
    by_hand: bool
    qty: int
    base_qty: int
    gross: int
    units: int
    unit_price: int
    lines: tuple[BasketLine, ...]


class Pools:
    """All pools in canonical order, found by product and category. Places in the order stand for pools."""

    __slots__ = (
        *("_by_category", "_by_product", "_categories", "_normal", "_products", "all", "pools", "prices"),
        "units",
    )

    def __init__(self, lines: Sequence[BasketLine]) -> None:
        self.pools = _pooled(lines)
        self.all = tuple(range(len(self.pools)))
        self.units = [pool.units for pool in self.pools]
        self.prices = [pool.unit_price for pool in self.pools]
        self._normal = tuple(place for place in self.all if not self.pools[place].by_hand)
        self._by_product: dict[ProductId, list[int]] = {}
        self._by_category: dict[CategoryId, list[int]] = {}
        for place, pool in enumerate(self.pools):
            self._by_product.setdefault(pool.product, []).append(place)
            if pool.category is not None:
                self._by_category.setdefault(pool.category, []).append(place)
        self._products, self._categories = frozenset(self._by_product), frozenset(self._by_category)

    def within(self, scope: Scope, *, also_by_hand: bool) -> tuple[int, ...]:
        """Places of the pools in `scope`, ascending."""
        if scope.whole:
            found: Iterable[int] = self.all if also_by_hand else self._normal
        else:
            named = _looked_up(self._by_product, self._products, scope.products)
            if scope.categories:
                named |= _looked_up(self._by_category, self._categories, scope.categories)
            if not named:
                return ()
            found = sorted(named)
            if not also_by_hand:
                found = [place for place in found if not self.pools[place].by_hand]
        return tuple(filter(self._narrowed(scope), found)) if _narrow(scope) else tuple(found)

    def _narrowed(self, scope: Scope) -> Callable[[int], bool]:
        def inside(place: int) -> bool:
            pool = self.pools[place]
            if pool.product in scope.except_products or pool.category in scope.except_categories:
                return False
            return not scope.units or pool.unit in scope.units

        return inside

    def gross(self, places: Iterable[int]) -> int:
        """What the pools cost before any promotion."""
        return sum(self.pools[place].gross for place in places)


def _narrow(scope: Scope) -> bool:
    return bool(scope.units or scope.except_products or scope.except_categories)


def _looked_up(places: dict[Key, list[int]], there: frozenset[Key], wanted: frozenset[Key]) -> set[int]:
    # A promotion may name thousands of products, a cart hold thousands: two sets meet without hashing anew.
    found: set[int] = set()
    for key in wanted & there:
        found.update(places[key])
    return found


def _pooled(lines: Sequence[BasketLine]) -> list[Pool]:
    groups: dict[tuple[int, str, int, bool], list[BasketLine]] = {}
    for line in lines:
        key = (line.product.int, line.unit, line.price, line.by_hand)
        groups.setdefault(key, []).append(line)
    return [_pool(groups[key]) for key in sorted(groups)]


def _pool(lines: list[BasketLine]) -> Pool:
    # Which of two lines gets the odd rupiah must not depend on the scanning either.
    lines.sort(key=lambda line: (-line.gross, -line.qty, line.line))
    first, qty, gross = lines[0], 0, 0
    for line in lines:
        qty += line.qty
        gross += line.gross
    units = qty // ONE if qty % ONE == 0 else 0
    return Pool(
        product=first.product,
        category=first.category,
        unit=first.unit,
        by_hand=first.by_hand,
        qty=qty,
        base_qty=qty if first.factor == ONE else in_base_unit(Quantity(qty), first.factor),
        gross=gross,
        units=units,
        unit_price=gross // units if units else 0,
        lines=tuple(lines),
    )
