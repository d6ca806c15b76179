"""A promotion as it is saved and travels: every kind reaches the engine, and every fault is told at once."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from shared_models.rules.promotions.faults import Reason
from shared_models.rules.promotions.model import (
    AmountOff,
    Bundle,
    BuyGet,
    FreeItem,
    Level,
    PercentOff,
    PromotionKind,
    SetOffer,
    Tiered,
)
from shared_models.values.refusals import Refusal
from shared_models.wire.promotions import PromotionRow, SavePromotion, sound

GOLDEN = Path(__file__).parent / "golden" / "messages"
A, B = UUID(int=1), UUID(int=2)
TEA = {"products": [str(A)]}
THIRD_OFF = {"kind": "percent", "value": 3_333}

BENEFITS: dict[type, dict[str, Any]] = {
    PercentOff: {"kind": "percent_off", "scope": TEA, "rate_bp": 1_000, "at_most": 5_000},
    AmountOff: {"kind": "amount_off", "scope": TEA, "amount": 500, "per_unit": True},
    BuyGet: {"kind": "bxgy", "buy": TEA, "buy_count": 2, "get": {"products": [str(B)]}},
    SetOffer: {"kind": "set_offer", "scope": TEA, "count": 3, "reward": {"kind": "price", "value": 10_000}},
    Bundle: {
        "kind": "bundle",
        "parts": [{"scope": TEA}, {"scope": {"products": [str(B)]}, "count": 2}],
        "reward": {"kind": "amount", "value": 1_000},
    },
    Tiered: {"kind": "tiered", "by": "quantity", "tiers": [{"at_least": 12_000, "reward": THIRD_OFF}]},
    FreeItem: {"kind": "free_item", "product": str(A)},
}


def document(benefit: dict[str, Any], **about: Any) -> SavePromotion:
    body = {"name": "Teh hemat", "benefit": benefit, "valid_from": "2026-11-01", **about}
    return SavePromotion.model_validate_json(json.dumps(body))


def faults(benefit: dict[str, Any], **about: Any) -> dict[str, object]:
    return {fault.field: dict(fault.facts)["reason"] for fault in document(benefit, **about).faults()}


@pytest.mark.parametrize("kind", BENEFITS, ids=lambda kind: kind.__name__)
def test_every_kind_reaches_the_engine(kind: type) -> None:
    promotion = document(BENEFITS[kind]).checked(A)
    assert isinstance(promotion.benefit, kind)
    assert promotion.kind == BENEFITS[kind]["kind"]


def test_every_kind_of_the_engine_travels() -> None:
    assert {body["kind"] for body in BENEFITS.values()} == set(PromotionKind)


def test_a_row_says_all_that_the_engine_knows() -> None:
    row = PromotionRow.model_validate_json((GOLDEN / "PromotionRow.json").read_text())
    assert row.promotion.faults() == []
    promotion = row.to_rules()
    assert (promotion.id, promotion.level, promotion.stackable) == (row.id, Level.GOODS, True)
    assert (promotion.valid_from, promotion.valid_to) == (date(2026, 11, 1), date(2026, 11, 30))
    assert promotion.voucher is not None
    assert promotion.minimum is not None
    assert (promotion.voucher.uses_max, promotion.minimum.amount) == (100, 50_000)
    assert promotion.hours[0].weekdays == {5, 6}


def test_every_fault_is_told_at_once_with_its_field() -> None:
    found = faults(
        {"kind": "bundle", "parts": [{"scope": {}, "count": 0}], "reward": {"kind": "each", "value": 1}},
        name="  ",
        valid_to="2026-10-31",
        minimum={"amount": 0},
        group=" ",
        level="receipt",
        hours=[{"weekdays": [], "start": 1_440, "end": 1_440}, {"weekdays": [7]}],
        voucher={"codes": [" "], "uses_max": 0, "uses_per_customer_max": -1},
    )
    assert found == {
        "name": Reason.REQUIRED,
        "valid_to": Reason.ENDS_BEFORE_IT_BEGINS,
        "minimum.amount": Reason.NOT_POSITIVE,
        "group": Reason.REQUIRED,
        "hours.0.weekdays": Reason.REQUIRED,
        "hours.0.start": Reason.HOURS_RANGE,
        "hours.0.end": Reason.HOURS_RANGE,
        "hours.1.weekdays": Reason.WEEKDAY_RANGE,
        "voucher.codes": Reason.CODE_EMPTY,
        "voucher.uses_max": Reason.NOT_POSITIVE,
        "voucher.uses_per_customer_max": Reason.NOT_POSITIVE,
        "level": Reason.NOT_ON_THE_RECEIPT,
        "benefit.parts.0.count": Reason.NOT_POSITIVE,
        "benefit.parts.0.scope": Reason.REQUIRED,
        "benefit.reward.kind": Reason.REWARD_UNFIT,
    }


@pytest.mark.parametrize(
    ("kind", "change", "field", "reason"),
    [
        (PercentOff, {"rate_bp": 10_001}, "benefit.rate_bp", Reason.PERCENT_RANGE),
        (PercentOff, {"at_most": 0}, "benefit.at_most", Reason.NOT_POSITIVE),
        (AmountOff, {"amount": 0}, "benefit.amount", Reason.NOT_POSITIVE),
        (BuyGet, {"buy_count": 0}, "benefit.buy_count", Reason.NOT_POSITIVE),
        (BuyGet, {"get_count": 1_001}, "benefit.get_count", Reason.TOO_LARGE),
        (BuyGet, {"rate_bp": 0}, "benefit.rate_bp", Reason.PERCENT_RANGE),
        (SetOffer, {"reward": {"kind": "price", "value": -1}}, "benefit.reward.value", Reason.NOT_POSITIVE),
        (SetOffer, {"reward": {"kind": "percent", "value": 0}}, "benefit.reward.value", Reason.PERCENT_RANGE),
        (Bundle, {"parts": []}, "benefit.parts", Reason.REQUIRED),
        (Bundle, {"parts": [{"scope": TEA}]}, "benefit.parts", Reason.ONE_UNIT_IS_NO_SET),
        (Tiered, {"tiers": []}, "benefit.tiers", Reason.REQUIRED),
        (
            Tiered,
            {"tiers": [{"at_least": 5, "reward": THIRD_OFF}] * 2},
            "benefit.tiers",
            Reason.TIERS_NOT_RISING,
        ),
        (
            Tiered,
            {"by": "amount", "tiers": [{"at_least": 5, "reward": {"kind": "each", "value": 1}}]},
            "benefit.tiers.0.reward.kind",
            Reason.REWARD_UNFIT,
        ),
        (FreeItem, {"count": 0}, "benefit.count", Reason.NOT_POSITIVE),
    ],
)
def test_what_a_benefit_cannot_be(kind: type, change: dict[str, Any], field: str, reason: Reason) -> None:
    assert faults({**BENEFITS[kind], **change}) == {field: reason}


def test_what_is_refused_lists_its_faults_and_is_kept_from_the_engine() -> None:
    wrong = document({**BENEFITS[PercentOff], "rate_bp": 0}, valid_to="2026-10-01")
    with pytest.raises(Refusal) as refused:
        wrong.checked(A)
    told = refused.value.facts["faults"]
    assert isinstance(told, list)
    assert [fault["field"] for fault in told] == ["valid_to", "benefit.rate_bp"]
    right = document(BENEFITS[FreeItem])
    asleep = document(BENEFITS[FreeItem], active=False)
    rows = [PromotionRow(id=UUID(int=n), promotion=one) for n, one in enumerate((wrong, right, asleep))]
    assert [one.id for one in sound(rows)] == [UUID(int=1)]


def test_a_kind_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError, match="union_tag_invalid"):
        document({"kind": "lottery"})
