"""The one door to goods: the moves of many documents at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.catalog.tables import product
from backoffice_server.features.stock.book import Goods, Outcome, StockBook
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId
from shared_models.values.money import Money


@dataclass(frozen=True, slots=True)
class StockDocument:
    """Goods that one posted document moves."""

    posting_no: int
    goods: Sequence[Goods]


def move(unit: Unit, branch: BranchId, documents: Sequence[StockDocument]) -> list[dict[int, Outcome]]:
    """Move the goods of many documents in their order; outcomes by line number. Under the branch lock."""
    products = {part.product for document in documents for part in document.goods}
    book = StockBook.open(unit, branch, products, catalogue_costs(unit, products))
    outcomes = [book.move(document.posting_no, document.goods) for document in documents]
    book.write(unit)
    return outcomes


def catalogue_costs(unit: Unit, products: Iterable[UUID]) -> Mapping[UUID, Money | None]:
    """Catalogue cost per base unit of the products that exist."""
    query = select(product.c.product_id, product.c.cost).where(product.c.product_id.in_(sorted(products)))
    return {row.product_id: row.cost for row in unit.connection.execute(query)}
