"""The lots and pieces that an adjustment brings or takes away; nothing of it touches the books."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.catalog.tables import product
from backoffice_server.features.stock.tables import stock
from backoffice_server.features.tracking.service import Place, Tracks
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, SerialState, Tracking
from shared_models.values.ids import BranchId
from shared_models.values.quantity import ONE
from shared_models.values.refusals import Fault
from shared_models.wire.stock import AdjustmentLine, AdjustStock


def tracking_of(unit: Unit, request: AdjustStock) -> dict[UUID, Tracking]:
    """How the products of a document are kept track of; none for ordinary goods."""
    wanted = {line.product for line in request.lines}
    query = select(product.c.product_id, product.c.tracking).where(
        product.c.product_id.in_(sorted(wanted)), product.c.tracking.is_not(None)
    )
    return {row.product_id: Tracking(row.tracking) for row in unit.connection.execute(query)}


def tracking_faults(request: AdjustStock, tracking: dict[UUID, Tracking]) -> Iterator[Fault]:
    """A lot is of goods kept in lots; each piece has one number, and each number is said once."""
    said: set[tuple[UUID, str]] = set()
    for place, line in enumerate(request.lines):
        kept = tracking.get(line.product)
        if (line.lot is not None or line.expires_on is not None) and kept is not Tracking.LOT:
            yield Fault(f"lines.{place}.lot", ErrorCode.INVALID)
        if not line.serials:
            continue
        if kept is not Tracking.SERIAL or len(line.serials) * ONE != abs(line.qty):
            yield Fault(f"lines.{place}.serials", ErrorCode.QUANTITY_OUT_OF_RANGE)
        pieces = [(line.product, number) for number in line.serials]
        if said.intersection(pieces) or len(set(pieces)) < len(pieces):
            yield Fault(f"lines.{place}.serials", ErrorCode.DUPLICATE_ROW)
        said.update(pieces)


def open_tracks(unit: Unit, request: AdjustStock, tracking: dict[UUID, Tracking]) -> Tracks | None:
    """Before the goods move. None for ordinary goods."""
    in_lots = [one for one, kept in tracking.items() if kept is Tracking.LOT]
    pieces = {(line.product, number) for line in request.lines for number in line.serials}
    if not in_lots and not pieces:
        return None
    query = select(stock.c.product_id, stock.c.qty).where(
        stock.c.branch_id == request.branch, stock.c.product_id.in_(sorted(in_lots))
    )
    levels = dict.fromkeys(in_lots, 0) | {one: int(qty) for one, qty in unit.connection.execute(query)}
    return Tracks.open(unit, BranchId(request.branch), levels=levels, pieces=pieces)


def track(unit: Unit, tracks: Tracks, request: AdjustStock, *, no: int, number: str) -> None:
    for at, line in enumerate(request.lines, 1):
        place = Place(no, at, number, unit.now())
        if line.product in tracks.lots:
            tracks.move_lot(place, line.product, line.lot, line.qty, line.expires_on)
        _track_pieces(tracks, place, line)
    tracks.write(unit)


def _track_pieces(tracks: Tracks, place: Place, line: AdjustmentLine) -> None:
    state = SerialState.IN_STOCK if line.qty > 0 else SerialState.GONE
    for item, number in enumerate(line.serials, 1):
        tracks.move_piece(place, (line.product, number), state, item)
