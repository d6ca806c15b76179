"""The columns of a product file, under Indonesian or English headings."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from backoffice_server.kernel import table_file
from backoffice_server.kernel.table_file import TableFile, heading
from shared_models.rules.price_choice import MEMBER, WHOLESALE, LevelCode

REQUIRED: Final = ("sku", "name", "price")
HEADINGS: Final = {
    "sku": "sku kode kodebarang code plu itemcode",
    "name": "name nama namabarang namaproduk produk product description",
    "category": "category kategori kelompok golongan",
    "unit": "unit satuan satuandasar uom",
    "price": "price harga hargajual sellingprice retailprice",
    "cost": "cost modal hargabeli hargamodal hpp purchaseprice",
    "barcode": "barcode kodebatang ean ean13 upc gtin",
    "tax_class": "taxclass tax pajak kelaspajak",
    "kind": "kind type jenis tipe",
    "decimals": "decimals desimal",
    "factor2": "factor2 isi isi2 konversi konversi2 packsize",
    "tiers": "tiers tierprices hargabertingkat hargaqty",
    "customers": "customers customerprices hargapelanggan",
}
UNITS_MAX: Final = 4
"""Units of a row: the base unit's columns have no number, the others' end in theirs."""
# What a larger unit has of its own, under its number.
_OF_A_UNIT: Final = {
    "unit": "unit satuan",
    "factor": "factor isi konversi",
    "price": "price harga hargajual",
    "barcode": "barcode kodebatang",
    "tiers": "tiers tierprices hargabertingkat hargaqty",
    "customers": "customers customerprices hargapelanggan",
}
LEVEL: Final = "level:"
"""A column of prices of a level is `level:`, the place of the unit, `:` and the level's code."""
# How headings name a level's prices: before or behind its code or name.
_LEVEL_WORDS: Final = {WHOLESALE: ("wholesale", "grosir"), MEMBER: ("member", "anggota")}


def _aliases() -> Iterator[tuple[str, str]]:
    for column, aliases in HEADINGS.items():
        yield from ((alias, column) for alias in aliases.split())
    for number in range(2, UNITS_MAX + 1):
        for column, aliases in _OF_A_UNIT.items():
            yield from ((f"{alias}{number}", f"{column}{number}") for alias in aliases.split())


_COLUMN_OF: Final = dict(_aliases())


def numbered(column: str, place: int) -> str:
    """The column of the unit at `place`."""
    return column if place == 0 else f"{column}{place + 1}"


def level_headings(own: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Heading -> column, for the levels that every shop has and its own (code, name)."""
    words = {code: list(names) for code, names in _LEVEL_WORDS.items()}
    words |= {LevelCode(code): [heading(code), heading(name)] for code, name in own}
    return {
        numbered(form, place): f"{LEVEL}{place}:{code}"
        for code, names in words.items()
        for name in names
        for form in (f"price{name}", f"{name}price", f"harga{name}")
        for place in range(UNITS_MAX)
    }


def read(content: bytes, *, filename: str, levels: Mapping[str, str]) -> TableFile:
    """Rows of a product file; `levels`: headings of their prices (`level_headings`)."""
    return table_file.read(content, filename=filename, columns_of={**levels, **_COLUMN_OF}, required=REQUIRED)
