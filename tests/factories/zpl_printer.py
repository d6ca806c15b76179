"""A label printer on a real TCP port: takes ZPL, answers ~HS, and may be out of labels."""

import socket
import socketserver
import threading
from typing import Self

WAIT_S = 20


class ZplEmulator(socketserver.ThreadingTCPServer):
    """`with ZplEmulator() as printer:` keeps what is sent to `printer.address` in `received`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, *, tells: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.tells = tells
        self.labels_out = self.head_up = self.paused = self.ribbon_out = False
        self.labels_left = 1_000_000
        self.received = b""
        self.news = threading.Condition()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join(WAIT_S)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"

    @property
    def labels(self) -> list[str]:
        """Each label from ^XA to ^XZ, once all that was sent has come."""
        text = self.received.decode()
        return [part + "^XZ" for part in text.split("^XZ")[:-1]]

    def wait_for_labels(self, count: int) -> list[str]:
        with self.news:
            assert self.news.wait_for(lambda: len(self.labels) >= count, WAIT_S), self.received
        return self.labels

    def take(self, data: bytes) -> bytes:
        """What is answered to `data`."""
        asked = data.count(b"~HS\r\n")
        with self.news:
            self.received += data.replace(b"~HS\r\n", b"")
            self.labels_out = self.labels_out or len(self.labels) > self.labels_left
            self.news.notify_all()
        return self._state() * asked if self.tells else b""

    def _state(self) -> bytes:
        first = f"030,{self.labels_out:d},{self.paused:d},1245,000,0,0,0,000,0,0,0"
        second = f"000,0,{self.head_up:d},{self.ribbon_out:d},0,2,4,0,00000000,1,000"
        return b"".join(b"\x02" + part.encode() + b"\x03\r\n" for part in (first, second, "1234,0"))


class _Call(socketserver.BaseRequestHandler):
    server: ZplEmulator
    request: socket.socket

    def handle(self) -> None:
        while data := self.request.recv(4096):
            self.request.sendall(self.server.take(data))
