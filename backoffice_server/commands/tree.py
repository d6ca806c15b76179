"""The tree of commands: a module is put in here by whoever makes it."""

from importlib.metadata import version
from typing import Annotated, Final

import typer

from backoffice_server import texts
from backoffice_server.commands import products
from backoffice_server.commands.backup import backup, incidents, restore, verify_backup
from backoffice_server.commands.bundle import bundle
from backoffice_server.commands.migrate import migrate
from backoffice_server.commands.report import report
from backoffice_server.commands.reproject import reproject
from backoffice_server.commands.serve import serve
from backoffice_server.commands.shop import create_shop
from backoffice_server.commands.tills import enroll_till
from backoffice_server.commands.verify import verify

app: Final = typer.Typer(
    name="backoffice-server",
    no_args_is_help=True,
    add_completion=False,
    # A fault of ours keeps Python's own trace: framed, its last line is hundreds of lines away.
    pretty_exceptions_enable=False,
)


def _tell_version(wanted: bool) -> None:  # noqa: FBT001 - the form Typer calls
    if wanted:
        typer.echo(f"backoffice-server {version('pos-suite')}")
        raise typer.Exit


@app.callback()
def program(
    *,
    language: Annotated[
        texts.Language, typer.Option(envvar="POS_LANGUAGE", help="Language of what is said and printed.")
    ] = "id",
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is."),
    ] = False,
) -> None:
    """The back office of the shop."""
    texts.use(language)


app.command()(serve)
app.command()(migrate)
app.command("create-shop")(create_shop)
app.command("enroll-till")(enroll_till)
app.command()(report)
app.command()(reproject)
app.command()(verify)
app.command()(backup)
app.command("verify-backup")(verify_backup)
app.command()(restore)
app.command()(incidents)
products.app.command("bundle")(bundle)
app.add_typer(products.app, name="import")
