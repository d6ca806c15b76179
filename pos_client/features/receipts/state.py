"""What the receipt screens show, as plain data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pos_client import texts
from pos_client.devices.documents import Document
from pos_client.printing.seen import Seen
from pos_client.texts import N_, _
from shared_models.rules.receipt import Tender
from shared_models.rules.tax_invoice import BuyerFault, TaxBuyer, buyer_faults
from shared_models.values.codes import TenderMethod
from shared_models.values.ids import ProductId, SaleId
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import Quantity

# Why goods come back, most frequent first. The journal keeps the words the cashier chose.
REASONS: Final = (
    N_("Customer changed their mind"),
    N_("Damaged"),
    N_("Expired"),
    N_("Wrong item"),
    N_("Wrong price"),
)


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One row of the list; `at` on the branch's wall clock, `total` negative for a return."""

    sale: SaleId
    number: str
    at: datetime
    is_return: bool
    lines: int
    total: Money
    cashier: str


@dataclass(frozen=True, slots=True)
class BackLine:
    """A line that can come back. `left`: what the customer still has of it; `serial`: the piece it is."""

    line: int
    name: str
    unit: str
    left: Quantity
    whole: bool
    each: Money
    serial: str | None = None
    sold: tuple[ProductId, str] | None = None  # product and unit


@dataclass(frozen=True, slots=True)
class WayBack:
    """A way money can go back; of one the sale was paid by `tender.amount` is what it can still take."""

    tender: Tender
    name: str = ""
    name_en: str = ""

    def title(self) -> str:
        if self.tender.method is TenderMethod.STORE_CREDIT and self.tender.number is None:
            return _("Store credit")
        name = self.name_en if texts.language() == "en" else self.name
        number = self.tender.number or self.tender.last4
        return f"{name} {number}" if number else name or _("Cash")


CASH_BACK: Final = WayBack(Tender(TenderMethod.CASH, ZERO), "Tunai", "Cash")
CREDIT_BACK: Final = WayBack(Tender(TenderMethod.STORE_CREDIT, ZERO))


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """A receipt opened: as printed (`slip` as text, `seen` as the printer draws it, `paper` for a page), and
    what of it can come back. `elsewhere`: another till made it.
    """

    sale: SaleId
    number: str
    is_return: bool
    slip: tuple[str, ...]
    lines: tuple[BackLine, ...]
    seen: Seen
    paper: Document
    ways: tuple[WayBack, ...] = ()
    elsewhere: bool = False

    @property
    def by_piece(self) -> bool:
        """Whether a piece with a serial number is among it."""
        return any(line.serial and line.left for line in self.lines)

    @property
    def returnable(self) -> bool:
        return any(line.left for line in self.lines)


@dataclass(frozen=True, slots=True)
class InvoiceWanted:
    """Who wants the tax of a receipt on a full invoice, and where it is sent."""

    buyer: TaxBuyer
    email: str = ""

    def faults(self) -> tuple[tuple[str, str], ...]:
        """Everything that is wrong, by field."""
        found = [(FAULT_FIELDS[fault], _(FAULT_WORDS[fault])) for fault in buyer_faults(self.buyer)]
        name, _at, place = self.email.partition("@")
        if self.email and not (name and "." in place):
            found.append(("email", _("This is no e-mail address")))
        return tuple(found)


FAULT_FIELDS: Final = {
    BuyerFault.NUMBER_NOT_DIGITS: "number",
    BuyerFault.NUMBER_OLD_FORM: "number",
    BuyerFault.NUMBER_LENGTH: "number",
    BuyerFault.NUMBER_PLACEHOLDER: "number",
    BuyerFault.NITKU_MALFORMED: "nitku",
    BuyerFault.NITKU_OF_ANOTHER: "nitku",
    BuyerFault.NAME_MISSING: "name",
    BuyerFault.ADDRESS_MISSING: "address",
}
FAULT_WORDS: Final = {
    BuyerFault.NUMBER_NOT_DIGITS: N_("Digits only"),
    BuyerFault.NUMBER_OLD_FORM: N_("This is the old form with 15 digits: ask for the 16 digits of now"),
    BuyerFault.NUMBER_LENGTH: N_("It has 16 digits"),
    BuyerFault.NUMBER_PLACEHOLDER: N_("Zeros stand for an unknown buyer"),
    BuyerFault.NITKU_MALFORMED: N_("It has 22 digits"),
    BuyerFault.NITKU_OF_ANOTHER: N_("It begins with the buyer's own number"),
    BuyerFault.NAME_MISSING: N_("Type the name"),
    BuyerFault.ADDRESS_MISSING: N_("Type the address"),
}


@dataclass(frozen=True, slots=True)
class Back:
    """What the cashier takes back of one line. `restock` False: it cannot be sold again. `serial`: the number
    that was scanned from the piece.
    """

    qty: Quantity
    restock: bool = True
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class PaidOut:
    """A finished return: cash to hand out, and what goes back other ways."""

    sale: SaleId
    number: str
    refund: Money
    others: tuple[WayBack, ...]
    notes: tuple[tuple[int, int], ...]
