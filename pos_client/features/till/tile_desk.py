"""What the tiles write: pins, and how often goods are sold here. On the store lane."""

from typing import Final

from pos_client.store import Store
from pos_client.store.shelves import count_sold, pin, unpin
from shared_models.values.ids import ProductId

# A till that was long switched to the table counts a month in a moment, not everything at once.
TURNS: Final = 20


class TileDesk:
    """A till's own favourites."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def pin(self, product: ProductId, *, there: bool) -> None:
        """Pin it, or take it off again."""
        with self._store.write() as unit:
            (pin if there else unpin)(unit, product)

    def count(self) -> int:
        """Count what was sold since the last time; how many receipts."""
        counted = 0
        for _turn in range(TURNS):
            with self._store.write() as unit:
                fresh = count_sold(unit)
            counted += fresh
            if not fresh:
                break
        return counted
