"""What Home asks the back office."""

from uuid import UUID

from pos_client.remote.api import Api
from shared_models.wire.reports import Home


def look(api: Api, *, branch: UUID | None) -> Home:
    return api.home(branch=branch)
