"""Label printers that speak ZPL II: they take finished labels and tell how they are (Zebra's ~HS)."""

from typing import Final

from pos_client.devices.address import PrinterSettings
from pos_client.devices.documents import Document, Drawer, Ready
from pos_client.devices.lines import Line, open_line
from pos_client.devices.status import PRINTS, Condition, refusal_of
from shared_models.values.refusals import Refusal

ASK: Final = b"~HS\r\n"
ANSWER_BYTES: Final = 82
ANSWER_S: Final = 0.5
_STX: Final = b"\x02"
_ETX: Final = b"\x03"
_FIELDS: Final = (3, 4)


def condition_of(answer: bytes) -> Condition:
    """The state that the first two strings of a ~HS answer tell; too little of it: a silent kind.

    String 1: communication, paper out, pause, …; string 2: settings, unused, head up, ribbon out, …
    """
    told = [part.partition(_ETX)[0].split(b",") for part in answer.split(_STX)[1:]]
    if len(told) < 2 or any(len(row) < least for row, least in zip(told, _FIELDS, strict=False)):
        return Condition.SILENT
    first, second = told[:2]
    marks = (
        (second[2], Condition.COVER_OPEN),
        (first[1], Condition.PAPER_OUT),
        (second[3], Condition.PAPER_OUT),  # the ribbon, which is changed like paper
        (first[2], Condition.BUSY),
    )
    return next((condition for mark, condition in marks if mark.strip() == b"1"), Condition.READY)


class ZplPrinter:
    """Prints `Ready` labels. Refuses as every printer does; see `Printer`."""

    def __init__(self, settings: PrinterSettings) -> None:
        self._settings = settings

    def print(self, document: Document) -> Condition:
        if any(not isinstance(item, Ready | Drawer) for item in document.items):
            raise self._refusal(Condition.FAULTY)
        data = b"".join(item.data for item in document.items if isinstance(item, Ready))
        with open_line(self._settings) as line:
            before = _ask(line)
            if before not in PRINTS:
                raise self._refusal(before)
            try:
                line.write(data)
                after = _ask(line) if before is not Condition.SILENT else before
            except OSError as broken:
                raise self._refusal(Condition.UNSURE, unsure=True) from broken
        if after not in PRINTS:
            # It keeps what it got and prints it when it is well again: a second send would print twice.
            raise self._refusal(after, unsure=True)
        return after

    def condition(self) -> Condition:
        try:
            with open_line(self._settings) as line:
                return _ask(line)
        except Refusal as refusal:
            return Condition(str(refusal.facts["condition"]))

    def _refusal(self, condition: Condition, **facts: bool) -> Refusal:
        refusal = refusal_of(condition, printer=self._settings.address)
        refusal.facts.update(facts)
        return refusal


def _ask(line: Line) -> Condition:
    return condition_of(line.ask(ASK, ANSWER_BYTES, ANSWER_S))
