"""A cart with real products on which the promotions of the form are tried out: nothing of it is sold."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question
from pos_client.desk.problems import problem_text
from pos_client.engine.grammar import Code, Search, read
from pos_client.features.promotions import actions
from pos_client.features.promotions.presenter import PromotionEditor
from pos_client.texts import _
from shared_models.rules.cart import CartLine
from shared_models.rules.promoted import NOTHING, Buyer, Promoted, promoted
from shared_models.rules.promotions.basket import EnteredVoucher, Moment
from shared_models.values.ids import CustomerId
from shared_models.values.quantity import ONE, Quantity
from shared_models.values.refusals import Refusal

SOMEBODY: Final = CustomerId(UUID(int=1))


class TryOut(QObject):
    """`changed`: lines, codes, or what became of them."""

    changed = Signal()

    def __init__(self, office: Office, editor: PromotionEditor) -> None:
        super().__init__()
        self.office = office
        self.editor = editor
        self.lines: tuple[CartLine, ...] = ()
        self.codes: tuple[str, ...] = ()
        self.member = False
        self.outcome: Promoted = NOTHING
        self.trouble = ""
        self._question = Question(office, self)

    @property
    def left_out(self) -> bool:
        """What stands in the form is no promotion yet."""
        return self.editor.state.opened is not None and bool(self.editor.faults())

    def enter(self, typed: str) -> None:
        """`3*code`, a code, or a promotion's code."""
        entry = read(typed)
        if not isinstance(entry, Code | Search):
            return
        code = entry.code if isinstance(entry, Code) else entry.words
        if code.casefold() in self.editor.codes():
            self.codes = (*(one for one in self.codes if one != code), code)
            self.evaluate()
            return
        qty = entry.qty
        self._question.ask(
            lambda api: actions.cart_line(api, code),
            then=lambda line: self._add(code, qty, line),
            refused=self._refused,
        )

    def clear(self) -> None:
        self.lines, self.codes, self.trouble = (), (), ""
        self.evaluate()

    def as_member(self, *, member: bool) -> None:
        self.member = member
        self.evaluate()

    def evaluate(self) -> None:
        """The same rules as the till's, at this moment in the branch that is chosen."""
        vouchers = tuple(EnteredVoucher(code) for code in self._issued())
        buyer = Buyer(customer=SOMEBODY if self.member else None, vouchers=vouchers)
        now = self._moment()
        if now is not None:
            self.lines, self.outcome = promoted(self.lines, self.editor.in_force(), now=now, buyer=buyer)
        self.changed.emit()

    def _moment(self) -> Moment | None:
        branch = self.office.branch_row()
        if branch is None:
            return None
        at = self.office.local(self.office.now(), branch.id)
        day = self.office.today()
        return Moment(day=day, weekday=at.weekday(), minute=at.hour * 60 + at.minute, branch=branch.id)

    def _issued(self) -> list[str]:
        """Codes as they were issued, in whatever case they were typed."""
        issued = {
            code.casefold(): code
            for one in self.editor.in_force()
            if one.voucher is not None
            for code in one.voucher.codes
        }
        return [issued.get(code.casefold(), code) for code in self.codes]

    def _add(self, code: str, qty: Quantity, line: CartLine | None) -> None:
        self.trouble = (
            _("{code} is not in the catalogue, or has no price.", code=code) if line is None else ""
        )
        if line is not None:
            number = self.lines[-1].line + 1 if self.lines else 1
            self.editor.know(line.item.sku, line.item.product)
            self.lines = (*self.lines, replace(line, line=number, qty=Quantity(line.qty * qty // ONE)))
        self.evaluate()

    def _refused(self, refusal: Refusal) -> None:
        self.trouble = problem_text(refusal.code, refusal.facts)
        self.changed.emit()
