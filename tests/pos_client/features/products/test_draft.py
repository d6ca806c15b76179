"""A product's draft: every fault at once, a loss is a word and no fault."""

from dataclasses import replace
from datetime import date

from pos_client.features.products.state import Draft, UnitDraft, faults_in, form_field, losses, request_of
from shared_models.rules.barcodes import make_ean13
from shared_models.values.codes import ErrorCode
from shared_models.values.quantity import ONE, whole

TODAY = date(2026, 11, 21)
TEA = Draft(
    sku="TEH",
    name="Teh Sekarsari 350 ml",
    cost=3_300,
    units=(UnitDraft("btl", ONE, 4_500, make_ean13("899000013110")),),
)


def test_a_whole_draft_has_no_faults_and_makes_its_request() -> None:
    tea = replace(TEA, units=(*TEA.units, UnitDraft("lsn", whole(12), 50_000, "1234567 890")))
    assert faults_in(tea, TODAY) == []
    request = request_of(tea, version=3)
    assert [unit.unit for unit in request.units] == ["btl", "lsn"]
    assert request.units[1].barcodes == ("1234567", "890")
    assert request.version == 3


def test_every_fault_is_told_at_once() -> None:
    wrong = Draft(
        sku=" ", name="", units=(UnitDraft("", ONE, 0, "8990000131109"), UnitDraft("dus", None, 10))
    )
    assert faults_in(wrong, TODAY) == [
        ("name", ErrorCode.FIELD_REQUIRED),
        ("sku", ErrorCode.FIELD_REQUIRED),
        ("units.0.unit", ErrorCode.FIELD_REQUIRED),
        ("units.0.price", ErrorCode.PRICE_NOT_POSITIVE),
        ("units.0.barcodes", ErrorCode.BARCODE_CHECK_DIGIT),
        ("units.1.factor", ErrorCode.FIELD_REQUIRED),
    ]


def test_two_units_of_one_name_are_one_too_many() -> None:
    twice = replace(TEA, units=(*TEA.units, UnitDraft("btl", whole(6), 25_000)))
    assert faults_in(twice, TODAY) == [("units.1.unit", ErrorCode.DUPLICATE_ROW)]


def test_a_price_below_cost_is_worth_a_word_per_unit() -> None:
    cheap = replace(TEA, units=(UnitDraft("btl", ONE, 3_000), UnitDraft("lsn", whole(12), 40_000)))
    assert losses(cheap) == [("btl", 300)]
    assert losses(replace(TEA, cost=None)) == []


def test_the_server_s_fields_are_the_form_s() -> None:
    assert form_field("units.0.barcodes.1") == "units.0.barcodes"
    assert form_field("body.sku") == "sku"
