"""Training: the till works on a copy of its store for a while, and says so on every view and every paper."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from pos_client.app import edges
from pos_client.app.opening import Meeting, Opened
from pos_client.app.printing import Printing, chosen
from pos_client.desk.problems import problem_text
from pos_client.engine import training
from pos_client.features.receipts.actions import ReceiptDesk
from pos_client.features.shift.actions import ShiftDesk
from pos_client.features.till.tile_desk import TileDesk
from pos_client.store import Store
from pos_client.store.store import Edge
from pos_client.texts import N_, _
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.app.till_side import TillSide
    from pos_client.store import Reader

CHANCE: Final = 64
BALLAST: Final = 4_096
MARK: Final = N_("*** TRAINING: NOT A RECEIPT ***")
Told = Callable[[int, bool], None]


@dataclass(frozen=True, slots=True)
class Begun:
    """The copy somebody practises on, and the till it is a copy of, with the number of its open shift."""

    live: Opened
    copy: Opened
    number: int | None


class Practice(QObject):
    """From `toggle` to `toggle`, or until whoever practises leaves the till."""

    def __init__(self, side: TillSide, live: Callable[[], Opened], reader: Reader, told: Told) -> None:
        super().__init__(side)
        self._side = side
        self._live = live
        self._reader = reader
        self._told = told
        self._begun: Begun | None = None
        self._printing: Printing | None = None
        side.others.training_wanted.connect(self.toggle)
        side.shift.changed.connect(self._who)

    @property
    def copy(self) -> Opened | None:
        """What the till works on while somebody practises."""
        return None if self._begun is None else self._begun.copy

    def toggle(self) -> None:
        """Begin, with a supervisor's word; or end, which anybody may."""
        if self._begun is not None:
            self.end()
            return
        cashier = self._side.shift.cashier
        if cashier is None:
            return
        actor, live = cashier.id, self._live()

        def attempt(approver: StaffId | None, fail: Callable[[Refusal], None]) -> None:
            self._side.background.store(
                lambda: _begin(live, actor, approver), then=self._start, fail=self._handing(fail)
            )

        what = lambda: _("Practise on a copy of this till")  # noqa: E731 - said in either language
        self._side.others.approvals.run(what, attempt, self._refused)

    def end(self) -> None:
        """The till sells again; what was practised is thrown away."""
        begun, self._begun = self._begun, None
        if begun is None:
            return
        self._stop_printing()
        self._side.till.pause()
        who = self._side.shift.cashier
        actor = None if who is None else who.id

        def ended(number: int | None) -> None:
            self._side.shell.say_banner("")
            self._side.work_on(begun.live, number)
            self._side.standing_wanted.emit()

        def failed(problem: BaseException) -> None:
            """Whatever went wrong with the copy, the till itself sells."""
            ended(begun.number)
            self._side.till.troubled.emit(problem)

        self._side.background.store(lambda: _end(begun, actor), then=ended, fail=failed)

    def close(self) -> None:
        """The window goes: what is queued for the disk is still written."""
        begun, self._begun = self._begun, None
        self._stop_printing()
        if begun is not None:
            self._side.background.store(lambda: _end(begun, None), then=lambda _number: None)

    def _start(self, begun: Begun) -> None:
        self._begun = begun
        printing = Printing(begun.copy.store, told=self._told, heard=lambda _role, _status: None, mark=MARK)
        # Nothing is in hand yet that it would wait for.
        printing.use(chosen(self._reader))
        self._printing = printing
        self._side.shell.say_banner(lambda: _("Training: nothing is sold. {key} ends it.", key="Ctrl+T"))
        self._side.work_on(begun.copy, begun.number, practising=True)
        self._side.standing_wanted.emit()

    def _who(self) -> None:
        """Nobody comes back to a till that looks as if it sold, and does not."""
        if self._begun is not None and self._side.shift.cashier is None:
            self.end()

    def _stop_printing(self) -> None:
        if self._printing is not None:
            self._printing.stop()
            self._printing = None

    def _refused(self, refusal: Refusal) -> None:
        self._side.shell.toast("danger", problem_text(refusal.code, refusal.facts))

    def _handing(self, fail: Callable[[Refusal], None]) -> Callable[[BaseException], None]:
        def failed(problem: BaseException) -> None:
            if isinstance(problem, Refusal):
                fail(problem)
            else:
                self._side.till.troubled.emit(problem)

        return failed


def _begin(live: Opened, actor: StaffId, approver: StaffId | None) -> Begun:
    """Noted first: a practice nobody knows of cannot be."""
    with live.store.write() as unit:
        training.begin_training(unit, actor=actor, approver=approver)
    try:
        folder = training.copy_for_training(live.store, chance=edges.chance(CHANCE))
        edge = Edge(now=edges.now, new_id=edges.new_id, mono_ms=edges.mono_ms, boot=edges.boot())
        store = Store(folder, edge, ballast_bytes=BALLAST)
    except BaseException:
        training.leave_training(live.store, actor=actor, receipts=0)
        raise
    # Whoever comes, goes or draws a number does so in earnest, also while somebody practises.
    copy = replace(
        live,
        store=store,
        desk=ShiftDesk(store),
        receipts=ReceiptDesk(store, mark=MARK),
        tiles=TileDesk(store),
        unfinished=(),
        meeting=Meeting(),
    )
    return Begun(live, copy, live.desk.under_way())


def _end(begun: Begun, actor: StaffId | None) -> int | None:
    """Number of the shift that is open at the till itself."""
    receipts: int | None = None
    try:
        with closing(begun.copy.store), closing(begun.copy.store.reader()) as rows:
            receipts = training.receipts_practised(rows)
    finally:
        # Whatever became of the copy.
        training.leave_training(begun.live.store, actor=actor, receipts=receipts)
    return begun.live.desk.under_way()
