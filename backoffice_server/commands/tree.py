"""The tree of commands: a module is put in here by whoever makes it."""

from typing import Final

import typer

from backoffice_server.commands import products
from backoffice_server.commands.migrate import migrate
from backoffice_server.commands.report import report
from backoffice_server.commands.serve import serve
from backoffice_server.commands.shop import create_shop
from backoffice_server.commands.tills import enroll_till
from backoffice_server.commands.verify import verify

app: Final = typer.Typer(
    name="backoffice-server", help="The back office of the shop.", no_args_is_help=True, add_completion=False
)
app.command()(serve)
app.command()(migrate)
app.command("create-shop")(create_shop)
app.command("enroll-till")(enroll_till)
app.command()(report)
app.command()(verify)
app.add_typer(products.app, name="import")
