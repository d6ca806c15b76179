"""Importing customers from a file: all rows or, when one is wrong, none."""

from collections.abc import Callable, Iterable
from typing import Final

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.parties import import_file, import_rows, queries, service
from backoffice_server.features.parties.import_rows import Book, Parsed
from backoffice_server.kernel.unit import Unit
from shared_models.wire.importing import ImportPreview, ImportRow, ImportVerdict
from shared_models.wire.replica import PriceLevelRow

SHOWN_ROWS_MAX: Final = 1_000
Levels = Callable[[Unit], Iterable[PriceLevelRow]]
"""The shop's own price levels; handed in by the app."""


def import_customers(
    unit: Unit, *, content: bytes, filename: str, dry_run: bool, levels: Levels
) -> ImportPreview:
    """Read the file and write what is new or changed; with `dry_run`, or a fault anywhere, only tell."""
    if not dry_run:
        unit.lock_company()
    file = import_file.read(content, filename=filename)
    book = Book(queries.everybody(unit), _own_levels(levels(unit)), branches.today(unit))
    parsed = import_rows.parse(file.rows, book, new_id=unit.new_id)
    write = not dry_run and not any(item.faults for item in parsed)
    if write:
        changed = [item for item in parsed if item.verdict is not ImportVerdict.SAME]
        service.write_customers(unit, rows=[item.wanted for item in changed if item.wanted is not None])
    return _preview(parsed, written=write)


def _own_levels(levels: Iterable[PriceLevelRow]) -> dict[str, str]:
    given = [level for level in levels if level.active]
    return {level.name.casefold(): level.code for level in given} | {
        level.code.casefold(): level.code for level in given
    }


def _preview(parsed: list[Parsed], *, written: bool) -> ImportPreview:
    counts = dict.fromkeys(ImportVerdict, 0)
    shown = []
    for item in parsed:
        verdict = item.verdict
        counts[verdict] += 1
        if verdict in {ImportVerdict.WRONG, ImportVerdict.CHANGED} or counts[verdict] <= SHOWN_ROWS_MAX:
            shown.append(
                ImportRow(
                    row=item.row.number,
                    sku=item.code[:SHOWN_ROWS_MAX],
                    name=item.row.text("name")[:SHOWN_ROWS_MAX],
                    verdict=verdict,
                    faults=tuple(item.faults),
                    changes=item.changes,
                )
            )
    return ImportPreview(
        written=written,
        new=counts[ImportVerdict.NEW],
        changed=counts[ImportVerdict.CHANGED],
        same=counts[ImportVerdict.SAME],
        wrong=counts[ImportVerdict.WRONG],
        rows=tuple(shown),
    )
