"""Who may: days, branch, hours, customers and vouchers."""

from collections.abc import Callable
from typing import Final

from shared_models.rules.promotions.basket import Basket, EnteredVoucher, Moment
from shared_models.rules.promotions.model import Hours, Promotion
from shared_models.rules.promotions.outcome import Unmet


def unmet(promotion: Promotion, basket: Basket, now: Moment) -> Unmet | None:
    """The first condition, the minimum left aside, that keeps a promotion out; None: it may take part."""
    if now.day < promotion.valid_from or (promotion.valid_to is not None and now.day > promotion.valid_to):
        return Unmet.DAY
    if promotion.branch is not None and promotion.branch != now.branch:
        return Unmet.BRANCH
    if not promotion.active:
        return Unmet.INACTIVE
    if promotion.hours and not any(_within(hours, now) for hours in promotion.hours):
        return Unmet.HOURS
    return _customer(promotion, basket) or _voucher(promotion, basket)


def _customer(promotion: Promotion, basket: Basket) -> Unmet | None:
    if promotion.members_only and basket.customer is None:
        return Unmet.MEMBERS_ONLY
    if promotion.customer_levels and basket.customer_level not in promotion.customer_levels:
        return Unmet.CUSTOMER_LEVEL
    return None


def _voucher(promotion: Promotion, basket: Basket) -> Unmet | None:
    if promotion.voucher is None:
        return None
    entered = vouchers_of(promotion, basket)
    if not entered:
        return Unmet.NO_VOUCHER
    reasons = [voucher_unmet(promotion, basket, voucher) for voucher in entered]
    return None if None in reasons else reasons[0]


def vouchers_of(promotion: Promotion, basket: Basket) -> list[EnteredVoucher]:
    """The entered codes that speak for a promotion, in the order of their codes."""
    terms = promotion.voucher
    if terms is None or not basket.vouchers:
        return []
    own = [one for one in basket.vouchers if one.promotion == promotion.id or one.code in terms.codes]
    return sorted(own, key=lambda one: one.code)


def voucher_unmet(promotion: Promotion, basket: Basket, entered: EnteredVoucher) -> Unmet | None:
    """Why this code of a promotion cannot be used."""
    checks: Final[tuple[tuple[Unmet, Callable[[], bool]], ...]] = (
        (Unmet.USED_UP, lambda: _none_left(entered.uses_left)),
        (Unmet.USED_UP_BY_CUSTOMER, lambda: _none_left(entered.customer_uses_left)),
        (Unmet.CUSTOMER_NEEDED, lambda: _counted_by_customer(promotion) and basket.customer is None),
    )
    return next((reason for reason, holds in checks if holds()), None)


def _none_left(uses: int | None) -> bool:
    return uses is not None and uses <= 0


def _counted_by_customer(promotion: Promotion) -> bool:
    return promotion.voucher is not None and promotion.voucher.uses_per_customer_max is not None


def _within(hours: Hours, now: Moment) -> bool:
    if hours.start <= hours.end:
        return now.weekday in hours.weekdays and hours.start <= now.minute < hours.end
    if now.minute >= hours.start:
        return now.weekday in hours.weekdays
    # After midnight the night still belongs to the day on which it began.
    return now.minute < hours.end and (now.weekday - 1) % 7 in hours.weekdays
