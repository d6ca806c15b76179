"""Lots and pieces of one branch, read once, moved document by document in memory, written set-based."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.tracking.tables import lot, lot_move, serial, serial_move
from backoffice_server.kernel.unit import Unit
from shared_models.rules.lots import NO_LOT
from shared_models.values.codes import SerialState
from shared_models.values.ids import BranchId
from shared_models.values.quantity import Quantity
from shared_models.wire.replica import LotRow, SerialRow
from shared_models.wire.sync import Entity

Piece = tuple[UUID, str]
"""Product and serial number."""


class Place(NamedTuple):
    """Where a document moves goods: its posting number, its line, and what it is called."""

    posting_no: int
    line: int
    number: str
    at: datetime


@dataclass(slots=True)
class Left:
    """What is left of a lot."""

    expires_on: date | None
    qty: int


class LotMoved(NamedTuple):
    """What a move met: a lot nobody had told of, and one that fell below zero just now."""

    unknown: bool
    went_negative: bool
    expires_on: date | None


@dataclass(slots=True)
class Known:
    """What was last said of a piece, in whatever branch."""

    state: SerialState
    document_no: str
    at: datetime


@dataclass(slots=True)
class Tracks:
    """Open it under the branch lock, before the goods of its documents move."""

    branch: BranchId
    lots: dict[UUID, dict[str, Left]] = field(default_factory=dict)
    pieces: dict[Piece, Known] = field(default_factory=dict)
    _opening: dict[UUID, int] = field(default_factory=dict)
    _lot_moves: list[tuple[Any, ...]] = field(default_factory=list)
    _serial_moves: list[tuple[Any, ...]] = field(default_factory=list)
    _touched: dict[tuple[UUID, str], None] = field(default_factory=dict)
    _placed: dict[Piece, tuple[Known, int]] = field(default_factory=dict)

    @classmethod
    def open(
        cls, unit: Unit, branch: BranchId, *, levels: Mapping[UUID, int], pieces: Collection[Piece]
    ) -> "Tracks":
        """`levels`: on hand of each product kept in lots, as its documents will find it."""
        found = cls(branch, {product: {} for product in levels})
        if levels:
            query = select(lot).where(lot.c.branch_id == branch, lot.c.product_id.in_(sorted(levels)))
            for row in unit.connection.execute(query):
                found.lots[row.product_id][row.lot] = Left(row.expires_on, row.qty)
        for product, level in levels.items():
            told = sum(left.qty for left in found.lots[product].values())
            if told != level:
                found._opening[product] = level - told
        if pieces:
            found.pieces = _known(unit, pieces)
        return found

    def move_lot(
        self, place: Place, product: UUID, name: str | None, qty: Quantity, expires_on: date | None = None
    ) -> LotMoved:
        """`qty` > 0 comes in, < 0 goes out; a lot keeps the day it was first said to expire on."""
        lots = self.lots[product]
        if opening := self._opening.pop(product, 0):
            self._add(product, NO_LOT, opening, place.posting_no, 0, None)
        known = name is not None and name in lots
        before = lots[name].qty if name is not None and known else 0
        self._add(product, name or NO_LOT, qty, place.posting_no, place.line, expires_on)
        left = lots[name or NO_LOT]
        negative = name is not None and left.qty < 0 <= before
        return LotMoved(not known, negative, left.expires_on)

    def move_piece(self, place: Place, piece: Piece, state: SerialState, item: int = 1) -> Known | None:
        """What was known of the piece before."""
        before = self.pieces.get(piece)
        now = Known(state, place.number, place.at)
        self.pieces[piece] = now
        self._placed[piece] = now, place.posting_no
        product, number = piece
        at = place.posting_no, place.line, item
        self._serial_moves.append((self.branch, *at, product, number, state.value, place.at))
        return before

    def write(self, unit: Unit) -> None:
        """Write the moves and where they lead, and tell the tills."""
        unit.insert(lot_move, self._lot_moves)
        unit.insert(serial_move, self._serial_moves)
        rows = []
        for product, name in self._touched:
            left = self.lots[product][name]
            rows.append((self.branch, product, name, left.expires_on, left.qty))
            if name != NO_LOT:
                told = LotRow(product=product, lot=name, expires_on=left.expires_on, qty=Quantity(left.qty))
                unit.change(Entity.LOT, f"{product}:{name}", told, self.branch)
        unit.upsert(lot, rows)
        unit.upsert(
            serial,
            [
                (self.branch, *piece, now.state.value, no, now.document_no, now.at)
                for piece, (now, no) in self._placed.items()
            ],
        )
        for (product, number), (now, _no) in self._placed.items():
            row = SerialRow(product=product, serial=number, state=now.state, document_no=now.document_no)
            unit.change(Entity.SERIAL, f"{product}:{number}", row, self.branch)

    def _add(self, product: UUID, name: str, qty: int, no: int, line: int, expires_on: date | None) -> None:
        left = self.lots[product].setdefault(name, Left(expires_on, 0))
        left.expires_on = left.expires_on or expires_on
        left.qty += qty
        self._lot_moves.append((self.branch, product, no, line, name, qty))
        self._touched[product, name] = None


def _known(unit: Unit, pieces: Iterable[Piece]) -> dict[Piece, Known]:
    wanted = set(pieces)
    products, numbers = {one[0] for one in wanted}, {one[1] for one in wanted}
    query = (
        select(serial)
        .where(serial.c.product_id.in_(sorted(products)), serial.c.serial.in_(sorted(numbers)))
        .order_by(serial.c.at)
    )
    found = {}
    for row in unit.connection.execute(query):
        if (row.product_id, row.serial) in wanted:
            known = Known(SerialState(row.state), row.document_no, row.at)
            found[row.product_id, row.serial] = known
    return found
