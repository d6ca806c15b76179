"""State of the receivables: who owes what, since when, and the payment that is being entered."""

from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from pos_client.desk.office import Office, Question
from pos_client.desk.office.listed import Listed
from pos_client.desk.table.columns import Row
from pos_client.features.receivables import actions
from pos_client.remote.api import Api
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.customers import (
    CustomerBooked,
    PaidInto,
    ReceivableLine,
    ReceivableMove,
    Receivables,
    ReceivePayment,
)


class Owed(Listed[Receivables]):
    """Who owes what in the chosen branch."""

    @override
    def fetch(self, api: Api) -> Receivables:
        return actions.receivables(api, self.office.branch)

    def rows(self) -> list[Row]:
        return [_row(line) for line in self.found.rows] if self.found is not None else []


def _row(line: ReceivableLine) -> Row:
    return {
        "id": f"{line.branch}{line.customer}",
        "line": line,
        "branch": line.branch_code,
        "code": line.code,
        "name": line.name,
        "phone": line.phone or "",
        "owed": line.owed,
        "oldest_due": line.oldest_due,
        **line.ageing.model_dump(),
    }


@dataclass(frozen=True, slots=True)
class PaymentState:
    """`line`: whose payment it is; None: nothing is open."""

    line: ReceivableLine | None = None
    moves: tuple[ReceivableMove, ...] = ()
    busy: bool = False
    refusal: Refusal | None = None


class Payment(QObject):
    """A payment of one customer. `opened`: another customer. `booked` when it is done."""

    opened = Signal()
    changed = Signal()
    booked = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = PaymentState()
        self._document: UUID | None = None
        self._moves = Question(office, self)
        self._book = Question(office, self)

    def open(self, line: ReceivableLine) -> None:
        self._document = None
        self.state = PaymentState(line)
        self.opened.emit()
        self._moves.ask(
            lambda api: actions.moves(api, line.branch, line.customer),
            then=self._told,
            refused=lambda _refusal: None,
        )

    def close(self) -> None:
        self._moves.forget()
        self._book.forget()
        self.state = PaymentState()
        self.opened.emit()

    def receive(self, amount: int, into: PaidInto, note: str) -> None:
        """Pressed twice, it is booked once."""
        line = self.state.line
        if line is None or self.state.busy or amount <= 0:
            return
        self._document = self._document or self.office.new_id()
        request = ReceivePayment(
            id=self._document,
            branch=line.branch,
            customer=line.customer,
            amount=Money(amount),
            into=into,
            note=note.strip(),
        )
        self._set(replace(self.state, busy=True, refusal=None))
        self._book.ask(lambda api: actions.receive(api, request), then=self._booked, refused=self._refused)

    def _told(self, moves: tuple[ReceivableMove, ...]) -> None:
        self._set(replace(self.state, moves=moves))

    def _booked(self, booked: CustomerBooked) -> None:
        self.close()
        self.booked.emit(booked)

    def _refused(self, refusal: Refusal) -> None:
        # Another amount is another payment.
        self._document = None
        self._set(replace(self.state, busy=False, refusal=refusal))

    def _set(self, state: PaymentState) -> None:
        self.state = state
        self.changed.emit()
