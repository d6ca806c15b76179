"""What the queue's page asks of the back office."""

from datetime import date
from uuid import UUID

from pos_client.remote.api import Api
from shared_models.values.codes import TicketStep
from shared_models.wire.queue import CallNext, QueueBoard, QueueServiceRow, StepTicket, TicketRow


def fetch_board(api: Api, branch: UUID, day: date | None) -> QueueBoard:
    return api.queue_board(branch, day)


def call_next(api: Api, branch: UUID, *, counter: str) -> TicketRow:
    return api.call_next(branch, CallNext(counter=counter))


def step_ticket(
    api: Api, branch: UUID, ticket: UUID, *, step: TicketStep, counter: str, to: UUID | None = None
) -> TicketRow:
    return api.step_ticket(branch, ticket, StepTicket(step=step, counter=counter, to=to))


def save_service(api: Api, branch: UUID, row: QueueServiceRow) -> QueueServiceRow:
    return api.save_queue_service(branch, row)


def display_address(api: Api, branch: UUID, *, renew: bool) -> str:
    """The whole address of the branch's public display."""
    return api.client.base_url + api.queue_display(branch, renew=renew).path
