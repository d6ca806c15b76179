"""Column types, the same on SQLite and PostgreSQL: what the database holds and what Python sees."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Dialect, Integer, LargeBinary, Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

from shared_models.values.moments import from_utc_ms, utc_ms


class Id(TypeDecorator[UUID]):
    """UUID: `uuid` on PostgreSQL, 16 bytes on SQLite (both sort by birth for UUIDv7)."""

    impl = LargeBinary
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        return UUID

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=True))
        return dialect.type_descriptor(sqlite.BLOB())

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return value if value is None or dialect.name == "postgresql" else UUID(bytes=value)


class Instant(TypeDecorator[datetime]):
    """Aware datetime as whole milliseconds since 1970 UTC."""

    impl = BigInteger
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        del dialect
        return None if value is None else utc_ms(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        del dialect
        return None if value is None else from_utc_ms(value)


class Day(TypeDecorator[date]):
    """Date as its ordinal (days since 0001-01-01 = 1): ranges and windows are plain integer arithmetic."""

    impl = Integer
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        return date

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        del dialect
        return None if value is None else value.toordinal()

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:
        del dialect
        return None if value is None else date.fromordinal(value)


class Code(TypeDecorator[str]):
    """Text compared byte by byte on both engines (real codes differ by letter case alone)."""

    impl = Text
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        return str

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(Text(collation=collation))


class Bytes(TypeDecorator[bytes]):
    """Raw bytes."""

    impl = LargeBinary
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        return bytes

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = postgresql.BYTEA() if dialect.name == "postgresql" else sqlite.BLOB()
        return dialect.type_descriptor(kind)


Money = BigInteger
Quantity = BigInteger
Number = BigInteger
Flag = Boolean
Words = Text
