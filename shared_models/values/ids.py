"""Typed ids. Every id is a UUIDv7 (RFC 9562 §5.7) made where the fact is born, so ids sort by birth."""

from collections.abc import Callable
from typing import NewType
from uuid import UUID

CompanyId = NewType("CompanyId", UUID)
BranchId = NewType("BranchId", UUID)
RegisterId = NewType("RegisterId", UUID)
DeviceId = NewType("DeviceId", UUID)
StreamId = NewType("StreamId", UUID)
EventId = NewType("EventId", UUID)
ShiftId = NewType("ShiftId", UUID)
CartId = NewType("CartId", UUID)
SaleId = NewType("SaleId", UUID)
StaffId = NewType("StaffId", UUID)
ProductId = NewType("ProductId", UUID)
CategoryId = NewType("CategoryId", UUID)
PriceId = NewType("PriceId", UUID)
CustomerId = NewType("CustomerId", UUID)
DocumentId = NewType("DocumentId", UUID)
ReviewId = NewType("ReviewId", UUID)

NewId = Callable[[], UUID]
"""Makes the next UUIDv7. Handed in, so that a test or a simulation decides every id."""


def uuid7(unix_ms: int, random_bits: int) -> UUID:
    """UUIDv7 of a moment (milliseconds since 1970) and 74 random bits (RFC 9562 §5.7)."""
    rand_a = (random_bits >> 62) & 0xFFF
    rand_b = random_bits & ((1 << 62) - 1)
    return UUID(int=(unix_ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)
