"""The till sells at the price by which the back office checks it, whatever prices there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice_server.features.catalog.records import KEPT_DAYS, Price, Product, UnitRecord
from backoffice_server.features.sales.service.flags import listed_price
from backoffice_server.features.sales.service.memory import ListPrice
from pos_client.store import Store
from pos_client.store.catalogue import Catalogue
from pos_client.store.catalogue_tables import CatalogueTables
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.ids import ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE
from tests.factories.tills import Clock, new_store

HERE, ELSEWHERE = UUID(int=0xB1), UUID(int=0xB2)
PRODUCT = ProductId(UUID(int=0xA1))
FIRST = date(2026, 11, 1)
days = st.integers(0, 6)
# Few days and places, so that many prices meet on one; ids that say nothing of the order.
prices = st.lists(
    st.tuples(
        st.sampled_from([None, HERE, ELSEWHERE]), days, st.one_of(st.none(), days), st.integers(0, 2**64)
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda drawn: drawn[3],
)


def listed(drawn: list[Any]) -> list[Price]:
    return [
        Price(
            id=UUID(int=chance),
            branch=branch,
            price=Money(1_000 + place),
            valid_from=FIRST + timedelta(since),
            valid_to=None if ends is None else FIRST + timedelta(since + ends),
            introduced=place,
        )
        for place, (branch, since, ends, chance) in enumerate(drawn, 1)
    ]


def of_server(known: list[Price], day: date) -> int | None:
    rows = [
        ListPrice(
            one.price,
            one.valid_from.toordinal(),
            None if one.valid_to is None else one.valid_to.toordinal(),
            one.introduced,
            one.branch,
        )
        for one in reversed(known)  # tables know no order
    ]
    return listed_price(rows, HERE, day.toordinal(), None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path, Clock())
    yield store
    store.close()


@given(drawn=prices)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_sides_choose_the_same_price(store: Store, drawn: list[Any]) -> None:
    known = listed(drawn)
    record = UnitRecord("pcs", ONE, 0, prices=known)
    product = Product(
        id=PRODUCT, sku="TEH", name="Teh", kind=ProductKind.GOODS, category=None,
        tax_class=TaxClass.TAXABLE, cost=None, active=True, version=1, units=[record],
    )  # fmt: skip
    with store.write() as unit:
        CatalogueTables(unit, branch=HERE).put_product(0, product.as_replica(FIRST + timedelta(KEPT_DAYS)))
        catalogue = Catalogue(unit, now=Clock().now)
        for number in range(15):
            day = FIRST + timedelta(number)
            (item,) = catalogue.of_product(PRODUCT, day=day)
            own = record.price_on(day, HERE)
            assert item.price == of_server(known, day) == (None if own is None else own.price), day
