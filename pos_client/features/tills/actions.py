"""What the tills screen asks of the back office."""

from uuid import UUID

from pos_client.features.tills.state import RegisterDraft
from pos_client.remote.api import Api, Span
from shared_models.wire.paging import Page
from shared_models.wire.replica import RegisterRow
from shared_models.wire.tills import (
    ConfirmedShift,
    EnrolmentCode,
    NewRegister,
    TillEvent,
    TillEventText,
    TillState,
    TillStream,
)


def list_tills(api: Api) -> tuple[TillState, ...]:
    return api.tills()


def list_shifts(api: Api, span: Span) -> Page[ConfirmedShift]:
    return api.shifts(span)


def list_streams(api: Api, register: UUID) -> tuple[TillStream, ...]:
    return api.till_streams(register)


def list_events(api: Api, stream: TillStream, *, after: str | None) -> Page[TillEvent]:
    return api.till_events(stream, after=after)


def fetch_event(api: Api, stream: TillStream, *, seq: int, hash_: str) -> TillEventText:
    return api.till_event(stream, seq=seq, hash_=hash_)


def open_register(api: Api, draft: RegisterDraft) -> RegisterRow:
    assert draft.branch is not None
    return api.new_register(
        NewRegister(branch=draft.branch, code=draft.code.strip(), name=draft.name.strip())
    )


def new_code(api: Api, register: UUID) -> EnrolmentCode:
    return api.enrolment_code(register)


def revoke(api: Api, register: UUID) -> None:
    api.revoke(register)
