"""What the receivables screen asks of the back office."""

from uuid import UUID

from pos_client.remote.api import Api
from shared_models.wire.customers import CustomerBooked, ReceivableMove, Receivables, ReceivePayment


def receivables(api: Api, branch: UUID | None) -> Receivables:
    return api.receivables(branch=branch)


def moves(api: Api, branch: UUID, customer: UUID) -> tuple[ReceivableMove, ...]:
    return api.receivable_moves(branch, customer)


def receive(api: Api, request: ReceivePayment) -> CustomerBooked:
    return api.receive_payment(request)
