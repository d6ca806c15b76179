"""The labels page: the list and its ticks, the size, and what is on its way to the printer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from pos_client.desk.background import Background
from pos_client.features.labels.state import LabelLine, LabelState, bounded
from pos_client.texts import _, ngettext

if TYPE_CHECKING:
    from pos_client.features.labels.actions import LabelDesk
    from pos_client.features.labels.state import LabelSetup
    from pos_client.store.label_prices import Priced
    from pos_client.store.shelves import Shelf


class Labels(QObject):
    """`printed`: so many labels are on their way."""

    changed = Signal()
    printed = Signal(int)
    troubled = Signal(object)

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self._background = background
        self._desk: LabelDesk | None = None
        self.state = LabelState()

    def begin(self, desk: LabelDesk) -> None:
        """The store is open."""
        self._desk = desk

    @property
    def desk(self) -> LabelDesk:
        assert self._desk is not None
        return self._desk

    # the list ---------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """The page is shown: what changed since the last labels."""
        self._set(lines=(), current=-1, said="", busy=True)
        self._beside(self.desk.begin, self._begun)

    def show_changes(self) -> None:
        """What costs something else than its label says, in the place of the list."""
        self._set(busy=True)
        self._beside(self.desk.changes, self._show)

    def find(self, words: str) -> None:
        """Goods by code or name, on top of the list: a code is meant, of a name each is to be ticked."""
        if words.strip():
            self._beside(lambda: self.desk.find(words.strip()), lambda found: self._found(words, *found))

    def add_shelf(self, shelf: Shelf) -> None:
        """All goods of a category, behind what is on the list."""
        self._beside(lambda: self.desk.goods_of(shelf), lambda found: self._add(found, top=False))

    def move(self, by: int) -> None:
        if self.state.lines:
            self.choose(max(0, min(len(self.state.lines) - 1, self.state.current + by)))

    def choose(self, place: int) -> None:
        if 0 <= place < len(self.state.lines):
            self._set(current=place)

    def tick(self, place: int) -> None:
        """Print it, or not."""
        if 0 <= place < len(self.state.lines):
            line = self.state.lines[place]
            self._put(place, replace(line, ticked=not line.ticked))

    def tick_all(self) -> None:
        """All of them; none where all are ticked."""
        on = not all(line.ticked for line in self.state.lines)
        self._set(lines=tuple(replace(line, ticked=on) for line in self.state.lines))

    def add_copies(self, by: int) -> None:
        """More or fewer of the chosen label; whoever counts copies wants it printed."""
        line = self.state.chosen
        if line is not None:
            self._put(self.state.current, replace(line, copies=bounded(line.copies + by), ticked=True))

    def clear(self) -> None:
        self._set(lines=(), current=-1, said="", begun=False)

    # size and paper ---------------------------------------------------------------------------------------

    def use_size(self, size: str) -> None:
        setup = self.state.setup
        if setup is not None and size in setup.sizes:
            self._set(setup=replace(setup, size=size))
            self._do(lambda: self.desk.keep_size(size), lambda _nothing: None)

    def print(self) -> None:
        """What is ticked; once for each press, however often Enter is struck."""
        setup, lines = self.state.setup, self.state.lines
        if setup is None or self.state.busy or not self.state.labels:
            return
        if not setup.has_printer:
            self._set(said=_("No label printer is set up. Settings of this till, then Devices."))
            return
        self._set(busy=True)
        self._do(lambda: self.desk.print(lines, setup.size), self._printed)

    # inside -----------------------------------------------------------------------------------------------

    def _begun(self, first: bool) -> None:  # noqa: FBT001 - a job's answer
        self._set(begun=first)
        self._beside(self.desk.setup, self._ready)

    def _ready(self, setup: LabelSetup) -> None:
        self._set(setup=setup)
        self.show_changes()

    def _show(self, found: Sequence[Priced]) -> None:
        lines = tuple(map(LabelLine, found))
        self._set(lines=lines, current=0 if lines else -1, busy=False, said="")

    def _found(self, words: str, exact: bool, found: Sequence[Priced]) -> None:  # noqa: FBT001 - as it was read
        if not found:
            self._set(said=_("Nothing with a price is called {words}", words=words.strip()))
            return
        self._add(found, top=True, ticked=exact)

    def _add(self, found: Sequence[Priced], *, top: bool, ticked: bool = True) -> None:
        """Each once: what stands there already comes to the top, with one copy more if it was meant."""
        known = {(line.priced.product, line.priced.unit): line for line in self.state.lines}
        added = []
        for one in found:
            line = known.pop((one.product, one.unit), None)
            if line is None:
                added.append(LabelLine(one, ticked=ticked))
            elif top and ticked:
                added.append(replace(line, copies=bounded(line.copies + line.ticked), ticked=True))
            else:
                added.append(line)
        rest = tuple(known.values())
        lines = (*added, *rest) if top else (*rest, *added)
        self._set(lines=lines, current=0 if top else self.state.current, said="", begun=False)

    def _printed(self, count: int) -> None:
        left = tuple(line for line in self.state.lines if not line.ticked)
        said = ngettext("{n} label goes to the printer", "{n} labels go to the printer", count)
        self._set(lines=left, current=0 if left else -1, busy=False, said=said, begun=False)
        self.printed.emit(count)

    def _put(self, place: int, line: LabelLine) -> None:
        lines = self.state.lines
        self._set(lines=(*lines[:place], line, *lines[place + 1 :]), current=place)

    def _set(self, **facts: Any) -> None:
        self.state = replace(self.state, **facts)
        self.changed.emit()

    def _do(self, job: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self._background.store(job, then=then, fail=self._failed)

    def _beside(self, job: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """What reads all goods does not stand in the way of a sale."""
        self._background.long(lambda _progress: job(), then=then, fail=self._failed)

    def _failed(self, problem: BaseException) -> None:
        self._set(busy=False)
        self.troubled.emit(problem)
