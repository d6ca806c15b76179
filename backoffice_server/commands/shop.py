"""`create-shop`: a company in an empty database."""

import json
import sys
from datetime import date, datetime
from typing import Annotated

import typer

from backoffice_server.backup import key as backup_key
from backoffice_server.commands.options import Data, DatabaseUrl, opened, refuse_odd_codes, settings_of
from backoffice_server.demo.shop import make_demo
from backoffice_server.features.branches.service import new_branch
from backoffice_server.founding import NewShop, found_shop
from backoffice_server.kernel import master_secret
from backoffice_server.kernel.migrations import migrate
from backoffice_server.kernel.private_files import write_private
from backoffice_server.kernel.unit import Unit
from backoffice_server.settings import DEMO_FILE, Settings
from backoffice_server.texts import _
from shared_models.values.codes import Role
from shared_models.values.moments import Zone, local
from shared_models.wire.staff import SaveStaff

Password = Annotated[str, typer.Option(envvar="POS_OWNER_PASSWORD", help="Asked for when it is not given.")]


def create_shop(  # noqa: PLR0913 - one argument per flag
    *,
    data: Data = None,
    database_url: DatabaseUrl = "",
    demo: Annotated[bool, typer.Option(help="A demonstration minimarket with goods and staff.")] = False,
    name: Annotated[str, typer.Option(help="Name of the company.")] = "",
    branch: Annotated[str, typer.Option(help="Code of the first branch.")] = "01",
    branch_name: Annotated[
        str, typer.Option(help="Name of the first branch; the company's by default.")
    ] = "",
    register: Annotated[str, typer.Option(help="Code of the first till place.")] = "K1",
    zone: Annotated[Zone, typer.Option(help="The branch's time zone.")] = Zone.WIB,
    pkp: Annotated[bool, typer.Option(help="The company collects PPN.")] = False,
    npwp: Annotated[str, typer.Option(help="Tax number.")] = "",
    books_from: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day of the books; 1 January by default."),
    ] = None,
    owner: Annotated[str, typer.Option(help="The owner's name.")] = "",
    login: Annotated[str, typer.Option(help="The owner's login.")] = "owner",
    password: Password = "",
    pin: Annotated[str, typer.Option(envvar="POS_OWNER_PIN", help="The owner's PIN at the tills.")] = "",
) -> None:
    """Found a company with its chart of accounts, a branch and its owner in an empty database."""
    settings = settings_of(data, database_url)
    if demo:
        _create_demo(settings)
        return
    name = _asked(name, _("Name of the company"), flag="--name")
    owner = _asked(owner, _("Name of the owner"), flag="--owner")
    password = _asked(password, _("Password of the owner"), flag="--password", hidden=True)
    with opened(settings) as database:
        refuse_odd_codes(branch=branch, register=register)
        migrate(database)
        with database.write() as unit:
            row = new_branch(unit, code=branch, name=branch_name or name, zone=zone)
            person = SaveStaff(
                username=login, name=owner, role=Role.OWNER, password=password, pin=pin or None
            )
            shop = NewShop(
                name=name,
                is_pkp=pkp,
                npwp=npwp or None,
                books_from=books_from.date() if books_from else first_of_the_year(unit, zone),
                branches=(row,),
                registers=((branch, register, register),),
                staff=(person,),
            )
            found_shop(unit, shop=shop)
            ensure_secret(settings)
    typer.echo(_founded(name, settings))


def _asked(given: str, question: str, *, flag: str, hidden: bool = False) -> str:
    """What was given, else what is typed. Where nobody can be asked, the flag is named."""
    if given.strip():
        return given.strip()
    if not sys.stdin.isatty():
        typer.echo(_("{flag} is missing.", flag=flag), err=True)
        raise typer.Exit(2)
    return str(typer.prompt(question, hide_input=hidden, confirmation_prompt=hidden))


def first_of_the_year(unit: Unit, zone: Zone) -> date:
    """First of January of the present year at the branch."""
    return local(unit.now(), zone).date().replace(month=1, day=1)


def ensure_secret(settings: Settings) -> None:
    """Make the master secret and the key of the backups, unless they were put there."""
    if not settings.secret_file.exists():
        master_secret.make(settings.secret_file)
    backup_key.ensure(settings.backup_key_file)


def _create_demo(settings: Settings) -> None:
    """demo.json comes last: who finds it finds a whole shop."""
    with opened(settings) as database:
        migrate(database)
        with database.write() as unit:
            described = make_demo(unit, today=local(unit.now(), Zone.WIB).date())
            ensure_secret(settings)
    write_private(settings.data / DEMO_FILE, json.dumps(described, indent=2))
    typer.echo(_founded(described["company"], settings))


def _founded(name: object, settings: Settings) -> str:
    return _(
        "{name} is founded. Keep copies of {file} and {key} apart.",
        name=name,
        file=settings.secret_file,
        key=settings.backup_key_file,
    )
