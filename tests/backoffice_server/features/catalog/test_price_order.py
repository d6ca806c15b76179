"""The list sorts by the price of the day, whatever was planned, has ended, or holds in one branch alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import select

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog import listing, service
from backoffice_server.features.catalog.listing import Asked, Limits
from backoffice_server.features.catalog.tables import list_price, price
from backoffice_server.features.stock.queries import level
from backoffice_server.nightly import Nightly
from shared_models.values.money import Money
from shared_models.values.quantity import ONE
from shared_models.wire.catalog import ProductLine, SaveUnit
from tests.factories.shop import Shop

PLANNED = 3


@pytest.fixture
def priced(shop: Shop) -> date:
    """Sugar gets dearer in three days, tea has its own price in BDG2, eggs have one that ends in two days."""
    with shop.database.write() as unit:
        today = branches.today(unit)
        sugar = service.document(unit, product=shop.product("GULA-1KG"))
        dearer = SaveUnit(unit="pcs", factor=ONE, price=Money(90_000), price_from=today + timedelta(PLANNED))
        service.save_product(
            unit,
            product=sugar.id,
            request=sugar.product.model_copy(update={"units": (dearer,), "version": sugar.version}),
            by=None,
        )
        rows = [
            ("TEH-KENARA", "btl", shop.branch("BDG2"), 1_000, None),
            ("TELUR", "kg", None, 99_000, today + timedelta(2)),
        ]
        unit.insert(
            price,
            [
                (
                    *(UUID(int=at), shop.product(sku), name, branch, cost, today, last, 10_000, unit.now()),
                    *(None, None, None, 0),
                )
                for at, (sku, name, branch, cost, last) in enumerate(rows, 1)
            ],
        )
        for sku in ("TEH-KENARA", "TELUR"):
            held = service.document(unit, product=shop.product(sku))
            request = held.product.model_copy(update={"version": held.version})
            service.save_product(unit, product=held.id, request=request, by=None)
    return today


def lines(shop: Shop, day: date, branch: str | None, *, descending: bool = False) -> list[ProductLine]:
    place = shop.branch(branch) if branch else None
    found: list[ProductLine] = []
    after: str | None = None
    with shop.database.read() as unit:
        while True:
            asked = Asked(sort="price", descending=descending, after=after, limit=2, branch=place)
            page = listing.product_page(unit, asked, today=day, stock=lambda *_asked: {}, level=level)
            found += page.rows
            after = page.next
            if after is None:
                return found


def test_the_order_is_that_of_the_prices_shown(shop: Shop, priced: date) -> None:
    for branch, days in product([None, "BDG1", "BDG2"], range(-1, PLANNED + 2)):
        day = priced + timedelta(days)
        for descending in (False, True):
            shown = [line.price or -1 for line in lines(shop, day, branch, descending=descending)]
            assert shown == sorted(shown, reverse=descending)
        prices = {line.sku: line.price for line in lines(shop, day, branch)}
        if days >= 0:
            assert prices["GULA-1KG"] == (90_000 if days >= PLANNED else 17_500)
            assert prices["TEH-KENARA"] == (1_000 if branch == "BDG2" else 3_500)
            assert prices["TELUR"] == (99_000 if days <= 2 else 28_000)


def test_a_kept_price_says_until_when_it_holds(shop: Shop, priced: date) -> None:
    kept = {row.product_id: row for row in shop.rows(select(list_price))}
    sugar, eggs = kept[shop.product("GULA-1KG")], kept[shop.product("TELUR")]
    assert (sugar.price, sugar.valid_until) == (17_500, priced + timedelta(PLANNED))
    assert (eggs.price, eggs.valid_until) == (99_000, priced + timedelta(3))
    tea = kept[shop.product("TEH-KENARA")]
    assert tea.valid_from == tea.valid_until, "branches differ: it is looked up"


def kept(shop: Shop, sku: str) -> tuple[int | None, date, date | None]:
    row = shop.rows(select(list_price).where(list_price.c.product_id == shop.product(sku)))[0]
    return row.price, row.valid_from, row.valid_until


def test_a_planned_price_is_kept_from_the_night_its_day_comes(shop: Shop, priced: date) -> None:
    nightly = Nightly(shop.database)
    nightly.look()
    assert kept(shop, "GULA-1KG") == (17_500, priced, priced + timedelta(PLANNED))
    shop.clock.forward(days=PLANNED)
    nightly.look()
    assert kept(shop, "GULA-1KG") == (90_000, priced + timedelta(PLANNED), None)
    assert kept(shop, "TELUR")[0] == 28_000, "the one that ended gives way to the one before"
    assert kept(shop, "TEH-KENARA")[0] is None, "branches differ: there is none to keep"


def test_the_list_is_narrowed_by_the_price_of_the_day(shop: Shop, priced: date) -> None:
    for branch, days in product([None, "BDG2"], range(PLANNED + 2)):
        day = priced + timedelta(days)
        every = {line.sku: line.price for line in lines(shop, day, branch)}
        for least, most in ((10_000, None), (None, 10_000), (28_000, 28_000), (1_000, 17_500)):
            wanted = {
                sku
                for sku, cost in every.items()
                if cost is not None and (least or 0) <= cost <= (most or 1_000_000)
            }
            asked = Asked(
                branch=shop.branch(branch) if branch else None,
                limits=Limits(price_least=least, price_most=most),
            )
            with shop.database.read() as unit:
                page = listing.product_page(unit, asked, today=day, stock=lambda *_asked: {}, level=level)
            assert ({line.sku for line in page.rows}, page.total) == (wanted, len(wanted))
