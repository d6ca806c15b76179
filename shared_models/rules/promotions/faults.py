"""What is wrong with a promotion: every fault at once, each with the field it is in.

A fault's code is `invalid` and its fact `reason` one of `Reason`; the client words it.
"""

from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import Final

from shared_models.rules.promotions.model import (
    FREE_BP,
    AmountOff,
    Bundle,
    BuyGet,
    FreeItem,
    Level,
    PercentOff,
    Promotion,
    Reward,
    RewardKind,
    SetOffer,
    TierBy,
    Tiered,
)
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault

UNITS_MAX: Final = 1_000
"""Units of one set."""
MINUTES_OF_DAY: Final = 24 * 60
SET_REWARDS: Final = frozenset({RewardKind.PERCENT, RewardKind.AMOUNT, RewardKind.PRICE})


class Reason(StrEnum):
    """Why a field cannot be as it is."""

    REQUIRED = "required"
    NOT_POSITIVE = "not_positive"
    TOO_LARGE = "too_large"
    PERCENT_RANGE = "percent_range"  # 0.01 % to 100 %
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    HOURS_RANGE = "hours_range"
    WEEKDAY_RANGE = "weekday_range"
    REWARD_UNFIT = "reward_unfit"
    TIERS_NOT_RISING = "tiers_not_rising"
    ONE_UNIT_IS_NO_SET = "one_unit_is_no_set"
    NOT_ON_THE_RECEIPT = "not_on_the_receipt"
    CODE_EMPTY = "code_empty"


Found = Iterator[tuple[str, Reason]]


def faults_in(promotion: Promotion) -> list[Fault]:
    """Every fault; none means that the engine may be given the promotion."""
    found = [one for check in (_terms, _hours, _voucher, _benefit) for one in check(promotion)]
    return [Fault(field, ErrorCode.INVALID, (("reason", reason.value),)) for field, reason in found]


def _terms(promotion: Promotion) -> Found:
    if not promotion.name.strip():
        yield "name", Reason.REQUIRED
    if promotion.valid_to is not None and promotion.valid_to < promotion.valid_from:
        yield "valid_to", Reason.ENDS_BEFORE_IT_BEGINS
    if promotion.minimum is not None and promotion.minimum.amount <= 0:
        yield "minimum.amount", Reason.NOT_POSITIVE
    if promotion.group is not None and not promotion.group.strip():
        yield "group", Reason.REQUIRED


def _hours(promotion: Promotion) -> Found:
    for at, hours in enumerate(promotion.hours):
        if not hours.weekdays:
            yield f"hours.{at}.weekdays", Reason.REQUIRED
        if not hours.weekdays <= frozenset(range(7)):
            yield f"hours.{at}.weekdays", Reason.WEEKDAY_RANGE
        if not 0 <= hours.start < MINUTES_OF_DAY:
            yield f"hours.{at}.start", Reason.HOURS_RANGE
        if not 0 <= hours.end <= MINUTES_OF_DAY or hours.end == hours.start:
            yield f"hours.{at}.end", Reason.HOURS_RANGE


def _voucher(promotion: Promotion) -> Found:
    terms = promotion.voucher
    if terms is None:
        return
    if any(not code.strip() for code in terms.codes):
        yield "voucher.codes", Reason.CODE_EMPTY
    limits = (("uses_max", terms.uses_max), ("uses_per_customer_max", terms.uses_per_customer_max))
    for name, limit in limits:
        if limit is not None and limit <= 0:
            yield f"voucher.{name}", Reason.NOT_POSITIVE


def _benefit(promotion: Promotion) -> Found:
    benefit = promotion.benefit
    each = isinstance(benefit, AmountOff) and benefit.per_unit
    if promotion.level is Level.RECEIPT and (
        each or not isinstance(benefit, PercentOff | AmountOff | Tiered)
    ):
        yield "level", Reason.NOT_ON_THE_RECEIPT
    match benefit:
        case PercentOff():
            yield from _percent("benefit.rate_bp", benefit.rate_bp)
            yield from _positive("benefit.at_most", benefit.at_most)
        case AmountOff():
            yield from _positive("benefit.amount", benefit.amount)
        case FreeItem():
            yield from _units("benefit.count", benefit.count)
        case Tiered():
            yield from _tiers(benefit, on_receipt=promotion.level is Level.RECEIPT)
        case _:
            yield from _positive("benefit.times_max", benefit.times_max)
            yield from _set(benefit)


def _set(benefit: BuyGet | SetOffer | Bundle) -> Found:
    match benefit:
        case BuyGet():
            yield from _units("benefit.buy_count", benefit.buy_count)
            yield from _units("benefit.get_count", benefit.get_count)
            yield from _percent("benefit.rate_bp", benefit.rate_bp)
        case SetOffer():
            yield from _units("benefit.count", benefit.count)
            yield from _reward("benefit.reward", benefit.reward, fit=SET_REWARDS)
        case _:
            yield from _parts(benefit)
            yield from _reward("benefit.reward", benefit.reward, fit=SET_REWARDS)


def _parts(benefit: Bundle) -> Found:
    if not benefit.parts:
        yield "benefit.parts", Reason.REQUIRED
    elif sum(part.count for part in benefit.parts) == 1:
        yield "benefit.parts", Reason.ONE_UNIT_IS_NO_SET
    for at, part in enumerate(benefit.parts):
        yield from _units(f"benefit.parts.{at}.count", part.count)
        if part.scope.whole:
            yield f"benefit.parts.{at}.scope", Reason.REQUIRED


def _tiers(benefit: Tiered, *, on_receipt: bool) -> Found:
    if not benefit.tiers:
        yield "benefit.tiers", Reason.REQUIRED
    kinds = {RewardKind.PERCENT, RewardKind.AMOUNT}
    if benefit.by is TierBy.QUANTITY and not on_receipt:
        kinds.add(RewardKind.EACH)
    for at, tier in enumerate(benefit.tiers):
        yield from _positive(f"benefit.tiers.{at}.at_least", tier.at_least)
        yield from _reward(f"benefit.tiers.{at}.reward", tier.reward, fit=frozenset(kinds))
    if any(later.at_least <= one.at_least for one, later in pairwise(benefit.tiers)):
        yield "benefit.tiers", Reason.TIERS_NOT_RISING


def _reward(field: str, reward: Reward, *, fit: frozenset[RewardKind]) -> Found:
    if reward.kind not in fit:
        yield f"{field}.kind", Reason.REWARD_UNFIT
    elif reward.kind is RewardKind.PERCENT:
        yield from _percent(f"{field}.value", reward.value)
    elif reward.kind is not RewardKind.PRICE or reward.value < 0:
        yield from _positive(f"{field}.value", reward.value)


def _percent(field: str, rate_bp: int) -> Found:
    if not 0 < rate_bp <= FREE_BP:
        yield field, Reason.PERCENT_RANGE


def _positive(field: str, value: int | None) -> Found:
    if value is not None and value <= 0:
        yield field, Reason.NOT_POSITIVE


def _units(field: str, count: int) -> Found:
    if count > UNITS_MAX:
        yield field, Reason.TOO_LARGE
    yield from _positive(field, count)
