"""Saving promotions; tills sell by them from their next pull on."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import delete

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog import queries as catalog
from backoffice_server.features.promotions import queries
from backoffice_server.features.promotions.tables import promotion, promotion_code
from backoffice_server.kernel.unit import Unit
from shared_models.rules.promotions.model import KIND_OF
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.promotions import PromotionRow, SavePromotion, scopes_of
from shared_models.wire.sync import Entity


def save_promotion(
    unit: Unit, *, promotion_id: UUID, request: SavePromotion, by: StaffId | None
) -> PromotionRow:
    """Make or change a promotion; the id is made by the asker, so sent twice is saved once.

    Refuses every fault, and CONFLICT when somebody else was faster.
    """
    unit.lock_company()
    before = queries.known(unit, promotion_id)
    stands = 0 if before is None else before.promotion.version
    saved = PromotionRow(
        id=promotion_id, promotion=request.model_copy(update={"version": request.version + 1})
    )
    if before == saved:
        return saved
    if stands != request.version:
        raise Refusal(ErrorCode.CONFLICT, version=stands)
    if faults := [*request.faults(), *_strangers(unit, request), *_codes_taken(unit, promotion_id, request)]:
        raise invalid(faults)
    _write(unit, saved, by)
    unit.change(Entity.PROMOTION, str(promotion_id), saved, None)
    return saved


def _write(unit: Unit, saved: PromotionRow, by: StaffId | None) -> None:
    one = saved.promotion
    kind = KIND_OF[type(one.benefit.to_rules())]
    head = (
        saved.id,
        one.name,
        kind.value,
        one.branch,
        one.valid_from,
        one.valid_to,
        one.active,
        one.priority,
    )
    unit.upsert(promotion, [(*head, one.version, unit.now(), by, one.model_dump_json())])
    gone = delete(promotion_code).where(promotion_code.c.promotion_id == saved.id)
    unit.connection.execute(gone)
    codes = () if one.voucher is None else one.voucher.codes
    unit.insert(promotion_code, [(code.casefold(), saved.id, code) for code in codes])


def _strangers(unit: Unit, request: SavePromotion) -> Iterator[Fault]:
    """Branches, categories and products that are not there."""
    if request.branch is not None and request.branch not in {row.id for row in branches.branches(unit)}:
        yield Fault("branch", ErrorCode.NOT_FOUND)
    named = list(scopes_of(request))
    products = {one for _, scope in named for one in (*scope.products, *scope.except_products)}
    listed = catalog.load(unit, sorted(products)) if products else {}
    categories = {one.id for one in catalog.categories(unit)}
    for field, scope in named:
        if not listed.keys() >= {*scope.products, *scope.except_products}:
            yield Fault(f"{field}.products", ErrorCode.NOT_FOUND)
        if not categories >= {*scope.categories, *scope.except_categories}:
            yield Fault(f"{field}.categories", ErrorCode.UNKNOWN_CATEGORY)


def _codes_taken(unit: Unit, promotion_id: UUID, request: SavePromotion) -> Iterator[Fault]:
    """A code asks for one promotion, and for no goods: what is scanned means one thing."""
    codes = () if request.voucher is None else request.voucher.codes
    owners = queries.owners_of_codes(unit, codes)
    goods = {**catalog.owners_of_skus(unit, codes), **catalog.owners_of_barcodes(unit, codes)}
    seen: set[str] = set()
    for code in codes:
        folded = code.casefold()
        if folded in seen or owners.get(folded, promotion_id) != promotion_id or code in goods:
            yield Fault("voucher.codes", ErrorCode.CONFLICT, (("voucher", code),))
        seen.add(folded)
