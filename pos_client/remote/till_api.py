"""What a till asks the back office: enrolling, pushing, pulling, its confirmed shifts.

One function per endpoint.
"""

import gzip
from typing import Final
from urllib.parse import quote
from uuid import UUID

from pos_client.remote.client import Client, read
from shared_models.wire.base import ApiModel
from shared_models.wire.customers import CustomerStanding
from shared_models.wire.enrolment import EnrolReply, EnrolRequest, Reinstated, Reinstatement
from shared_models.wire.sync import (
    ChangesReply,
    PushReply,
    PushRequest,
    SnapshotReply,
    StreamEventsReply,
    TimeReply,
)
from shared_models.wire.tills import ConfirmedShift, OwnReview, WholeReceipt

# Below this a packed body is hardly smaller, and packing costs the till more than the line.
_PACK_FROM: Final = 2048
_PACK_LEVEL: Final = 3


class TillApi:
    """Raises Refusal, with the server's code or SERVER_UNREACHABLE. Used by one thread."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        # The code goes ahead of a shop: a stranger's would not be unpacked.
        content, headers = _packed(request)
        letters = "".join(letter for letter in request.code if letter.isascii() and letter.isalnum())
        headers["Authorization"] = f"Code {letters}"
        return read(EnrolReply, self.client.send("POST", "/api/enrol", content=content, headers=headers))

    def reinstate(self, request: Reinstatement) -> Reinstated:
        return self.client.call("POST", "/api/enrol/again", Reinstated, body=request)

    def push(self, request: PushRequest) -> PushReply:
        content, headers = _packed(request)
        return read(PushReply, self.client.send("POST", "/api/sync/push", content=content, headers=headers))

    def changes(self, cursor: str) -> ChangesReply:
        return self.client.call("GET", "/api/sync/changes", ChangesReply, params={"cursor": cursor})

    def snapshot(self, after: str | None) -> SnapshotReply:
        return self.client.call("GET", "/api/sync/snapshot", SnapshotReply, params={"after": after})

    def stream_events(self, stream: UUID, first: int) -> StreamEventsReply:
        path = f"/api/sync/streams/{stream}/events"
        return self.client.call("GET", path, StreamEventsReply, params={"from": first})

    def confirmed_shift(self, shift: UUID) -> ConfirmedShift:
        return self.client.call("GET", f"/api/sync/shifts/{shift}", ConfirmedShift)

    def customer_standing(self, customer: UUID) -> CustomerStanding:
        """What a customer has, owes and bought last, in all branches."""
        return self.client.call("GET", f"/api/customers/{customer}/standing", CustomerStanding)

    def own_reviews(self) -> tuple[OwnReview, ...]:
        return self.client.call("GET", "/api/sync/reviews", tuple[OwnReview, ...])

    def whole_receipt(self, number: str) -> WholeReceipt:
        return self.client.call("GET", f"/api/sync/receipts/{quote(number, safe='')}", WholeReceipt)

    def time(self) -> TimeReply:
        return self.client.call("GET", "/api/time", TimeReply)


def _packed(request: ApiModel) -> tuple[bytes, dict[str, str]]:
    """A body and its headers."""
    content = request.model_dump_json().encode()
    headers = {"Content-Type": "application/json"}
    if len(content) >= _PACK_FROM:
        content = gzip.compress(content, compresslevel=_PACK_LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return content, headers
