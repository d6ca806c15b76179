"""Each row of a customer file: who it is, what it would change, and everything wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from backoffice_server.features.parties import import_file
from backoffice_server.kernel import numbers
from backoffice_server.kernel.codes import free_variation
from backoffice_server.kernel.table_file import FileRow
from shared_models.rules.cards import holds_card_number
from shared_models.rules.customers import phone_key
from shared_models.values.codes import ErrorCode
from shared_models.wire.importing import ImportFault, ImportVerdict
from shared_models.wire.replica import CustomerRow

TEXTS: Final = ("name", "card", "email", "address", "npwp", "note")
# Where a person might note a bank card; a member's number is the shop's own.
_NO_CARDS: Final = ("name", "email", "address", "note")


@dataclass(frozen=True, slots=True)
class Book:
    """The customers there are, and the shop's own price levels by code and by name."""

    rows: Sequence[CustomerRow]
    levels: dict[str, str]
    today: date

    def by_phone(self) -> dict[str, list[CustomerRow]]:
        found: dict[str, list[CustomerRow]] = {}
        for row in self.rows:
            if key := phone_key(row.phone):
                found.setdefault(key, []).append(row)
        return found


@dataclass(slots=True)
class Parsed:
    """A row, the customer it is already, and the customer it makes."""

    row: FileRow
    before: CustomerRow | None = None
    wanted: CustomerRow | None = None
    faults: list[ImportFault] = field(default_factory=list)

    def fault(self, column: str, code: ErrorCode, **facts: str | int) -> None:
        self.faults.append(ImportFault(column=column, code=code.value, facts=dict(facts)))

    @property
    def code(self) -> str:
        return self.row.text("code") or (self.wanted.code if self.wanted else "")

    @property
    def changes(self) -> tuple[str, ...]:
        if self.before is None or self.wanted is None:
            return ()
        return tuple(
            name
            for name in CustomerRow.model_fields
            if getattr(self.before, name) != getattr(self.wanted, name)
        )

    @property
    def verdict(self) -> ImportVerdict:
        if self.faults:
            return ImportVerdict.WRONG
        if self.before is None:
            return ImportVerdict.NEW
        return ImportVerdict.CHANGED if self.changes else ImportVerdict.SAME


def parse(rows: Iterable[FileRow], book: Book, *, new_id: Callable[[], UUID]) -> list[Parsed]:
    """What each row asks for. A customer is known by the code or, without one, by the phone number."""
    items = [Parsed(row) for row in rows]
    _find(items, book)
    _tell_twice(items)
    taken = {row.code for row in book.rows} | {item.row.text("code") for item in items}
    for item in items:
        values = dict(_values(item, book))
        if not item.faults:
            _make(item, values, taken, new_id)
    _tell_taken(items, book)
    return items


def _find(items: Iterable[Parsed], book: Book) -> None:
    codes = {row.code: row for row in book.rows}
    phones = book.by_phone()
    for item in items:
        code, key = item.row.text("code"), phone_key(import_file.phone_in(item.row))
        owners = phones.get(key, [])
        if code:
            item.before = codes.get(code)
            if item.before is None and owners:
                item.fault("phone", ErrorCode.CONFLICT, customer=owners[0].code, name=owners[0].name)
        elif len(owners) == 1:
            item.before = owners[0]
        elif owners:
            item.fault("code", ErrorCode.FIELD_REQUIRED)
        elif not key:
            item.fault("phone" if item.row.text("phone") else "code", ErrorCode.FIELD_REQUIRED)


def _tell_twice(items: Iterable[Parsed]) -> None:
    """A code, a card or a customer stands in one row; of one phone number only rows with codes may be two."""
    seen: dict[tuple[str, str], int] = {}
    for item in items:
        if item.row.text("code") and (key := phone_key(import_file.phone_in(item.row))):
            seen.setdefault(("phone", key), item.row.number)
    for item in items:
        for column, mark in _marks(item):
            first = seen.setdefault((column, mark), item.row.number)
            if first != item.row.number:
                item.fault(column, ErrorCode.DUPLICATE_ROW, row=first)


def _marks(item: Parsed) -> Iterator[tuple[str, str]]:
    code, card = item.row.text("code"), item.row.text("card")
    if code or item.before is not None:
        yield "code", code or (item.before.code if item.before else "")
    elif key := phone_key(import_file.phone_in(item.row)):
        yield "phone", key
    if card:
        yield "card", card


def _values(item: Parsed, book: Book) -> Iterator[tuple[str, Any]]:
    """What the filled cells say; an empty one says nothing."""
    row = item.row
    for name in TEXTS:
        if text := row.text(name):
            yield name, text
            if name in _NO_CARDS and holds_card_number(text):
                item.fault(name, ErrorCode.CARD_NUMBER_REFUSED)
    if not row.text("name"):
        item.fault("name", ErrorCode.FIELD_REQUIRED)
    if phone := import_file.phone_in(row):
        yield "phone", phone
    yield from _read(item, "birthday", lambda text: _born(text, book.today))
    yield from _read(item, "credit_term", import_file.term_in)
    yield from _terms(item, book)


def _terms(item: Parsed, book: Book) -> Iterator[tuple[str, Any]]:
    row = item.row
    if row.text("price_level"):
        try:
            yield "price_level", import_file.level_in(row.text("price_level"), book.levels)
        except KeyError:
            item.fault("price_level", ErrorCode.UNKNOWN_PRICE_LEVEL)
    if "credit_limit" in row.cells:
        try:
            yield "credit_limit", numbers.amount(row.cells["credit_limit"])
        except numbers.NumberFault as fault:
            item.fault("credit_limit", fault.code)


def _read(item: Parsed, column: str, meaning: Callable[[str], object]) -> Iterator[tuple[str, object]]:
    text = item.row.text(column)
    if not text:
        return
    try:
        yield column, meaning(text)
    except ValueError:
        item.fault(column, ErrorCode.INVALID)


def _born(text: str, today: date) -> date:
    born = import_file.day_of(text)
    if born > today:
        raise ValueError(text)
    return born


def _make(item: Parsed, values: Mapping[str, Any], taken: set[str], new_id: Callable[[], UUID]) -> None:
    """The customer as the row wants it; without a code of its own, a new one is called by the phone."""
    if item.before is not None:
        said = {**item.before.model_dump(), **values}
    else:
        key = phone_key(values.get("phone"))
        code = item.row.text("code") or free_variation(key, taken)
        taken.add(code)
        said = {"id": new_id(), "code": code, **values}
    try:
        item.wanted = CustomerRow.model_validate(said)
    except ValidationError as wrong:
        for one in wrong.errors(include_url=False, include_context=True):
            _tell_unfit(item, str(one["loc"][0]), dict(one.get("ctx") or {}))


def _tell_unfit(item: Parsed, column: str, limits: Mapping[str, object]) -> None:
    most = limits.get("max_length")
    if isinstance(most, int):
        item.fault(column, ErrorCode.FIELD_TOO_LONG, at_most=most)
    else:
        item.fault(column, ErrorCode.INVALID)


def _tell_taken(items: Iterable[Parsed], book: Book) -> None:
    """A code or a card's number names one customer, whichever of the two it is."""
    owners: dict[str, CustomerRow] = {}
    for row in book.rows:
        owners |= {row.code: row} | ({row.card: row} if row.card else {})
    for item in items:
        if item.wanted is None:
            continue
        for column in ("code", "card"):
            owner = owners.get(getattr(item.wanted, column) or "")
            if owner is not None and owner.id != item.wanted.id:
                item.fault(column, ErrorCode.CONFLICT, customer=owner.code, name=owner.name)
