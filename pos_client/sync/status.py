"""Where sync stands, as data; the screen says it in words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared_models.values.codes import ErrorCode


class SyncState(StrEnum):
    """`refused`: the server answers, and says no."""

    STAND_ALONE = "stand_alone"
    CONNECTING = "connecting"
    ALL_SENT = "all_sent"
    SENDING = "sending"
    OFFLINE = "offline"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """`waiting`: events the server does not hold; `sales` of them are receipts.

    `oldest_at`: the oldest of them. `clock_off`: this machine's clock is a day or more off the server's.
    """

    state: SyncState
    waiting: int = 0
    sales: int = 0
    oldest_at: datetime | None = None
    last_contact: datetime | None = None
    under_review: int = 0
    problem: ErrorCode | None = None
    fetching_catalogue: bool = False
    clock_off: bool = False
