"""The devices page: which device is open, what stands in its form, how each stands, and what waits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_client.desk.background import Background
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.logo import logo_bitmap
from pos_client.devices.status import PLAIN, Condition
from pos_client.features.devices.state import FOUND_BY_LOOKING, Device, Faults, Found, Stand, Values, Waiting
from pos_client.texts import _
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.features.devices.actions import DeviceDesk
    from pos_client.printing.seen import Seen


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
    previewed = Signal(object)
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

    def preview(self) -> None:
        """`previewed` brings the test page as the receipt printer draws it."""
        desk = self.desk

        def made(seen: Seen | None) -> None:
            if seen is None:
                self.say("warn", _(PLAIN[Condition.NONE]))
            else:
                self.previewed.emit(seen)

        self._background.store(desk.preview, then=made, fail=self.troubled.emit)

    def read_print_file(self, file: Path) -> None:
        """`previewed` brings what a printer makes of its bytes."""
        desk = self.desk
        self._background.long(
            lambda _progress: desk.read_print_file(file), then=self.previewed.emit, fail=self._no_file(file)
        )

    def take_logo(self, file: Path) -> None:
        """A picture from a file stands on every receipt from now on."""
        desk = self.desk

        def job(_progress: object) -> None:
            desk.keep_logo(logo_bitmap(file.read_bytes(), dots=desk.logo_dots()))

        self._background.long(job, then=lambda _nothing: self._logo_kept(), fail=self._no_file(file))

    def drop_logo(self) -> None:
        self._background.store(
            lambda: self.desk.keep_logo(None),
            then=lambda _nothing: self._logo_kept(),
            fail=self.troubled.emit,
        )

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

    def _logo_kept(self) -> None:
        self.read()
        self.say("ok", _("Every receipt looks like this from now on: F8 shows it"))

    def _no_file(self, file: Path) -> Callable[[BaseException], None]:
        def failed(problem: BaseException) -> None:
            if isinstance(problem, OSError | Refusal):
                self.say("danger", _("{name} cannot be read", name=file.name))
            else:
                self.troubled.emit(problem)

        return failed

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
