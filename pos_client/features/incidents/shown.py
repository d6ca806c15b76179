"""A restore in figures, and how they are said."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pos_client import texts
from pos_client.desk.theme.tokens import Tone
from pos_client.texts import _, ngettext
from shared_models.wire.incidents import CameBack, Gap, Incident


@dataclass(frozen=True, slots=True)
class Balance:
    """What a restore lost and got back. `total` in smallest units; `awaited`: tills not heard from."""

    lost: int
    back: int
    receipts: int
    total: int
    awaited: int

    @property
    def missing(self) -> int:
        return self.lost - self.back


def balance_of(incident: Incident, branch: UUID | None) -> Balance:
    """Of one branch, or of all."""
    ranges = [one for one in incident.ranges if branch in {None, one.branch}]
    return Balance(
        lost=sum(map(lost_in, ranges)),
        back=sum(one.came_back for one in ranges),
        receipts=sum(one.receipts for one in ranges),
        total=sum(one.total for one in ranges),
        awaited=sum(branch in {None, one.branch} for one in incident.awaited),
    )


def lost_in(one: CameBack) -> int:
    return one.last_seq - one.first_seq + 1


def balance_words(balance: Balance) -> tuple[Tone, str]:
    """How far it has come, the gravest first."""
    if balance.missing:
        return "danger", missing_words(balance.missing)
    if balance.awaited:
        count = balance.awaited
        return "warn", ngettext("{n} till not heard from", "{n} tills not heard from", count)
    return "ok", _("All back") if balance.lost else _("Nothing was lost")


def till_words(one: CameBack) -> tuple[Tone, str]:
    """What became of a till's records: all back, or which places of its journal are missing."""
    missing = lost_in(one) - one.came_back
    if not missing:
        return "ok", _("All back")
    return "danger", f"{missing_words(missing)}: {gaps_words(one.missing)}"


def missing_words(count: int) -> str:
    return ngettext("{n} record missing", "{n} records missing", count)


def gaps_words(gaps: Sequence[Gap]) -> str:
    """Places in a journal: `125, 128–131`."""
    return ", ".join(
        texts.amount(gap.first)
        if gap.first == gap.last
        else f"{texts.amount(gap.first)}–{texts.amount(gap.last)}"
        for gap in gaps
    )
