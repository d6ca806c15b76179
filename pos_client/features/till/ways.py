"""Ways to pay beside cash: what is asked for each, and the payment it makes, without any screen."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from pos_client import texts
from pos_client.texts import _
from shared_models.rules.cards import holds_card_number
from shared_models.rules.payments import STORED
from shared_models.rules.receipt import Load, Tender
from shared_models.values.codes import PutAside, TenderMethod
from shared_models.values.money import Money
from shared_models.wire.replica import PaymentMethodRow

KEYS: Final = "123456789ABCDEFGHJKLMN"
"""Keys of the list of ways, in its order."""
LAST_DIGITS: Final = 4
REFERENCE_MAX: Final = 64
NUMBER_MIN: Final = 4


class Mode(Enum):
    """What the pay panel is about."""

    CASH = "cash"
    CHOOSING = "choosing"
    QRIS = "qris"
    WAY = "way"
    LOADING = "loading"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to pay as the shop calls it."""

    code: str
    method: TenderMethod
    name: str
    name_en: str
    asks_reference: bool = False

    @property
    def stored(self) -> bool:
        """Paid out of what the customer holds with the shop, by its number."""
        return self.method in STORED

    def title(self) -> str:
        return self.name_en if texts.language() == "en" else self.name


@dataclass(frozen=True, slots=True)
class Part:
    """What was paid so far; `way` None: cash."""

    tender: Tender
    way: Way | None = None

    @property
    def amount(self) -> Money:
        return self.tender.amount

    def title(self) -> str:
        if self.way is None:
            return _("QRIS") if self.tender.method is TenderMethod.QRIS else _("Cash")
        number = self.tender.number or self.tender.last4
        return f"{self.way.title()} {number}" if number else self.way.title()


@dataclass(frozen=True, slots=True)
class Entered:
    """What a cashier typed for a payment."""

    amount: Money
    reference: str = ""
    last4: str = ""
    number: str = ""


def ways_of(rows: tuple[PaymentMethodRow, ...]) -> tuple[Way, ...]:
    """The list of ways; cash and QRIS have keys of their own."""
    own = {TenderMethod.CASH, TenderMethod.QRIS}
    return tuple(
        Way(row.code, row.method, row.name, row.name_en, row.asks_reference)
        for row in rows
        if row.method not in own
    )[: len(KEYS)]


def tender_of(way: Way, entered: Entered) -> Tender:
    return Tender(
        way.method,
        entered.amount,
        entered.reference.strip() or None,
        way.code if way.code != way.method.value else None,
        entered.number.strip() or None,
        entered.last4.strip() or None,
    )


def problem_of(way: Way, entered: Entered, rest: Money) -> str:
    """Why it cannot be taken, in words; empty when it can."""
    if any(holds_card_number(text) for text in (entered.reference, entered.number, entered.last4)):
        return _("That is a card's number: it is never kept. Type the approval code of the slip.")
    if not 0 < entered.amount <= rest:
        return _("Between 1 and {most} can be paid this way", most=texts.amount(rest))
    if way.stored and len(entered.number.strip()) < NUMBER_MIN:
        return _("Scan or type the number first")
    if way.asks_reference and not entered.reference.strip():
        return _("Type the reference number first")
    digits = entered.last4.strip()
    if digits and not (len(digits) == LAST_DIGITS and digits.isascii() and digits.isdigit()):
        return _("Only the last four digits of the card")
    return ""


def load_problem(number: str, amount: Money) -> str:
    """Why a card or voucher cannot be sold like this."""
    if holds_card_number(number):
        return _("That is a bank card. Scan the shop's own card or voucher.")
    if len(number.strip()) < NUMBER_MIN:
        return _("Scan or type the number first")
    if amount <= 0:
        return _("Type how much goes onto it")
    return ""


def load_title(load: Load) -> str:
    if load.sold is PutAside.DEPOSIT_TAKEN:
        return _("Deposit")
    word = _("Gift card") if load.sold is PutAside.GIFT_CARD_SOLD else _("Gift voucher")
    return f"{word} {load.number}"
