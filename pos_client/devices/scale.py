"""The scale of a till: read all the time in a thread of its own, asked for a weight without waiting."""

from collections.abc import Callable
from typing import Protocol

from pos_client.devices.faults import DeviceFault, Trouble, trouble
from pos_client.devices.scale_reading import Heard, Reading
from pos_client.devices.scale_session import ScaleSession, Told
from pos_client.devices.scale_settings import ScaleSettings, make_protocol
from pos_client.devices.serial_port import PortWorker


class Scale(Protocol):
    """One scale. Nothing here waits or raises."""

    def weigh(self) -> Reading | Trouble:
        """A stable weight above zero that was heard just now, or why there is none."""

    def state(self) -> Heard | None:
        """What it shows, for the screen; None before it has said anything."""

    def for_price(self, per_kg: int) -> Trouble | None:
        """Tell a scale that computes the price what a kilogram costs; others need not know."""

    def zero(self) -> Trouble | None:
        """Set it to zero."""

    def tare(self) -> Trouble | None:
        """Take off what stands on it now."""


class NoScale:
    """A till without one."""

    def weigh(self) -> Reading | Trouble:
        return trouble(DeviceFault.NOT_SET_UP)

    def state(self) -> Heard | None:
        return None

    def for_price(self, per_kg: int) -> Trouble | None:  # noqa: ARG002 - nobody to tell
        return None

    def zero(self) -> Trouble | None:
        return trouble(DeviceFault.NOT_SET_UP)

    def tare(self) -> Trouble | None:
        return trouble(DeviceFault.NOT_SET_UP)


class LineScale:
    """A scale on a line. `tell` is called in the line's thread with each new state."""

    def __init__(
        self,
        settings: ScaleSettings,
        *,
        now_ms: Callable[[], int],
        tell: Told | None = None,
    ) -> None:
        self._now_ms = now_ms
        self._protocol = make_protocol(settings)
        self._session = ScaleSession(self._protocol, name=settings.port.name, tell=tell)
        self._worker = PortWorker(settings.port, self._session, now_ms=now_ms)

    def start(self) -> None:
        self._worker.start()

    def stop(self) -> None:
        self._worker.stop()

    def try_again(self) -> None:
        """Somebody has plugged it in."""
        self._worker.try_again()

    def weigh(self) -> Reading | Trouble:
        return self._session.weigh(self._now_ms())

    def state(self) -> Heard | None:
        return self._session.state()

    def for_price(self, per_kg: int) -> Trouble | None:
        return self._session.for_price(per_kg)

    def zero(self) -> Trouble | None:
        return self._send(self._protocol.zero())

    def tare(self) -> Trouble | None:
        return self._send(self._protocol.tare())

    def _send(self, order: bytes) -> Trouble | None:
        if not order:
            return trouble(DeviceFault.SCALE_BUTTON)
        state = self._session.state()
        if isinstance(state, Trouble):
            return state
        self._worker.send(order)
        return None
