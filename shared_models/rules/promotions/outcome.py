"""What is answered: per line how much and why, codes used up, goods to add, and what is almost reached."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared_models.rules.promotions.model import PromotionId, PromotionKind
from shared_models.values.ids import ProductId
from shared_models.values.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class Share:
    """What one promotion takes off one line."""

    promotion: PromotionId
    name: str
    kind: PromotionKind
    amount: Money


@dataclass(frozen=True, slots=True)
class LineShares:
    """A line's promotion discount and its reasons, in the order they were taken. `amount` is their sum."""

    line: int
    amount: Money
    shares: tuple[Share, ...]


class Unmet(StrEnum):
    """Why a promotion does not take part."""

    INACTIVE = "inactive"
    DAY = "day"
    BRANCH = "branch"
    HOURS = "hours"
    MEMBERS_ONLY = "members_only"
    CUSTOMER_LEVEL = "customer_level"
    NO_VOUCHER = "no_voucher"
    USED_UP = "used_up"
    USED_UP_BY_CUSTOMER = "used_up_by_customer"
    CUSTOMER_NEEDED = "customer_needed"
    MINIMUM = "minimum"


class VoucherState(StrEnum):
    """What became of a code."""

    CONSUMED = "consumed"
    NO_GAIN = "no_gain"  # its promotion reduces nothing here, or another one is better
    UNMET = "unmet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class VoucherOutcome:
    """A code and what became of it; `unmet` says which condition fails."""

    code: str
    promotion: PromotionId | None
    state: VoucherState
    unmet: Unmet | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """`count` units of `product` may be added and will be reduced by `rate_bp` (10000: free)."""

    promotion: PromotionId
    name: str
    product: ProductId
    unit: str | None
    count: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class Almost:
    """What is missing for a promotion, or for its next set or tier: one of units, quantity, amount."""

    promotion: PromotionId
    name: str
    kind: PromotionKind
    missing_units: int = 0
    missing_qty: int = 0  # thousandths of the base unit
    missing_amount: Money = ZERO
    products: tuple[UUID, ...] = ()  # in the cart already: what one more could be of


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The outcome. `lines` holds every line of the basket in its order; `discount` is their sum."""

    lines: tuple[LineShares, ...]
    discount: Money
    vouchers: tuple[VoucherOutcome, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    almost: tuple[Almost, ...] = ()

    @property
    def consumed(self) -> tuple[VoucherOutcome, ...]:
        """The codes that were used up."""
        return tuple(one for one in self.vouchers if one.state is VoucherState.CONSUMED)
