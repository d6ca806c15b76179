"""What flags are about, in words: names, numbers and codes of their subjects, read for many flags at once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.catalog.tables import product
from backoffice_server.features.events.tables import stream
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.sales.tables import cash_movement, sale, shift, shift_closing
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.stock.tables import stock_adjustment
from backoffice_server.features.tills.tables import device, register
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ReviewCode
from shared_models.wire.reviews import SubjectKind

KIND_OF: Final[Mapping[ReviewCode, SubjectKind]] = {
    ReviewCode.NEGATIVE_STOCK: SubjectKind.PRODUCT,
    ReviewCode.COST_UNKNOWN: SubjectKind.PRODUCT,
    ReviewCode.UNKNOWN_PRODUCT: SubjectKind.PRODUCT,
    ReviewCode.PRICE_DIFFERS: SubjectKind.PRODUCT,
    ReviewCode.LOT_UNKNOWN: SubjectKind.PRODUCT,
    ReviewCode.LOT_NEGATIVE: SubjectKind.PRODUCT,
    ReviewCode.LOT_EXPIRED: SubjectKind.PRODUCT,
    ReviewCode.SERIAL_UNKNOWN: SubjectKind.PRODUCT,
    ReviewCode.SERIAL_SOLD_TWICE: SubjectKind.PRODUCT,
    ReviewCode.CHECK_MISSING: SubjectKind.PRODUCT,
    ReviewCode.UNKNOWN_STAFF: SubjectKind.PERSON,
    ReviewCode.STAFF_DISMISSED: SubjectKind.PERSON,
    ReviewCode.DEVICE_REVOKED: SubjectKind.REGISTER,
    ReviewCode.DEVICE_REINSTATED: SubjectKind.REGISTER,
    ReviewCode.CLONE_ALARM: SubjectKind.REGISTER,
    ReviewCode.CLOCK_SKEW: SubjectKind.REGISTER,
    ReviewCode.STREAM_MISMATCH: SubjectKind.REGISTER,
    ReviewCode.CHAIN_FORK: SubjectKind.REGISTER,
    ReviewCode.DAMAGED_EVENT: SubjectKind.REGISTER,
    ReviewCode.SHIFT_FIGURES_DIFFER: SubjectKind.SHIFT,
    ReviewCode.SHIFT_CLOSED_TWICE: SubjectKind.SHIFT,
    ReviewCode.ORPHAN_EVENT: SubjectKind.EVENT,
    ReviewCode.NOT_APPLIED: SubjectKind.EVENT,
    ReviewCode.DUPLICATE_TICKET_NUMBER: SubjectKind.EVENT,
}
NAMED_MAX: Final = 200


def kind_of(code: str) -> SubjectKind:
    return KIND_OF.get(ReviewCode(code), SubjectKind.DOCUMENT)


def words_of(unit: Unit, flags: Sequence[Any]) -> dict[UUID, str]:
    """By flag: the name, number or code of what it is about, "" where nobody knows one."""
    asked: dict[SubjectKind, set[UUID]] = {kind: set() for kind in SubjectKind}
    for flag in flags:
        asked[kind_of(flag.code)] |= ids_in(flag)
    read = {
        SubjectKind.PRODUCT: lambda ids: _named(unit, product.c.product_id, product.c.name, ids),
        SubjectKind.PERSON: lambda ids: _named(unit, staff.c.staff_id, staff.c.name, ids),
        SubjectKind.REGISTER: lambda ids: _registers(unit, ids),
        SubjectKind.EVENT: lambda ids: _registers(unit, ids),
        SubjectKind.SHIFT: lambda ids: _shifts(unit, ids),
        SubjectKind.DOCUMENT: lambda ids: numbers_of(unit, ids),
    }
    known = {kind: read[kind](ids) for kind, ids in asked.items() if ids}
    return {flag.review_id: _words(flag, known.get(kind_of(flag.code), {})) for flag in flags}


def ids_in(flag: Any) -> set[UUID]:
    """The subject of a flag, and the stream its facts name, as far as they are ids."""
    told = (flag.subject, facts_of(flag).get("stream"))
    return {one for one in map(_as_id, told) if one is not None}


def facts_of(flag: Any) -> dict[str, Any]:
    facts = json.loads(flag.facts)
    return facts if isinstance(facts, dict) else {}


def numbers_of(unit: Unit, documents: Iterable[UUID]) -> dict[UUID, str]:
    """Numbers of posted documents: receipts, adjustments, cash moved, openings and closings of shifts."""
    ids = list(documents)
    found = _shifts(unit, ids)
    found |= _named(unit, sale.c.sale_id, sale.c.receipt, ids)
    found |= _named(unit, stock_adjustment.c.adjustment_id, stock_adjustment.c.number, ids)
    for table, key in ((cash_movement, cash_movement.c.cash_id), (shift_closing, shift_closing.c.closing_id)):
        on = and_(posting.c.branch_id == table.c.branch_id, posting.c.posting_no == table.c.posting_no)
        query = select(key, posting.c.document_no).join_from(table, posting, on).where(key.in_(ids))
        found |= {row[0]: row[1] for row in unit.connection.execute(query)}
    return found


def subjects_called(unit: Unit, words: str) -> tuple[list[str], list[UUID]]:
    """Subjects that are called so: ids as texts, and documents by their number."""
    queries: tuple[Select[Any], ...] = (
        _called(product.c.product_id, product.c.search_key, words.lower()),
        _called(staff.c.staff_id, staff.c.name, words),
        _called(register.c.register_id, register.c.code, words),
    )
    ids = [str(one) for query in queries for (one,) in unit.connection.execute(query)]
    receipts = unit.connection.execute(_called(sale.c.sale_id, sale.c.receipt, words)).scalars()
    return ids, list(receipts)


def _called(key: ColumnElement[Any], name: ColumnElement[Any], words: str) -> Select[Any]:
    return select(key).where(name.icontains(words, autoescape=True)).limit(NAMED_MAX)


def _named(
    unit: Unit, key: ColumnElement[Any], name: ColumnElement[Any], ids: Iterable[UUID]
) -> dict[UUID, str]:
    query = select(key, name).where(key.in_(list(ids)))
    return {one: str(words) for one, words in unit.connection.execute(query)}


def _registers(unit: Unit, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Codes of the registers that registers, devices and streams belong to: `BDG1-K1`."""
    wanted = list(ids)
    found: dict[UUID, str] = {}
    for key, place in (
        (register.c.register_id, register.c.register_id),
        (device.c.device_id, device.c.register_id),
        (stream.c.stream_id, stream.c.register_id),
    ):
        query = select(key, branch.c.code, register.c.code)
        if key.table is not register:
            query = query.join_from(key.table, register, register.c.register_id == place)
        query = query.join(branch, branch.c.branch_id == register.c.branch_id).where(key.in_(wanted))
        found |= {one: f"{shop}-{code}" for one, shop, code in unit.connection.execute(query)}
    return found


def _shifts(unit: Unit, ids: Iterable[UUID]) -> dict[UUID, str]:
    query = (
        select(shift.c.shift_id, branch.c.code, register.c.code, shift.c.number)
        .join(branch, branch.c.branch_id == shift.c.branch_id)
        .join(register, register.c.register_id == shift.c.register_id)
        .where(shift.c.shift_id.in_(list(ids)))
    )
    return {one: f"{shop}-{code}-S{number:06}" for one, shop, code, number in unit.connection.execute(query)}


def _words(flag: Any, known: Mapping[UUID, str]) -> str:
    told, facts = _as_id(flag.subject), facts_of(flag)
    if flag.code in {ReviewCode.DUPLICATE_RECEIPT_NUMBER, ReviewCode.DUPLICATE_TICKET_NUMBER}:
        return str(flag.subject)
    if told is not None and told in known:
        return known[told]
    source = _as_id(facts.get("stream"))
    if facts.get("receipt"):
        return str(facts["receipt"])
    if source is not None and source in known:
        return f"{known[source]} #{facts.get('seq', '')}"
    return str(facts.get("name") or "")


def _as_id(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
