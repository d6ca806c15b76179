"""What can be wrong with a product, every fault at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from shared_models.rules.barcodes import CodeFault, judge
from shared_models.values.codes import ErrorCode, ProductKind, Tracking
from shared_models.values.quantity import ONE
from shared_models.values.refusals import Fault
from shared_models.wire.catalog import SaveOffer, SaveProduct, SaveUnit

DECIMALS_MAX: Final = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalogue holds already: owners of codes, and the categories."""

    skus: Mapping[str, UUID]
    barcodes: Mapping[str, UUID]
    categories: Collection[UUID]
    branches: Collection[UUID] = ()
    levels: Collection[str] = ()
    tracking: Tracking | None = None  # how the product is kept track of already


def faults_in(request: SaveProduct, *, product: UUID | None, known: Known) -> list[Fault]:
    """Faults of a product that is to be saved as `product` (null: a new one)."""
    return [
        *_code_faults(request, product, known),
        *_unit_faults(request),
        *_needs_faults(request, known),
        *_branch_faults(request, known),
        *_offer_faults(request, known),
        *_barcode_faults(request, product, known),
    ]


def _code_faults(request: SaveProduct, product: UUID | None, known: Known) -> Iterator[Fault]:
    owner = known.skus.get(request.sku)
    if owner is not None and owner != product:
        yield Fault("sku", ErrorCode.SKU_TAKEN, (("product", str(owner)),))
    if request.category is not None and request.category not in known.categories:
        yield Fault("category", ErrorCode.UNKNOWN_CATEGORY)


def _unit_faults(request: SaveProduct) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, unit in enumerate(request.units):
        if unit.unit in seen:
            yield Fault(f"units.{place}.unit", ErrorCode.DUPLICATE_ROW)
        seen.add(unit.unit)
        yield from _figure_faults(place, unit)


def _needs_faults(request: SaveProduct, known: Known) -> Iterator[Fault]:
    """Goods once kept in lots stay so: their lots add up to their stock for ever."""
    if request.needs is None:
        return
    wanted = request.needs.tracking
    if known.tracking is Tracking.LOT and wanted is not Tracking.LOT:
        yield Fault("needs.tracking", ErrorCode.TRACKING_STAYS)
    if wanted is not None and request.kind is not ProductKind.GOODS:
        yield Fault("needs.tracking", ErrorCode.INVALID)
    by_piece = len(request.units) == 1 and not request.units[0].decimals
    if wanted is Tracking.SERIAL and not by_piece:
        yield Fault("needs.tracking", ErrorCode.SERIAL_BY_PIECE)


def _figure_faults(place: int, unit: SaveUnit) -> Iterator[Fault]:
    if place == 0 and unit.factor != ONE:
        yield Fault("units.0.factor", ErrorCode.INVALID)
    if unit.decimals > DECIMALS_MAX:
        yield Fault(f"units.{place}.decimals", ErrorCode.INVALID, (("at_most", DECIMALS_MAX),))
    if unit.price == 0:
        yield Fault(f"units.{place}.price", ErrorCode.PRICE_NOT_POSITIVE)


def _branch_faults(request: SaveProduct, known: Known) -> Iterator[Fault]:
    for place, unit in enumerate(request.units):
        seen: set[UUID] = set()
        for number, own in enumerate(unit.branch_prices):
            where = f"units.{place}.branch_prices.{number}"
            if own.branch not in known.branches:
                yield Fault(f"{where}.branch", ErrorCode.NOT_FOUND)
            elif own.branch in seen:
                yield Fault(f"{where}.branch", ErrorCode.DUPLICATE_ROW)
            seen.add(own.branch)
            if own.price == 0:
                yield Fault(f"{where}.price", ErrorCode.PRICE_NOT_POSITIVE)


def _offer_faults(request: SaveProduct, known: Known) -> Iterator[Fault]:
    for place, unit in enumerate(request.units):
        seen: set[tuple[UUID | None, str | None, int]] = set()
        for number, offer in enumerate(unit.offers or ()):
            where = f"units.{place}.offers.{number}"
            slot = offer.customer, offer.level, offer.from_qty
            if slot in seen:
                yield Fault(f"{where}.from_qty", ErrorCode.DUPLICATE_ROW)
            seen.add(slot)
            if offer.price == 0:
                yield Fault(f"{where}.price", ErrorCode.PRICE_NOT_POSITIVE)
            yield from _slot_faults(where, offer, known)


def _slot_faults(where: str, offer: SaveOffer, known: Known) -> Iterator[Fault]:
    """One level or one customer; for everybody only from a quantity on: else it is the list price."""
    if offer.level is not None and offer.level not in known.levels:
        yield Fault(f"{where}.level", ErrorCode.UNKNOWN_PRICE_LEVEL)
    if offer.level is not None and offer.customer is not None:
        yield Fault(f"{where}.customer", ErrorCode.INVALID)
    if offer.level is None and offer.customer is None and not offer.from_qty:
        yield Fault(f"{where}.from_qty", ErrorCode.FIELD_REQUIRED)


def _barcode_faults(request: SaveProduct, product: UUID | None, known: Known) -> Iterator[Fault]:
    own: set[str] = set()
    for place, unit in enumerate(request.units):
        for number, code in enumerate(unit.barcodes):
            where = f"units.{place}.barcodes.{number}"
            owner = known.barcodes.get(code)
            if code in own or (owner is not None and owner != product):
                facts = (("barcode", code), ("product", None if owner is None else str(owner)))
                yield Fault(where, ErrorCode.BARCODE_TAKEN, facts)
            own.add(code)
            verdict = judge(code)
            if verdict.fault is CodeFault.CHECK_DIGIT:
                told = (("barcode", code), ("expected", verdict.expected))
                yield Fault(where, ErrorCode.BARCODE_CHECK_DIGIT, told)
            elif not verdict.usable:
                yield Fault(where, ErrorCode.BARCODE_UNUSABLE, (("barcode", code),))
