"""The far end of a line, for real: a pseudo-terminal behind a name that stays, or a TCP socket.

`plug_in` and `pull_out` are what a hand does to the cable. What the till says is handed to `answer`, and what
that returns is sent back.
"""

import os
import pty
import socket
import threading
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

WAIT_S: Final = 20


class LineEmulator:
    """Base of the emulated devices. `folder`: where the port's name is put; None: a TCP socket."""

    def __init__(self, folder: Path | None, name: str = "ttyUSB0") -> None:
        self.received = b""
        self.connections = 0
        self._place = folder / name if folder else None
        self._news = threading.Condition()
        self._far = -1
        self._near = -1
        self._listener: socket.socket | None = None
        self._port = 0
        self._call: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.plug_in()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.pull_out()

    @property
    def address(self) -> str:
        return f"serial:{self._place}" if self._place else f"tcp:127.0.0.1:{self._port}"

    def answer(self, data: bytes) -> bytes:
        """What this device says to `data`; called in its thread."""
        return b""

    def say(self, data: bytes) -> None:
        """Send `data` now, to whoever is there."""
        with suppress(OSError):  # the till may have hung up
            if self._place:
                os.write(self._far, data)
            elif self._call:
                self._call.sendall(data)

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Until something the till says makes it `true`; fails after a while."""
        with self._news:
            assert self._news.wait_for(true, WAIT_S), self.received

    def plug_in(self) -> None:
        """There it is; under the same address as before."""
        if self._place:
            self._far, self._near = pty.openpty()
            tty.setraw(self._near)
            self._place.symlink_to(os.ttyname(self._near))
            work = self._serve_terminal
        else:
            self._listener = socket.create_server(("127.0.0.1", self._port))
            self._port = self._listener.getsockname()[1]
            work = self._serve_calls
        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()

    def pull_out(self) -> None:
        """Gone, in the middle of whatever it said."""
        if self._place and self._thread:
            self._place.unlink()
            # Our own last word wakes our reader; then the till's end breaks.
            os.write(self._near, b"\xff\xfe\xff")
            self._thread.join(WAIT_S)
            os.close(self._near)
        if self._listener:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
            if self._call:
                with suppress(OSError):  # the till may have hung up
                    self._call.shutdown(socket.SHUT_RDWR)
            if self._thread:
                self._thread.join(WAIT_S)
        self._thread = None

    def _serve_terminal(self) -> None:
        far = self._far
        while True:
            data = os.read(far, 4096)
            if data.endswith(b"\xff\xfe\xff"):
                break
            self._heard(data)
        os.close(far)

    def _serve_calls(self) -> None:
        listener = self._listener
        while listener:
            try:
                call, _peer = listener.accept()
            except OSError:
                return
            self._call = call
            with self._news:
                self.connections += 1
                self._news.notify_all()
            with call:
                self._serve_call(call)

    def _serve_call(self, call: socket.socket) -> None:
        while True:
            try:
                data = call.recv(4096)
            except OSError:
                return
            if not data:
                return
            self._heard(data)

    def _heard(self, data: bytes) -> None:
        with self._news:
            self.received += data
            answer = self.answer(data)
            self._news.notify_all()
        if answer:
            self.say(answer)
