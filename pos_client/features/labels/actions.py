"""What the labels page reads and writes. Whatever goes through all goods runs beside the store's lane."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import TypeVar

from pos_client.devices.chosen import printer_for
from pos_client.engine.print_jobs import PrinterRole, add_label_job
from pos_client.features.labels.state import LabelLine, LabelSetup
from pos_client.printing.label_paper import size_in_use, sizes_for
from pos_client.printing.labels import Batch, Label, label_of
from pos_client.settings import LABEL_SIZE, LABELS_BEGUN
from pos_client.store import Reader, Store
from pos_client.store.catalogue import Catalogue
from pos_client.store.label_prices import (
    Priced,
    begin_labels,
    changed_prices,
    note_labels,
    priced_goods,
    priced_units,
)
from pos_client.store.preferences import set_setting, setting
from pos_client.store.shelves import Shelf, shelves
from shared_models.values.ids import ProductId

T = TypeVar("T")
PER_JOB = 20
"""Labels of one print job: out of paper in the middle, no more than these come out twice."""


class LabelDesk:
    """Labels of this till's goods."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self) -> bool:
        """Once: what the goods cost today stands on their shelves. Whether this was the first time.

        A part at a time, so that a sale meanwhile waits for none of it long.
        """
        with self._store.write() as unit:
            if setting(unit, LABELS_BEGUN):
                return False
        after: int | None = 0
        while after is not None:
            with self._store.write() as unit:
                after = begin_labels(unit, Catalogue(unit, now=self._store.now).day(), after)
        with self._store.write() as unit:
            set_setting(unit, LABELS_BEGUN, value=True)
        return True

    def setup(self) -> LabelSetup:
        def read(rows: Reader, catalogue: Catalogue) -> LabelSetup:
            printer = printer_for(rows, PrinterRole.LABEL)
            return LabelSetup(
                day=catalogue.day(),
                size=size_in_use(rows),
                sizes=sizes_for(printer),
                has_printer=printer is not None,
                shelves=shelves(rows),
            )

        return self._read(read)

    def changes(self) -> tuple[Priced, ...]:
        """What costs something else than its label says."""
        return self._read(lambda rows, catalogue: changed_prices(rows, catalogue.day()))

    def find(self, words: str) -> tuple[bool, tuple[Priced, ...]]:
        """What a code names (True), or what these words find."""

        def read(rows: Reader, catalogue: Catalogue) -> tuple[bool, tuple[Priced, ...]]:
            named = catalogue.by_code(words)
            if named is not None:
                units = priced_units(rows, named.product, catalogue.day())
                return True, tuple(one for one in units if one.unit == named.unit)
            found = dict.fromkeys(item.product for item in catalogue.search(words))
            return False, tuple(
                one for product in found for one in priced_units(rows, ProductId(product), catalogue.day())
            )

        return self._read(read)

    def goods_of(self, shelf: Shelf) -> tuple[Priced, ...]:
        return self._read(lambda rows, catalogue: priced_goods(rows, shelf.category, catalogue.day()))

    def keep_size(self, size: str) -> None:
        with self._store.write() as unit:
            set_setting(unit, LABEL_SIZE, size)

    def print(self, lines: Sequence[LabelLine], size: str) -> int:
        """Labels on their way to the printer, and with that on the shelf. How many."""
        with self._store.write() as unit:
            day = Catalogue(unit, now=self._store.now).day()
            wanted = [(label_of(line.priced, day), line.copies) for line in lines if line.ticked]
            for part in _parts(wanted):
                add_label_job(unit, Batch(size, part).to_text())
            note_labels(unit, [line.priced for line in lines if line.ticked])
        return sum(copies for _label, copies in wanted)

    def _read(self, read: Callable[[Reader, Catalogue], T]) -> T:
        with closing(self._store.reader()) as rows:
            return read(rows, Catalogue(rows, now=self._store.now))


def _parts(wanted: Iterable[tuple[Label, int]]) -> Iterator[tuple[tuple[Label, int], ...]]:
    """Jobs of PER_JOB labels each; many copies of one label are several jobs too."""
    part: list[tuple[Label, int]] = []
    room = PER_JOB
    for label, copies in wanted:
        left = copies
        while left:
            now = min(left, room)
            part.append((label, now))
            left, room = left - now, room - now
            if not room:
                yield tuple(part)
                part, room = [], PER_JOB
    if part:
        yield tuple(part)
