"""`verify`: every invariant of sync.md §6 that exists so far, by name, on one snapshot of the database."""

from collections.abc import Iterator

from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof import (
    attendance,
    cash,
    derived,
    documents,
    guards,
    log,
    members,
    orders,
    payments,
    queue,
    reviews,
    sellers,
    shifts,
    tracking,
)
from backoffice_server.proof.findings import Check, Finding

CHECKS: tuple[Check, ...] = (
    documents.entries_balance,
    documents.numbers_are_dense,
    documents.receipts_have_all_parts,
    documents.promotions_are_in_the_discounts,
    derived.stock_is_its_moves,
    derived.inventory_is_stock,
    cash.drawers_agree,
    payments.stored_values_agree,
    orders.orders_hold,
    orders.tax_invoices_hold,
    documents.tax_is_what_was_sold,
    derived.totals_are_recomputed,
    members.receivables_agree,
    members.points_agree,
    shifts.shift_counts_agree,
    shifts.shifts_agree,
    tracking.lots_agree,
    tracking.serials_agree,
    queue.queue_holds,
    attendance.attendance_holds,
    sellers.sellers_agree,
    guards.feed_is_dense,
    guards.tables_are_guarded,
    reviews.broken_rules_are_reviewed,
    documents.nothing_crosses_branches,
)


def verify(unit: Unit, secret: MasterSecret | None) -> Iterator[Finding]:
    """Findings as they are made; `secret` null: signatures cannot be checked and count as broken."""
    yield from log.log_holds(unit, secret)
    for check in CHECKS:
        yield from check(unit)
