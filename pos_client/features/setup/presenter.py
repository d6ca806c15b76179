"""The wizard's state: what is asked, what is under way, what was refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from pos_client.desk.background import Background
from pos_client.desk.problems import problem_text
from pos_client.features.setup.state import (
    JoinAnswers,
    Joined,
    PriceFile,
    ProductAnswers,
    ShopAnswers,
    TillSettings,
)
from pos_client.texts import N_, _
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.engine.rebuild import BoxContent
    from pos_client.features.setup.actions import SetupDesk


SERVER_FAULTS: Final = 500
# What stands in the way of joining: most of it where a back office takes the till as a new one.
_IN_THE_WAY: Final = {
    # Something answers there, but knows no such door.
    ErrorCode.NOT_FOUND: N_("There is no back office at this address."),
    ErrorCode.SALES_WAITING: N_(
        "This back office has goods or sales of its own. What this till sold before stays out of it:"
        " save it to a file first."
    ),
    ErrorCode.SHIFT_ALREADY_OPEN: N_("This back office takes the till as a new one. Close the shift first."),
}


class Setup(QObject):
    """`done`: this till belongs to a shop. `faults`: (field, sentence) of the answers given last."""

    changed = Signal()
    done = Signal()
    joined = Signal(object)
    journal_saved = Signal(str)
    settings_read = Signal(object)
    settings_saved = Signal(object)
    file_read = Signal(object)
    file_refused = Signal(str)
    products_kept = Signal(int)
    troubled = Signal(object)

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self._background = background
        self._desk: SetupDesk | None = None
        self.busy = False
        # A shop of this till's own has its price list here and nowhere else.
        self.alone = False
        # What a form about the back office begins with.
        self.server = ""
        self.device_name = ""
        # What was sold so far would be left behind: it must be in a file first.
        self.must_save = False
        # A new database, but a journal copy of what was sold before.
        self.lost: BoxContent | None = None
        self.problem = ""
        self.faults: list[tuple[str, str]] = []

    def begin(self, desk: SetupDesk) -> None:
        self._desk = desk

    def join(self, answers: JoinAnswers) -> None:
        """Enrol with the code; it waits for the network, so it runs beside everything else."""
        desk = self._desk
        if desk is None or self._faulty(answers.faults()):
            return
        self._background.online(lambda: desk.join(answers), then=self._joined, fail=self._failed)

    def save_journal(self, file: Path) -> None:
        """`journal_saved` brings the name of the file: now the till may be enrolled elsewhere."""
        desk = self._desk
        if desk is None:
            return

        def failed(problem: BaseException) -> None:
            if isinstance(problem, OSError):
                self.problem = _("{name} cannot be written", name=file.name)
                self.changed.emit()
            else:
                self._failed(problem)

        self._background.long(
            lambda _progress: desk.save_journal(file),
            then=lambda _events: self._saved(file.name),
            fail=failed,
        )

    def forget_problem(self) -> None:
        """A form is opened anew."""
        self.faults, self.problem, self.must_save = [], "", False

    def found(self, answers: ShopAnswers) -> None:
        """Begin a shop here, without any server."""
        desk = self._desk
        if desk is None or self._faulty(answers.faults()):
            return
        self._background.store(
            lambda: desk.found(answers), then=lambda _nothing: self._finished(), fail=self._failed
        )

    def read_settings(self) -> None:
        """`settings_read` brings them."""
        desk = self._desk
        if desk is not None:
            self._background.store(desk.settings, then=self.settings_read.emit)

    def save_settings(self, given: TillSettings) -> None:
        desk = self._desk
        if desk is not None:
            self._background.store(
                lambda: desk.save(given), then=self.settings_saved.emit, fail=self.troubled.emit
            )

    def read_price_file(self, file: Path) -> None:
        """`file_read` brings what is in it; nothing is kept yet."""
        desk = self._desk
        if desk is None:
            return

        def failed(problem: BaseException) -> None:
            if isinstance(problem, OSError):
                self.file_refused.emit(_("{name} cannot be read", name=file.name))
            else:
                self.troubled.emit(problem)

        self._background.online(lambda: desk.read_price_file(file), then=self.file_read.emit, fail=failed)

    def keep_product(self, answers: ProductAnswers) -> None:
        """`products_kept` says so."""
        desk = self._desk
        if desk is not None:
            self._background.store(
                lambda: desk.keep_product(answers), then=self.products_kept.emit, fail=self.troubled.emit
            )

    def look_if_sold(self, then: Callable[[bool], None]) -> None:
        """Whether this till ever sold anything."""
        desk = self._desk
        if desk is not None:
            self._background.store(desk.any_sold, then=then)

    def keep_products(self, found: PriceFile) -> None:
        """`products_kept` says how many."""
        desk = self._desk
        if desk is not None:
            self._background.store(
                lambda: desk.keep_products(found.products),
                then=self.products_kept.emit,
                fail=self.troubled.emit,
            )

    def _faulty(self, faults: list[tuple[str, str]]) -> bool:
        self.faults = [(field, _(sentence)) for field, sentence in faults]
        self.problem = ""
        self.busy = not faults
        self.changed.emit()
        return bool(faults)

    def _finished(self) -> None:
        self.busy = False
        self.changed.emit()
        self.done.emit()

    def _joined(self, joined: Joined) -> None:
        self.joined.emit(joined)
        self._finished()

    def _saved(self, name: str) -> None:
        self.must_save, self.problem = False, ""
        self.changed.emit()
        self.journal_saved.emit(name)

    def _failed(self, problem: BaseException) -> None:
        self.busy = False
        if isinstance(problem, Refusal):
            self.must_save = problem.code is ErrorCode.SALES_WAITING
            words = _IN_THE_WAY.get(ErrorCode.NOT_FOUND if _of_another(problem) else problem.code)
            self.problem = problem_text(problem.code, problem.facts) if words is None else _(words)
        else:
            self.troubled.emit(problem)
        self.changed.emit()


def _of_another(refusal: Refusal) -> bool:
    """Was it another program that answered: a router's page, a web server that does not know the door?"""
    status = refusal.facts.get("status")
    unread = refusal.facts.get("why") == "unreadable" or (isinstance(status, int) and status < SERVER_FAULTS)
    return refusal.code is ErrorCode.SERVER_FAULT and unread
