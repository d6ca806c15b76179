"""`serve`: the back office over HTTP. Only this machine may ask, unless TLS or --insecure-lan is given."""

from pathlib import Path
from typing import Annotated

import typer

from backoffice_server.commands.failing import told
from backoffice_server.commands.listening import refuse_bad_certificate
from backoffice_server.commands.log import Level, start_log
from backoffice_server.commands.options import Data, DatabaseUrl, settings_of
from backoffice_server.settings import LOOPBACK, Settings
from backoffice_server.texts import _


def serve(  # noqa: PLR0913 - one argument per flag
    *,
    data: Data = None,
    database_url: DatabaseUrl = "",
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 picks a free one.")] = 8740,
    port_file: Annotated[Path | None, typer.Option(help="Gets the port once it is open.")] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Certificate chain, PEM.")
    ] = None,
    tls_key: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Its key, PEM without a password; may stand in the same file."
        ),
    ] = None,
    insecure_lan: Annotated[bool, typer.Option(help="Listen on a network without TLS.")] = False,
    backup_to: Annotated[
        Path | None,
        typer.Option(envvar="POS_BACKUP_TO", file_okay=False, help="Folder for a backup every night."),
    ] = None,
    backup_key: Annotated[
        Path | None, typer.Option(envvar="POS_BACKUP_KEY", help="Its key; a file in --data by default.")
    ] = None,
    backup_keep_days: Annotated[int, typer.Option(min=1, help="How long backups are kept.")] = 30,
    log_level: Annotated[Level, typer.Option(help="From which level on the log on stderr tells.")] = "info",
) -> None:
    """Serve the back office until SIGTERM or Ctrl+C."""
    if host not in LOOPBACK and tls_cert is None and not insecure_lan:
        typer.echo(_("Without --tls-cert only this machine may connect (or give --insecure-lan)."), err=True)
        raise typer.Exit(2)
    with told():
        refuse_bad_certificate(tls_cert, tls_key)
    start_log(log_level)
    base = settings_of(data, database_url)
    settings = Settings(
        data=base.data,
        database_url=base.database_url,
        host=host,
        port=port,
        tls_cert=tls_cert,
        tls_key=tls_key,
        insecure_lan=insecure_lan,
        backup_folder=backup_to,
        backup_key=backup_key,
        backup_keep_days=backup_keep_days,
    )
    from backoffice_server.commands.serving import serve_shop  # noqa: PLC0415 - only here the web is needed

    serve_shop(settings, port_file)
