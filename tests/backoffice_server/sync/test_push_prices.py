"""Prices by quantity, level and customer are checked by the till's own rule; proposals wait hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from backoffice_server.features.catalog import service
from backoffice_server.features.catalog.tables import barcode, price, product
from backoffice_server.features.reviews.tables import review
from backoffice_server.proof.verify import verify
from shared_models.rules.price_choice import WHOLESALE
from shared_models.values.codes import PriceSource, ProductKind, TaxClass
from shared_models.values.ids import ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.proposals import ProductProposed
from tests.factories.events import line
from tests.factories.warung import BOOKS_FROM, GULA, NOW, SECRET, Warung, good

SRI = UUID(int=0x5121)
PERMEN = UUID(int=0xBEEF)


def offered(warung: Warung) -> Warung:
    """Sugar from 12 on at 500 less, wholesale at 1.000 less, for Warung Sri at 1.500 less."""
    slots: list[tuple[UUID | None, str | None, int, int]] = [
        (None, None, 12_000, 500), (None, WHOLESALE, 0, 1_000), (SRI, None, 0, 1_500),
    ]  # fmt: skip
    with warung.database.write() as unit:
        unit.insert(
            price,
            [
                (
                    *(UUID(int=0xF0 + at), GULA.item.product, "PCS", None, GULA.price - off, BOOKS_FROM),
                    *(None, 1, NOW, None, customer, level, from_qty),
                )
                for at, (customer, level, from_qty, off) in enumerate(slots)
            ],
        )
    return warung


def codes(warung: Warung) -> dict[str, int]:
    rows = warung.rows(select(review.c.code, func.sum(review.c.occurrences)).group_by(review.c.code))
    return {row[0]: int(row[1]) for row in rows}


def sugar(count: int, off: int, source: PriceSource) -> Any:
    return line(GULA.item, GULA.price - off, qty=whole(count), source=source)


def test_what_the_list_gives_is_never_flagged(warung: Warung) -> None:
    till = offered(warung.stocked()).opened()
    till.sale(sugar(11, 0, PriceSource.LIST))
    till.sale(sugar(12, 500, PriceSource.TIER))
    till.sale(sugar(5, 500, PriceSource.TIER), sugar(7, 500, PriceSource.TIER))
    till.sale(sugar(1, 1_000, PriceSource.LEVEL), words={"price_level": WHOLESALE})
    till.sale(sugar(1, 1_500, PriceSource.CUSTOMER), words={"customer": SRI})
    warung.push(till.push())
    assert "price_differs" not in codes(warung)


def test_another_price_than_the_list_gives_is_flagged(warung: Warung) -> None:
    till = offered(warung.stocked()).opened()
    till.sale(sugar(11, 500, PriceSource.TIER))
    till.sale(sugar(12, 0, PriceSource.LIST))
    till.sale(sugar(1, 1_000, PriceSource.LEVEL))
    till.sale(sugar(1, 1_500, PriceSource.CUSTOMER))
    warung.push(till.push())
    assert codes(warung)["price_differs"] == 4


def proposed(**changes: Any) -> ProductProposed:
    told = {
        "product": PERMEN, "sku": "8999999999995", "code": "8999999999995", "name": "Permen jahe",
        "kind": ProductKind.GOODS, "tax_class": TaxClass.TAXABLE, "unit": "pcs", "price": Money(1_500),
    }  # fmt: skip
    return ProductProposed.model_validate(told | changes)


def test_a_proposal_waits_hidden_with_code_and_price_under_one_flag(warung: Warung) -> None:
    till = warung.stocked().opened()
    till.write("product.proposed", proposed())
    item = replace(good(77, "8999999999995", 1_500, None).item, product=ProductId(PERMEN), unit="pcs")
    till.sale(line(item, 1_500))
    till.sale(line(item, 1_500))
    warung.push(till.push())
    assert codes(warung)["unknown_product"] == 1
    (row,) = warung.rows(select(product).where(product.c.product_id == PERMEN))
    assert (row.placeholder, row.active, row.name) == (True, False, "Permen jahe")
    assert warung.rows(select(barcode.c.product_id).where(barcode.c.barcode == "8999999999995"))
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []
        form = service.document(unit, product=PERMEN)
    assert (form.product.units[0].price, form.product.units[0].barcodes) == (1_500, ("8999999999995",))


def test_a_proposal_that_is_taken_in_is_sent_with_its_price(warung: Warung) -> None:
    till = warung.stocked().opened()
    till.write("product.proposed", proposed())
    till.write("product.proposed", proposed(name="Lain", price=Money(9)))
    warung.push(till.push())
    with warung.database.write() as unit:
        form = service.document(unit, product=PERMEN)
        wanted = form.product.model_copy(update={"active": True, "version": form.version})
        saved = service.save_product(unit, product=PERMEN, request=wanted, by=None)
    assert [one.price for one in saved.prices] == [1_500]
    (row,) = warung.rows(select(product).where(product.c.product_id == PERMEN))
    assert (row.placeholder, row.active) == (False, True)
