"""What stands in the form of a promotion, as text and figures, and the promotion that comes of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from shared_models.rules.promotions.model import FREE_BP, Level, PromotionKind, RewardKind, TierBy
from shared_models.values.money import Money
from shared_models.wire.promotions import (
    AmountOffRow,
    BenefitRow,
    BundlePartRow,
    BundleRow,
    BuyGetRow,
    FreeItemRow,
    HoursRow,
    MinimumRow,
    PercentOffRow,
    RewardRow,
    SavePromotion,
    ScopeRow,
    SetOfferRow,
    TieredRow,
    TierRow,
    VoucherTermsRow,
)

# Thousandths of a percent (as the field counts) in 1/100 %.
PER_BP: Final = 10
DAY_MINUTES: Final = 1440
EVERY_DAY: Final = "0123456"
NOTHING: Final = UUID(int=0)
_BETWEEN: Final = re.compile(r"[\s,;]+")
_TIER: Final = re.compile(r"([\d.]+)\s*:\s*([\d.]+)(?:,(\d{1,2}))?\s*%?")
_PART: Final = re.compile(r"(\d{1,4})\s+(\S.*)")


@dataclass(frozen=True, slots=True)
class Draft:
    """Codes of goods stand as typed; percentages in thousandths of a percent; weekdays as digits, 0 Monday.

    `tiers`: a line each, `from: value`; `parts`: a line each, `count code code`.
    """

    name: str = ""
    kind: PromotionKind = PromotionKind.PERCENT_OFF
    goods: str = ""
    category: str = ""
    got: str = ""
    count: int | None = 2
    got_count: int | None = 1
    rate: int | None = None
    amount: int | None = None
    reward: RewardKind = RewardKind.PERCENT
    at_most: int | None = None
    times_max: int | None = None
    per_unit: bool = True
    mixed: bool = True
    tier_by: TierBy = TierBy.QUANTITY
    tiers: str = ""
    parts: str = ""
    branch: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    active: bool = True
    level: Level = Level.GOODS
    weekdays: str = EVERY_DAY
    start: int = 0
    end: int = DAY_MINUTES
    members_only: bool = False
    minimum: int | None = None
    priority: int | None = 100
    stackable: bool = False
    group: str = ""
    also_by_hand: bool = False
    voucher: bool = False
    codes: str = ""
    uses_max: int | None = None
    uses_each: int | None = None


_GOODS: Final = frozenset({"goods", "category"})
_REWARD: Final = frozenset({"reward", "rate", "amount"})
FIELDS_OF: Final[Mapping[PromotionKind, frozenset[str]]] = {
    PromotionKind.PERCENT_OFF: _GOODS | {"rate", "at_most", "level"},
    PromotionKind.AMOUNT_OFF: _GOODS | {"amount", "per_unit", "level"},
    PromotionKind.BUY_GET: _GOODS | {"count", "got", "got_count", "rate", "times_max"},
    PromotionKind.SET_OFFER: _GOODS | _REWARD | {"count", "mixed", "times_max"},
    PromotionKind.BUNDLE: _REWARD | {"parts", "times_max"},
    PromotionKind.TIERED: _GOODS | {"tier_by", "reward", "tiers", "level"},
    PromotionKind.FREE_ITEM: frozenset({"got", "got_count"}),
}
OF_SOME_KINDS: Final = frozenset().union(*FIELDS_OF.values())
REWARDS_OF: Final[Mapping[PromotionKind, tuple[RewardKind, ...]]] = {
    PromotionKind.TIERED: (RewardKind.PERCENT, RewardKind.AMOUNT, RewardKind.EACH),
}
SET_REWARDS: Final = (RewardKind.PERCENT, RewardKind.AMOUNT, RewardKind.PRICE)


def shown_fields(draft: Draft) -> frozenset[str]:
    """Of the fields that only some kinds have, those that this draft has."""
    fields = FIELDS_OF[draft.kind]
    if {"reward", "rate", "amount"} <= fields:
        return fields - {"amount" if draft.reward is RewardKind.PERCENT else "rate"}
    return fields


def codes_in(text: str) -> tuple[str, ...]:
    return tuple(code for code in _BETWEEN.split(text) if code)


def goods_named(draft: Draft) -> Iterator[tuple[str, str]]:
    """(field, code) of all goods that a draft of this kind names."""
    fields = FIELDS_OF[draft.kind]
    for field, text in (("goods", draft.goods), ("got", draft.got)):
        if field in fields:
            yield from ((field, code) for code in codes_in(text))
    if "parts" in fields:
        for _count, codes in parts_in(draft.parts):
            yield from (("parts", code) for code in codes)


def parts_in(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """Count and codes of each line that can be read."""
    lines = (_PART.fullmatch(line.strip()) for line in text.splitlines())
    return [(int(found[1]), codes_in(found[2])) for found in lines if found]


def unreadable(text: str, *, tiers: bool) -> bool:
    """Whether a line of tiers (or parts) cannot be read."""
    pattern = _TIER if tiers else _PART
    return any(line.strip() and not pattern.fullmatch(line.strip()) for line in text.splitlines())


def request_of(draft: Draft, known: Mapping[str, UUID], *, version: int, today: date) -> SavePromotion:
    """`known`: products by code; a code that is not in it stands for no product at all."""
    return SavePromotion(
        name=draft.name.strip() or " ",
        benefit=_benefit(draft, known),
        valid_from=draft.valid_from or today,
        valid_to=draft.valid_to,
        branch=UUID(draft.branch) if draft.branch else None,
        active=draft.active,
        level=draft.level if "level" in FIELDS_OF[draft.kind] else Level.GOODS,
        hours=_hours(draft),
        members_only=draft.members_only,
        voucher=_voucher(draft),
        minimum=None if draft.minimum is None else MinimumRow(amount=Money(draft.minimum)),
        priority=draft.priority or 0,
        stackable=draft.stackable,
        group=draft.group.strip() or None,
        also_by_hand=draft.also_by_hand,
        version=version,
    )


def _benefit(draft: Draft, known: Mapping[str, UUID]) -> BenefitRow:
    goods = _scope(draft.goods, known, draft.category)
    rate, times = (draft.rate or 0) // PER_BP, draft.times_max or None
    match draft.kind:
        case PromotionKind.PERCENT_OFF:
            at_most = None if draft.at_most is None else Money(draft.at_most)
            return PercentOffRow(scope=goods, rate_bp=rate, at_most=at_most)
        case PromotionKind.AMOUNT_OFF:
            return AmountOffRow(scope=goods, amount=Money(draft.amount or 0), per_unit=draft.per_unit)
        case PromotionKind.BUY_GET:
            got = _scope(draft.got, known) if draft.got.strip() else None
            return BuyGetRow(
                buy=goods,
                buy_count=draft.count or 0,
                get=got,
                get_count=draft.got_count or 0,
                rate_bp=rate or FREE_BP,
                times_max=times,
            )
        case PromotionKind.SET_OFFER:
            reward, count = _reward(draft), draft.count or 0
            return SetOfferRow(scope=goods, count=count, reward=reward, mixed=draft.mixed, times_max=times)
        case _:
            return _other_benefit(draft, known, goods)


def _other_benefit(draft: Draft, known: Mapping[str, UUID], goods: ScopeRow) -> BenefitRow:
    if draft.kind is PromotionKind.BUNDLE:
        read = parts_in(draft.parts)
        parts = tuple(BundlePartRow(scope=_ids(codes, known), count=count) for count, codes in read)
        return BundleRow(parts=parts, reward=_reward(draft), times_max=draft.times_max or None)
    if draft.kind is PromotionKind.TIERED:
        return TieredRow(scope=goods, by=draft.tier_by, tiers=tuple(_tiers(draft)))
    first = next(iter(codes_in(draft.got)), "")
    return FreeItemRow(product=known.get(first, NOTHING), count=draft.got_count or 0)


def _scope(text: str, known: Mapping[str, UUID], category: str = "") -> ScopeRow:
    scope = _ids(codes_in(text), known)
    return scope.model_copy(update={"categories": (UUID(category),)}) if category else scope


def _ids(codes: Sequence[str], known: Mapping[str, UUID]) -> ScopeRow:
    return ScopeRow(products=tuple(dict.fromkeys(known.get(code, NOTHING) for code in codes)))


def _reward(draft: Draft) -> RewardRow:
    percent = draft.reward is RewardKind.PERCENT
    value = (draft.rate or 0) // PER_BP if percent else draft.amount or 0
    return RewardRow(kind=draft.reward, value=value)


def _tiers(draft: Draft) -> Iterator[TierRow]:
    for line in draft.tiers.splitlines():
        found = _TIER.fullmatch(line.strip())
        if found is None:
            continue
        begin, whole = (int(part.replace(".", "") or "0") for part in found.group(1, 2))
        scale = 1_000 if draft.tier_by is TierBy.QUANTITY else 1
        value = whole
        if draft.reward is RewardKind.PERCENT:
            value = whole * 100 + int((found[3] or "").ljust(2, "0"))
        yield TierRow(at_least=begin * scale, reward=RewardRow(kind=draft.reward, value=value))


def _hours(draft: Draft) -> tuple[HoursRow, ...]:
    if draft.weekdays == EVERY_DAY and (draft.start, draft.end) == (0, DAY_MINUTES):
        return ()
    return (HoursRow(weekdays=tuple(map(int, draft.weekdays)), start=draft.start, end=draft.end),)


def _voucher(draft: Draft) -> VoucherTermsRow | None:
    if not draft.voucher:
        return None
    limits = {"uses_max": draft.uses_max, "uses_per_customer_max": draft.uses_each}
    return VoucherTermsRow(codes=codes_in(draft.codes), **limits)


def draft_of(saved: SavePromotion, codes: Mapping[UUID, str]) -> Draft:
    """The form's view of a promotion. What it cannot show is missing: `request_of` then makes another one."""
    hours = saved.hours[0] if saved.hours else HoursRow(weekdays=tuple(range(7)))
    terms = saved.voucher
    shared = {
        "name": saved.name,
        "kind": PromotionKind(saved.benefit.kind),
        "branch": str(saved.branch or ""),
        "valid_from": saved.valid_from,
        "valid_to": saved.valid_to,
        "active": saved.active,
        "level": saved.level,
        "weekdays": "".join(map(str, hours.weekdays)),
        "start": hours.start,
        "end": hours.end,
        "members_only": saved.members_only,
        "minimum": None if saved.minimum is None else int(saved.minimum.amount),
        "priority": saved.priority,
        "stackable": saved.stackable,
        "group": saved.group or "",
        "also_by_hand": saved.also_by_hand,
        "voucher": terms is not None,
        "codes": "" if terms is None else "\n".join(terms.codes),
        "uses_max": None if terms is None else terms.uses_max,
        "uses_each": None if terms is None else terms.uses_per_customer_max,
    }
    return Draft(**(shared | _benefit_fields(saved.benefit, codes)))  # type: ignore[arg-type] # names of fields


def _benefit_fields(benefit: BenefitRow, codes: Mapping[UUID, str]) -> dict[str, object]:
    if isinstance(benefit, BundleRow):
        lines = (f"{part.count} {_codes(part.scope, codes)}" for part in benefit.parts)
        own: dict[str, object] = {"parts": "\n".join(lines), "times_max": benefit.times_max}
        return own | _reward_fields(benefit.reward)
    if isinstance(benefit, FreeItemRow):
        return {"got": codes.get(benefit.product, "?"), "got_count": benefit.count}
    scope = benefit.buy if isinstance(benefit, BuyGetRow) else benefit.scope
    goods = {"goods": _codes(scope, codes), "category": str(next(iter(scope.categories), ""))}
    return {**goods, **_own_fields(benefit, codes)}


def _own_fields(
    benefit: PercentOffRow | AmountOffRow | BuyGetRow | SetOfferRow | TieredRow, codes: Mapping[UUID, str]
) -> dict[str, object]:
    match benefit:
        case PercentOffRow():
            return {"rate": benefit.rate_bp * PER_BP, "at_most": benefit.at_most}
        case AmountOffRow():
            return {"amount": benefit.amount, "per_unit": benefit.per_unit}
        case BuyGetRow():
            got = "" if benefit.get is None else _codes(benefit.get, codes)
            own = {"got": got, "count": benefit.buy_count, "got_count": benefit.get_count}
            return own | {"rate": benefit.rate_bp * PER_BP, "times_max": benefit.times_max}
        case SetOfferRow():
            own = {"count": benefit.count, "mixed": benefit.mixed, "times_max": benefit.times_max}
            return own | _reward_fields(benefit.reward)
        case TieredRow():
            return _tier_fields(benefit)


def _codes(scope: ScopeRow, codes: Mapping[UUID, str]) -> str:
    return " ".join(codes.get(one, "?") for one in scope.products)


def _reward_fields(reward: RewardRow) -> dict[str, object]:
    percent = reward.kind is RewardKind.PERCENT
    return {"reward": reward.kind, "rate" if percent else "amount": reward.value * (PER_BP if percent else 1)}


def _tier_fields(benefit: TieredRow) -> dict[str, object]:
    scale = 1_000 if benefit.by is TierBy.QUANTITY else 1
    kind = benefit.tiers[0].reward.kind if benefit.tiers else RewardKind.PERCENT

    def value(tier: TierRow) -> str:
        whole, part = divmod(tier.reward.value, 100)
        if kind is not RewardKind.PERCENT:
            return str(tier.reward.value)
        return f"{whole},{part:02}" if part else str(whole)

    lines = (f"{tier.at_least // scale}: {value(tier)}" for tier in benefit.tiers)
    return {"tier_by": benefit.by, "reward": kind, "tiers": "\n".join(lines)}


EMPTY: Final = Draft()
