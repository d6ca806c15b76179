"""The devices page: which device is open, what stands in its form, how each stands, and what waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_client.desk.background import Background
from pos_client.desk.theme.tokens import Tone
from pos_client.features.devices.state import FOUND_BY_LOOKING, Device, Faults, Found, Stand, Values, Waiting

if TYPE_CHECKING:
    from pos_client.features.devices.actions import DeviceDesk


class Devices(QObject):
    """`saved` names a device whose settings changed, `test_wanted` one that shall show that it works.

    Whoever holds the devices tells how they stand (`stands`) and how a test went (`tested`).
    """

    changed = Signal()
    values_read = Signal()
    faults_found = Signal(object)
    stands_changed = Signal()
    queue_changed = Signal()
    saved = Signal(object)
    test_wanted = Signal(object)
    found_changed = Signal()
    said = Signal(str, str)
    wake_wanted = Signal()
    troubled = Signal(object)

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self._background = background
        self._desk: DeviceDesk | None = None
        self._values: dict[Device, dict[str, str]] = {}
        self.device = Device.RECEIPT
        self.standing: dict[Device, Stand] = {}
        self.found: Found | None = None
        self.looking = False
        self.waiting: tuple[Waiting, ...] = ()

    def begin(self, desk: DeviceDesk) -> None:
        self._desk = desk
        self.read()

    @property
    def desk(self) -> DeviceDesk:
        assert self._desk is not None
        return self._desk

    # what is shown ----------------------------------------------------------------------------------------

    def read(self) -> None:
        """Fetch what is set up, and what waits."""
        self._background.store(self.desk.values, then=self._read, fail=self.troubled.emit)
        self.look_at_queue()

    def open(self, device: Device) -> None:
        self.device, self.found = device, None
        self.changed.emit()

    def step(self, by: int) -> None:
        """The next device, or the one before."""
        devices = list(Device)
        self.open(devices[max(0, min(len(devices) - 1, devices.index(self.device) + by))])

    def values(self, device: Device) -> Values:
        return self._values.get(device, {})

    def is_set_up(self, device: Device) -> bool:
        """Whether the till has one."""
        values = self.values(device)
        named = {Device.PAGE: "name", Device.DISPLAY: "screen"}.get(device, "address")
        return device in {Device.DRAWER, Device.SCANNER} or bool(values.get(named))

    def stands(self, device: Device, stand: Stand) -> None:
        """How it is right now."""
        if self.standing.get(device) != stand:
            self.standing[device] = stand
            self.stands_changed.emit()

    def say(self, tone: Tone, text: str) -> None:
        """What came of a test, or of something else that was asked."""
        self.said.emit(tone, text)

    # doing ------------------------------------------------------------------------------------------------

    def save(self, values: Values, *, test: bool = False) -> None:
        """Keep what was typed, and use it from now on. `test`: and show that it works."""
        desk, device = self.desk, self.device

        def kept(faults: Faults) -> None:
            self.faults_found.emit(faults)
            if faults:
                return
            self.saved.emit(device)
            self._background.store(desk.values, then=self._read, fail=self.troubled.emit)
            if test:
                self.test_wanted.emit(device)

        self._background.store(lambda: desk.save(device, values), then=kept, fail=self.troubled.emit)

    def find(self) -> None:
        """Look what is plugged in; it takes a few seconds."""
        desk, device = self.desk, self.device
        if self.looking or device not in FOUND_BY_LOOKING:
            return
        self._look(looking=True, found=None)

        def looked(found: Found) -> None:
            self._look(looking=False, found=found if device is self.device else None)

        def failed(problem: BaseException) -> None:
            self._look(looking=False, found=None)
            self.troubled.emit(problem)

        self._background.long(lambda _progress: desk.find(device), then=looked, fail=failed)

    # the queue --------------------------------------------------------------------------------------------

    def look_at_queue(self) -> None:
        self._background.store(self.desk.waiting, then=self._queue_read, fail=self.troubled.emit)

    def print_again(self, job: int) -> None:
        self._with_job(lambda: self.desk.print_again(job))

    def drop(self, job: int) -> None:
        """Nobody wants it any more, or it came out."""
        self._with_job(lambda: self.desk.drop(job))

    # inside -----------------------------------------------------------------------------------------------

    def _with_job(self, do: Callable[[], None]) -> None:
        def done(_nothing: None) -> None:
            self.wake_wanted.emit()
            self.look_at_queue()

        self._background.store(do, then=done, fail=self.troubled.emit)

    def _read(self, values: dict[Device, dict[str, str]]) -> None:
        self._values = values
        self.values_read.emit()
        self.stands_changed.emit()

    def _queue_read(self, waiting: tuple[Waiting, ...]) -> None:
        self.waiting = waiting
        self.queue_changed.emit()

    def _look(self, *, looking: bool, found: Found | None) -> None:
        self.looking, self.found = looking, found
        self.found_changed.emit()
