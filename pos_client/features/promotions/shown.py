"""What is said of promotions: their kinds, and what is wrong with one."""

from collections.abc import Mapping
from typing import Final

from pos_client.desk.problems import fault_texts
from pos_client.features.promotions.state import Draft, unreadable
from pos_client.texts import N_, _
from shared_models.rules.promotions.faults import Reason
from shared_models.rules.promotions.model import PromotionKind, RewardKind
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault

GOODS_UNKNOWN: Final = "goods_unknown"
LINE_UNCLEAR: Final = "line_unclear"
KINDS: Final = {
    PromotionKind.PERCENT_OFF: N_("Percent off"),
    PromotionKind.AMOUNT_OFF: N_("Amount off"),
    PromotionKind.BUY_GET: N_("Buy some, get some"),
    PromotionKind.SET_OFFER: N_("So many for a price"),
    PromotionKind.BUNDLE: N_("Bundle"),
    PromotionKind.TIERED: N_("The more, the cheaper"),
    PromotionKind.FREE_ITEM: N_("Free item"),
}
REWARDS: Final = {
    RewardKind.PERCENT: N_("a percentage off"),
    RewardKind.AMOUNT: N_("an amount off"),
    RewardKind.EACH: N_("an amount off each"),
    RewardKind.PRICE: N_("a price for the set"),
}
REASONS: Final = {
    Reason.REQUIRED.value: N_("This is needed."),
    Reason.NOT_POSITIVE.value: N_("More than nothing, please."),
    Reason.TOO_LARGE.value: N_("At most a thousand."),
    Reason.PERCENT_RANGE.value: N_("From 0.01 to 100 percent."),
    Reason.ENDS_BEFORE_IT_BEGINS.value: N_("It ends before it begins."),
    Reason.HOURS_RANGE.value: N_("Beginning and end are the same."),
    Reason.WEEKDAY_RANGE.value: N_("Choose weekdays."),
    Reason.REWARD_UNFIT.value: N_("This does not go with this kind."),
    Reason.TIERS_NOT_RISING.value: N_("Each tier begins above the one before it."),
    Reason.ONE_UNIT_IS_NO_SET.value: N_("A set has two or more."),
    Reason.NOT_ON_THE_RECEIPT.value: N_("This kind holds for goods only."),
    Reason.CODE_EMPTY.value: N_("A code is empty."),
    GOODS_UNKNOWN: N_("Not in the catalogue: {goods}"),
    LINE_UNCLEAR: N_("A line cannot be read. Write it like the example."),
}
# Fields of the promotion, and the field of the form that shows each.
_SHOWN_AT: Final = (
    ("benefit.rate_bp", "rate"),
    ("benefit.reward.value", "reward"),
    ("benefit.reward.kind", "reward"),
    ("benefit.buy_count", "count"),
    ("benefit.get_count", "got_count"),
    ("benefit.get", "got"),
    ("benefit.buy", "goods"),
    ("benefit.scope", "goods"),
    ("benefit.tiers", "tiers"),
    ("benefit.parts", "parts"),
    ("benefit.", ""),
    ("voucher.uses_per_customer_max", "uses_each"),
    ("voucher.", ""),
    ("hours", "weekdays"),
    ("minimum", "minimum"),
)
Told = list[tuple[str, str]]
"""Field of the form and sentence."""


def form_field(field: str, draft: Draft) -> str:
    """Where a fault of the promotion stands in the form."""
    if field == "benefit" or (field == "benefit.count" and draft.kind is PromotionKind.FREE_ITEM):
        return "got"
    for begin, shown in _SHOWN_AT:
        if field.startswith(begin):
            return shown or field.removeprefix(begin)
    return field


def fault_words(faults: list[Fault], draft: Draft) -> Told:
    """Faults found here, in words."""
    return [(form_field(fault.field, draft), _reason(dict(fault.facts))) for fault in faults]


def refusal_words(facts: Mapping[str, object], draft: Draft) -> Told:
    """Faults the back office found, in words."""
    told = [fault for fault in _listed(facts) if "reason" in fault]
    known = {str(fault.get("field")) for fault in told}
    said = [(form_field(str(fault["field"]), draft), _reason(fault)) for fault in told]
    plain = [(form_field(field, draft), words) for field, words in fault_texts(facts) if field not in known]
    return said + plain


def unclear_lines(draft: Draft) -> list[Fault]:
    """Tiers or parts with a line nobody can read."""
    found = []
    for field, text, kind in (
        ("benefit.tiers", draft.tiers, PromotionKind.TIERED),
        ("benefit.parts", draft.parts, PromotionKind.BUNDLE),
    ):
        if draft.kind is kind and unreadable(text, tiers=kind is PromotionKind.TIERED):
            found.append(Fault(field, ErrorCode.INVALID, (("reason", LINE_UNCLEAR),)))
    return found


def _listed(facts: Mapping[str, object]) -> list[Mapping[str, object]]:
    faults = facts.get("faults")
    return [one for one in faults if isinstance(one, Mapping)] if isinstance(faults, list) else []


def _reason(facts: Mapping[str, object]) -> str:
    return _(REASONS.get(str(facts.get("reason")), REASONS["required"]), goods=str(facts.get("goods", "")))
