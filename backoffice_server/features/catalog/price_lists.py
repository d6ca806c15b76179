"""A price level as a list: what every product costs at it now, and what it will cost next."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from backoffice_server.features.catalog import listing, queries
from backoffice_server.features.catalog.listing import Asked, StockLevel, StockLevels
from backoffice_server.features.catalog.records import Price
from backoffice_server.kernel.unit import Unit
from shared_models.rules.price_choice import RETAIL
from shared_models.rules.pricing import in_force
from shared_models.values.money import ZERO, Money
from shared_models.wire.catalog import PriceListLine, ProductLine
from shared_models.wire.paging import Page


def price_list(
    unit: Unit, asked: Asked, *, level_code: str, today: date, stock: StockLevels, level: StockLevel
) -> Page[PriceListLine]:
    """One page of the products of `asked`, in its order, with their prices at a level."""
    page = listing.product_page(unit, asked, today=today, stock=stock, level=level)
    held = queries.load(unit, [line.id for line in page.rows])
    wanted = None if level_code == RETAIL else level_code
    rows = tuple(
        _line(line, _of_level(held[line.id].units[0].prices, wanted), asked.branch, today)
        for line in page.rows
    )
    return Page[PriceListLine](rows=rows, next=page.next, total=page.total)


def _of_level(prices: Sequence[Price], level: str | None) -> list[Price]:
    """Everybody's at the level, as they were introduced."""
    found = [price for price in prices if price.customer is None and price.level == level]
    return sorted(found, key=lambda price: price.introduced)


def _line(line: ProductLine, prices: Sequence[Price], branch: UUID | None, today: date) -> PriceListLine:
    from_one = [price for price in prices if not price.from_qty]
    now = _price_on(from_one, branch, today)
    next_from, next_price = _next(from_one, branch, today, now)
    return PriceListLine(
        id=line.id,
        sku=line.sku,
        name=line.name,
        category=line.category,
        unit=line.unit,
        cost=line.cost,
        price=now or None,
        next_price=next_price,
        next_from=next_from,
        tiers=len({price.from_qty for price in prices if price.from_qty and price.price}),
    )


def _price_on(prices: Sequence[Price], branch: UUID | None, day: date) -> Money:
    """0: none."""
    held = in_force(prices, day=day, branch=branch)
    return ZERO if held is None else held.price


def _next(
    prices: Sequence[Price], branch: UUID | None, today: date, now: Money
) -> tuple[date | None, Money | None]:
    """The first day to come on which it costs something else."""
    turns = {price.valid_from for price in prices}
    turns |= {price.valid_to + timedelta(days=1) for price in prices if price.valid_to is not None}
    for day in sorted(turn for turn in turns if turn > today):
        then = _price_on(prices, branch, day)
        if then != now:
            return day, then
    return None, None
