"""The tree of commands: a module is put in here by whoever makes it."""

from typing import Final

import typer

from backoffice_server.commands.migrate import migrate
from backoffice_server.commands.serve import serve

app: Final = typer.Typer(
    name="backoffice-server", help="The back office of the shop.", no_args_is_help=True, add_completion=False
)
app.command()(serve)
app.command()(migrate)
