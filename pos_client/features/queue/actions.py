"""What the queue's panel does to the store. Everything here runs on the store lane."""

from uuid import UUID

from pos_client.engine import tickets
from pos_client.features.queue.state import QueueState
from pos_client.store import Store
from shared_models.rules.queue import Ticket
from shared_models.values.codes import TicketStep
from shared_models.values.ids import StaffId


class QueueDesk:
    """The queue of this till's branch, with or without a back office."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def look(self) -> QueueState:
        with self._store.write() as unit:
            found = tickets.queue_today(unit)
        return QueueState(
            day=found.day,
            now=found.now,
            counter=found.counter,
            services=found.services,
            tickets=found.tickets,
            stand_alone=found.stand_alone,
        )

    def give_out(self, service: UUID, actor: StaffId | None, *, on_paper: bool) -> Ticket:
        with self._store.write() as unit:
            return tickets.give_out(unit, service=service, actor=actor, on_paper=on_paper)

    def call_next(self, service: UUID | None, actor: StaffId | None) -> Ticket:
        wanted = frozenset() if service is None else frozenset({service})
        with self._store.write() as unit:
            return tickets.call_next(unit, services=wanted, actor=actor)

    def step(
        self, ticket: UUID, kind: TicketStep, actor: StaffId | None, *, to: UUID | None = None
    ) -> Ticket:
        with self._store.write() as unit:
            return tickets.take_step(unit, ticket=ticket, kind=kind, actor=actor, to=to)

    def add_service(self, name: str) -> None:
        with self._store.write() as unit:
            tickets.add_service(unit, name=name)
