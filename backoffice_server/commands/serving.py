"""The running server: one process, its port, its stop."""

import gc
import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final

import typer
import uvicorn

from backoffice_server.app import create_app
from backoffice_server.commands.listening import listening
from backoffice_server.commands.options import shop_of
from backoffice_server.kernel.live import Bus
from backoffice_server.settings import Settings
from backoffice_server.texts import _

GRACE_S: Final = 3
COLLECT_AFTER: Final = 50_000  # objects made more than freed
logger = logging.getLogger(__name__)


def serve_shop(settings: Settings, port_file: Path | None) -> None:
    """Serve this shop's database until SIGTERM or Ctrl+C."""
    with shop_of(settings) as database:
        app = create_app(settings, database)
        config = uvicorn.Config(
            app,
            log_config=None,  # through ours, with the time
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=GRACE_S,
            ssl_certfile=settings.tls_cert,
            ssl_keyfile=settings.tls_key,
        )
        _calm_collector()
        with listening(settings.host, settings.port) as listener:
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
