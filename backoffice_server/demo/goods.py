"""The goods of the demonstration shop, from goods.csv. Names and brands are invented."""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from backoffice_server.demo.particular import PARTICULAR, Particular
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity, whole
from shared_models.wire.catalog import SaveCategory, SaveProduct, SaveUnit

CATEGORIES: Final = (
    ("MIN", "Minuman"),
    ("SUS", "Susu & Olahan"),
    ("KOP", "Kopi & Teh"),
    ("SEM", "Sembako"),
    ("MIE", "Mi & Pasta"),
    ("BUM", "Bumbu & Saus"),
    ("CAM", "Camilan"),
    ("BIS", "Biskuit & Roti"),
    ("PER", "Permen & Cokelat"),
    ("KAL", "Makanan Kaleng & Beku"),
    ("BUA", "Buah & Sayur"),
    ("MAN", "Perawatan Diri"),
    ("RUM", "Kebersihan Rumah"),
    ("ALT", "Alat Tulis & Lain-lain"),
    ("DAP", "Alat Dapur"),
    ("BAY", "Perlengkapan Bayi"),
    ("HEW", "Hewan Peliharaan"),
    ("OBA", "Obat Bebas"),
    ("ROK", "Rokok"),
    ("ELE", "Elektronik"),
    ("LAY", "Layanan"),
)
SERVICES: Final = (("LAY001", "Jasa antar belanja", 10_000), ("LAY002", "Bungkus kado", 5_000))


@dataclass(frozen=True, slots=True)
class DemoGood:
    """A product, its category's code, and its opening stock (base units) in each branch."""

    product: SaveProduct
    category: str
    stock: tuple[Quantity, Quantity]


def categories() -> list[SaveCategory]:
    return [SaveCategory(code=code, name=name) for code, name in CATEGORIES]


def goods() -> list[DemoGood]:
    """Everything the shop sells."""
    text = files("backoffice_server.demo").joinpath("goods.csv").read_text("utf-8")
    told_apart = map(_particular, PARTICULAR)
    return [*map(_good, csv.DictReader(text.splitlines())), *told_apart, *map(_service, SERVICES)]


def _good(row: dict[str, str]) -> DemoGood:
    base = SaveUnit(
        unit=row["unit"],
        factor=ONE,
        decimals=int(row["decimals"]),
        barcodes=tuple(filter(None, [row["barcode"]])),
        price=Money(int(row["price"])),
    )
    product = SaveProduct(
        sku=row["sku"],
        name=row["name"],
        tax_class=TaxClass(row["tax_class"]),
        cost=Money(int(row["cost"])),
        units=(base, *_pack(row)),
    )
    return DemoGood(product, row["category"], (whole(int(row["stock_1"])), whole(int(row["stock_2"]))))


def _pack(row: dict[str, str]) -> list[SaveUnit]:
    """The carton, dozen or strip the product is sold in as well, with its own barcode and price."""
    if not row["unit2"]:
        return []
    return [
        SaveUnit(
            unit=row["unit2"],
            factor=whole(int(row["factor2"])),
            barcodes=(row["barcode2"],),
            price=Money(int(row["price2"])),
        )
    ]


def _particular(one: Particular) -> DemoGood:
    """Its stock comes in lots and pieces, by a document of its own."""
    return DemoGood(one.product, one.category, (Quantity(0), Quantity(0)))


def _service(service: tuple[str, str, int]) -> DemoGood:
    sku, name, price = service
    unit = SaveUnit(unit="x", factor=ONE, price=Money(price))
    product = SaveProduct(sku=sku, name=name, kind=ProductKind.SERVICE, units=(unit,))
    return DemoGood(product, "LAY", (Quantity(0), Quantity(0)))
