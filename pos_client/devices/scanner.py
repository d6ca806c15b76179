"""What counts as a scan, from key presses alone: a scanner types like a keyboard, only faster.

Keys go to the field that has the focus as always. A `Scan` says that the last `keys` of them were a scan:
whoever watches the keys puts the field back as it was before them and hands the code to the till. Anything
else was typing, so a fast "100000" in an amount field stays an amount. Times are handed in with the keys.
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from shared_models.rules.barcodes import check_digit_ok

SHORTEST_SCAN: Final = 8
MEAN_GAP_MS_MAX: Final = 30
BREAK_MS: Final = 100
"""A pause this long ends a run of keys: what follows is another hand."""
TAIL_MS: Final = 200
"""An ending key so soon after a scan is the scanner's (by the time of the key, however late it is read)."""
LONGEST_RUN: Final = 256
ENDS: Final = frozenset({"\r", "\n", "\t"})

KnownCode = Callable[[str], bool]


class ScannerSettings(NamedTuple):
    """What a scanner puts around a code. Enter and Tab always end one; silence too unless a suffix is set."""

    prefix: str = ""
    suffix: str = ""


class Typing(NamedTuple):
    """Somebody is typing. `starts`: a new run begins, remember the field as it is before this key."""

    starts: bool


class Scan(NamedTuple):
    """A code was scanned; of the keys before this one the last `keys` belong to it. Swallow this key."""

    code: str
    keys: int


class ScanTail(NamedTuple):
    """A second ending key of the scan before (CR LF): swallow it, or it would pay."""


Verdict = Typing | Scan | ScanTail


class ScanRecogniser:
    """Feed it every key press that makes text, with the time of its event: ms of any steady clock."""

    def __init__(self, known: KnownCode, settings: ScannerSettings | None = None) -> None:
        self._known = known
        self._settings = settings or ScannerSettings()
        self._text = ""
        self._times: list[int] = []
        self._scanned_at: int | None = None

    def key(self, text: str, at_ms: int) -> Verdict:
        """The verdict on one key press."""
        if text in ENDS:
            return self._end(at_ms)
        starts = self._take(text, at_ms)
        suffix = self._settings.suffix
        if suffix and suffix not in ENDS and self._text.endswith(suffix):
            found = self._found(self._text.removesuffix(suffix), marked=True)
            if found:
                return self._done(Scan(found.code, found.keys + len(suffix) - 1), at_ms)
        return Typing(starts)

    def pause(self, at_ms: int) -> Scan | None:
        """Ask `BREAK_MS` after the last key: silence ends the code of a scanner that sends no suffix."""
        if self._settings.suffix or not self._times or at_ms - self._times[-1] < BREAK_MS:
            return None
        found = self._found(self._text, marked=False)
        return found and self._done(found, self._times[-1])

    def forget(self) -> None:
        """The focus went elsewhere, or something was pasted: start anew."""
        self._text, self._times = "", []

    def _take(self, text: str, at_ms: int) -> bool:
        if len(text) != 1:
            # No text is a modifier key; more than one mark at once is a paste or an input method.
            if text:
                self.forget()
            return bool(text)
        late = not self._times or at_ms - self._times[-1] > BREAK_MS or len(self._times) >= LONGEST_RUN
        if late:
            self.forget()
        self._text += text
        self._times.append(at_ms)
        return late

    def _end(self, at_ms: int) -> Verdict:
        if not self._text and self._scanned_at is not None and at_ms - self._scanned_at <= TAIL_MS:
            return ScanTail()
        found = self._found(self._text, marked=False)
        if found:
            return self._done(found, at_ms)
        self.forget()
        return Typing(starts=False)

    def _done(self, scan: Scan, at_ms: int) -> Scan:
        self.forget()
        self._scanned_at = at_ms
        return scan

    def _found(self, text: str, *, marked: bool) -> Scan | None:
        """The scan in a run: what a prefix announces, what looks scanned, all before a marking suffix."""
        prefix = self._settings.prefix
        if prefix and prefix in text:
            before, _, code = text.rpartition(prefix)
            return Scan(code, len(text) - len(before)) if code else None
        for start in self._starts(len(text)):
            if self._looks_scanned(text[start:], self._times[start : len(text)]):
                return Scan(text[start:], len(text) - start)
        return Scan(text, len(text)) if marked and text else None

    def _looks_scanned(self, code: str, times: list[int]) -> bool:
        if len(code) < SHORTEST_SCAN or times[-1] - times[0] > MEAN_GAP_MS_MAX * (len(times) - 1):
            return False
        return bool(check_digit_ok(code)) or self._known(code)

    def _starts(self, length: int) -> Iterator[int]:
        """Where a scan may begin: with the run, or after a gap of a hand that typed just before."""
        yield 0
        for place in range(1, length):
            if self._times[place] - self._times[place - 1] > MEAN_GAP_MS_MAX:
                yield place
