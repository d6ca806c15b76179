"""A stand-alone shop reads its products from a file."""

from __future__ import annotations

import pytest

from pos_client.engine.local_products import import_products, read_products
from shared_models.values.codes import ErrorCode, ProductKind, TaxClass
from tests.factories.tills import Shop

GOOD = """sku;name;price;barcode;unit;tax_class;kind;decimals
SUSU;Susu Segar;Rp 12500;8990000000055;btl;exempt;;
JASA;Bungkus Kado;5000;;;non_taxable;service;0
DAGING;Daging Sapi;135000;;kg;;;3
"""


def test_a_file_becomes_a_catalogue(shop: Shop) -> None:
    products, faults = read_products("\ufeff" + GOOD)
    assert faults == ()
    with shop.store.write() as unit:
        assert import_products(unit, products) == 3
    susu, gift, beef = (shop.item(code) for code in ("8990000000055", "JASA", "DAGING"))
    assert (susu.price, susu.unit, susu.tax_class) == (12_500, "btl", TaxClass.EXEMPT)
    assert (gift.kind, beef.decimals, beef.unit) == (ProductKind.SERVICE, 3, "kg")


def test_read_again_a_product_is_changed_not_doubled(shop: Shop) -> None:
    for price in (12_500, 13_000):
        products, _ = read_products(f"sku,name,price\nSUSU,Susu,{price}\n")
        with shop.store.write() as unit:
            import_products(unit, products)
    assert shop.item("SUSU").price == 13_000
    reader = shop.store.reader()
    assert reader.execute("SELECT count(*) FROM product WHERE sku = 'SUSU'").fetchone() == (1,)
    reader.close()


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (",Susu,1000", "2:sku", ErrorCode.FIELD_REQUIRED),
        ("SUSU,,1000", "2:name", ErrorCode.FIELD_REQUIRED),
        ("SUSU,Susu,", "2:price", ErrorCode.FIELD_REQUIRED),
        ("SUSU,Susu,0", "2:price", ErrorCode.PRICE_NOT_POSITIVE),
        ("SUSU,Susu,12.500", "2:price", ErrorCode.AMBIGUOUS_NUMBER),
        ("SUSU,Susu,-5", "2:price", ErrorCode.NOT_A_NUMBER),
        ("SUSU,Susu,99999999999", "2:price", ErrorCode.PRICE_NOT_POSITIVE),
        (f"{'S' * 65},Susu,1", "2:sku", ErrorCode.FIELD_TOO_LONG),
    ],
)
def test_every_fault_names_its_row(row: str, field: str, code: ErrorCode) -> None:
    products, faults = read_products(f"sku,name,price\n{row}\n")
    assert products == ()
    assert (field, code) in [(fault.field, fault.code) for fault in faults]


def test_faults_of_all_rows_come_at_once() -> None:
    text = "sku,name,price,tax_class,kind,decimals\nA,A,1,x,y,9\nB,B,2,,,\nA,C,3,,,\n"
    products, faults = read_products(text)
    assert [product.sku for product in products] == ["B"]
    assert [(fault.field, fault.code) for fault in faults] == [
        ("2:tax_class", ErrorCode.UNKNOWN_TAX_CLASS),
        ("2:kind", ErrorCode.INVALID),
        ("2:decimals", ErrorCode.NOT_A_NUMBER),
        ("4:sku", ErrorCode.DUPLICATE_ROW),
    ]


def test_missing_columns_are_named() -> None:
    _, faults = read_products("nama,harga\nSusu,1000\n")
    assert [fault.field for fault in faults] == ["1:sku", "1:name", "1:price"]


def test_an_enrolled_till_takes_its_catalogue_from_the_back_office(shop: Shop) -> None:
    with shop.store.write() as unit:
        unit.execute("UPDATE till SET stand_alone = 0")
        unit.memory.clear()
        with pytest.raises(AssertionError):
            import_products(unit, ())
