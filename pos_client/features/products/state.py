"""A product as it is being edited: text and figures, what is wrong with them, the request they make."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from shared_models.rules.barcodes import CodeFault, judge
from shared_models.rules.particulars import AGE_MAX
from shared_models.values.codes import ErrorCode, ProductKind, TaxClass, Tracking
from shared_models.values.money import Money, divide_half_up
from shared_models.values.quantity import ONE, Quantity
from shared_models.wire.catalog import (
    PriceLine,
    ProductDocument,
    SaveBranchPrice,
    SaveOffer,
    SaveProduct,
    SaveUnit,
)
from shared_models.wire.replica import NeedsRow

Fault = tuple[str, ErrorCode]
"""Field of the form and what is wrong with it."""

FIRST_UNIT: Final = "pcs"


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """A price beside the unit's own, for a level ("": everybody), from a quantity on (thousandths).

    `own`: for a single customer, who may still have to be chosen.
    """

    level: str = ""
    from_qty: int | None = None
    price: int | None = None
    customer: UUID | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit as typed. `factor` in thousandths of the base unit; `barcodes` apart by spaces."""

    unit: str = ""
    factor: int | None = None
    price: int | None = None
    barcodes: str = ""
    decimals: int = 0
    offers: tuple[OfferDraft, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.barcodes.replace(",", " ").split())


@dataclass(frozen=True, slots=True)
class BranchDraft:
    """A price for one branch alone, of the unit at `place`; without a branch and a price there is none."""

    branch: UUID | None = None
    price: int | None = None
    place: int = 0


NOWHERE: Final = BranchDraft()


@dataclass(frozen=True, slots=True)
class Draft:
    """`price_from`: the day changed prices hold from, null: today, `date.min`: what was typed is no day."""

    sku: str = ""
    name: str = ""
    kind: ProductKind = ProductKind.GOODS
    category: UUID | None = None
    tax_class: TaxClass = TaxClass.TAXABLE
    cost: int | None = None
    active: bool = True
    units: tuple[UnitDraft, ...] = (UnitDraft(unit=FIRST_UNIT, factor=ONE),)
    price_from: date | None = None
    own: BranchDraft = NOWHERE
    min_age: int | None = None
    prescription: bool = False
    tracking: Tracking | None = None

    def with_unit(self) -> "Draft":
        """One more unit, empty."""
        return replace(self, units=(*self.units, UnitDraft()))

    def with_offer(self, place: int, *, own: bool = False) -> "Draft":
        """One more price of a unit, empty; `own`: for a single customer."""
        return self._with_offers(place, (*self.units[place].offers, OfferDraft(own=own)))

    def without_offer(self, place: int, number: int) -> "Draft":
        offers = self.units[place].offers
        return self._with_offers(place, offers[:number] + offers[number + 1 :])

    def _with_offers(self, place: int, offers: tuple[OfferDraft, ...]) -> "Draft":
        changed = replace(self.units[place], offers=offers)
        return replace(self, units=(*self.units[:place], changed, *self.units[place + 1 :]))

    def without_unit(self, place: int) -> "Draft":
        own = NOWHERE if self.own.place >= place else self.own
        return replace(self, units=self.units[:place] + self.units[place + 1 :], own=own)


NEW: Final = Draft()


def draft_of(document: ProductDocument) -> Draft:
    saved = document.product
    needs = saved.needs or NeedsRow()
    return Draft(
        sku=saved.sku,
        name=saved.name,
        kind=saved.kind,
        category=saved.category,
        tax_class=saved.tax_class,
        cost=saved.cost,
        active=saved.active,
        units=tuple(
            UnitDraft(
                unit.unit,
                unit.factor,
                unit.price,
                " ".join(unit.barcodes),
                unit.decimals,
                tuple(
                    OfferDraft(
                        offer.level or "",
                        offer.from_qty or None,
                        offer.price,
                        offer.customer,
                        own=offer.customer is not None,
                    )
                    for offer in unit.offers or ()
                ),
            )
            for unit in saved.units
        ),
        min_age=needs.min_age or None,
        prescription=needs.prescription,
        tracking=needs.tracking,
    )


def faults_in(draft: Draft, today: date) -> list[Fault]:
    """What can be seen to be wrong without asking the server."""
    late = draft.price_from is not None and draft.price_from < today
    days: list[Fault] = [("price_from", ErrorCode.INVALID)] if late else []
    return [
        *_head_faults(draft),
        *_needs_faults(draft),
        *_unit_faults(draft),
        *_branch_faults(draft.own),
        *days,
    ]


def _head_faults(draft: Draft) -> Iterator[Fault]:
    if not draft.name.strip():
        yield "name", ErrorCode.FIELD_REQUIRED
    if not draft.sku.strip():
        yield "sku", ErrorCode.FIELD_REQUIRED


def _needs_faults(draft: Draft) -> Iterator[Fault]:
    if draft.min_age is not None and not 0 <= draft.min_age <= AGE_MAX:
        yield "needs.min_age", ErrorCode.INVALID
    by_piece = len(draft.units) == 1 and not draft.units[0].decimals
    if draft.tracking is Tracking.SERIAL and not by_piece:
        yield "needs.tracking", ErrorCode.SERIAL_BY_PIECE


def _unit_faults(draft: Draft) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, unit in enumerate(draft.units):
        if not unit.unit.strip():
            yield f"units.{place}.unit", ErrorCode.FIELD_REQUIRED
        elif unit.unit in seen:
            yield f"units.{place}.unit", ErrorCode.DUPLICATE_ROW
        seen.add(unit.unit)
        if place and not unit.factor:
            yield f"units.{place}.factor", ErrorCode.FIELD_REQUIRED
        if unit.price is not None and unit.price <= 0:
            yield f"units.{place}.price", ErrorCode.PRICE_NOT_POSITIVE
        yield from _offer_faults(place, unit)
        verdicts = [judge(code) for code in unit.codes]
        if any(verdict.fault is CodeFault.CHECK_DIGIT for verdict in verdicts):
            yield f"units.{place}.barcodes", ErrorCode.BARCODE_CHECK_DIGIT
        elif not all(verdict.usable for verdict in verdicts):
            yield f"units.{place}.barcodes", ErrorCode.BARCODE_UNUSABLE


def _offer_faults(place: int, unit: UnitDraft) -> Iterator[Fault]:
    seen: set[tuple[str, int, UUID | None]] = set()
    for number, offer in enumerate(unit.offers):
        where = f"units.{place}.offers.{number}"
        if offer.price is None:
            yield f"{where}.price", ErrorCode.FIELD_REQUIRED
        elif offer.price <= 0:
            yield f"{where}.price", ErrorCode.PRICE_NOT_POSITIVE
        slot = offer.level, offer.from_qty or 0, offer.customer
        if offer.own and offer.customer is None:
            yield f"{where}.customer", ErrorCode.FIELD_REQUIRED
            continue
        if not offer.own and not offer.level and not offer.from_qty:
            yield f"{where}.from_qty", ErrorCode.FIELD_REQUIRED
        elif slot in seen:
            yield f"{where}.from_qty", ErrorCode.DUPLICATE_ROW
        seen.add(slot)


def _branch_faults(own: BranchDraft) -> Iterator[Fault]:
    if own.branch is None and own.price is not None:
        yield "branch", ErrorCode.FIELD_REQUIRED
    elif own.branch is not None and own.price is None:
        yield "branch_price", ErrorCode.FIELD_REQUIRED
    elif own.price is not None and own.price <= 0:
        yield "branch_price", ErrorCode.PRICE_NOT_POSITIVE


def in_force(prices: Sequence[PriceLine], today: date) -> set[PriceLine]:
    """Of each unit and place the price that holds today; `prices` per unit the youngest first."""
    found: dict[tuple[object, ...], PriceLine] = {}
    for price in prices:
        if price.valid_from <= today and (price.valid_to is None or today <= price.valid_to):
            slot = (price.unit, price.branch, price.level, price.customer, price.from_qty)
            found.setdefault(slot, price)
    return set(found.values())


def losses(draft: Draft) -> list[tuple[str, int]]:
    """(unit, loss per unit) where a price lies below the cost: worth a word, but no fault."""
    if draft.cost is None:
        return []
    found = []
    for unit in draft.units:
        if unit.price is not None and unit.factor:
            cost = divide_half_up(draft.cost * unit.factor, ONE)
            least = min([unit.price, *(offer.price for offer in unit.offers if offer.price)])
            if least < cost:
                found.append((unit.unit, cost - least))
    return found


def request_of(draft: Draft, *, version: int, saved: Draft = NEW) -> SaveProduct:
    """The request a draft without faults makes; `saved` is what it was made from."""
    return SaveProduct(
        sku=draft.sku.strip(),
        name=draft.name.strip(),
        kind=draft.kind,
        category=draft.category,
        tax_class=draft.tax_class,
        cost=None if draft.cost is None else Money(draft.cost),
        active=draft.active,
        units=tuple(
            SaveUnit(
                unit=unit.unit.strip(),
                factor=Quantity(unit.factor or ONE),
                decimals=unit.decimals,
                barcodes=unit.codes,
                price=price,
                price_from=draft.price_from,
                branch_prices=_own_prices(draft, place),
                offers=tuple(map(_offer, unit.offers)),
            )
            for place, (unit, price) in enumerate(zip(draft.units, _prices(draft, saved), strict=True))
        ),
        version=version,
        needs=NeedsRow(min_age=draft.min_age or 0, prescription=draft.prescription, tracking=draft.tracking),
    )


def _prices(draft: Draft, saved: Draft) -> list[Money | None]:
    """Prices for everywhere; beside one for a branch only changed ones: its day may lie behind a plan."""
    before = {unit.unit: unit.price for unit in saved.units}
    return [
        None
        if unit.price is None or (draft.own != NOWHERE and before.get(unit.unit) == unit.price)
        else Money(unit.price)
        for unit in draft.units
    ]


def _offer(draft: OfferDraft) -> SaveOffer:
    return SaveOffer(
        customer=draft.customer,
        level=draft.level or None,
        from_qty=Quantity(draft.from_qty or 0),
        price=Money(draft.price or 0),
    )


def _own_prices(draft: Draft, place: int) -> tuple[SaveBranchPrice, ...]:
    own = draft.own
    if own.branch is None or own.price is None or own.place != place:
        return ()
    return (SaveBranchPrice(branch=own.branch, price=Money(own.price), price_from=draft.price_from),)


def form_field(field: str) -> str:
    """The form's field for a field of the server's fault: `units.0.barcodes.1` is `units.0.barcodes`."""
    parts = field.removeprefix("body.").split(".")
    if "branch_prices" in parts:
        return "branch" if parts[-1] == "branch" else "branch_price"
    if "offers" in parts:
        return ".".join(parts[:5])
    if parts[0] == "needs":
        return ".".join(parts[:2])
    return ".".join(parts[:3]) if parts[0] == "units" else parts[0]
