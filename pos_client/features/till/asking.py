"""What some goods ask before they are sold: an age, a prescription, a serial number. One question at a time.

What is scanned meanwhile is kept and follows; nothing of it is dropped.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_client.features.till.state import Sound
from shared_models.rules.lots import Lot
from shared_models.rules.particulars import AgeConfirmed, Particulars, Prescription
from shared_models.values.codes import ErrorCode, Tracking
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from datetime import date

    from pos_client.engine.goods import Goods
    from pos_client.features.till.presenter import Till
    from shared_models.values.ids import StaffId

NOTHING = Particulars()
# Wrong answers: the question stays.
_AGAIN = frozenset(
    {ErrorCode.TOO_YOUNG, ErrorCode.SERIAL_IN_CART, ErrorCode.SERIAL_SOLD, ErrorCode.SERIAL_NEEDED}
)


class Question(Enum):
    AGE = "age"
    PRESCRIPTION = "prescription"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class Asked:
    """Goods on their way into the cart, what was said of them, and what is asked now."""

    goods: Goods
    told: Particulars
    question: Question


class Asking(QObject):
    """`changed`: another question, or none. `problem`: why an answer was not taken. `near`: a lot that
    expires soon went into the cart. `approval_wanted`: what a supervisor may allow, and its action.
    """

    changed = Signal()
    problem = Signal(object)
    near = Signal(str, object)
    approval_wanted = Signal(object, object, str)
    lots_found = Signal(object)

    def __init__(self, till: Till) -> None:
        super().__init__(till)
        self._till = till
        self._waiting: deque[Goods] = deque()
        self._codes: deque[str] = deque()
        self._busy = False
        self._lots_of = -1  # the line whose lots are listed
        self.asked: Asked | None = None
        till.needs_asked.connect(self.begin)

    def begin(self, goods: Goods) -> None:
        """Goods that ask for something; behind those that were there before."""
        if self.asked is not None or self._busy:
            self._waiting.append(goods)
            return
        self._go_on(goods, goods.told or NOTHING)

    def take_scan(self, code: str) -> bool:
        """A scan while something is asked: the serial number, or what follows later."""
        if self.asked is None:
            return False
        if self.asked.question is not Question.SERIAL:
            self._codes.append(code)
        else:
            self.answer_serial(code)
        return True

    def day(self) -> date:
        """Today's business date."""
        return self._till.lookup.day()

    # answers ----------------------------------------------------------------------------------------------

    def answer_age(self, born: date | None) -> None:
        """`born` null: he looks older."""
        if self.asked is not None:
            confirmed = AgeConfirmed(self.asked.goods.item.needs.min_age, born)
            self._go_on(self.asked.goods, replace(self.asked.told, age=confirmed))

    def answer_prescription(self, number: str, prescriber: str) -> None:
        if self.asked is not None:
            shown = Prescription(number, prescriber)
            self._go_on(self.asked.goods, replace(self.asked.told, prescription=shown))

    def answer_serial(self, serial: str) -> None:
        """As it stands on the piece, or in a code that names the article too."""
        if self.asked is None:
            return
        goods = self._till.lookup.goods(serial)
        if goods is not None:
            same = goods.item.product == self.asked.goods.item.product
            serial = goods.told.serial or "" if same and goods.told is not None else ""
        if serial:
            self._go_on(self.asked.goods, replace(self.asked.told, serial=serial))
        else:
            # The code of an article, scanned once more: no serial number.
            self._till.sounded.emit(Sound.REFUSED)
            self.problem.emit(Refusal(ErrorCode.SERIAL_NEEDED))

    def give_up(self) -> None:
        """It is not sold: that stays in sight until it is dismissed."""
        if self.asked is not None:
            item, self.asked = self.asked.goods.item, None
            self._till.refuse(item.barcode or item.sku, ErrorCode.CHECK_NEEDED, name=item.name)
            self.changed.emit()
            self._next()

    def allow(self, asked: Asked, approver: StaffId) -> None:
        """A supervisor lets goods be sold that are past their day, or beyond the stock."""
        self._put(asked, approver)

    # lots -------------------------------------------------------------------------------------------------

    def list_lots(self) -> None:
        """Of the chosen line."""
        self._lots_of = self._till.state.current
        self._till.list_lots(self.lots_found.emit)

    def choose_lot(self, lot: Lot, approver: StaffId | None = None) -> None:
        def failed(refusal: Refusal) -> None:
            if refusal.code is ErrorCode.APPROVAL_NEEDED:
                self.approval_wanted.emit(None, lot, str(refusal.facts.get("action", "")))
            else:
                self._refuse(refusal)

        self._till.choose_lot(self._lots_of, lot, approver=approver, then=self.changed.emit, fail=failed)

    # inside -----------------------------------------------------------------------------------------------

    def _go_on(self, goods: Goods, told: Particulars) -> None:
        question = self._question(goods, told)
        if question is None:
            self._put(self.asked or Asked(goods, told, Question.SERIAL), None, told)
            return
        self.asked = Asked(goods, told, question)
        self.changed.emit()

    def _question(self, goods: Goods, told: Particulars) -> Question | None:
        needs = goods.item.needs
        before = [line.particulars for line in self._till.cart.lines if line.particulars is not None]
        old = any(one.age is not None and one.age.at_least >= needs.min_age for one in before)
        if needs.min_age and told.age is None and not old:
            return Question.AGE
        shown = any(one.prescription is not None for one in before)
        if needs.prescription and told.prescription is None and not shown:
            return Question.PRESCRIPTION
        if needs.tracking is Tracking.SERIAL and not told.serial:
            return Question.SERIAL
        return None

    def _put(self, asked: Asked, approver: StaffId | None, told: Particulars | None = None) -> None:
        ready = asked if told is None else replace(asked, told=told)
        self._busy = True

        def done() -> None:
            self._busy, self.asked = False, None
            self.changed.emit()
            if (found := self._till.near_lot()) is not None:
                self.near.emit(*found)
            self._next()

        def failed(refusal: Refusal) -> None:
            self._busy = False
            self._failed(ready, refusal)

        self._till.add_told(ready.goods, ready.told, approver=approver, then=done, fail=failed)

    def _failed(self, asked: Asked, refusal: Refusal) -> None:
        if refusal.code in _AGAIN and self.asked is not None:
            self._till.sounded.emit(Sound.REFUSED)
            self.problem.emit(refusal)
            return
        if refusal.code is ErrorCode.APPROVAL_NEEDED:
            self.approval_wanted.emit(asked, None, str(refusal.facts.get("action", "")))
        else:
            self._refuse(refusal, asked)
        self.asked = None
        self.changed.emit()
        self._next()

    def _refuse(self, refusal: Refusal, asked: Asked | None = None) -> None:
        line = self._till.chosen
        if asked is not None:
            item = asked.goods.item
            self._till.refuse(item.barcode or item.sku, refusal.code, name=item.name)
        elif line is not None:
            self._till.refuse(line.item.sku, refusal.code, name=line.item.name)

    def _next(self) -> None:
        """What waited: goods that ask, then what was scanned."""
        if self._waiting:
            goods = self._waiting.popleft()
            self._go_on(goods, goods.told or NOTHING)
        while self._codes and self.asked is None and not self._busy:
            self._till.scan(self._codes.popleft())
