"""Goods of the demonstration shop that ask before they are sold or are told apart, and its cards.

Names, numbers and brands are invented.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from backoffice_server.features.payments.service import issue_stored
from backoffice_server.features.stock.adjustments import adjust
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import TaxClass, TenderMethod, Tracking
from shared_models.values.ids import BranchId, ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, whole
from shared_models.wire.catalog import SaveProduct, SaveUnit
from shared_models.wire.payments import Against, IssueStored
from shared_models.wire.replica import NeedsRow
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock


@dataclass(frozen=True, slots=True)
class Particular:
    """A product with what it asks for."""

    sku: str
    name: str
    category: str
    unit: str
    barcode: str
    cost: int
    price: int
    needs: NeedsRow
    tax_class: TaxClass = TaxClass.TAXABLE

    @property
    def product(self) -> SaveProduct:
        unit = SaveUnit(unit=self.unit, factor=ONE, barcodes=(self.barcode,), price=Money(self.price))
        return SaveProduct(
            sku=self.sku,
            name=self.name,
            tax_class=self.tax_class,
            cost=Money(self.cost),
            units=(unit,),
            needs=self.needs,
        )


PARTICULAR: Final = (
    Particular(
        "ROK001", "Rokok kretek Randu isi 12", "ROK", "bks", "8990070990016", 22_800, 25_500,
        NeedsRow(min_age=18),
    ),
    Particular(
        "OBA090", "Amoksilin Hangara 500 mg isi 10", "OBA", "strip", "8990070990023", 11_500, 18_000,
        NeedsRow(prescription=True),
    ),
    Particular(
        "SUS090", "Yogurt Sarimurni stroberi 1 liter", "SUS", "btl", "8990070990030", 15_200, 19_500,
        NeedsRow(tracking=Tracking.LOT),
    ),
    Particular(
        "SUS091", "Keju lembar Sarimurni isi 10", "SUS", "bks", "8990070990047", 17_600, 22_500,
        NeedsRow(tracking=Tracking.LOT),
    ),
    Particular(
        "ELE001", "Ponsel Nusakarya Lima 128 GB", "ELE", "pcs", "8990070990054", 1_980_000, 2_450_000,
        NeedsRow(tracking=Tracking.SERIAL),
    ),
)  # fmt: skip
LOTS: Final = {
    "SUS090": (("Y2611A", -2, 3), ("Y2611B", 5, 12), ("Y2612A", 24, 30)),
    "SUS091": (("K0427", 150, 18),),
}
"""Of a product: lot, days until it is over, how many there are in each branch."""
PIECES: Final = {"ELE001": 4}
PIECES_OF_A_PLACE: Final = 10
VOUCHERS: Final = (
    (TenderMethod.GIFT_VOUCHER, Against.CASH, 50_000, 10, 365),
    (TenderMethod.GIFT_VOUCHER, Against.GIVEN_AWAY, 25_000, 5, 60),
    (TenderMethod.GIFT_CARD, Against.BANK, 200_000, 3, None),
)
"""Kind, what stands against it, amount, how many, days until the last one."""


def open_particular(
    unit: Unit, branch: BranchId, made: Mapping[str, ProductId], *, place: int, today: date
) -> None:
    """What a branch opens with, at catalogue cost: each lot a line, each piece by its number."""
    lines = [line for one in PARTICULAR for line in _lines(one, made[one.sku], place, today)]
    request = AdjustStock(
        id=unit.new_id(), branch=branch, reason=AdjustmentReason.OPENING, bdate=today, lines=tuple(lines)
    )
    adjust(unit, request, by=None)


def _lines(one: Particular, product: ProductId, place: int, today: date) -> list[AdjustmentLine]:
    if one.sku in LOTS:
        return [
            _line(one, product, count, lot=lot, expires_on=today + timedelta(days=days))
            for lot, days, count in LOTS[one.sku]
        ]
    if one.sku in PIECES:
        first = 1 + PIECES_OF_A_PLACE * place
        numbers = tuple(f"35698811000{number:03}7" for number in range(first, first + PIECES[one.sku]))
        return [_line(one, product, len(numbers), serials=numbers)]
    return [_line(one, product, 40)]


def _line(one: Particular, product: ProductId, count: int, **words: Any) -> AdjustmentLine:
    return AdjustmentLine(product=product, qty=whole(count), unit_cost=Money(one.cost), **words)


def issue_cards(unit: Unit, branch: BranchId, today: date) -> None:
    """Vouchers that were sold, some that were given away, and cards that were bought by transfer."""
    for method, against, amount, count, days in VOUCHERS:
        request = IssueStored(
            id=unit.new_id(),
            branch=branch,
            method=method,
            count=count,
            amount=Money(amount),
            expires_on=None if days is None else today + timedelta(days=days),
            against=against,
        )
        issue_stored(unit, request, by=None)
