"""Where the till stands with the back office: cursor, catalogue positions, clock offset, last contact."""

from dataclasses import dataclass
from uuid import UUID

from pos_client.store.store import Rows, StoreUnit
from shared_models.wire.envelope import CatalogPosition


@dataclass(frozen=True, slots=True)
class _Place:
    """What every event copies in; kept in memory, forgotten whenever it changes."""

    cat: str
    skew_ms: int | None
    skew_at: int | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next pull starts.

    `cursor` None: a snapshot is needed first, `page` says how far it has come.
    """

    cursor: str | None
    page: str | None
    page_epoch: UUID | None
    page_cursor: str | None


@dataclass(frozen=True, slots=True)
class Contact:
    """When the back office was last heard (UTC ms), how many events it holds for review."""

    last_contact: int | None
    under_review: int


def catalog_position(unit: StoreUnit) -> str:
    """Catalogue positions as they are written into events: the JSON of a CatalogPosition."""
    return _place(unit).cat


def positions(rows: Rows) -> CatalogPosition:
    """Catalogue positions as committed."""
    found = rows.execute("SELECT epoch, company_seq, branch_seq FROM sync_state").fetchone()
    epoch = None if found[0] is None else UUID(bytes=found[0])
    return CatalogPosition(epoch=epoch, company=found[1], branch=found[2])


def skew_at(unit: StoreUnit) -> tuple[int | None, int | None]:
    """Last measured offset of this clock (till minus server, ms) and its age in seconds."""
    place = _place(unit)
    if place.skew_ms is None or place.skew_at is None:
        return None, None
    return place.skew_ms, max(0, unit.now_ms() - place.skew_at) // 1000


def skew_measured(rows: Rows) -> tuple[int, int] | None:
    """(till minus server in ms, when it was measured by this clock in UTC ms)."""
    found = rows.execute("SELECT skew_ms, skew_at FROM sync_state WHERE skew_ms IS NOT NULL").fetchone()
    return None if found is None else (found[0], found[1])


def set_skew(unit: StoreUnit, skew_ms: int) -> None:
    unit.execute("UPDATE sync_state SET skew_ms = ?, skew_at = ?", (skew_ms, unit.now_ms()))
    unit.memory.pop(_Place, None)


def contact(rows: Rows) -> Contact:
    """Of all streams that go to this back office."""
    found = rows.execute(
        "SELECT last_contact, (SELECT coalesce(sum(under_review), 0) FROM stream"
        " WHERE company = (SELECT company FROM till)) FROM sync_state"
    ).fetchone()
    return Contact(*found)


def set_contact(unit: StoreUnit, *, stream_no: int, under_review: int) -> None:
    """The back office spoke of a stream: it has put aside so many events of it."""
    unit.execute("UPDATE sync_state SET last_contact = ?", (unit.now_ms(),))
    unit.execute("UPDATE stream SET under_review = ? WHERE stream_no = ?", (under_review, stream_no))


def is_revoked(rows: Rows) -> bool:
    """The back office has taken the register from this till; what it said last counts, also offline."""
    return bool(rows.execute("SELECT revoked FROM sync_state").fetchone()[0])


def set_revoked(unit: StoreUnit, *, revoked: bool) -> None:
    unit.execute("UPDATE sync_state SET revoked = ? WHERE revoked != ?", (int(revoked), int(revoked)))


def cursor(rows: Rows) -> Cursor:
    found = rows.execute("SELECT cursor, page, page_epoch, page_cursor FROM sync_state").fetchone()
    epoch = None if found[2] is None else UUID(bytes=found[2])
    return Cursor(cursor=found[0], page=found[1], page_epoch=epoch, page_cursor=found[3])


def set_cursor(unit: StoreUnit, *, cursor: str, epoch: UUID, company_seq: int, branch_seq: int) -> None:
    """In the transaction that applies the rows."""
    unit.execute(
        "UPDATE sync_state SET cursor = ?, epoch = ?, company_seq = ?, branch_seq = ?",
        (cursor, epoch.bytes, company_seq, branch_seq),
    )
    unit.memory.clear()


def forget_cursor(unit: StoreUnit) -> None:
    """The next pull is a snapshot from its first page."""
    unit.execute("UPDATE sync_state SET cursor = NULL")
    forget_page(unit)


def forget_page(unit: StoreUnit) -> None:
    """No snapshot is under way: nothing of one that was interrupted may reach the next."""
    unit.execute(
        "UPDATE sync_state SET page = NULL, page_epoch = NULL, page_cursor = NULL, page_company_seq = NULL,"
        " page_branch_seq = NULL, page_told = NULL"
    )


def _place(unit: StoreUnit) -> _Place:
    place: _Place | None = unit.memory.get(_Place)
    if place is None:
        skew_ms, at = unit.execute("SELECT skew_ms, skew_at FROM sync_state").fetchone()
        place = _Place(cat=positions(unit).model_dump_json(), skew_ms=skew_ms, skew_at=at)
        unit.memory[_Place] = place
    return place
