"""`verify` finds nothing in a shop that was only posted to, and names whatever was tampered with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from backoffice_server.kernel.append_only import ddl
from backoffice_server.proof.findings import Finding
from backoffice_server.proof.verify import verify
from shared_models.rules.returns import LineBack
from shared_models.values.codes import CashDirection, CashReason
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.shifts import ShiftOpened
from tests.factories.events import TillWriter, line
from tests.factories.warung import BERAS, GULA, K2, SABUN, SECRET, TELUR, Warung


def findings(warung: Warung) -> list[Finding]:
    with warung.database.read() as unit:
        return list(verify(unit, SECRET))


def broken(warung: Warung) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in findings(warung):
        if not finding.holds:
            found.setdefault(finding.invariant, []).append(finding.rule)
    return found


def a_day(warung: Warung) -> TillWriter:
    till = warung.stocked().opened()
    sold = till.sale(line(GULA.item, GULA.price, qty=whole(3)), line(TELUR.item, TELUR.price), paid=200_000)
    till.sale(line(SABUN.item, SABUN.price, qty=whole(2)), cart_discount=600)
    till.returned(sold, [LineBack(1, whole(1))])
    till.cash(CashDirection.OUT, CashReason.DROP, 100_000)
    till.noted()
    till.shift_closed(counted=till.sums.expected(till.opening_float) - 500)
    till.shift_opened()
    till.sale(line(BERAS.item, BERAS.price))
    warung.push(till.push())
    return till


def test_a_shop_that_was_only_posted_to_holds(warung: Warung) -> None:
    a_day(warung)
    assert broken(warung) == {}
    names = {finding.invariant for finding in findings(warung)}
    assert {"I1", "I2", "I3", "I4", "I5", "I6", "I7", "I9", "I10", "I12", "I13", "I14", "I15", "I16"} <= names
    assert {"I18", "I21"} <= names
    assert sum(finding.checked for finding in findings(warung)) > 100


def test_an_empty_shop_holds(warung: Warung) -> None:
    assert broken(warung) == {}


TAMPERED = {
    "a stock level": ("UPDATE stock SET qty = qty + 1000 WHERE qty = 97000 OR qty = 98000", {"I4"}),
    "a stock value": ("UPDATE stock SET value = value + 7 WHERE qty = 99000", {"I4", "I5"}),
    "a day's total": ("UPDATE product_day SET revenue = revenue + 1", {"I13"}),
    "an account's day": ("UPDATE account_day SET debit = debit + 1 WHERE account = '1101'", {"I13"}),
    "a statistics row": ("UPDATE product_stat SET units_90 = units_90 + 1000", {"I13"}),
    "a lost total": ("DELETE FROM product_day", {"I13"}),
    "a journal line": (
        "UPDATE journal_line SET amount = amount + 1 WHERE account = '1101'",
        {"I2", "I3", "I13", "I10"},
    ),
    "a lost entry line": ("DELETE FROM journal_line WHERE account = '2131'", {"I2", "I3", "I12", "I13"}),
    "a sale's figure": (
        "UPDATE sale SET total = total + 1, tax = tax + 1 WHERE kind = 'sale'",
        {"I3", "I12", "I13", "I14"},
    ),
    "a lost sale": ("DELETE FROM sale WHERE kind = 'return'", {"I3", "I13", "I14"}),
    "a lost line": ("DELETE FROM sale_line WHERE line = 2", {"I3", "I13"}),
    "a lost payment": ("DELETE FROM sale_payment", {"I3", "I10"}),
    "a lost move": ("DELETE FROM stock_move WHERE qty = -1000", {"I3", "I4"}),
    "an event's bytes": ("UPDATE event SET mac = hash WHERE seq = 3", {"I7"}),
    "a lost event": ("DELETE FROM event WHERE seq = 3", {"I1", "I6", "I7", "I9"}),
    "a lost outcome": ("DELETE FROM event_outcome WHERE seq = 3", {"I1"}),
    "a shift's figure": ("UPDATE shift SET cash_sales = cash_sales + 1", {"I10", "I14"}),
    "a lost posting": ("DELETE FROM posting WHERE posting_no = 3", {"I3", "I13", "I21"}),
    "a feed number": ("UPDATE feed_head SET last = last + 1", {"I15"}),
    "a lost flag": ("DELETE FROM review", {"I18"}),
    "a lost mark": ("DELETE FROM review_mark", {"I18"}),
    "a second entry": (
        """INSERT INTO posting SELECT branch_id, (SELECT max(posting_no) + 1 FROM posting), document_kind,
        document_id, document_no, bdate, posting_date, at FROM posting WHERE posting_no = 3""",
        {"I3"},
    ),
    "goods that never moved": ("DELETE FROM stock_move WHERE value = 0", {"I3"}),
    "another means of payment": ("UPDATE sale_payment SET method = 'qris'", {"I3", "I10"}),
    "a payment in two": (
        "INSERT INTO sale_payment SELECT branch_id, posting_no, line + 1, 'qris', 0, NULL FROM sale_payment",
        {"I3"},
    ),
    "a closing that left cash": (
        "UPDATE journal_line SET amount = amount + 1 WHERE amount < 0 AND account = '1101'",
        {"I10"},
    ),
    "a float from elsewhere": ("UPDATE journal_line SET account = '6191' WHERE account = '1102'", {"I10"}),
    "a count that was changed": ("UPDATE shift SET counted = counted + 1", {"I10"}),
    "a closing that was changed": ("UPDATE shift_closing SET expected = expected + 1", {"I10"}),
    "a lost closing": ("DELETE FROM shift_closing", {"I3", "I10"}),
    "what a closing settled": ("UPDATE shift SET settled = settled + 1", {"I10"}),
    "an opening that was changed": (
        "UPDATE shift SET opening_float = opening_float + 1 WHERE closed_at IS NULL",
        {"I10"},
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_tampered_with_is_named(warung: Warung, what: str) -> None:
    a_day(warung)
    statement, expected = TAMPERED[what]
    guarded = statement.split()[1 if statement.startswith("UPDATE") else 2]
    with warung.database.write() as unit:
        for removal in unguarded(guarded, unit.dialect):
            unit.connection.execute(text(removal))
        unit.connection.execute(text(statement))
    found = broken(warung)
    assert expected <= found.keys(), found


def a_bad_day(warung: Warung) -> None:
    """Everything set aside that can be, each by itself."""
    till = warung.stocked().opened()
    for _ in range(2):
        till.sale(line(GULA.item, GULA.price))
    till.sale(line(GULA.item, GULA.price), register=K2)
    first = till.sale(line(GULA.item, GULA.price))
    till.sold(replace(first.receipt, total=Money(first.receipt.total + 1)))
    till.write("shift.opened", ShiftOpened(number=1, opening_float=Money(500_000)))
    request = till.push()
    items = [one.model_copy(update={"bytes": "{}"}) if one.seq in {3, 4} else one for one in request.events]
    warung.push(request.model_copy(update={"events": tuple(items)}))


LOST = {
    "one of two damaged items": (
        "UPDATE review SET occurrences = occurrences - 1 WHERE code = 'damaged_event'",
        "damaged items are flagged, each of them",
    ),
    **{
        code: (f"DELETE FROM review WHERE code = '{code}'", "events set aside are flagged, each of them")
        for code in ("stream_mismatch", "totals_impossible", "not_applied")
    },
}


@pytest.mark.parametrize("what", LOST)
def test_each_item_set_aside_has_its_own_flag(warung: Warung, what: str) -> None:
    a_bad_day(warung)
    assert broken(warung) == {}
    statement, rule = LOST[what]
    with warung.database.write() as unit:
        unit.connection.execute(text(statement))
    assert broken(warung) == {"I18": [rule]}


def unguarded(table: str, dialect: str) -> list[str]:
    names = [created.split()[2] for created in ddl(table, dialect) if created.startswith("CREATE TRIGGER")]
    tail = f" ON {table}" if dialect == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {name}{tail}" for name in names]


def test_a_missing_guard_is_named(warung: Warung) -> None:
    with warung.database.write() as unit:
        for removal in unguarded("journal_line", unit.dialect):
            unit.connection.execute(text(removal))
    assert broken(warung) == {"I16": ["append-only tables refuse UPDATE and DELETE"]}


def test_what_was_set_aside_is_counted_and_breaks_nothing(warung: Warung) -> None:
    till = warung.stocked().opened()
    for _ in range(3):
        till.sale(line(GULA.item, GULA.price))
    request = till.push()
    damaged = request.events[3].model_copy(update={"bytes": "{}"})
    warung.push(request.model_copy(update={"events": (*request.events[:3], damaged, *request.events[4:])}))
    assert broken(warung) == {}
    (aside,) = (finding for finding in findings(warung) if finding.invariant == "quarantine")
    assert aside.checked == 1
