"""A label printer on a real TCP port: takes ZPL, answers ~HS, and may be out of labels."""

import re
import socket
import socketserver
import threading
from dataclasses import dataclass
from typing import Final, Self

from pos_client.printing.labels import Bars, Words
from shared_models.rules.barcodes import check_digit

WAIT_S = 20
_SIZE: Final = re.compile(r"\^PW(\d+)\^LL(\d+)")
_WORDS: Final = re.compile(r"\^FO(\d+),(\d+)\^A0N,(\d+),\d+\^FH\^FD(.*?)\^FS")
_BARS: Final = re.compile(r"\^FO(\d+),(\d+)\^BY(\d)\^(B[E8UC])N,(\d+)[^^]*\^FH\^FD(.*?)\^FS")
_KINDS: Final = {"BE": "ean13", "B8": "ean8", "BU": "upc_a", "BC": "code128"}


@dataclass(frozen=True)
class SeenLabel:
    """What the printer makes of a label: where everything stands, and how often it comes out."""

    width: int
    height: int
    parts: tuple[Words | Bars, ...]
    copies: int


def read_label(zpl: str) -> SeenLabel:
    """A label of ours, read back from its commands."""
    size, copies = _SIZE.search(zpl), re.search(r"\^PQ(\d+)", zpl)
    assert size is not None
    assert copies is not None
    words = [Words(int(x), int(y), int(high), _plain(text)) for x, y, high, text in _WORDS.findall(zpl)]
    bars = [
        Bars(int(x), int(y), int(module), int(high), _KINDS[kind], _whole(_KINDS[kind], _plain(text)))
        for x, y, module, kind, high, text in _BARS.findall(zpl)
    ]
    return SeenLabel(int(size[1]), int(size[2]), (*words, *bars), int(copies[1]))


def _plain(field: str) -> str:
    raw = re.sub(rb"_([0-9A-F]{2})", lambda found: bytes([int(found[1], 16)]), field.encode())
    return raw.decode()


def _whole(kind: str, code: str) -> str:
    """With the check digit that the printer adds; in Code 128 `>0` is the sign itself."""
    return code.replace(">0", ">") if kind == "code128" else code + check_digit(code)


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
