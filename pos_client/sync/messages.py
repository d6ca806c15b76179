"""What the sync engine asks for and is told. It never sends anything itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import Reinstated, Reinstatement
from shared_models.wire.sync import (
    ChangesReply,
    LiveHint,
    PushReply,
    PushRequest,
    SnapshotReply,
    StreamEventsReply,
)


@dataclass(frozen=True, slots=True)
class Push:
    """The next events of one stream, or none: then it only asks what the server holds."""

    stream_no: int
    request: PushRequest


@dataclass(frozen=True, slots=True)
class Pull:
    """Changes after a cursor. `acked`: of every stream here what was acknowledged when this was asked."""

    cursor: str
    acked: Mapping[int, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class NextPage:
    """A page of a snapshot; `after` None is the first. `acked`: as in Pull."""

    after: str | None
    acked: Mapping[int, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Fetch:
    """Events of a stream that the server has and this database lost, read-only."""

    stream_no: int
    stream: UUID
    first: int


@dataclass(frozen=True, slots=True)
class Reinstate:
    """The server no longer knows this till: what it was given when it was enrolled."""

    request: Reinstatement


Outgoing = Push | Pull | NextPage | Fetch | Reinstate
Reply = PushReply | ChangesReply | SnapshotReply | StreamEventsReply | Reinstated


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply, and how long it took (ms)."""

    request: Outgoing
    reply: Reply
    took_ms: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """No reply, or a refusal. Whether the server did what was asked nobody knows."""

    request: Outgoing
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Hinted:
    """The server says that something changed."""

    hint: LiveHint


@dataclass(frozen=True, slots=True)
class Nudged:
    """Something was sold here."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The line to the server stands again."""


Incoming = Answered | Failed | Hinted | Nudged | Reached
