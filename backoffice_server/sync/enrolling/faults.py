"""What is wrong with a shop that a till asks an empty company to take over."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final
from uuid import UUID

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.tills import queries as tills
from backoffice_server.features.tills.service import Granted
from backoffice_server.kernel.feed import COMPANY_SCOPE
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.quantity import ONE
from shared_models.values.refusals import Fault
from shared_models.wire.enrolment import ShopRecord
from shared_models.wire.replica import ProductRow, UnitRow

DECIMALS_MAX: Final = 3


def faults_in(unit: Unit, shop: ShopRecord, *, at: Granted) -> list[Fault]:
    """Every fault: ids that stand for two things, and figures no table of ours can hold."""
    return [*_place_faults(unit, shop, at), *_list_faults(shop), *_product_faults(shop.products)]


def _place_faults(unit: Unit, shop: ShopRecord, at: Granted) -> Iterator[Fault]:
    """The shop's three own ids take the place of three here, and of nothing else."""
    company = branches.identity(unit).company
    others: set[UUID] = {COMPANY_SCOPE, company, *(row.id for row in branches.branches(unit))}
    others |= {row.id for row in tills.registers(unit)}
    taken = others - {company, at.branch, at.register_id}
    for field, own, old in (
        ("company", shop.company.id, company),
        ("branch", shop.branch.id, at.branch),
        ("place", shop.place.id, at.register_id),
    ):
        if own in taken or (own in others and own != old):
            yield Fault(f"shop.{field}.id", ErrorCode.CONFLICT)
        taken.add(own)


def _list_faults(shop: ShopRecord) -> Iterator[Fault]:
    lists = {
        "staff": [row.id for row in shop.staff],
        "categories": [row.id for row in shop.categories],
        "customers": [row.id for row in shop.customers],
        "products": [row.id for row in shop.products],
    }
    for field, ids in lists.items():
        yield from (Fault(f"shop.{field}.{place}.id", ErrorCode.DUPLICATE_ROW) for place in _repeated(ids))


def _product_faults(products: Iterable[ProductRow]) -> Iterator[Fault]:
    prices: set[UUID] = set()
    for number, product in enumerate(products):
        for place, sold in enumerate(product.units):
            where = f"shop.products.{number}.units.{place}"
            if sold.factor <= 0 or (not place and sold.factor != ONE):
                yield Fault(f"{where}.factor", ErrorCode.INVALID)
            if sold.decimals > DECIMALS_MAX:
                yield Fault(f"{where}.decimals", ErrorCode.INVALID)
            yield from _price_faults(where, sold, prices)


def _price_faults(where: str, sold: UnitRow, known: set[UUID]) -> Iterator[Fault]:
    for place, price in enumerate((*sold.prices, *sold.offers)):
        if price.id in known:
            yield Fault(f"{where}.prices.{place}.id", ErrorCode.DUPLICATE_ROW)
        known.add(price.id)
        # The day after the last one must be a day, too.
        if price.valid_to is not None and not price.valid_from <= price.valid_to < date.max:
            yield Fault(f"{where}.prices.{place}.valid_to", ErrorCode.INVALID)


def _repeated(ids: Iterable[UUID]) -> Iterator[int]:
    known: set[UUID] = set()
    for place, one in enumerate(ids):
        if one in known:
            yield place
        known.add(one)
