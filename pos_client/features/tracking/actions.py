"""What the lists of lots, serial numbers and confirmations ask of the back office."""

from uuid import UUID

from pos_client.remote.api import Api, Span
from shared_models.wire.tracking import Checks, Lots, Serials


def lots(api: Api, branch: UUID | None, *, within_days: int | None) -> Lots:
    return api.lots(branch=branch, within_days=within_days)


def serials(api: Api, branch: UUID | None) -> Serials:
    return api.serials(branch=branch)


def checks(api: Api, span: Span) -> Checks:
    return api.checks(span)
