"""Labels: the ZPL as approved, texts that cannot become commands, codes that fit or are left out."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.documents import Ready
from pos_client.printing.labels import (
    LABEL_SIZES,
    PRODUCT,
    SHELF,
    Bars,
    Batch,
    Label,
    LabelSize,
    Words,
    label_of,
    placed,
    read_batch,
    trial_label,
    zpl,
    zpl_batch,
)
from pos_client.store.label_prices import Priced
from shared_models.rules.barcodes import make_ean13
from shared_models.values.ids import ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity

COFFEE = Label(
    name="Kopi Tubruk bubuk halus pilihan 250 g",
    price=Money(18_500),
    barcode=make_ean13("899123456789"),
    on=date(2026, 11, 22),
    unit_price="Rp74.000/kg",
)
SHELF_ZPL = """\
^XA^CI28^LH0,0^PW320^LL240
^FO8,8^A0N,24,24^FH^FDKopi Tubruk bubuk halus^FS
^FO8,34^A0N,24,24^FH^FDpilihan 250 g^FS
^FO8,62^A0N,56,56^FH^FDRp18.500^FS
^FO8,122^A0N,20,20^FH^FDRp74.000/kg^FS
^FO8,214^A0N,18,18^FH^FD22/11/26^FS
^FO65,146^BY2^BEN,44,Y,N^FH^FD899123456789^FS
^PQ1^XZ
"""
PRODUCT_ZPL = """\
^XA^CI28^LH0,0^PW264^LL120
^FO6,6^A0N,18,18^FH^FDKopi Tubruk bubuk...^FS
^FO6,26^A0N,28,28^FH^FDRp18.500^FS
^FO37,58^BY2^BEN,36,Y,N^FH^FD899123456789^FS
^PQ12^XZ
"""
SIZES = st.sampled_from(list(LABEL_SIZES.values()))


def bars_of(code: str, size: LabelSize = SHELF) -> Bars | None:
    found = [part for part in placed(replace(COFFEE, barcode=code), size) if isinstance(part, Bars)]
    return found[0] if found else None


def test_a_shelf_label() -> None:
    assert zpl(COFFEE, SHELF) == SHELF_ZPL


def test_a_dozen_product_labels() -> None:
    assert zpl(COFFEE, PRODUCT, copies=12) == PRODUCT_ZPL
    batch = Batch("33x15", ((COFFEE, 12), (COFFEE, 12)))
    assert zpl_batch(batch).items == (Ready(PRODUCT_ZPL.encode()),) * 2


@pytest.mark.parametrize("size", LABEL_SIZES.values(), ids=LABEL_SIZES)
def test_the_test_label_has_all_that_a_label_has(size: LabelSize) -> None:
    made = zpl(trial_label("Toko Melati", date(2026, 11, 22)), size)
    assert "^FDToko Melati^FS" in made
    assert "^FD200012345678^FS" in made


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("^XZ~JA", "_5EXZ_7EJA"),
        ("50_50", "50_5F50"),
        ("a\\&b", "a_5C&b"),
        ("Café", "Caf_C3_A9"),
    ],
)
def test_a_name_is_never_a_command(name: str, field: str) -> None:
    assert f"^FH^FD{field}^FS\n" in zpl(replace(COFFEE, name=name), SHELF)


@given(st.text(), st.text(), st.text(), SIZES)
def test_whatever_a_shop_types_the_label_has_its_own_commands_only(
    name: str, unit_price: str, barcode: str, size: LabelSize
) -> None:
    label = replace(COFFEE, name=name, unit_price=unit_price, barcode=barcode)
    made = zpl(label, size)
    parts = list(placed(label, size))
    assert made.isascii()
    assert made.count("~") == 0
    assert made.count("^FD") == made.count("^FS") == len(parts)
    assert made.count("^XA") == made.count("^XZ") == 1
    assert made.count("^") == 7 + 5 * len(parts) + sum(isinstance(part, Bars) for part in parts)


@given(st.text(min_size=1), SIZES)
def test_nothing_stands_beside_the_label(name: str, size: LabelSize) -> None:
    for part in placed(replace(COFFEE, name=name), size):
        assert part.x >= 0
        assert part.y + part.high <= size.height
        if isinstance(part, Words):
            assert part.x + len(part.text) * part.high * 11 // 20 <= size.width


@pytest.mark.parametrize(
    ("code", "kind", "field"),
    [
        (make_ean13("200012345678"), "ean13", "^BEN,44,Y,N^FH^FD200012345678^FS"),
        ("12345670", "ean8", "^B8N,44,Y,N^FH^FD1234567^FS"),
        ("012345678905", "upc_a", "^BUN,44,Y,N,Y^FH^FD01234567890^FS"),
        ("KOPI-250", "code128", "^BCN,44,Y,N,N,A^FH^FDKOPI-250^FS"),
        ("A>B_1", "code128", "^BCN,44,Y,N,N,A^FH^FDA>0B_5F1^FS"),
        ("8991234567890", "code128", "^BCN,44,Y,N,N,A^FH^FD8991234567890^FS"),
    ],
)
def test_each_code_in_its_kind(code: str, kind: str, field: str) -> None:
    found = bars_of(code)
    assert found is not None
    assert found.kind == kind
    assert field in zpl(replace(COFFEE, barcode=code), SHELF)


def test_a_long_code_gets_thin_bars_and_one_too_long_is_left_out() -> None:
    wide, thin = bars_of("KOPI"), bars_of("KOPI-TUBRUK-250")
    assert wide is not None
    assert thin is not None
    assert (wide.module, thin.module) == (2, 1)
    assert [bars_of(code) for code in ("X" * 40, "", "kopí")] == [None] * 3


def priced(factor: int, price: int, unit: str) -> Priced:
    return Priced(
        product=ProductId(UUID(int=1)), name="Teh", sku="TEH", barcode="TEH", unit=unit,
        factor=Quantity(factor), base_unit="pcs", price=Money(price),
    )  # fmt: skip


def test_a_carton_says_what_one_piece_of_it_costs_and_goods_say_their_unit() -> None:
    day = date(2026, 11, 22)
    assert label_of(priced(24_000, 100_000, "dus"), day).unit_price == "Rp4.167/pcs"
    assert label_of(priced(1_000, 4_500, "kg"), day).unit_price == "/kg"


def test_a_batch_is_kept_as_it_was_asked_for() -> None:
    batch = Batch("50x30", ((COFFEE, 3), (replace(COFFEE, name='Teh "hijau"', barcode=""), 1)))
    assert read_batch(batch.to_text()) == batch
    with pytest.raises(ValueError, match="A3"):
        read_batch(batch.to_text().replace("50x30", "A3"))
