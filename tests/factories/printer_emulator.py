"""A receipt printer on a real TCP port: prints into memory, tells its state, runs out of paper if told to."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Self

from pos_client.devices.escpos_page import Asked, CutMark, Line, Mark, Pulse, text_of
from pos_client.devices.escpos_reader import EscposReader

WAIT_S: Final = 20
_FIXED: Final = 0x12


@dataclass
class Nature:
    """How this printer is made and how it is right now. `paper_lines`: what is left on the roll."""

    tells: bool = True
    tells_when_done: bool = True
    paper_lines: int = 1_000_000
    low_paper: bool = False
    cover_open: bool = False
    broken: bool = False
    paused: bool = False
    hang_up_after: int | None = None

    @property
    def paper_out(self) -> bool:
        return self.paper_lines <= 0

    @property
    def offline(self) -> bool:
        return self.paper_out or self.cover_open or self.broken or self.paused

    def answer(self, n: int) -> int:
        """The byte DLE EOT n is answered with."""
        general = 0x08 * self.offline
        cause = 0x04 * self.cover_open | 0x20 * self.paper_out | 0x40 * self.broken
        paper = 0x60 * self.paper_out | 0x0C * (self.low_paper or self.paper_out)
        fault = 0x08 * self.broken
        return _FIXED | {1: general, 2: cause, 3: fault, 4: paper}.get(n, 0)


class PrinterEmulator:
    """`with PrinterEmulator(columns=48) as printer:` prints what is sent to `printer.address`."""

    def __init__(self, *, columns: int = 32, nature: Nature | None = None) -> None:
        self.columns = columns
        self.nature = nature or Nature()
        self.received = b""
        self.connections = 0
        self._reader = EscposReader(columns=columns)
        self._held = b""
        self._news = threading.Condition()
        self._stopping = False
        self._calls: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self._port = 0
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self.switch_on()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.switch_off()

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self._port}"

    @property
    def marks(self) -> list[Mark]:
        return list(self._reader.marks)

    @property
    def mm(self) -> int:
        """How wide its paper is; with `marks` all that `pos_client.desk.widgets.paper` needs to draw it."""
        return 58 if self.columns <= 32 else 80

    @property
    def text(self) -> str:
        return text_of(self.marks)

    @property
    def slips(self) -> list[str]:
        """The text of each slip that was cut off."""
        slips, open_slip = [], list[Mark]()
        for mark in self.marks:
            open_slip.append(mark)
            if isinstance(mark, CutMark):
                slips.append(text_of(open_slip))
                open_slip = []
        return slips

    @property
    def pulses(self) -> list[Pulse]:
        return [mark for mark in self.marks if isinstance(mark, Pulse)]

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Until something that is printed makes it `true`; fails after a while."""
        with self._news:
            assert self._news.wait_for(true, WAIT_S), self.text

    def load_paper(self, lines: int = 1_000_000) -> None:
        """A new roll, cover shut, button pressed: what was held back is printed."""
        with self._news:
            self.nature.paper_lines = lines
            self.nature.cover_open = self.nature.broken = self.nature.paused = False
            held, self._held = self._held, b""
            self._take(held)

    def switch_on(self) -> None:
        """Listen; at the same port as before when it was on already."""
        self._stopping = False
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._port = self._listener.getsockname()[1]
        self._spawn(self._accept, self._listener)

    def switch_off(self) -> None:
        """No longer to be reached; open connections break."""
        self._stopping = True
        if self._listener is not None:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for call in self._calls:
            _hang_up(call)
        for thread in self._threads:
            thread.join(WAIT_S)
        self._calls, self._threads = [], []

    # the wire

    def _spawn(self, work: Callable[[socket.socket], None], call: socket.socket) -> None:
        thread = threading.Thread(target=work, args=(call,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while not self._stopping:
            try:
                call, _peer = listener.accept()
            except OSError:
                return
            self.connections += 1
            self._calls.append(call)
            self._spawn(self._serve, call)

    def _serve(self, call: socket.socket) -> None:
        with call:
            while True:
                try:
                    data = call.recv(4096)
                except OSError:
                    return
                if not data or not self._received(call, data):
                    return

    def _received(self, call: socket.socket, data: bytes) -> bool:
        with self._news:
            limit = self.nature.hang_up_after
            if limit is not None:
                data = data[: max(0, limit - len(self.received))]
            self.received += data
            self._reader.heard = lambda mark: self._heard(call, mark)
            self._take(data)
            self._news.notify_all()
            if limit is not None and len(self.received) >= limit:
                _hang_up(call)
                return False
        return True

    # the paper

    def _take(self, data: bytes) -> None:
        """Byte by byte, so that paper can end in the middle; then only real-time commands are heard."""
        place = 0
        while place < len(data):
            if self.nature.offline:
                place = self._take_offline(data, place)
            else:
                self._reader.feed(data[place : place + 1])
                place += 1
        self._news.notify_all()

    def _take_offline(self, data: bytes, place: int) -> int:
        if data[place] == 0x10 and data[place + 1 : place + 2] in (b"\x04", b"\x14"):
            size = 3 if data[place + 1] == 0x04 else 5
            aside = EscposReader(columns=self.columns, heard=self._reader.heard)
            aside.feed(data[place : place + size])
            self._reader.marks += aside.marks
            return place + size
        self._held += data[place : place + 1]
        return place + 1

    def _heard(self, call: socket.socket, mark: Mark) -> None:
        if isinstance(mark, Line):
            self.nature.paper_lines -= 1
        elif isinstance(mark, Asked):
            self._answer(call, mark)

    def _answer(self, call: socket.socket, asked: Asked) -> None:
        answer = bytes([self.nature.answer(asked.n)]) if asked.now else b"\x00"
        if self.nature.tells if asked.now else self.nature.tells_when_done:
            with suppress(OSError):  # who asked may have gone
                call.sendall(answer)


def _hang_up(call: socket.socket) -> None:
    with suppress(OSError):  # the other side may have been quicker
        call.shutdown(socket.SHUT_RDWR)
