"""Receipt printers behind one protocol. It may take seconds: only the print queue's thread calls it."""

from typing import Final, Protocol

from pos_client.devices.address import Link, PrinterSettings, Speech
from pos_client.devices.documents import Document
from pos_client.devices.escpos_bytes import document_bytes, drawer_now_bytes
from pos_client.devices.lines import Line, open_line
from pos_client.devices.status import (
    ANSWERS,
    ASK,
    ASK_WHEN_DONE,
    PRINTS,
    Condition,
    condition_of,
    is_done_answer,
    refusal_of,
)
from pos_client.devices.zpl_printer import ZplPrinter
from shared_models.values.refusals import Refusal

ANSWER_S: Final = 0.5
# A printer busy with a long receipt, or a slow network, answers late.
BUSY_ANSWER_S: Final = 4
LOOK_S: Final = 1
DONE_S: Final = 5
BYTES_PER_SECOND: Final = 600
"""A slow printer (50 mm/s, 32 columns); a long receipt gets its time before silence means trouble."""


class Printer(Protocol):
    """One receipt printer."""

    def print(self, document: Document) -> Condition:
        """Print all of it; how the printer was found.

        Refuses PRINTER_OFFLINE or PRINTER_FAULT; the fact `condition` says why.
        `unsure`: a part may be on paper, so printing again is for a person to decide.
        `drawer_opened`: the drawer opened although nothing could be printed.
        """

    def condition(self) -> Condition:
        """How it is right now."""


class NoPrinter:
    """A till without a printer: receipts stay on the screen."""

    def print(self, document: Document) -> Condition:  # noqa: ARG002 - nothing is printed
        return Condition.NONE

    def condition(self) -> Condition:
        return Condition.NONE


class EscposPrinter:
    """A printer that speaks ESC/POS."""

    def __init__(self, settings: PrinterSettings) -> None:
        self._settings = settings
        self._tells = True
        self._tells_when_done = True

    def print(self, document: Document) -> Condition:
        data = document_bytes(document, self._settings)
        with open_line(self._settings) as line:
            condition = self._ask(line)
            if condition not in PRINTS:
                self._only_drawer(line, document, condition)
                return condition
            try:
                line.write(data)
                if document.on_paper and condition is not Condition.SILENT:
                    self._await_done(line, len(data))
            except OSError as broken:
                raise self._refusal(Condition.UNSURE, unsure=True) from broken
        return condition

    def condition(self) -> Condition:
        self._tells = True
        try:
            with open_line(self._settings) as line:
                return self._ask(line)
        except Refusal as refusal:
            return Condition(str(refusal.facts["condition"]))

    def _ask(self, line: Line) -> Condition:
        # A silent kind is asked once, not before every receipt: the customer would wait for its silence.
        if not self._tells:
            return Condition.SILENT
        condition = condition_of(line.ask(ASK, ANSWERS, ANSWER_S))
        self._tells = condition is not Condition.SILENT
        return condition

    def _only_drawer(self, line: Line, document: Document, condition: Condition) -> None:
        """Out of paper, but the customer's change is in the drawer: that opens all the same."""
        if document.opens_drawer:
            line.write(drawer_now_bytes(self._settings))
        if document.on_paper:
            raise self._refusal(condition, drawer_opened=document.opens_drawer)

    def _await_done(self, line: Line, size: int) -> None:
        """Wait for the answer that comes when all before it is printed; look how the printer is meanwhile."""
        if not self._tells_when_done:
            return
        line.write(ASK_WHEN_DONE)
        for _ in range(DONE_S + size // BYTES_PER_SECOND):
            answer = line.ask(b"", 1, LOOK_S)
            if not is_done_answer(answer):
                answer = line.ask(ASK, ANSWERS, BUSY_ANSWER_S)
            if is_done_answer(answer):
                return
            condition = condition_of(answer)
            if condition not in PRINTS or condition is Condition.SILENT:
                went = Condition.UNSURE if condition is Condition.SILENT else condition
                raise self._refusal(went, unsure=True)
        # It was well all the time, it just does not know the question: not asked again.
        self._tells_when_done = False

    def _refusal(self, condition: Condition, **facts: bool) -> Refusal:
        refusal = refusal_of(condition, printer=self._settings.address)
        refusal.facts.update(facts)
        return refusal


def make_printer(settings: PrinterSettings) -> Printer:
    """The printer of these settings. Nothing is opened yet."""
    if settings.link is Link.NONE:
        return NoPrinter()
    return ZplPrinter(settings) if settings.speaks is Speech.ZPL else EscposPrinter(settings)
