"""`stream.opened`, version 1: the first event of every stream says who writes it and why."""

from enum import StrEnum
from uuid import UUID

from shared_models.values.codes import StreamPurpose
from shared_models.wire.base import Code, Hash, Name, Ordinal, WireModel


class OpenedBecause(StrEnum):
    """Why a till began a new stream."""

    ENROLLED = "enrolled"
    STAND_ALONE = "stand_alone"
    ROLLED_BACK = "rolled_back"
    CLONED = "cloned"
    REINSTALLED = "reinstalled"


class PreviousStream(WireModel):
    """Where the stream before this one ended, as far as the till knows."""

    stream: UUID
    seq: Ordinal
    hash: Hash


class StreamOpened(WireModel):
    """Fixes (device, branch, register), purpose and receipt series of a stream."""

    purpose: StreamPurpose
    because: OpenedBecause
    series: Code
    device_name: Name
    previous: PreviousStream | None = None
