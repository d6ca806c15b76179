"""What of this till's own receipts the back office has counted in the balances it told (docs/sync.md §8).

A balance is shown as told, with the own moves behind the mark of each stream. The moves stay written down:
a back office that was restored tells a lower mark, and they count again.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pos_client.store.journal import first_place, hash_at
from pos_client.store.store import Rows, StoreUnit, Value
from pos_client.store.streams import Stream, position_of, streams
from shared_models.wire.sync import Counted

Marks = dict[int, int]
"""By stream number: up to which seq."""

# Own moves behind the mark of their stream, or behind that of the balance's own row: `?` is its JSON.
_BEHIND: Final = (
    " AND m.position > (s.stream_no << 40 | max(s.{mark},"
    " coalesce(json_extract(?, '$.\"' || s.stream_no || '\"'), 0)))"
    " AND m.position < (s.stream_no + 1 << 40) WHERE s.company = (SELECT company FROM till)"
)
OF_CUSTOMER: Final = " FROM stream s JOIN customer_move m ON m.customer = ?" + _BEHIND.format(mark="told")
"""Asks for the customer, and `counted` of his standing."""
OF_VALUE: Final = " FROM stream s JOIN stored_move m ON m.method = ? AND m.number = ?" + _BEHIND.format(
    mark="told_values"
)
"""Asks for the method, the number, and `counted` of its row."""


@dataclass(frozen=True, slots=True)
class Told:
    """Up to where a reply counts the streams of this till: in standings, and in vouchers and cards."""

    standings: Marks = field(default_factory=dict)
    values: Marks = field(default_factory=dict)

    def text(self) -> str:
        return json.dumps([self.standings, self.values])


NOTHING_TOLD: Final = Told()


def told_by(rows: Rows, counted: Iterable[Counted] | None, *, asked: Mapping[int, int]) -> Told:
    """What a reply says of the streams here. `asked`: what was acknowledged when it was asked for.

    `counted` None is an older back office's: what it had acknowledged before is in its balances. So it is
    where the place it names is not of this journal: a copy of this machine wrote on, or this is an older one.
    """
    named = None if counted is None else {one.stream: one for one in counted}
    told = Told()
    for stream in streams(rows):
        acked = min(asked.get(stream.stream_no, 0), stream.head_seq)
        most = values = acked
        if named is not None:
            mark = named.get(stream.stream)
            if mark is None:
                most = values = 0
            elif _is_own(rows, stream, mark):
                # Behind a hole the back office may hold what follows, and not what was in it.
                most = min(mark.seq, stream.acked) if stream.holed or stream.from_box else mark.seq
                values = min(most, mark.values)
        told.standings[stream.stream_no] = most
        told.values[stream.stream_no] = values
    return told


def settle(unit: StoreUnit, told: Told, *, branch: bytes | None = None) -> None:
    """Everything up to these marks is told of. `branch`: whose customers only; None: everybody's.

    What a till wrote in another branch moves customers that this branch's postings do not tell of.
    """
    standings: list[tuple[Value, ...]] = [
        (seq, no, seq, branch, branch) for no, seq in told.standings.items()
    ]
    values: list[tuple[Value, ...]] = [(seq, no, seq) for no, seq in told.values.items()]
    unit.execute_many(
        "UPDATE stream SET told = ? WHERE stream_no = ? AND told != ? AND (? IS NULL OR branch = ?)",
        standings,
    )
    unit.execute_many("UPDATE stream SET told_values = ? WHERE stream_no = ? AND told_values != ?", values)


def note_first_page(unit: StoreUnit, told: Told) -> None:
    """What a snapshot counts at least, whenever its later pages are read."""
    unit.execute("UPDATE sync_state SET page_told = ?", (told.text(),))


def settle_first_page(unit: StoreUnit) -> None:
    """When the snapshot takes the place of what was told before."""
    found = unit.execute("SELECT page_told FROM sync_state").fetchone()[0]
    if found is not None:
        settle(unit, Told(*({int(no): seq for no, seq in marks.items()} for marks in json.loads(found))))


def counted_text(marks: Marks) -> str:
    """As a balance's row keeps it."""
    return json.dumps({str(no): seq for no, seq in marks.items()})


def acked_now(rows: Rows) -> Marks:
    return {one.stream_no: one.acked for one in streams(rows)}


def forget_moves(unit: StoreUnit) -> None:
    """Moves of events that were let go and are told of: they will never count again."""
    for stream in streams(unit):
        first = first_place(unit, stream.stream_no)
        if first is not None:
            places = (position_of(stream.stream_no, 0), position_of(stream.stream_no, first[0]))
            for table, mark in (("customer_move", "told"), ("stored_move", "told_values")):
                unit.execute(
                    f"DELETE FROM {table} WHERE position > ? AND position < ? AND position <="  # noqa: S608 - our own names
                    f" (SELECT stream_no << 40 | {mark} FROM stream WHERE stream_no = ?)",
                    (*places, stream.stream_no),
                )


def _is_own(rows: Rows, stream: Stream, mark: Counted) -> bool:
    own = hash_at(rows, stream.stream_no, mark.seq)
    return own is not None and own.hex() == mark.hash
