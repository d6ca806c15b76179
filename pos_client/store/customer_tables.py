"""Writing what the back office tells of customers: who they are, what they have and owe."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from pos_client.store.store import StoreUnit, Value
from pos_client.store.told import NOTHING_TOLD, Told, counted_text
from shared_models.rules.customers import phone_key
from shared_models.wire.replica import CustomerRow, CustomerStandingRow

_PUT: Final = (
    "INSERT INTO {}customer (customer, version, code, card, name, phone, phone_key, birthday, note,"
    " price_level, credit_limit, credit_term, active, search)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (customer) DO UPDATE SET version = excluded.version, code = excluded.code,"
    " card = excluded.card, name = excluded.name, phone = excluded.phone, phone_key = excluded.phone_key,"
    " birthday = excluded.birthday, note = excluded.note, price_level = excluded.price_level,"
    " credit_limit = excluded.credit_limit, credit_term = excluded.credit_term, active = excluded.active,"
    " search = excluded.search WHERE excluded.version >= version"
)
_PUT_STANDING: Final = (
    "INSERT INTO {}customer_standing (customer, version, points, owed, oldest_due, counted)"
    " VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (customer) DO UPDATE SET version = excluded.version, points = excluded.points,"
    " owed = excluded.owed, oldest_due = excluded.oldest_due, counted = excluded.counted"
    " WHERE excluded.version >= version"
)


def put_customers(unit: StoreUnit, rows: Iterable[tuple[int, CustomerRow]], *, prefix: str = "") -> None:
    """(version, customer) pairs; the newest version wins. Who was added here is now known to all."""
    found = list(rows)
    unit.execute_many(_PUT.replace("{}", prefix), [_values(version, row) for version, row in found])
    own: list[tuple[Value, ...]] = [(row.id.bytes,) for _, row in found]
    unit.execute_many("DELETE FROM own_customer WHERE customer = ?", own)


def drop_customer(unit: StoreUnit, version: int, customer: UUID) -> None:
    unit.execute("DELETE FROM customer WHERE customer = ? AND version <= ?", (customer.bytes, version))


def put_standings(
    unit: StoreUnit,
    rows: Iterable[tuple[int, CustomerStandingRow]],
    *,
    told: Told = NOTHING_TOLD,
    prefix: str = "",
) -> None:
    """(version, standing) pairs. `told`: what of this till's own receipts they count."""
    counted = counted_text(told.standings)
    values: list[tuple[Value, ...]] = []
    for version, row in rows:
        due = None if row.oldest_due is None else row.oldest_due.toordinal()
        values.append((row.customer.bytes, version, row.points, row.owed, due, counted))
    unit.execute_many(_PUT_STANDING.replace("{}", prefix), values)


def _values(version: int, row: CustomerRow) -> tuple[Value, ...]:
    key = phone_key(row.phone)
    words = (row.name, row.code, row.card or "", row.phone or "", key)
    return (
        row.id.bytes,
        version,
        row.code,
        row.card,
        row.name,
        row.phone,
        key,
        None if row.birthday is None else row.birthday.toordinal(),
        row.note,
        row.price_level,
        row.credit_limit,
        row.credit_term,
        int(row.active),
        " ".join(words).casefold(),
    )
