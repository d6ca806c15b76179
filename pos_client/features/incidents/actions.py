"""What the screens of restores ask of the back office."""

from uuid import UUID

from pos_client.remote.api import Api, Sheet
from shared_models.wire.incidents import Incident, ReceiptsPage


def list_incidents(api: Api) -> tuple[Incident, ...]:
    return api.incidents()


def list_receipts(
    api: Api, incident: UUID, sheet: Sheet, *, branch: UUID | None, search: str
) -> ReceiptsPage:
    return api.incident_receipts(incident, sheet, branch=branch, search=search)
