"""The engine: basket, promotions and moment in; discounts with their reasons, vouchers and proposals out."""

from collections.abc import Mapping, Sequence
from typing import Final

from shared_models.rules.allocation import largest_remainder
from shared_models.rules.promotions.basket import Basket, Moment
from shared_models.rules.promotions.choice import best_plan
from shared_models.rules.promotions.conditions import voucher_unmet, vouchers_of
from shared_models.rules.promotions.hints import almost, proposals
from shared_models.rules.promotions.model import Promotion, PromotionId
from shared_models.rules.promotions.outcome import (
    Evaluated,
    LineShares,
    Share,
    Unmet,
    VoucherOutcome,
    VoucherState,
)
from shared_models.rules.promotions.plans import Goods, Plan
from shared_models.rules.promotions.pools import Pool, Pools
from shared_models.rules.promotions.rates import Taken
from shared_models.rules.promotions.receipt_wide import best_spread
from shared_models.rules.promotions.selection import Selection, selected
from shared_models.values.money import Money

HINTS_MAX: Final = 5
Reasons = list[list[Taken]]
"""By place of the pool: who takes how much, in the order taken."""


def evaluate(basket: Basket, promotions: Sequence[Promotion], *, now: Moment) -> Evaluated:
    """Discounts of every line and why, for the customer's best total.

    The order of lines and promotions does not matter. Promotions must be sound (`faults.faults_in` finds
    nothing) and their ids unique; amounts and quantities of the basket are not negative.
    """
    pools = Pools(basket.lines)
    chosen = selected(basket, promotions, pools, now)
    goods = Goods(pools.pools, chosen.pool_rates())
    plan = best_plan(goods, chosen.takers)
    reasons = _reasons(goods, plan)
    left = [pool.gross - sum(off for _, off in own) for pool, own in zip(pools.pools, reasons, strict=True)]
    for promotion, shares in best_spread(chosen.wide, left, [pool.qty for pool in pools.pools]):
        for place, share in shares.items():
            reasons[place].append((promotion, share))
    lines = _by_line(basket, pools.pools, reasons)
    offered = tuple(proposals(chosen.met, pools))
    proposed = {one.promotion for one in offered}
    hints = [one for one in almost(chosen, pools, plan) if one.promotion not in proposed]
    return Evaluated(
        lines=lines,
        discount=Money(sum(line.amount for line in lines)),
        vouchers=_vouchers(basket, chosen, lines),
        proposals=offered,
        almost=tuple(hints[:HINTS_MAX]),
    )


def _reasons(goods: Goods, plan: Plan) -> Reasons:
    reasons: Reasons = [[] for _ in plan.gross]
    for take in plan.takes:
        for (place, _, _), share in zip(take.parts, take.shares(), strict=True):
            reasons[place].append((take.promotion, share))
        for place, _, taken in goods.on_top(take):
            reasons[place] += taken
    for place, rates in goods.rates.items():
        reasons[place] += rates.best(plan.gross[place], plan.qty[place])[1]
    return reasons


def _by_line(basket: Basket, pools: Sequence[Pool], reasons: Reasons) -> tuple[LineShares, ...]:
    found: dict[int, list[Taken]] = {line.line: [] for line in basket.lines}
    for pool, own in zip(pools, reasons, strict=True):
        left = [int(line.gross) for line in pool.lines]
        for promotion, amount in _merged(own):
            parts = largest_remainder(amount, left) if len(left) > 1 else [amount]
            for at, part in enumerate(parts):
                left[at] -= part
                found[pool.lines[at].line].append((promotion, part))
    return tuple(_line_shares(line.line, found[line.line]) for line in basket.lines)


def _merged(own: list[Taken]) -> list[Taken]:
    """One share for each promotion, in the order of its first."""
    if len(own) < 2:
        return own
    sums: dict[int, Taken] = {}
    for promotion, amount in own:
        before = sums.get(promotion.id.int)
        sums[promotion.id.int] = (promotion, amount + (before[1] if before is not None else 0))
    return list(sums.values())


def _line_shares(line: int, own: list[Taken]) -> LineShares:
    shares, whole = [], 0
    for promotion, amount in own:
        if amount:
            whole += amount
            shares.append(Share(promotion.id, promotion.name, promotion.kind, Money(amount)))
    return LineShares(line=line, amount=Money(whole), shares=tuple(shares))


def _vouchers(basket: Basket, chosen: Selection, lines: Sequence[LineShares]) -> tuple[VoucherOutcome, ...]:
    if not basket.vouchers:
        return ()
    used = {share.promotion for line in lines for share in line.shares}
    found: dict[str, VoucherOutcome] = {}
    for promotion in sorted(chosen.with_voucher, key=lambda one: (one.id not in used, one.rank)):
        for outcome in _of_promotion(promotion, basket, chosen.unmet, used=promotion.id in used):
            found.setdefault(outcome.code, outcome)
    unknown = VoucherState.UNKNOWN
    return tuple(
        found.get(one.code) or VoucherOutcome(one.code, one.promotion, unknown) for one in basket.vouchers
    )


def _of_promotion(
    promotion: Promotion, basket: Basket, not_met: Mapping[PromotionId, Unmet], *, used: bool
) -> list[VoucherOutcome]:
    """The codes entered for a promotion: one use is one code, the first that may be used."""
    outcomes = []
    for entered in vouchers_of(promotion, basket):
        reason = voucher_unmet(promotion, basket, entered) or not_met.get(promotion.id)
        state = VoucherState.UNMET if reason else VoucherState.CONSUMED if used else VoucherState.NO_GAIN
        used = used and state is not VoucherState.CONSUMED
        outcomes.append(VoucherOutcome(entered.code, promotion.id, state, reason))
    return outcomes
