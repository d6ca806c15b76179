"""What stands on the customer's screen, as plain data."""

from dataclasses import dataclass
from enum import Enum

from shared_models.values.money import ZERO, Money


class Scene(Enum):
    """IDLE: nobody is served. CODE: to be paid by the code shown. THANKS: paid."""

    IDLE = "idle"
    LINES = "lines"
    CODE = "code"
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of the cart, worded: how much of it, what it comes to."""

    name: str
    quantity: str
    amount: str


@dataclass(frozen=True, slots=True)
class Shown:
    """`last`: place of the line that changed last. `code`: what the QR code holds."""

    scene: Scene = Scene.IDLE
    shop: str = ""
    lines: tuple[ShownLine, ...] = ()
    last: int = -1
    total: Money = ZERO
    saved: Money = ZERO
    code: str = ""
    merchant: str = ""
    received: Money = ZERO
    change: Money = ZERO
