"""`import products`: a price list from a file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from backoffice_server.commands.options import Data, DatabaseUrl, settings_of, shop_of
from backoffice_server.commands.words import column_word, fault_words
from backoffice_server.features.catalog.import_products import import_products
from backoffice_server.features.parties import queries as customers
from backoffice_server.texts import _
from shared_models.wire.importing import ImportPreview, ImportVerdict

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
    with shop_of(settings_of(data, database_url)) as database, database.write() as unit:
        preview = import_products(
            unit,
            content=file.read_bytes(),
            filename=file.name,
            dry_run=dry_run,
            by=None,
            customers=customers.by_code,
        )
    for line in _told(preview):
        typer.echo(line)
    if preview.wrong:
        raise typer.Exit(1)


def _told(preview: ImportPreview) -> Iterator[str]:
    for row in preview.rows:
        for fault in row.faults:
            place = _("row {row}, {column}", row=row.row, column=column_word(fault.column))
            yield f"{place}: {fault_words(fault.code, fault.facts)}"
        if row.verdict is ImportVerdict.CHANGED and not preview.written:
            what = ", ".join(column_word(change) for change in row.changes)
            yield _("row {row}: {sku} changes {what}", row=row.row, sku=row.sku, what=what)
    yield _(
        "{new} new, {changed} changed, {same} as before, {wrong} wrong",
        new=preview.new,
        changed=preview.changed,
        same=preview.same,
        wrong=preview.wrong,
    )
    if not preview.rows:
        yield _("The file has a heading and no products.")
    changed = preview.written and (preview.new or preview.changed)
    yield _("Written.") if changed else _("Nothing was written.")
