"""Customers at the till: found, added without asking anybody, and what they may use while it is alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from pos_client.engine.till import today
from pos_client.store import Rows, StoreUnit
from pos_client.store.journal import Draft, append
from pos_client.store.replica import customer_terms
from pos_client.store.store import Row
from pos_client.store.told import OF_CUSTOMER
from shared_models.rules.credit import CreditAccount, OfflineCredit, PaymentTerm, term_of
from shared_models.rules.customers import has_birthday, phone_key
from shared_models.rules.points import PointsRule, most_redeemable
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import CustomerId, StaffId
from shared_models.values.money import ZERO, Money
from shared_models.values.refusals import Refusal
from shared_models.wire.customers import CustomerAdded, CustomerTerms
from shared_models.wire.replica import DEFAULT_TERM

SHOWN: Final = 30
NAME_MAX: Final = 200
_COLUMNS: Final = "customer, code, card, name, phone, birthday, note, price_level, credit_limit, credit_term"
_OWN: Final = "customer, code, NULL, name, phone, NULL, NULL, NULL, 0, NULL"


@dataclass(frozen=True, slots=True)
class Member:
    """A customer as this till knows him."""

    id: CustomerId
    code: str
    name: str
    phone: str | None = None
    card: str | None = None
    birthday: date | None = None
    note: str | None = None
    price_level: str | None = None
    credit_limit: Money = ZERO
    credit_term: str = DEFAULT_TERM


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member has and owes: as the back office told, and what this till did since.

    `taken`, `given`: points used and credit given by this till since it heard. `rule` null: no points here.
    """

    points: int = 0
    owed: Money = ZERO
    oldest_due: date | None = None
    taken: int = 0
    given: Money = ZERO
    rule: PointsRule | None = None
    redemption_bp: int = 0
    credit_cap: Money = ZERO

    def redeemable(self, due: Money) -> int:
        """The most points a receipt with `due` left to pay may take."""
        if self.rule is None:
            return 0
        before = self.points + self.taken
        return most_redeemable(balance=before, due=due, rule=self.rule, taken_offline=self.taken)

    def account(self, member: Member) -> CreditAccount:
        """The account as the back office told of it."""
        return CreditAccount(member.credit_limit, Money(self.owed - self.given), self.oldest_due)

    @property
    def offline(self) -> OfflineCredit:
        return OfflineCredit(self.credit_cap, self.given)


def find(rows: Rows, words: str, limit: int = SHOWN) -> tuple[Member, ...]:
    """Members whose name, code, card or phone holds every word; who is found by code or phone goes first."""
    parts = words.casefold().split()
    if not parts:
        return ()
    key = phone_key(words)
    where = " AND ".join(["search LIKE ? ESCAPE '\\'"] * len(parts))
    asked = [f"%{_escaped(part)}%" for part in parts]
    found = rows.execute(
        f"SELECT {_COLUMNS} FROM customer WHERE active = 1 AND ({where} OR (? <> '' AND phone_key = ?))"  # noqa: S608 - our own names
        " ORDER BY code = ? DESC, phone_key = ? DESC, name LIMIT ?",
        (*asked, key, key, words.strip(), key, limit),
    ).fetchall()
    own = [one for one in _own(rows) if _holds(one, parts) or (key and phone_key(one.phone) == key)]
    return (*own, *map(_member, found))[:limit]


def by_code(rows: Rows, code: str) -> Member | None:
    """Whose code or card was scanned or typed, byte for byte."""
    query = f"SELECT {_COLUMNS} FROM customer WHERE active = 1 AND (code = ? OR card = ?)"  # noqa: S608 - our own names
    found = rows.execute(query, (code, code)).fetchone()
    if found is not None:
        return _member(found)
    return next((one for one in _own(rows) if one.code == code), None)


def member_of(rows: Rows, customer: CustomerId, name: str = "") -> Member:
    """A member by his id; one who is no longer known here keeps his name."""
    query = f"SELECT {_COLUMNS} FROM customer WHERE customer = ?"  # noqa: S608 - our own names
    found = rows.execute(query, (customer.bytes,)).fetchone()
    if found is None:
        query = f"SELECT {_OWN} FROM own_customer WHERE customer = ?"  # noqa: S608 - our own names
        found = rows.execute(query, (customer.bytes,)).fetchone()
    return Member(customer, "", name) if found is None else _member(found)


def standing_of(rows: Rows, customer: CustomerId) -> Standing:
    """What a member has and owes now, as far as this till knows."""
    found = rows.execute(
        "SELECT points, owed, oldest_due, counted FROM customer_standing WHERE customer = ?",
        (customer.bytes,),
    ).fetchone()
    points, owed, due, counted = (0, 0, None, None) if found is None else found
    own = rows.execute(
        "SELECT coalesce(sum(m.points), 0), coalesce(sum(m.taken), 0), coalesce(sum(m.owed), 0)"
        + OF_CUSTOMER,
        (customer.bytes, counted),
    ).fetchone()
    terms = terms_of(rows)
    return Standing(
        points=points + own[0],
        owed=Money(owed + own[2]),
        oldest_due=None if due is None else date.fromordinal(due),
        taken=own[1],
        given=Money(own[2]),
        rule=None if terms.points is None else terms.points.rule(),
        redemption_bp=0 if terms.points is None else terms.points.redemption_bp,
        credit_cap=terms.credit_offline_cap,
    )


def points_now(rows: Rows, customer: CustomerId) -> int | None:
    """Points a member has as far as this till knows; None where none are given."""
    standing = standing_of(rows, customer)
    return None if standing.rule is None else standing.points


def terms_of(rows: Rows) -> CustomerTerms:
    """What holds for all customers; nothing is given before the back office said so."""
    return customer_terms(rows) or CustomerTerms()


def add(unit: StoreUnit, *, name: str, phone: str, actor: StaffId) -> Member:
    """A new customer, known here at once and everywhere once the till has sent it.

    His code is his phone number, or made up. Refuses FIELD_REQUIRED without a name, and CONFLICT with the
    name of whoever has that phone number already at this till.
    """
    said, key = name.strip()[:NAME_MAX], phone_key(phone)
    if not said:
        raise Refusal(ErrorCode.FIELD_REQUIRED, field="name")
    same = [one for one in find(unit, phone) if phone_key(one.phone) == key] if key else []
    if same:
        raise Refusal(ErrorCode.CONFLICT, customer=same[0].name)
    made = CustomerId(unit.new_id())
    code = key or f"P{made.hex[-8:].upper()}"
    number = phone.strip() or None
    payload = CustomerAdded(customer=made, code=code, name=said, phone=number)
    append(unit, Draft("customer.added", payload, bdate=today(unit), shift=None, actor=actor))
    note_added(unit, payload)
    return Member(made, code, said, number)


def note_added(unit: StoreUnit, added: CustomerAdded) -> None:
    """Whoever was added here is known here, until the back office tells of him. Said twice, he is one."""
    unit.execute(
        "INSERT OR IGNORE INTO own_customer (customer, code, name, phone, phone_key)"
        " SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM customer WHERE customer = ?1)",
        (added.customer.bytes, added.code, added.name, added.phone, phone_key(added.phone)),
    )


def note_moves(
    unit: StoreUnit, customer: CustomerId, *, position: int, points: int, taken: int, owed: int
) -> None:
    """What a sale or return of this till changed, until the back office tells of it."""
    if points or taken or owed:
        unit.execute(
            "INSERT OR REPLACE INTO customer_move (position, customer, points, taken, owed)"
            " VALUES (?, ?, ?, ?, ?)",
            (position, customer.bytes, points, taken, owed),
        )


def term(member: Member) -> PaymentTerm:
    """When what he buys on account is due; a term nobody can read is the usual one."""
    try:
        return term_of(member.credit_term)
    except ValueError:
        return term_of(DEFAULT_TERM)


def birthday_today(member: Member, day: date) -> bool:
    return has_birthday(member.birthday, day)


def added_here(rows: Rows) -> Sequence[Member]:
    """Whom the back office has not told of yet."""
    return _own(rows)


def _own(rows: Rows) -> list[Member]:
    return [_member(row) for row in rows.execute(f"SELECT {_OWN} FROM own_customer ORDER BY name")]  # noqa: S608 - our own names


def _holds(member: Member, parts: list[str]) -> bool:
    words = f"{member.name} {member.code} {member.phone or ''}".casefold()
    return all(part in words for part in parts)


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _member(row: Row) -> Member:
    return Member(
        id=CustomerId(UUID(bytes=row[0])),
        code=row[1],
        card=row[2],
        name=row[3],
        phone=row[4],
        birthday=None if row[5] is None else date.fromordinal(row[5]),
        note=row[6],
        price_level=row[7],
        credit_limit=Money(row[8]),
        credit_term=row[9] or DEFAULT_TERM,
    )
