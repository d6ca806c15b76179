"""What a promotion is: who may have it, when, for which goods, and what it gives."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from shared_models.values.ids import BranchId, CategoryId, ProductId
from shared_models.values.money import Money

PromotionId = NewType("PromotionId", UUID)

FREE_BP: Final = 10_000
"""1/100 %: the whole price."""


class Level(StrEnum):
    """Where a promotion stands: on goods (they compete for each unit), or on top, on the whole receipt."""

    GOODS = "goods"
    RECEIPT = "receipt"


class RewardKind(StrEnum):
    """What reaching a set or a tier gives."""

    PERCENT = "percent"  # 1/100 % off its goods
    AMOUNT = "amount"  # an amount off: each set, or once
    EACH = "each"  # an amount off every unit (tiers only)
    PRICE = "price"  # the set costs this much (sets only)


class TierBy(StrEnum):
    """What a tier measures."""

    QUANTITY = "quantity"  # thousandths of the base unit
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which goods. No products and no categories: all goods. `units` empty: in whatever unit they are sold.

    A counted offer counts what is sold as one: a dozen sold as a unit is one.
    """

    products: frozenset[ProductId] = frozenset()
    categories: frozenset[CategoryId] = frozenset()
    units: frozenset[str] = frozenset()
    except_products: frozenset[ProductId] = frozenset()
    except_categories: frozenset[CategoryId] = frozenset()

    @property
    def whole(self) -> bool:
        """True for all goods but those it names as exceptions."""
        return not self.products and not self.categories


EVERYTHING: Final = Scope()


@dataclass(frozen=True, slots=True)
class Reward:
    """`value`: 1/100 % for percent, else money."""

    kind: RewardKind
    value: int


@dataclass(frozen=True, slots=True)
class PercentOff:
    """A share (1/100 %) off the goods, at most `at_most` in all."""

    scope: Scope
    rate_bp: int
    at_most: Money | None = None


@dataclass(frozen=True, slots=True)
class AmountOff:
    """An amount off each unit sold (weighed goods: by weight), or once off the goods together."""

    scope: Scope
    amount: Money
    per_unit: bool


@dataclass(frozen=True, slots=True)
class BuyGet:
    """Buy `buy_count`, get `get_count` more at `rate_bp` off (10000: free).

    `get` null: of the same goods, the cheapest of each set.
    """

    buy: Scope
    buy_count: int
    get: Scope | None
    get_count: int
    rate_bp: int = FREE_BP
    times_max: int | None = None


@dataclass(frozen=True, slots=True)
class SetOffer:
    """Any `count` units for a price or with something off: n for a price, or mix and match when `mixed`.

    Not mixed: the units of a set are of one product.
    """

    scope: Scope
    count: int
    reward: Reward
    mixed: bool = True
    times_max: int | None = None


@dataclass(frozen=True, slots=True)
class BundlePart:
    """`count` units out of `scope`."""

    scope: Scope
    count: int


@dataclass(frozen=True, slots=True)
class Bundle:
    """A fixed set of parts together for a price or with something off."""

    parts: tuple[BundlePart, ...]
    reward: Reward
    times_max: int | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """From `at_least` on (thousandths of the base unit, or money)."""

    at_least: int
    reward: Reward


@dataclass(frozen=True, slots=True)
class Tiered:
    """The highest tier that the goods reach holds for all of them."""

    scope: Scope
    by: TierBy
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class FreeItem:
    """`count` units of a product for nothing; when they are not in the cart they are proposed."""

    product: ProductId
    count: int = 1
    unit: str | None = None


Benefit = PercentOff | AmountOff | BuyGet | SetOffer | Bundle | Tiered | FreeItem


class PromotionKind(StrEnum):
    """What a benefit is called where it is stored, sent and shown."""

    PERCENT_OFF = "percent_off"
    AMOUNT_OFF = "amount_off"
    BUY_GET = "bxgy"
    SET_OFFER = "set_offer"
    BUNDLE = "bundle"
    TIERED = "tiered"
    FREE_ITEM = "free_item"


KIND_OF: Final[dict[type, PromotionKind]] = {
    PercentOff: PromotionKind.PERCENT_OFF,
    AmountOff: PromotionKind.AMOUNT_OFF,
    BuyGet: PromotionKind.BUY_GET,
    SetOffer: PromotionKind.SET_OFFER,
    Bundle: PromotionKind.BUNDLE,
    Tiered: PromotionKind.TIERED,
    FreeItem: PromotionKind.FREE_ITEM,
}


@dataclass(frozen=True, slots=True)
class Hours:
    """On these weekdays (0 Monday … 6 Sunday) from minute `start` until before minute `end` of the local day.

    `start` after `end` runs over midnight and belongs to the weekday on which it began.
    """

    weekdays: frozenset[int]
    start: int = 0
    end: int = 1440


@dataclass(frozen=True, slots=True)
class Minimum:
    """The goods in `scope` must cost `amount` or more before any promotion."""

    amount: Money
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class VoucherTerms:
    """Only for who enters a code.

    `codes`: those known by name (others are given to the promotion by whoever looks codes up).
    Limits count uses of a code in all, and by one customer.
    """

    codes: frozenset[str] = frozenset()
    uses_max: int | None = None
    uses_per_customer_max: int | None = None


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion, valid from its first to its last day, in one branch or everywhere (null)."""

    id: PromotionId
    name: str
    benefit: Benefit
    valid_from: date
    valid_to: date | None = None
    branch: BranchId | None = None
    active: bool = True
    level: Level = Level.GOODS
    hours: tuple[Hours, ...] = ()
    members_only: bool = False
    customer_levels: frozenset[str] = frozenset()
    voucher: VoucherTerms | None = None
    minimum: Minimum | None = None
    priority: int = 100
    stackable: bool = False
    group: str | None = None
    # Also lines whose price was typed or that have a discount by hand.
    also_by_hand: bool = False

    @property
    def kind(self) -> PromotionKind:
        return KIND_OF[type(self.benefit)]

    @property
    def rank(self) -> tuple[int, bool, int]:
        """Canonical order: by priority; of equals first who costs no voucher, then the older one."""
        return self.priority, self.voucher is not None, self.id.int
