"""Search as you type: every letter is one keyed read, digits wait a moment for the scanner to finish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pos_client.desk.theme.tokens import TIMES
from pos_client.engine.grammar import Code, Search, read
from shared_models.values.quantity import ONE, Quantity

if TYPE_CHECKING:
    from pos_client.store.catalogue import Catalogue, CatalogueItem


@dataclass(frozen=True, slots=True)
class Found:
    """What the list shows; `total` counts the whole catalogue."""

    words: str
    qty: Quantity
    items: tuple[CatalogueItem, ...]
    current: int
    total: int

    @property
    def chosen(self) -> CatalogueItem | None:
        return self.items[self.current] if self.items else None


class Searching(QObject):
    """`found` is None while nothing is searched."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue: Catalogue | None = None
        self._total = 0
        self._asked = False
        self.found: Found | None = None
        # A scanner is done long before this; a hand looking for a code by its digits is not.
        self._soon = QTimer(self, singleShot=True, interval=TIMES.search_after)
        self._soon.timeout.connect(self._look)
        self._typed = ""

    def begin(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._total = catalogue.count()

    @property
    def total(self) -> int:
        return self._total

    def look_up(self, words: str) -> tuple[CatalogueItem, ...]:
        """What these words find, without showing it."""
        return () if self._catalogue is None else self._catalogue.search(words)

    def ask(self) -> None:
        """F2: from the next key on, digits search at once as well."""
        self._asked = True
        self.changed.emit()

    @property
    def asked(self) -> bool:
        return self._asked

    def type(self, typed: str) -> None:
        """The line's text has changed."""
        self._typed = typed
        match read(typed):
            case Search():
                self._look()
            case Code() if self._asked:
                self._look()
            case Code():
                self._soon.start()
            case _:
                self.stop()

    def step(self, by: int) -> None:
        """Up or down the list."""
        if self.found is None or not self.found.items:
            return
        last = len(self.found.items) - 1
        current = max(0, min(last, self.found.current + by))
        found = self.found
        self._show(Found(found.words, found.qty, found.items, current, found.total))

    def stop(self) -> None:
        """Nothing is searched any more."""
        self._soon.stop()
        shown = self._asked or self.found is not None
        self._asked, self.found = False, None
        if shown:
            self.changed.emit()

    def _look(self) -> None:
        self._soon.stop()
        match read(self._typed):
            case Search(words=words, qty=qty) | Code(code=words, qty=qty):
                self._search(words, qty)
            case _:
                self.stop()

    def _search(self, words: str, qty: Quantity = ONE) -> None:
        if self._catalogue is not None:
            self._show(Found(words, qty, self.look_up(words), 0, self._total))

    def _show(self, found: Found) -> None:
        self.found = found
        self.changed.emit()
