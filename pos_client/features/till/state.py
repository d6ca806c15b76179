"""What the till screen shows, as plain data: the presenter makes it, the view paints it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from pos_client import texts
from pos_client.engine.orders import OrderTerms
from pos_client.engine.stored import Held
from pos_client.features.till.keys import Do, key_of
from pos_client.features.till.ways import Mode, Part, Way
from pos_client.texts import N_, _
from shared_models.rules.barcodes import CodeFault, judge
from shared_models.rules.customers import phone_key
from shared_models.rules.orders import OrderKind
from shared_models.rules.promotions.outcome import Almost, Proposal, Unmet, VoucherOutcome
from shared_models.rules.receipt import LinePromotion, Load, Tender
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.ids import CartId, CustomerId
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import Quantity


class Stage(Enum):
    """STARTING and CLOSED keep what is scanned until selling begins."""

    STARTING = "starting"
    CLOSED = "closed"
    SELLING = "selling"
    PAYING = "paying"
    PAID = "paid"


class Sound(Enum):
    """Distinct by ear: a cashier looks at the goods, not at the screen."""

    ADDED = "added"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    PAID = "paid"


class Overtaken(Exception):
    """A step before this one was refused: it was meant for a cart that never was."""


ADVICE: Final = {
    ErrorCode.VOUCHER_ENTERED: N_("This code is in the cart already. Esc hides this."),
    ErrorCode.PRICE_MISSING: N_("It has no price; the back office sets one. Esc hides this."),
    ErrorCode.QUANTITY_NOT_WHOLE: N_("It is sold in whole units only. Esc hides this."),
    ErrorCode.QUANTITY_OUT_OF_RANGE: N_("The quantity is out of range. Esc hides this."),
    ErrorCode.CHECK_NEEDED: N_("It was not confirmed, so it is not sold. Esc hides this."),
    ErrorCode.TOO_YOUNG: N_("The customer is too young for it. Esc hides this."),
    ErrorCode.LOT_EXPIRED: N_("Every lot of it has expired: put it aside. Esc hides this."),
    ErrorCode.SERIAL_NEEDED: N_("Each piece has its own line. Scan it again for one more; Esc hides this."),
    ErrorCode.SERIAL_IN_CART: N_("This serial number is in the cart already. Esc hides this."),
    ErrorCode.SERIAL_SOLD: N_("This serial number was sold before. Call a supervisor. Esc hides this."),
    ErrorCode.CART_FULL: N_("This receipt is full. Pay it, then scan this again on a second one."),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A code or article that did not become a line; stays in sight until it is dismissed."""

    code: str
    why: ErrorCode
    name: str = ""
    times: int = 1
    unmet: str = ""  # why a promotion's code cannot be used: rules/promotions/outcome.Unmet

    def title(self) -> str:
        times = f"  ×{self.times}" if self.times > 1 else ""
        if self.why is ErrorCode.UNKNOWN_CODE:
            return _("{code} is not known", code=self.code) + times
        return _("{name} was not added", name=self.name or self.code) + times

    def advice(self) -> str:
        match self.why:
            case ErrorCode.UNKNOWN_CODE if "*" in self.code:
                return _("A quantity goes first, with at most six digits: 3*code. Esc hides this.")
            case ErrorCode.UNKNOWN_CODE:
                return f"{self.oddity() or _nowhere()} {_hides()}"
            case ErrorCode.VOUCHER_UNUSABLE:
                return _unusable(self.unmet)
            case why if why in ADVICE:
                return _(ADVICE[why])
            case _:
                return _("Refused: {code}. Esc hides this.", code=self.why.value)

    def oddity(self) -> str:
        """What is odd about a code says most about why it is not known; "" for one that looks right."""
        return _oddity(self.code)


def _nowhere() -> str:
    return _(
        "Not in the price list. Search by name with {search}, or add it as new with {check}.",
        search=key_of(Do.SEARCH),
        check=key_of(Do.PRICE_CHECK),
    )


def _hides() -> str:
    return _("Esc hides this.")


def _unusable(unmet: str) -> str:
    if unmet in {Unmet.USED_UP, Unmet.USED_UP_BY_CUSTOMER}:
        return _("This code has been used as often as it may be. Esc hides this.")
    if unmet == Unmet.HOURS:
        return _("This code does not hold at this hour. Esc hides this.")
    return _("This code does not hold here today. Esc hides this.")


def _oddity(code: str) -> str:
    verdict = judge(code)
    if verdict.fault is CodeFault.CHECK_DIGIT:
        return _(
            "Its last digit should be {digit}: it was misread or mistyped. Scan it again.",
            digit=verdict.expected,
        )
    if verdict.fault is CodeFault.LENGTH:
        return _(
            "It has {count} digits; codes of goods have 8, 12, 13 or 14. Scan it again.",
            count=len(code),
        )
    return ""


def initials(name: str) -> str:
    """Stand where a picture would: the first letters of the first two words."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in words[:2])


@dataclass(frozen=True, slots=True)
class LastItem:
    """The article added last, for the side panel."""

    name: str
    code: str
    unit: str
    stock: Quantity | None

    @property
    def initials(self) -> str:
        return initials(self.name)

    def stock_text(self) -> str:
        if self.stock is None:
            return _("Stock not known")
        return _("Stock {qty} {unit}", qty=texts.quantity(self.stock), unit=self.unit)


@dataclass(frozen=True, slots=True)
class Explained:
    """Why the chosen line costs what it does, the codes entered, and what would bring more (with the name of
    the goods).
    """

    reasons: tuple[LinePromotion, ...] = ()
    vouchers: tuple[VoucherOutcome, ...] = ()
    proposals: tuple[tuple[Proposal, str], ...] = ()
    almost: tuple[Almost, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberState:
    """The customer of the cart. `points` null: none are given; `pays`: rupiah they could pay of anything.

    `credit_left`: what may still go on account without asking, null: nothing may.
    """

    id: CustomerId
    name: str
    code: str
    phone: str = ""
    note: str = ""
    birthday: bool = False
    points: int | None = None
    point_value: Money = ZERO
    pays: Money = ZERO
    owed: Money = ZERO
    credit_left: Money | None = None

    def ways(self) -> tuple[Way, ...]:
        """What he can pay by, beside what the shop takes from anybody."""
        points = Way("loyalty_point", TenderMethod.LOYALTY_POINT, "Poin", "Points")
        credit = Way("credit_sale", TenderMethod.CREDIT_SALE, "Tempo", "On account")
        offered = ((points, self.pays > 0), (credit, self.credit_left is not None))
        return tuple(way for way, open_ in offered if open_)

    def payable(self, amount: Money) -> Money:
        """The most of an amount that his points pay: whole ones."""
        most = min(amount, self.pays)
        return Money(most - most % self.point_value) if self.point_value else ZERO

    def facts(self) -> str:
        """Code and phone in one line; the phone once where it is the code."""
        known = (self.code, "" if phone_key(self.phone) == self.code else self.phone)
        return "  ".join(word for word in known if word)


@dataclass(frozen=True, slots=True)
class AgreedState:
    """The order or quotation the cart comes from. `deposit`: paid already."""

    kind: OrderKind
    number: str
    deposit: Money = ZERO

    def title(self) -> str:
        if self.kind is OrderKind.QUOTATION:
            return _("Quotation {number}", number=self.number)
        return _("Order {number}", number=self.number)

    def parts(self) -> tuple[Part, ...]:
        """What the deposit pays."""
        if not self.deposit:
            return ()
        way = Way("customer_deposit", TenderMethod.CUSTOMER_DEPOSIT, "Uang muka", "Deposit")
        tender = Tender(TenderMethod.CUSTOMER_DEPOSIT, self.deposit, number=self.number)
        return (Part(tender, way),)


@dataclass(frozen=True, slots=True)
class TillState:
    """Everything beside the lines themselves."""

    stage: Stage = Stage.STARTING
    lines: int = 0
    pieces: int = 0
    total: Money = ZERO
    saved: Money = ZERO
    cart_discount: Money = ZERO
    level: str = ""
    current: int = -1
    last: LastItem | None = None
    refused: tuple[Refused, ...] = ()
    held: int = 0
    recorded: bool = True
    explained: Explained = Explained()
    member: MemberState | None = None
    agreed: AgreedState | None = None


@dataclass(frozen=True, slots=True)
class QrisDue:
    """What a customer pays by the code on the screen: `payload` holds the amount."""

    payload: str
    amount: Money
    merchant: str
    nmid: str


@dataclass(frozen=True, slots=True)
class PayState:
    """The pay panel. `parts`: what was taken already of a split payment; `left`: what is still to pay.

    `order`: its deposit is paid, the goods are not sold yet.

    `rest`: the same without cash rounding, to be paid by anything but cash. `asked`: how much of it is to be
    paid the way that was chosen (`qris`, `way`). `held`: the card or voucher whose number was typed.
    """

    total: Money
    rounding: Money
    parts: tuple[Part, ...]
    suggestions: tuple[Money, ...]
    mode: Mode = Mode.CASH
    ways: tuple[Way, ...] = ()
    loads: tuple[Load, ...] = ()
    order: OrderTerms | None = None
    offers_qris: bool = False
    qris: QrisDue | None = None
    way: Way | None = None
    asked: Money = ZERO
    held: Held | None = None
    busy: bool = False
    problem: str = ""

    @property
    def loaded(self) -> Money:
        return Money(sum(load.amount for load in self.loads))

    @property
    def due(self) -> Money:
        return Money(self.total + self.loaded + self.rounding)

    @property
    def taken(self) -> Money:
        return Money(sum(part.amount for part in self.parts))

    @property
    def left(self) -> Money:
        return Money(self.due - self.taken)

    @property
    def rest(self) -> Money:
        return Money(self.total + self.loaded - self.taken)

    def change_for(self, amount: Money) -> Money:
        """Change when `amount` more is handed over; negative when it is not enough."""
        return Money(amount - self.left)


class Printed(Enum):
    """What is known of the receipt on paper."""

    NOT_WANTED = "not_wanted"
    NO_PRINTER = "no_printer"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PaidState:
    """The finished sale, shown until the next scan."""

    receipt_no: str
    total: Money
    rounding: Money
    cash: Money
    qris: Money
    change: Money
    others: tuple[tuple[str, Money], ...]
    donation: Money
    notes: tuple[tuple[int, int], ...]
    pieces: int
    saved: Money
    at: datetime
    printed: Printed
    member: str = ""
    earned: int = 0
    redeemed: int = 0
    points: int | None = None


@dataclass(frozen=True, slots=True)
class HeldCart:
    """A cart put aside: its name, how much is in it, since when."""

    cart: CartId
    name: str
    lines: int
    total: Money
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Off:
    """A discount: an amount, or 1/100 percent that follows what it is taken from."""

    amount: Money | None = None
    percent_bp: int | None = None

    def of(self, whole: Money) -> Money:
        """How much it takes off `whole`; a percentage is cut down to whole rupiah."""
        if self.percent_bp is None:
            return self.amount or ZERO
        return Money(whole * self.percent_bp // 10_000)
