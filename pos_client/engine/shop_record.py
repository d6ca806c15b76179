"""All that a till which began on its own made for itself, as it asks an empty company to take it over."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import TypeVar
from uuid import UUID

from pos_client.engine.customers import added_here
from pos_client.engine.till import identity
from pos_client.store import Rows
from pos_client.store.journal import current_stream
from pos_client.store.replica import (
    branch_row,
    company_row,
    promotion_rows,
    queue_service_rows,
    register_row,
    staff_rows,
)
from pos_client.store.streams import Stream, position_of, streams
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.wire.base import ApiModel
from shared_models.wire.enrolment import ShopRecord
from shared_models.wire.replica import (
    CategoryRow,
    CustomerRow,
    OfferRow,
    PriceRow,
    ProductRow,
    TaxRuleRow,
    UnitRow,
)
from shared_models.wire.streams import OpenedBecause
from shared_models.wire.sync import Entity

Kept = TypeVar("Kept", bound=ApiModel)


def shop_record(rows: Rows) -> ShopRecord | None:
    """What there is to be taken over; null for a till whose key its back office gave it.

    A till that was taken over already has it still: the server may have come back from before that day.
    """
    till, stream = identity(rows), current_stream(rows)
    if till is None or stream is None:
        return None
    first = _began_alone(rows, stream)
    company, branch = company_row(rows), branch_row(rows, till.branch)
    place = register_row(rows, till.register_id)
    if first is None or company is None or branch is None or place is None:
        return None
    return ShopRecord(
        company=company,
        branch=branch,
        place=place,
        series=first.series,
        kid=stream.kid,
        device_key=stream.device_key.hex(),
        since=_first_day(rows, first),
        staff=staff_rows(rows),
        tax_rules=tuple(_all(rows, Entity.TAX_RULE, TaxRuleRow)),
        categories=tuple(_all(rows, Entity.CATEGORY, CategoryRow)),
        customers=tuple(
            CustomerRow(id=one.id, code=one.code, name=one.name, phone=one.phone) for one in added_here(rows)
        ),
        products=tuple(_products(rows, till.branch)),
        promotions=tuple(promotion_rows(rows)),
        queue_services=queue_service_rows(rows),
    )


def _began_alone(rows: Rows, stream: Stream) -> Stream | None:
    """The stream that was opened without a server, under the key that is in use."""
    key = (stream.company, stream.device, stream.kid)
    return next(
        (
            one
            for one in streams(rows)
            if one.because == OpenedBecause.STAND_ALONE.value and (one.company, one.device, one.kid) == key
        ),
        None,
    )


def _first_day(rows: Rows, stream: Stream) -> date:
    found = rows.execute(
        "SELECT bdate FROM event WHERE position >= ? ORDER BY position LIMIT 1",
        (position_of(stream.stream_no, 1),),
    ).fetchone()
    return date.fromordinal(found[0])


def _all(rows: Rows, entity: Entity, kind: type[Kept]) -> Iterator[Kept]:
    found = rows.execute(
        "SELECT body FROM replica WHERE entity = ? AND body IS NOT NULL ORDER BY key", (entity.value,)
    )
    return (kind.model_validate_json(body) for (body,) in found.fetchall())


def _products(rows: Rows, branch: UUID) -> Iterator[ProductRow]:
    prices, offers = _prices(rows, branch), _offers(rows, branch)
    units: dict[int, list[UnitRow]] = {}
    for number, unit_no, unit, factor, decimals, codes in rows.execute(
        "SELECT product_no, unit_no, unit, factor, decimals, codes FROM product_unit"
        " ORDER BY product_no, unit_no"
    ):
        sold = UnitRow(
            unit=unit,
            factor=Quantity(factor),
            decimals=decimals,
            barcodes=tuple(filter(None, codes.split("\n"))),
            prices=prices.get((number, unit_no), ()),
            offers=offers.get((number, unit_no), ()),
        )
        units.setdefault(number, []).append(sold)
    for number, product, sku, name, kind, tax_class, category, active, cost in rows.execute(
        "SELECT product_no, product, sku, name, kind, tax_class, category, active, cost FROM product"
        " ORDER BY product_no"
    ):
        yield ProductRow(
            id=UUID(bytes=product),
            sku=sku,
            name=name,
            kind=ProductKind(kind),
            category=None if category is None else UUID(bytes=category),
            tax_class=TaxClass(tax_class),
            active=bool(active),
            cost=None if cost is None else Money(cost),
            units=tuple(units[number]),
        )


def _prices(rows: Rows, branch: UUID) -> dict[tuple[int, int], tuple[PriceRow, ...]]:
    """Prices by product and unit. Their ids grow with time: that is the order they were introduced in."""
    found = rows.execute(
        "SELECT product_no, unit_no, price_id, own, price, valid_from, valid_to FROM product_price"
        " ORDER BY product_no, unit_no, price_id"
    )
    return {
        place: tuple(
            PriceRow(
                id=UUID(bytes=price_id),
                branch=branch if own else None,
                price=Money(price),
                valid_from=date.fromordinal(since),
                valid_to=None if until is None else date.fromordinal(until),
            )
            for _, _, price_id, own, price, since, until in held
        )
        for place, held in groupby(found.fetchall(), key=itemgetter(0, 1))
    }


def _offers(rows: Rows, branch: UUID) -> dict[tuple[int, int], tuple[OfferRow, ...]]:
    """Prices for some buyers, or from a quantity on, by product and unit, in the order of their coming."""
    found = rows.execute(
        "SELECT product_no, unit_no, price_id, own, price, valid_from, valid_to, customer, level, from_qty"
        " FROM product_offer ORDER BY product_no, unit_no, offer_no"
    )
    return {
        place: tuple(
            OfferRow(
                id=UUID(bytes=price_id),
                branch=branch if own else None,
                price=Money(price),
                valid_from=date.fromordinal(since),
                valid_to=None if until is None else date.fromordinal(until),
                customer=None if customer is None else UUID(bytes=customer),
                level=level,
                from_qty=Quantity(from_qty),
            )
            for _, _, price_id, own, price, since, until, customer, level, from_qty in held
        )
        for place, held in groupby(found.fetchall(), key=itemgetter(0, 1))
    }
