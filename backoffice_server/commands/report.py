"""`report`: any report on the command line, from a snapshot; also while the server runs."""

from datetime import datetime
from typing import Annotated

import typer

from backoffice_server import texts
from backoffice_server.commands.options import Data, DatabaseUrl, settings_of, snapshot_of
from backoffice_server.reports.make import make_report
from backoffice_server.reports.render import Format, render
from backoffice_server.reports.scope import Grouping, Wanted
from shared_models.wire.reports import ReportName


def report(  # noqa: PLR0913 - one argument per flag
    name: Annotated[ReportName, typer.Argument(help="Which report.")],
    *,
    data: Data = None,
    database_url: DatabaseUrl = "",
    date_from: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First day; the month's first by default."),
    ] = None,
    date_to: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Last day, movers' cut-off; today by default."),
    ] = None,
    branch: Annotated[str | None, typer.Option(help="Code of a branch; all by default.")] = None,
    product: Annotated[str | None, typer.Option(help="Code of a product, for its stock card.")] = None,
    group: Annotated[Grouping, typer.Option(help="Within what movers are ranked.")] = Grouping.UNIT,
    window: Annotated[int, typer.Option(help="Movers: days that end on the cut-off.")] = 90,
    fast_percent: Annotated[int, typer.Option(help="Movers: share of units that is fast.")] = 70,
    a_percent: Annotated[int, typer.Option(help="Movers: share of revenue that is A.")] = 80,
    b_percent: Annotated[int, typer.Option(help="Movers: share of revenue that is A or B.")] = 95,
    style: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TABLE,
    language: Annotated[
        texts.Language | None, typer.Option(help="Language of titles and columns; the program's by default.")
    ] = None,
) -> None:
    """Print a report: sales, movers, stock or books."""
    if language is not None:
        texts.use(language)
    wanted = Wanted(
        date_from=date_from.date() if date_from else None,
        date_to=date_to.date() if date_to else None,
        branch=branch,
        product=product,
        group=group,
        window=window,
        fast_percent=fast_percent,
        a_percent=a_percent,
        b_percent=b_percent,
    )
    with snapshot_of(settings_of(data, database_url)) as database, database.read() as unit:
        text = render(make_report(unit, name, wanted), style)
    typer.echo(text, nl=False)
