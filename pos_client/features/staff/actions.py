"""What the staff screen asks of the back office."""

from uuid import UUID

from pos_client.features.staff.state import Draft
from pos_client.remote.api import Api
from shared_models.wire.staff import SaveStaff, StaffCard, StaffMember


def list_staff(api: Api) -> tuple[StaffMember, ...]:
    return api.staff()


def save(api: Api, person: UUID | None, draft: Draft) -> StaffMember:
    """Hire (`person` None) or change somebody. Secrets that were left empty stay as they are."""
    request = SaveStaff(
        username=draft.username.strip(),
        name=draft.name.strip(),
        role=draft.role,
        active=draft.active,
        password=draft.password or None,
        pin=draft.pin or None,
    )
    return api.save_staff(person, request)


def issue_card(api: Api, person: UUID) -> StaffCard:
    return api.issue_card(person)


def withdraw_card(api: Api, person: UUID) -> StaffMember:
    return api.withdraw_card(person)
