"""Live hints: one thread listens to the server's stream and says what changed. Hints are never the truth."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from pos_client.remote.client import CONNECT_S, Client, refusal_of
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import LiveHint

if TYPE_CHECKING:
    import httpx

PATH: Final = "/api/live"
RETRY_S: Final = (0.5, 1, 2, 5)
# The server says something at least this often, so a dead line is noticed.
SILENCE_S: Final = 40

Heard = Callable[[LiveHint], None]
Reached = Callable[[Refusal | None], None]


class LiveListener:
    """`heard` with every hint, `reached` with None when the line stands and with the refusal when it fell.

    Both are called in the listening thread.
    """

    def __init__(self, client: Client, *, heard: Heard, reached: Reached) -> None:
        self._client = client
        self._heard = heard
        self._reached = reached
        self._stopping = threading.Event()
        self._line: socket.socket | None = None
        self._stood = False
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def listening(self) -> bool:
        """False once it was told that it may not, or stopped."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Stop listening; a read that waits for the next hint is woken."""
        self._stopping.set()
        line = self._line
        if line is not None:
            with contextlib.suppress(OSError):  # it may have fallen by itself
                line.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            # Nobody waits at the end of the day for a line that hangs: the thread dies with the program.
            self._thread.join(timeout=CONNECT_S + 1)

    def _run(self) -> None:
        tries = 0
        while not self._stopping.is_set():
            self._stood = False
            refusal = self._listen()
            if self._stopping.is_set():
                return
            if self._stood:
                # A line that stood is tried again soon: the next minutes' hints depend on it.
                tries = 0
            if refusal is not None:
                self._reached(refusal)
                if refusal.code is ErrorCode.NOT_SIGNED_IN:
                    return
            self._stopping.wait(RETRY_S[min(tries, len(RETRY_S) - 1)])
            tries += 1

    def _listen(self) -> Refusal | None:
        """Listen until the line falls. None: it stood and was closed in order."""
        import httpx  # noqa: PLC0415 - a till's first window does not wait for it

        try:
            timeout = httpx.Timeout(SILENCE_S, connect=CONNECT_S)
            with self._client.http().stream(
                "GET", PATH, headers=self._client.headers(), timeout=timeout
            ) as response:
                if response.is_error:
                    return refusal_of(response.status_code, response.read())
                self._hold(response)
                if self._stopping.is_set():
                    return None
                self._stood = True
                self._reached(None)
                for hint in hints(response.iter_lines()):
                    self._heard(hint)
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, RuntimeError) as error:
            # InvalidURL, OSError: an address or a certificate nobody can use. RuntimeError: the client was
            # closed while this thread was about to use it.
            return Refusal(ErrorCode.SERVER_UNREACHABLE, why=type(error).__name__)
        finally:
            self._line = None
        return None

    def _hold(self, response: "httpx.Response") -> None:
        stream = response.extensions.get("network_stream")
        line = stream.get_extra_info("socket") if stream is not None else None
        self._line = line if isinstance(line, socket.socket) else None


def hints(lines: Iterator[str]) -> Iterator[LiveHint]:
    """The hints of an event stream; comments and hints of another kind are passed over."""
    for line in lines:
        if not line.startswith("data:"):
            continue
        try:
            yield LiveHint.model_validate_json(line.removeprefix("data:").strip(), extra="ignore")
        except ValidationError:
            continue
