"""`serve`: the back office over HTTP. Only this machine may ask, unless TLS or --insecure-lan is given."""

import gc
import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final

import typer
import uvicorn

from backoffice_server.app import create_app
from backoffice_server.commands.failing import told
from backoffice_server.commands.listening import listening, refuse_bad_certificate
from backoffice_server.commands.log import Level, start_log
from backoffice_server.commands.options import Data, DatabaseUrl, opened, settings_of
from backoffice_server.kernel.live import Bus
from backoffice_server.settings import LOOPBACK, Settings
from backoffice_server.texts import _

GRACE_S: Final = 3
COLLECT_AFTER: Final = 50_000  # objects made more than freed
logger = logging.getLogger(__name__)


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
    with opened(settings) as database:
        app = create_app(settings, database)
        config = uvicorn.Config(
            app,
            log_config=None,  # through ours, with the time
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=GRACE_S,
            ssl_certfile=tls_cert,
            ssl_keyfile=tls_key,
        )
        _calm_collector()
        with listening(host, port) as listener:
            place = database.url.render_as_string(hide_password=True)
            logger.info("version %s, database %s, secrets in %s", version("pos-suite"), place, settings.data)
            Server(config, app.state.bus, port_file).run(sockets=[listener])


class Server(uvicorn.Server):
    """Tells its port when it listens, sends listeners away when it stops, and leaves with exit code 0."""

    def __init__(self, config: uvicorn.Config, bus: Bus, port_file: Path | None) -> None:
        super().__init__(config)
        self._bus, self._port_file = bus, port_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            if self._port_file is not None:
                _write_whole(self._port_file, str(port))
            scheme = "https" if self.config.is_ssl else "http"
            address = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
            typer.echo(_("Serving on {address}", address=address))
            logger.info("serving on %s", address)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        logger.info("stopping: what is under way is finished first")
        self._bus.close_all()
        await super().shutdown(sockets)
        logger.info("stopped")

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn raises the signal again at the end, which would turn a clean stop into a failure.
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {sign: signal.signal(sign, self.handle_exit) for sign in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)


def _calm_collector() -> None:
    """What is imported stays, so the collector need not look at it again.

    A push makes tens of thousands of objects that die by themselves: the usual threshold would have them
    walked several times.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 50)


def _write_whole(path: Path, text: str) -> None:
    """A reader sees the whole text or no file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, "utf-8")
    part.replace(path)
