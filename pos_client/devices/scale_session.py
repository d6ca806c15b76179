"""What a scale says over time: when a weight counts, when to ask again, when silence means trouble."""

import threading
from collections.abc import Callable
from typing import Final

from pos_client.devices.faults import DeviceFault, Trouble, trouble
from pos_client.devices.scale_dialog06 import Dialog06
from pos_client.devices.scale_reading import Heard, Reading, ScaleProtocol, Weighed

ASK_MS: Final = 200
ANSWER_MS: Final = 600
"""So long an answer may take; then it is asked again."""
SILENT_MS: Final = 2_000
FRESH_MS: Final = 1_000
"""An older weight may be of other goods."""
GARBLED_MAX: Final = 3

Told = Callable[[Heard], None]

_REFUSED: Final = {
    Weighed.UNSTABLE: DeviceFault.SCALE_MOVING,
    Weighed.NEGATIVE: DeviceFault.SCALE_NEGATIVE,
    Weighed.OVERLOAD: DeviceFault.SCALE_OVERLOAD,
    Weighed.TOO_LIGHT: DeviceFault.SCALE_TOO_LIGHT,
}


class ScaleSession:
    """What a scale said, in the order its line brought it. A `Conversation`; the thread is the line's."""

    def __init__(self, protocol: ScaleProtocol, *, name: str, tell: Told | None = None) -> None:
        self._protocol = protocol
        self._name = name
        self._tell = tell
        self._lock = threading.Lock()
        self._state: Heard | None = None
        self._at = self._asked_at = self._bytes_at = self._sense_at = 0
        self._answered = True
        self._garbled = 0
        self._equal = 0
        self._before: Reading | None = None

    # the line's side

    def opened(self, now_ms: int) -> bytes:
        with self._lock:
            self._protocol.reset()
            self._forget(None)
            self._bytes_at = self._sense_at = now_ms
            self._garbled = 0
            return self._question(now_ms)

    def took(self, data: bytes, now_ms: int) -> bytes:
        with self._lock:
            was = self._state
            step = self._protocol.take(data) if data else None
            for heard in step.heard if step else ():
                self._note(heard, now_ms)
            if data:
                self._bytes_at = now_ms
            if now_ms - self._sense_at > SILENT_MS:
                silent = now_ms - self._bytes_at > SILENT_MS
                self._fail(DeviceFault.SILENT if silent else DeviceFault.GARBLED)
            send = step.send if step else b""
            send = send or (self._question(now_ms) if self._due(now_ms) else b"")
        self._tell_if_new(was)
        return send

    def lost(self, why: Trouble, now_ms: int) -> None:  # noqa: ARG002 - a lost line has no time
        with self._lock:
            was = self._state
            self._forget(why)
        self._tell_if_new(was)

    # the till's side

    def state(self) -> Heard | None:
        with self._lock:
            return self._state

    def weigh(self, now_ms: int) -> Reading | Trouble:
        """As `Scale.weigh`."""
        with self._lock:
            state, at = self._state, self._at
        if isinstance(state, Trouble):
            return state
        if state is None or now_ms - at > FRESH_MS:
            return trouble(DeviceFault.SCALE_STALE)
        refused = _REFUSED.get(state.state)
        if refused is None and not state.grams:
            refused = DeviceFault.SCALE_TOO_LIGHT
        return trouble(refused) if refused else state

    def for_price(self, per_kg: int) -> Trouble | None:
        """As `Scale.for_price`. What was weighed before it counts no longer."""
        if not isinstance(self._protocol, Dialog06):
            return None
        with self._lock:
            if not self._protocol.price(per_kg):
                return trouble(DeviceFault.SCALE_PRICE)
            if not isinstance(self._state, Trouble):
                self._state = None
        return None

    # inside

    def _question(self, now_ms: int) -> bytes:
        self._asked_at, self._answered = now_ms, False
        return self._protocol.ask()

    def _due(self, now_ms: int) -> bool:
        return now_ms - self._asked_at >= (ASK_MS if self._answered else ANSWER_MS)

    def _note(self, heard: Heard, now_ms: int) -> None:
        self._answered = True
        if isinstance(heard, Trouble) and heard.fault is DeviceFault.GARBLED:
            self._garbled += 1
            self._equal = 0
            # One bad line is noise; several are the wrong speed or another kind of scale.
            if self._garbled >= GARBLED_MAX:
                self._fail(DeviceFault.GARBLED)
            return
        self._garbled, self._sense_at = 0, now_ms
        if isinstance(heard, Trouble):
            self._forget(heard)
        else:
            self._state, self._at = self._confirmed(heard), now_ms

    def _confirmed(self, reading: Reading) -> Reading:
        """It rests only when it has said so often enough: half a figure can look like a whole one."""
        same = reading == self._before
        self._before = reading
        if reading.state is not Weighed.STABLE:
            self._equal = 0
            return reading
        self._equal = self._equal + 1 if same else 1
        if self._equal >= self._protocol.confirm:
            return reading
        return Reading(Weighed.UNSTABLE, reading.grams, reading.net)

    def _fail(self, fault: DeviceFault) -> None:
        self._forget(trouble(fault, port=self._name))

    def _forget(self, why: Trouble | None) -> None:
        self._state, self._before, self._equal = why, None, 0

    def _tell_if_new(self, was: Heard | None) -> None:
        state = self.state()
        if self._tell is not None and state is not None and state != was:
            self._tell(state)
