"""A refusal carries a code and facts; validation gives every fault at once."""

from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, Refusal, invalid


def test_a_refusal_carries_its_facts() -> None:
    refusal = Refusal(ErrorCode.TENDER_TOO_SMALL, missing=2_000)
    assert (refusal.code, refusal.facts) == (ErrorCode.TENDER_TOO_SMALL, {"missing": 2_000})


def test_an_invalid_request_names_every_fault() -> None:
    refusal = invalid(
        [
            Fault("name", ErrorCode.FIELD_REQUIRED),
            Fault("units.0.price", ErrorCode.PRICE_NOT_POSITIVE, (("price", -5),)),
        ]
    )
    assert refusal.code is ErrorCode.INVALID
    assert refusal.facts == {
        "faults": [
            {"field": "name", "code": "field_required"},
            {"field": "units.0.price", "code": "price_not_positive", "price": -5},
        ]
    }
