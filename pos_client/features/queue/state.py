"""What the queue's panel and its display show, as plain data."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from pos_client import texts
from pos_client.texts import _, ngettext
from shared_models.rules.queue import QueueFigures, Ticket, figures_of, last_calls, waiting_in_turn
from shared_models.wire.queue import QueueServiceRow

MINUTE_S: Final = 60


@dataclass(frozen=True, slots=True)
class QueueState:
    """The queue of today as this till knows it. `counter`: how people know this till."""

    day: date
    now: datetime
    counter: str
    services: tuple[QueueServiceRow, ...]
    tickets: tuple[Ticket, ...]
    stand_alone: bool

    @property
    def offered(self) -> tuple[QueueServiceRow, ...]:
        return tuple(one for one in self.services if one.active)

    @property
    def here(self) -> Ticket | None:
        """Who was called to this counter last and is not done."""
        return next((one for one in self.calls(len(self.tickets)) if one.counter == self.counter), None)

    def calls(self, limit: int) -> list[Ticket]:
        """The last calls, the latest first."""
        return last_calls(self.tickets, limit)

    def waiting(self, service: UUID | None = None) -> list[Ticket]:
        """Who waits, for one service or for any."""
        return waiting_in_turn(self.tickets, frozenset() if service is None else frozenset({service}))

    def figures(self, service: UUID | None = None) -> QueueFigures:
        chosen = [one for one in self.tickets if service in {None, one.service}]
        return figures_of(chosen, self.now)

    def named(self, service: UUID) -> str:
        """A service in the language in use, "" when it is unknown."""
        found = next((one for one in self.services if one.id == service), None)
        return "" if found is None else name_of(found)


def name_of(service: QueueServiceRow) -> str:
    return service.name_en if texts.language() == "en" else service.name_id


def waiting_words(figures: QueueFigures) -> str:
    """`3 waiting, up to 8 min`."""
    if not figures.waiting:
        return _("Nobody waits")
    waiting = ngettext("{n} waiting", "{n} waiting", figures.waiting)
    if figures.longest_now_s < MINUTE_S:
        return waiting
    return _("{waiting}, up to {span}", waiting=waiting, span=minutes(figures.longest_now_s))


def day_words(figures: QueueFigures) -> str:
    """`12 served today, waited 4 min on average, 11 min at most`."""
    served = ngettext("{n} served today", "{n} served today", figures.served)
    return _(
        "{served}; waited {mean} on average, {longest} at most",
        served=served,
        mean=minutes(figures.mean_wait_s),
        longest=minutes(figures.longest_wait_s),
    )


def minutes(seconds: int) -> str:
    """A wait in whole minutes."""
    whole = seconds // MINUTE_S
    return _("{n} min", n=texts.amount(whole)) if whole else _("< 1 min")
