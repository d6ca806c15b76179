"""Rows of one batch on their way into the tables."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from backoffice_server.features.attendance.service import TillNote, note_at_tills
from backoffice_server.features.ledger import service as ledger
from backoffice_server.features.ledger.service import JournalDocument
from backoffice_server.features.orders import service as orders
from backoffice_server.features.orders.service import Closing
from backoffice_server.features.payments.tables import payment_reference, stored_move
from backoffice_server.features.queue.service import Noted, note_steps
from backoffice_server.features.reviews.service import Flag, raise_flags
from backoffice_server.features.sales.service.facts import Source, Told
from backoffice_server.features.sales.service.shift_rows import ShiftFacts
from backoffice_server.features.sales.service.state import State
from backoffice_server.features.sales.service.statistics import write_figures
from backoffice_server.features.sales.tables import (
    cash_movement,
    sale,
    sale_check,
    sale_deposit,
    sale_line,
    sale_payment,
    sale_promotion,
    sale_seller,
    sale_voucher,
    shift_closing,
)
from backoffice_server.features.tax_invoices import service as tax_invoices
from backoffice_server.features.tax_invoices.service import Requested
from backoffice_server.kernel.unit import Unit
from shared_models.rules.tax import TaxRule
from shared_models.values.codes import ReviewCode, StreamPurpose, TaxClass
from shared_models.values.refusals import Fact
from shared_models.wire.orders import OrderRow

Row = tuple[Any, ...]


@dataclass(slots=True)
class Batch:
    """Collects what a batch of events posts; `write` takes a fixed number of statements."""

    unit: Unit
    source: Source
    state: State
    next_no: int
    journal: list[JournalDocument] = field(default_factory=list)
    sales: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    payments: list[Row] = field(default_factory=list)
    promotions: list[Row] = field(default_factory=list)
    sellers: list[Row] = field(default_factory=list)
    vouchers: list[Row] = field(default_factory=list)
    stored: list[Row] = field(default_factory=list)
    references: list[Row] = field(default_factory=list)
    checks: list[Row] = field(default_factory=list)
    cash: list[Row] = field(default_factory=list)
    closings: list[Row] = field(default_factory=list)
    deposits: list[Row] = field(default_factory=list)
    invoices: list[Requested] = field(default_factory=list)
    placed: list[OrderRow] = field(default_factory=list)
    order_closings: list[Closing] = field(default_factory=list)
    tickets: list[Noted] = field(default_factory=list)
    attendance: list[TillNote] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    posting_days: dict[date, date] = field(default_factory=dict)
    right_rules: dict[date, dict[TaxClass, TaxRule | None]] = field(default_factory=dict)

    def take_no(self) -> int:
        """The posting number of the next document."""
        no = self.next_no
        self.next_no += 1
        return no

    def posting_day(self, bdate: date) -> date:
        """The day a document of this business date enters the books."""
        day = self.posting_days.get(bdate)
        if day is None:
            live = self.source.purpose is StreamPurpose.LIVE
            place = self.state.place
            books_from = place.books_from if live else None
            day = ledger.posting_day(bdate, books_from=books_from, today=place.today)
            self.posting_days[bdate] = day
        return day

    def flag(
        self,
        code: ReviewCode,
        subject: UUID | str,
        kind: str,
        document: UUID,
        *,
        facts: dict[str, Fact] | None = None,
        once: bool = False,
    ) -> None:
        """Put a document before a person's eye."""
        self.flags.append(Flag(code, str(subject), kind, document, facts or {}, once))

    def shift_of(self, event: Told, kind: str, document: UUID) -> ShiftFacts | None:
        """The event's shift, about to change.

        One that is closed (a clone, a till that was rolled back) moves on for a person to see: its till
        counted without this, and its cash lies in a drawer that was emptied.
        """
        shift = self.state.shifts.of(event)
        if shift is not None and shift.closed_at is not None:
            assert event.shift is not None
            facts: dict[str, Fact] = {"closed_at": shift.closed_at.isoformat(), "late": event.type}
            self.flag(ReviewCode.SHIFT_FIGURES_DIFFER, event.shift, kind, document, facts=facts)
        return shift

    def write(self) -> None:
        """Write everything collected."""
        unit, place = self.unit, self.state.place
        ledger.post(unit, place.branch, self.journal)
        self.state.stock.write(unit)
        self.state.members.write(unit)
        if self.state.tracks is not None:
            self.state.tracks.write(unit)
        unit.insert(sale, self.sales)
        unit.insert(sale_line, self.lines)
        unit.insert(sale_payment, self.payments)
        unit.insert(sale_promotion, self.promotions)
        unit.insert(sale_seller, self.sellers)
        unit.insert(sale_voucher, self.vouchers)
        unit.insert(stored_move, self.stored)
        unit.insert(payment_reference, self.references)
        unit.insert(sale_deposit, self.deposits)
        unit.insert(sale_check, self.checks)
        unit.insert(cash_movement, self.cash)
        unit.insert(shift_closing, self.closings)
        note_at_tills(unit, place.branch, self.attendance)
        write_figures(unit, place.branch, self.state.products.values())
        self.state.shifts.write(unit, place.branch)
        for step, origin in note_steps(unit, place.branch, self.tickets):
            subject = f"{step.number} {step.bdate}"
            self.flag(ReviewCode.DUPLICATE_TICKET_NUMBER, subject, "event", origin.document)
        tax_invoices.note(unit, place.branch, self.invoices)
        for closing in orders.note(unit, place.branch, self.placed, self.order_closings):
            facts: dict[str, Fact] = {"receipt": closing.receipt}
            code = ReviewCode.ORDER_CLOSED_TWICE
            self.flag(code, closing.order, closing.kind, closing.document, facts=facts)
        raise_flags(unit, place.branch, self.flags)
