"""The price lists: a level is chosen, its prices are shown, Enter opens the product."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from backoffice_server.features.catalog import service
from shared_models.rules.price_choice import WHOLESALE
from shared_models.values.money import Money
from shared_models.wire.catalog import SaveOffer
from tests.factories.office import Premises, Window

SUGAR = "GULA-1KG"


def rows(page: Any) -> dict[str, Any]:
    found = [page.table.model.row(at) for at in range(page.table.model.rowCount())]
    return {row["sku"]: row for row in found}


def test_a_level_shows_its_prices_and_opens_a_product(office: Window, premises: Premises) -> None:
    with premises.shop.database.write() as unit:
        held = service.document(unit, product=premises.shop.product(SUGAR))
        offer = SaveOffer(level=WHOLESALE, price=Money(9_000))
        own = held.product.units[0].model_copy(update={"offers": (offer,)})
        changes = {"units": (own, *held.product.units[1:]), "version": held.version, "cost": Money(9_500)}
        service.save_product(unit, product=held.id, request=held.product.model_copy(update=changes), by=None)
    page = office.open("price-lists")
    usual = rows(page)[SUGAR]["price"]
    assert usual == held.product.units[0].price
    page.level.chosen.emit(WHOLESALE)
    office.settle()
    row = rows(page)[SUGAR]
    assert (row["price"], row["over"]) == (9_000, -500)
    assert page.table.columns[5].tone is not None
    assert page.table.columns[5].tone(row) == "danger"
    page.table.view.select_row(list(rows(page)).index(SUGAR))
    office.press(page.table.view, Qt.Key.Key_Return)
    office.settle()
    assert office.shell.here == "products"
    assert office.page("products")._editor.state.product == held.id
