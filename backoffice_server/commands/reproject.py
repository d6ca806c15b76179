"""`reproject`: posts what came from newer tills, once this program knows it."""

from collections import Counter
from typing import Annotated

import typer

from backoffice_server.commands.options import Data, DatabaseUrl, settings_of, shop_of, snapshot_of
from backoffice_server.settings import Settings
from backoffice_server.sync.reproject import Kind, foreseen, waiting_streams
from backoffice_server.sync.reproject import reproject as posted
from backoffice_server.texts import _
from shared_models.values.codes import EventOutcome


def reproject(
    *,
    data: Data = None,
    database_url: DatabaseUrl = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be posted; write nothing.")
    ] = False,
) -> None:
    """Post what tills sent before this version knew its kind. Once; it may be cut off and repeated."""
    settings = settings_of(data, database_url)
    if dry_run:
        _foresee(settings)
        return
    outcomes: Counter[EventOutcome] = Counter()
    left: Counter[Kind] = Counter()
    with shop_of(settings) as database:
        with database.read() as unit:
            waiting = waiting_streams(unit)
        for one in waiting:
            for step in posted(database, one):
                outcomes += step.outcomes
                left += step.left
    aside = outcomes[EventOutcome.QUARANTINED]
    typer.echo(
        _("{done} events posted, {aside} set aside for review.", done=outcomes.total() - aside, aside=aside)
    )
    _tell_left(left)


def _foresee(settings: Settings) -> None:
    known: Counter[Kind] = Counter()
    left: Counter[Kind] = Counter()
    with snapshot_of(settings) as database, database.read() as unit:
        for one in waiting_streams(unit):
            would, would_not = foreseen(unit, one)
            known += would
            left += would_not
    for (kind, version), events in sorted(known.items()):
        typer.echo(_("{kind} version {version}: {events} events", kind=kind, version=version, events=events))
    typer.echo(_("{events} events would be posted. Nothing was written.", events=known.total()))
    _tell_left(left)


def _tell_left(left: Counter[Kind]) -> None:
    for (kind, version), events in sorted(left.items()):
        typer.echo(
            _(
                "{kind} version {version}: {events} events wait for a newer back office",
                kind=kind,
                version=version,
                events=events,
            )
        )
