"""Made-up sales for the floors and for the server: few best sellers and a long tail, always the same ones."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final
from uuid import UUID

PRODUCTS: Final = 10_000
BRANCHES: Final = 4
# Sales that are there before anything is measured: plans and pages are those of a shop at work.
HISTORY: Final = 5_000


@dataclass(frozen=True, slots=True)
class PlainLine:
    """One line: product number, pieces, unit price, unit cost."""

    product: int
    pieces: int
    price: int
    cost: int

    @property
    def amount(self) -> int:
        return self.pieces * self.price


@dataclass(frozen=True, slots=True)
class PlainSale:
    """A cash sale of three to five lines, 11 % tax inside."""

    number: int
    branch: int
    id: UUID
    lines: tuple[PlainLine, ...]

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def tax(self) -> int:
        return self.total - self.total * 100 // 111

    @property
    def cost(self) -> int:
        return sum(line.pieces * line.cost for line in self.lines)


def price_of(product: int) -> int:
    return 1_000 + (product * 37 % 900) * 100


def sales(count: int, *, seed: int) -> list[PlainSale]:
    """`count` sales; equal seeds give equal sales."""
    chance = random.Random(seed)
    return [
        PlainSale(
            number,
            1 + number % BRANCHES,
            UUID(int=chance.getrandbits(128), version=4),
            _lines(chance, 3 + number % 3),
        )
        for number in range(count)
    ]


def _lines(chance: random.Random, count: int) -> tuple[PlainLine, ...]:
    lines = []
    for _ in range(count):
        best_seller = chance.random() < 0.5
        product = (
            min(PRODUCTS, int(chance.paretovariate(0.6))) if best_seller else chance.randint(1, PRODUCTS)
        )
        price = price_of(product)
        lines.append(PlainLine(product, chance.randint(1, 4), price, price * 7 // 10))
    return tuple(lines)
