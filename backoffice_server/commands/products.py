"""`import products`: a price list from a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from backoffice_server.commands.options import Data, DatabaseUrl, opened, settings_of
from backoffice_server.features.catalog.import_products import import_products
from backoffice_server.kernel.migrations import migrate
from backoffice_server.texts import _
from shared_models.wire.catalog import ImportPreview, ImportVerdict

app: Final = typer.Typer(help="Bring in data from files.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Bring in data from files."""


@app.command("products")
def products(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or XLSX.")],
    *,
    data: Data = None,
    database_url: DatabaseUrl = "",
    dry_run: Annotated[bool, typer.Option(help="Only tell what would happen.")] = False,
) -> None:
    """Bring in products: all rows or, when one is wrong, none. Exit code 1 when a row is wrong."""
    with opened(settings_of(data, database_url)) as database:
        migrate(database)
        with database.write() as unit:
            preview = import_products(
                unit, content=file.read_bytes(), filename=file.name, dry_run=dry_run, by=None
            )
    for line in _told(preview):
        typer.echo(line)
    if preview.wrong:
        raise typer.Exit(1)


def _told(preview: ImportPreview) -> Iterator[str]:
    for row in preview.rows:
        for fault in row.faults:
            facts = ", ".join(f"{name}: {value}" for name, value in fault.facts.items())
            place = _("row {row}, {column}", row=row.row, column=fault.column)
            yield f"{place}: {fault.code}" + (f" ({facts})" if facts else "")
        if row.verdict is ImportVerdict.CHANGED and not preview.written:
            yield _("row {row}: {sku} changes {what}", row=row.row, sku=row.sku, what=", ".join(row.changes))
    yield _(
        "{new} new, {changed} changed, {same} as before, {wrong} wrong",
        new=preview.new,
        changed=preview.changed,
        same=preview.same,
        wrong=preview.wrong,
    )
    yield _("Written.") if preview.written else _("Nothing was written.")
