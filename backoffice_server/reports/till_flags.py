"""Open flags that are no receipt's own: to which register each belongs, so that its panel can name them."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select

from backoffice_server.features.events.tables import stream
from backoffice_server.features.ledger.service import DocumentKind
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import cash_movement, shift
from backoffice_server.features.tills.tables import device, register
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ReviewCode
from shared_models.wire.tills import TillReview

# What the list of sales does not show: there is no receipt to open.
SHIFTS: Final = (DocumentKind.SHIFT_OPENED.value, DocumentKind.SHIFT_CLOSED.value)
BESIDE_RECEIPTS: Final = ("device", "event", *SHIFTS, DocumentKind.CASH_MOVED.value)
# Said once for the till, with a receipt for its occasion.
OF_TILLS: Final = (ReviewCode.DEVICE_REVOKED.value, ReviewCode.CLOCK_SKEW.value)


def till_reviews(unit: Unit) -> dict[UUID, tuple[TillReview, ...]]:
    """By register: each kind of open flag about the till itself, and how many of it."""
    rows = list(unit.connection.execute(_open()))
    places = _places(unit, [one for row in rows if row.document_kind in SHIFTS for one in _shifts(row)])
    counted: dict[UUID, Counter[ReviewCode]] = {}
    for row in rows:
        place = next((places[name] for name in _names(row) if name in places), None)
        if place is not None:
            counted.setdefault(place, Counter())[ReviewCode(row.code)] += 1
    return {
        place: tuple(TillReview(code=code, count=count) for code, count in sorted(found.items()))
        for place, found in counted.items()
    }


def flags_of(unit: Unit, branch_id: UUID, register_id: UUID) -> list[Any]:
    """Open flags about one register that are no receipt's own."""
    rows = list(unit.connection.execute(_open().where(review.c.branch_id == branch_id)))
    places = _places(unit, [one for row in rows if row.document_kind in SHIFTS for one in _shifts(row)])
    return [
        row
        for row in rows
        if next((places[name] for name in _names(row) if name in places), None) == register_id
    ]


def _shifts(row: Any) -> tuple[UUID, ...]:
    """A flag of a shift names it as its document, or as its subject where the document is an event."""
    about = ReviewCode(row.code) in {ReviewCode.SHIFT_CLOSED_TWICE, ReviewCode.SHIFT_FIGURES_DIFFER}
    return (row.document_id, UUID(row.subject)) if about else (row.document_id,)


def _open() -> Select[Any]:
    return select(review).where(
        review.c.resolved_at.is_(None),
        review.c.document_kind.in_(BESIDE_RECEIPTS) | review.c.code.in_(OF_TILLS),
    )


def _names(row: Any) -> tuple[str, ...]:
    """What a flag may be known by. An event is in no list by its id: its flag says of which stream it is."""
    return (row.subject, str(row.document_id), str(json.loads(row.facts).get("stream")))


def _places(unit: Unit, shifts: Sequence[UUID]) -> dict[str, UUID]:
    """The register of whatever a flag may name: itself, its devices and streams, a shift, cash moved."""
    moved = select(review.c.document_id).where(
        review.c.resolved_at.is_(None), review.c.document_kind == DocumentKind.CASH_MOVED.value
    )
    queries = (
        select(register.c.register_id, register.c.register_id.label("place")),
        select(device.c.device_id, device.c.register_id),
        select(stream.c.stream_id, stream.c.register_id),
        select(shift.c.shift_id, shift.c.register_id).where(shift.c.shift_id.in_(shifts)),
        select(cash_movement.c.cash_id, cash_movement.c.register_id).where(
            cash_movement.c.cash_id.in_(moved)
        ),
    )
    return {str(thing): place for query in queries for thing, place in unit.connection.execute(query)}
