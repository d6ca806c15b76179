"""A TCP line between till and back office that can lose what comes back once the server has committed."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Final, Self

PUSH: Final = b"POST /api/sync/push "
CHUNK: Final = 65_536


class LossyLine:
    """Listens on a port of its own. `lose(n)`: the next n answers to a push never arrive."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Condition()
        self._to_lose = 0
        self.lost = 0
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Accepting is woken by a visitor, reading by the end of its line.
        self._to_lose = -1
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port)).close()
        self._threads[0].join()
        self._listener.close()
        with self._lock:
            for end in self._open:
                _cut(end)
        for thread in self._threads[1:]:
            thread.join()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def lose(self, answers: int) -> None:
        with self._lock:
            self._to_lose = answers

    def wait_until_lost(self, answers: int, seconds: int) -> None:
        with self._lock:
            assert self._lock.wait_for(lambda: self.lost >= answers, seconds), self.lost

    def _listen(self) -> None:
        while True:
            till, _ = self._listener.accept()
            if self._to_lose < 0:
                till.close()
                return
            server = socket.create_connection(("127.0.0.1", self._server_port))
            asked = threading.Event()
            with self._lock:
                self._open |= {till, server}
            for carry in (self._carry_questions, self._carry_answers):
                thread = threading.Thread(target=carry, args=(till, server, asked), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _carry_questions(self, till: socket.socket, server: socket.socket, asked: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := till.recv(CHUNK):
                if data.startswith(PUSH):
                    asked.set()
                server.sendall(data)
        self._end(till, server)

    def _carry_answers(self, till: socket.socket, server: socket.socket, asked: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(CHUNK):
                if asked.is_set() and self._loses():
                    break
                asked.clear()
                till.sendall(data)
        self._end(till, server)

    def _loses(self) -> bool:
        """The server has answered, so it has committed: this is the moment a line falls."""
        with self._lock:
            if self._to_lose <= 0:
                return False
            self._to_lose -= 1
            self.lost += 1
            self._lock.notify_all()
            return True

    def _end(self, *ends: socket.socket) -> None:
        with self._lock:
            for end in ends:
                _cut(end)
                end.close()
            self._open -= set(ends)


def _cut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
