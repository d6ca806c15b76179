"""Promotions: the row that a till's replica holds, and the document that the admin tab edits and saves."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field

from shared_models.rules.promotions import model as rules
from shared_models.rules.promotions.faults import faults_in
from shared_models.rules.promotions.model import Level, Promotion, PromotionId, RewardKind, TierBy
from shared_models.values.ids import BranchId, ProductId
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.base import ApiModel, Code, Count, Int, Name, Ordinal, Positive

CODES_MAX: Final = 1_000
"""Codes that travel with a promotion. More are issued by list and looked up when entered."""


class ScopeRow(ApiModel):
    """Which goods; no products and no categories: all goods. `units` empty: in any unit."""

    products: tuple[UUID, ...] = ()
    categories: tuple[UUID, ...] = ()
    units: tuple[Code, ...] = ()
    except_products: tuple[UUID, ...] = ()
    except_categories: tuple[UUID, ...] = ()

    def to_rules(self) -> rules.Scope:
        """The scope as the engine knows it."""
        return rules.Scope(**{name: frozenset(value) for name, value in self})


class RewardRow(ApiModel):
    """`value`: 1/100 % for percent, else money."""

    kind: RewardKind
    value: Int

    def to_rules(self) -> rules.Reward:
        """The reward as the engine knows it."""
        return rules.Reward(self.kind, self.value)


class PercentOffRow(ApiModel):
    """A share (1/100 %) off the goods, at most `at_most` in all."""

    kind: Literal["percent_off"] = "percent_off"
    scope: ScopeRow = ScopeRow()
    rate_bp: Int
    at_most: Positive | None = None

    def to_rules(self) -> rules.PercentOff:
        """The benefit as the engine knows it."""
        return rules.PercentOff(self.scope.to_rules(), self.rate_bp, self.at_most)


class AmountOffRow(ApiModel):
    """An amount off each unit sold, or once off the goods together."""

    kind: Literal["amount_off"] = "amount_off"
    scope: ScopeRow = ScopeRow()
    amount: Positive
    per_unit: bool

    def to_rules(self) -> rules.AmountOff:
        """The benefit as the engine knows it."""
        return rules.AmountOff(self.scope.to_rules(), self.amount, self.per_unit)


class BuyGetRow(ApiModel):
    """Buy `buy_count`, get `get_count` more at `rate_bp` off (10000: free); `get` null: of the same goods."""

    kind: Literal["bxgy"] = "bxgy"
    buy: ScopeRow
    buy_count: Int
    get: ScopeRow | None = None
    get_count: Int = 1
    rate_bp: Int = rules.FREE_BP
    times_max: Ordinal | None = None

    def to_rules(self) -> rules.BuyGet:
        """The benefit as the engine knows it."""
        get = self.get.to_rules() if self.get is not None else None
        buy = self.buy.to_rules()
        return rules.BuyGet(buy, self.buy_count, get, self.get_count, self.rate_bp, self.times_max)


class SetOfferRow(ApiModel):
    """Any `count` units for a price or with something off; not `mixed`: of one product."""

    kind: Literal["set_offer"] = "set_offer"
    scope: ScopeRow
    count: Int
    reward: RewardRow
    mixed: bool = True
    times_max: Ordinal | None = None

    def to_rules(self) -> rules.SetOffer:
        """The benefit as the engine knows it."""
        reward = self.reward.to_rules()
        return rules.SetOffer(self.scope.to_rules(), self.count, reward, self.mixed, self.times_max)


class BundlePartRow(ApiModel):
    """`count` units out of `scope`."""

    scope: ScopeRow
    count: Int = 1


class BundleRow(ApiModel):
    """A fixed set of parts together for a price or with something off."""

    kind: Literal["bundle"] = "bundle"
    parts: tuple[BundlePartRow, ...] = Field(max_length=20)
    reward: RewardRow
    times_max: Ordinal | None = None

    def to_rules(self) -> rules.Bundle:
        """The benefit as the engine knows it."""
        parts = tuple(rules.BundlePart(part.scope.to_rules(), part.count) for part in self.parts)
        return rules.Bundle(parts, self.reward.to_rules(), self.times_max)


class TierRow(ApiModel):
    """From `at_least` on (thousandths of the base unit, or money)."""

    at_least: Int
    reward: RewardRow


class TieredRow(ApiModel):
    """The highest tier that the goods reach holds for all of them."""

    kind: Literal["tiered"] = "tiered"
    scope: ScopeRow = ScopeRow()
    by: TierBy
    tiers: tuple[TierRow, ...] = Field(max_length=20)

    def to_rules(self) -> rules.Tiered:
        """The benefit as the engine knows it."""
        tiers = tuple(rules.Tier(tier.at_least, tier.reward.to_rules()) for tier in self.tiers)
        return rules.Tiered(self.scope.to_rules(), self.by, tiers)


class FreeItemRow(ApiModel):
    """`count` units of a product for nothing."""

    kind: Literal["free_item"] = "free_item"
    product: UUID
    count: Int = 1
    unit: Code | None = None

    def to_rules(self) -> rules.FreeItem:
        """The benefit as the engine knows it."""
        return rules.FreeItem(ProductId(self.product), self.count, self.unit)


BenefitRow = Annotated[
    PercentOffRow | AmountOffRow | BuyGetRow | SetOfferRow | BundleRow | TieredRow | FreeItemRow,
    Field(discriminator="kind"),
]


class HoursRow(ApiModel):
    """Weekdays (0 Monday) and minutes of the local day; `start` after `end` runs over midnight."""

    weekdays: tuple[Int, ...]
    start: Int = 0
    end: Int = 1440


class MinimumRow(ApiModel):
    """The goods in `scope` must cost `amount` or more before any promotion."""

    amount: Positive
    scope: ScopeRow = ScopeRow()


class VoucherTermsRow(ApiModel):
    """Only for who enters a code; limits count uses of a code in all, and by one customer."""

    codes: tuple[Code, ...] = Field(default=(), max_length=CODES_MAX)
    uses_max: Int | None = None
    uses_per_customer_max: Int | None = None


class SavePromotion(ApiModel):
    """Create or change a promotion, valid from its first to its last day, in one branch or everywhere (null).

    `version` guards a change.
    """

    name: Name
    benefit: BenefitRow
    valid_from: date
    valid_to: date | None = None
    branch: UUID | None = None
    active: bool = True
    level: Level = Level.GOODS
    hours: tuple[HoursRow, ...] = Field(default=(), max_length=50)
    members_only: bool = False
    customer_levels: tuple[Code, ...] = ()
    voucher: VoucherTermsRow | None = None
    minimum: MinimumRow | None = None
    priority: Count = 100
    stackable: bool = False
    group: Code | None = None
    also_by_hand: bool = False
    version: Count = 0

    def to_rules(self, identity: UUID) -> Promotion:
        """The promotion as the engine knows it, sound or not."""
        minimum, voucher = self.minimum, self.voucher
        return Promotion(
            id=PromotionId(identity),
            name=self.name,
            benefit=self.benefit.to_rules(),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            branch=BranchId(self.branch) if self.branch is not None else None,
            active=self.active,
            level=self.level,
            hours=tuple(rules.Hours(frozenset(one.weekdays), one.start, one.end) for one in self.hours),
            members_only=self.members_only,
            customer_levels=frozenset(self.customer_levels),
            voucher=_terms(voucher) if voucher is not None else None,
            minimum=rules.Minimum(minimum.amount, minimum.scope.to_rules()) if minimum is not None else None,
            priority=self.priority,
            stackable=self.stackable,
            group=self.group,
            also_by_hand=self.also_by_hand,
        )

    def faults(self) -> list[Fault]:
        """Everything that is wrong with it, by the names of these fields."""
        return faults_in(self.to_rules(UUID(int=0)))

    def checked(self, identity: UUID) -> Promotion:
        """The promotion for the engine. Raises the Refusal that lists every fault."""
        faults = self.faults()
        if faults:
            raise invalid(faults)
        return self.to_rules(identity)


class PromotionRow(ApiModel):
    """A promotion as a till holds it; key = promotion id."""

    id: UUID
    promotion: SavePromotion

    def to_rules(self) -> Promotion:
        """The promotion as the engine knows it."""
        return self.promotion.to_rules(self.id)


class PromotionLine(ApiModel):
    """A row of the list of promotions; `branch`: its code, null everywhere."""

    id: UUID
    name: Name
    kind: rules.PromotionKind
    branch: Code | None
    valid_from: date
    valid_to: date | None
    active: bool


def sound(rows: Iterable[PromotionRow]) -> tuple[Promotion, ...]:
    """The active promotions of a replica that the engine may be given."""
    promotions = [row.to_rules() for row in rows if row.promotion.active]
    return tuple(one for one in promotions if not faults_in(one))


def scopes_of(request: SavePromotion) -> Iterator[tuple[str, ScopeRow]]:
    """Every scope of a promotion with the field it is in; a free item is a scope of its own."""
    match request.benefit:
        case BuyGetRow(buy=buy, get=get):
            yield "benefit.buy", buy
            if get is not None:
                yield "benefit.get", get
        case BundleRow(parts=parts):
            for place, part in enumerate(parts):
                yield f"benefit.parts.{place}.scope", part.scope
        case FreeItemRow(product=product):
            yield "benefit", ScopeRow(products=(product,))
        case other:
            yield "benefit.scope", other.scope
    if request.minimum is not None:
        yield "minimum.scope", request.minimum.scope


def _terms(row: VoucherTermsRow) -> rules.VoucherTerms:
    return rules.VoucherTerms(frozenset(row.codes), row.uses_max, row.uses_per_customer_max)
