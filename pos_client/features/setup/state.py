"""What the wizard asks, and what is wrong with the answers."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from pos_client.engine.carts import PRICE_MAX
from pos_client.engine.local_products import SIZE_MAX, LocalProduct
from pos_client.texts import N_
from shared_models.values.moments import Zone
from shared_models.values.money import Money
from shared_models.values.refusals import Fault

PIN_DIGITS: Final = range(4, 13)
CODE_MAX: Final = 12
ENROLMENT_CODE_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class JoinAnswers:
    """Where the back office is, and the code it gave for this till."""

    server: str
    code: str
    device_name: str

    def faults(self) -> list[tuple[str, str]]:
        """(field, sentence) for everything that is wrong, in words to be translated."""
        found = []
        if not self.server.startswith(("http://", "https://")):
            found.append(("server", N_("Begins with http:// or https://")))
        if not self.code:
            found.append(("code", N_("The back office gives it: Tills, Enrol a till")))
        return found


@dataclass(frozen=True, slots=True)
class Joined:
    """The till belongs to a back office. `adopted`: which has taken over the till's own shop.

    `logins`: (name, login) of its people whose login another person had. `came_back`: events its black box
    gave back.
    """

    company: str
    adopted: bool
    logins: tuple[tuple[str, str], ...] = ()
    came_back: int = 0


@dataclass(frozen=True, slots=True)
class ShopAnswers:
    """A shop that begins on this till."""

    company: str
    branch_code: str
    address: str
    register_code: str
    owner: str
    pin: str
    pin_again: str
    zone: Zone
    is_pkp: bool

    def faults(self) -> list[tuple[str, str]]:
        """(field, sentence) for everything that is wrong, in words to be translated."""
        found = []
        if not self.company:
            found.append(("company", N_("Stands on every receipt")))
        found += [
            (field, N_("Letters and digits, at most 12"))
            for field, code in (("branch_code", self.branch_code), ("register_code", self.register_code))
            if not (code.isascii() and code.isalnum() and len(code) <= CODE_MAX)
        ]
        if not self.owner:
            found.append(("owner", N_("Somebody must be able to sign in")))
        if not (self.pin.isascii() and self.pin.isdigit() and len(self.pin) in PIN_DIGITS):
            found.append(("pin", N_("Four to twelve digits")))
        elif self.pin != self.pin_again:
            found.append(("pin_again", N_("Not the same as above")))
        return found


@dataclass(frozen=True, slots=True)
class TillSettings:
    """What is set at this till and nowhere else, but for its devices.

    `second_copy`: folder on another disk for the journal copy; empty for none. `pictures`: folder of pictures
    of goods; empty for the one beside the till's data.
    """

    receipt_language: str
    sound: bool
    second_copy: str = ""
    pictures: str = ""


@dataclass(frozen=True, slots=True)
class PriceFile:
    """A price list as it was read, before anything is kept: its good rows, and the faults of the others."""

    name: str
    products: tuple[LocalProduct, ...]
    faults: tuple[Fault, ...]


PIECES: Final = "pcs"


@dataclass(frozen=True, slots=True)
class ProductAnswers:
    """One product, typed at the till."""

    name: str
    barcode: str
    price: Money
    unit: str

    def faults(self) -> list[tuple[str, str]]:
        """(field, sentence) for everything that is wrong, in words to be translated."""
        found = []
        if not self.name or len(self.name) > SIZE_MAX["name"]:
            found.append(("name", N_("Stands on every receipt")))
        if len(self.barcode) > SIZE_MAX["barcode"]:
            found.append(("barcode", N_("Too long for a code")))
        if not 0 < self.price <= PRICE_MAX:
            found.append(("price", N_("What one of it costs")))
        return found


class Step(Enum):
    """What makes a till ready, in the order of the day."""

    LANGUAGE = "language"
    SHOP = "shop"
    PRINTER = "printer"
    PRODUCT = "product"
    SALE = "sale"


# What the window remembers of a till's first day: "open" until it is ready, or somebody had enough of it.
FIRST_DAY: Final = "first_day"
FIRST_DAY_OPEN: Final = "open"
FIRST_DAY_PRINTED: Final = "first_day.printed"


@dataclass(frozen=True, slots=True)
class FirstDay:
    """How far a till has come. `shop`: its name. `alone`: its price list is its own."""

    done: frozenset[Step]
    shop: str
    alone: bool

    def with_sale(self) -> "FirstDay":
        return replace(self, done=self.done | {Step.SALE})

    @property
    def ready(self) -> bool:
        return len(self.done) == len(Step)

    @property
    def possible(self) -> frozenset[Step]:
        """What can be done here and now: goods of a back office come by themselves, a sale needs some."""
        no = set() if self.alone else {Step.PRODUCT}
        if Step.PRODUCT not in self.done:
            no.add(Step.SALE)
        return frozenset(Step) - no
