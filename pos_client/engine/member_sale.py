"""The customer's side of a sale or return at the till: points earned and used, and what goes on account."""

from dataclasses import dataclass
from typing import Final

from pos_client.engine.cart_rows import Cart
from pos_client.engine.customers import Member, Standing, note_moves, standing_of, term
from pos_client.engine.staff import approval
from pos_client.engine.till import today
from pos_client.store import StoreUnit
from shared_models.rules.credit import credit_faults
from shared_models.rules.points import PointsRule, redemption_faults
from shared_models.rules.points_receipt import earned_on, paid_by
from shared_models.rules.receipt import Receipt
from shared_models.values.codes import ErrorCode, Permission, TenderMethod
from shared_models.values.ids import CustomerId, StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.sales import OnCredit, ReturnedPoints, SoldPoints

POINTS, CREDIT = TenderMethod.LOYALTY_POINT, TenderMethod.CREDIT_SALE


@dataclass(frozen=True, slots=True)
class MemberWords:
    """What the event of a sale says of its customer."""

    customer: CustomerId | None = None
    points: SoldPoints | None = None
    credit: OnCredit | None = None


NOTHING: Final = MemberWords()


@dataclass(frozen=True, slots=True)
class MemberBack:
    """What the event of a return says of its customer."""

    customer: CustomerId
    points: ReturnedPoints | None


def member_words(
    unit: StoreUnit, cart: Cart, receipt: Receipt, *, actor: StaffId, approver: StaffId | None
) -> MemberWords:
    """What a sale says of points and credit.

    Refuses CUSTOMER_NEEDED, POINTS_REFUSED (with why), and APPROVAL_NEEDED for credit beyond what the
    customer, or this till alone, may have.
    """
    by_points, credit = paid_by(receipt, POINTS), paid_by(receipt, CREDIT)
    owner = cart.customer
    if owner is None:
        if by_points or credit:
            raise Refusal(ErrorCode.CUSTOMER_NEEDED)
        return NOTHING
    standing = standing_of(unit, owner.id)
    points = _points(standing, receipt, by_points)
    said = _credit(unit, owner, standing, credit, actor=actor, approver=approver) if credit else None
    return MemberWords(owner.id, points, said)


def note_sold(unit: StoreUnit, words: MemberWords, receipt: Receipt, *, position: int) -> None:
    """Count the sale on what this till knows of its customer."""
    if words.customer is not None:
        points = words.points
        earned, redeemed = (0, 0) if points is None else (points.earned, points.redeemed)
        owed = paid_by(receipt, CREDIT)
        note_moves(
            unit,
            words.customer,
            position=position,
            points=earned - redeemed,
            taken=redeemed,
            owed=owed,
        )


def note_back(unit: StoreUnit, member: MemberBack, receipt: Receipt, *, position: int) -> None:
    """Count a return on what this till knows of the customer."""
    words = member.points
    back, given = (0, 0) if words is None else (words.taken_back, words.given_back)
    owed = -paid_by(receipt, CREDIT)
    note_moves(unit, member.customer, position=position, points=given - back, taken=-given, owed=owed)


def _points(standing: Standing, receipt: Receipt, by_points: Money) -> SoldPoints | None:
    rule = standing.rule
    if rule is None:
        if by_points:
            raise Refusal(ErrorCode.POINTS_REFUSED, why="none")
        return None
    redeemed = _redeemed(standing, rule, by_points, receipt)
    earned = earned_on(receipt, rule)
    if not earned and not redeemed:
        return None
    return SoldPoints(
        earned=earned,
        redeemed=redeemed,
        spend=rule.spend,
        value=rule.value,
        redemption_bp=standing.redemption_bp,
    )


def _redeemed(standing: Standing, rule: PointsRule, by_points: Money, receipt: Receipt) -> int:
    if not by_points:
        return 0
    points, odd = divmod(by_points, rule.value) if rule.value else (0, 1)
    faults = redemption_faults(
        points,
        balance=standing.points + standing.taken,
        due=receipt.total,
        rule=rule,
        taken_offline=standing.taken,
    )
    if odd or faults:
        why = faults[0].value if faults else "odd"
        raise Refusal(ErrorCode.POINTS_REFUSED, why=why, most=standing.redeemable(receipt.total))
    return points


def _credit(
    unit: StoreUnit,
    owner: Member,
    standing: Standing,
    amount: Money,
    *,
    actor: StaffId,
    approver: StaffId | None,
) -> OnCredit:
    day = today(unit)
    allower = None
    if credit_faults(amount, standing.account(owner), on=day, offline=standing.offline):
        # Who may allow it and does it himself is named as well: the back office asks nobody again.
        allower = approval(unit, actor=actor, approver=approver, permission=Permission.APPROVE) or actor
    return OnCredit(due_on=term(owner).due_date(day), approver=allower)
