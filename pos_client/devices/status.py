"""What a printer says about itself, and how a person is told."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pos_client.texts import N_, _, ngettext
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal


class Condition(StrEnum):
    """State of a printer. `silent`: it is there, but is of a kind that tells nothing about itself."""

    READY = "ready"
    SILENT = "silent"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    BUSY = "busy"  # out of reach or switched off by its own button
    BROKEN = "broken"  # cutter or head: it needs a person
    UNREACHABLE = "unreachable"
    DRIVER_MISSING = "driver_missing"
    UNSURE = "unsure"  # it went silent while it printed
    FAULTY = "faulty"  # our own fault: the print-out could not be made
    NONE = "none"  # no printer is set up


PRINTS: Final = frozenset({Condition.READY, Condition.SILENT, Condition.PAPER_LOW, Condition.NONE})

WORDS: Final = {
    Condition.READY: N_("Printer ready"),
    Condition.SILENT: N_("Printer ready"),
    Condition.PAPER_LOW: N_("Printer: paper is running low"),
    Condition.PAPER_OUT: N_("Printer: out of paper"),
    Condition.COVER_OPEN: N_("Printer: the cover is open"),
    Condition.BUSY: N_("Printer: switched off or paused"),
    Condition.BROKEN: N_("Printer: reports a fault, switch it off and on"),
    Condition.UNREACHABLE: N_("Printer does not answer: check cable and power"),
    Condition.DRIVER_MISSING: N_("Printer: this kind of connection is not installed"),
    Condition.UNSURE: N_("Printer went silent: look whether the receipt came out"),
    Condition.FAULTY: N_("A receipt could not be printed"),
    Condition.NONE: N_("No printer"),
}

# Where the device is named already: what is so, and what helps.
PLAIN: Final = {
    Condition.READY: N_("Ready"),
    Condition.SILENT: N_("Ready; it tells nothing about its paper"),
    Condition.PAPER_LOW: N_("Paper is running low: have a roll at hand"),
    Condition.PAPER_OUT: N_("Out of paper: load a roll and close the cover"),
    Condition.COVER_OPEN: N_("The cover is open: close it"),
    Condition.BUSY: N_("Switched off or paused: press its own button"),
    Condition.BROKEN: N_("It reports a fault: switch it off and on"),
    Condition.UNREACHABLE: N_("Does not answer: check cable and power"),
    Condition.DRIVER_MISSING: N_("This kind of connection is not installed on this computer"),
    Condition.UNSURE: N_("It went silent: look whether the paper came out"),
    Condition.FAULTY: N_("The print-out could not be made"),
    Condition.NONE: N_("No printer is set up for this"),
}

# Answers to DLE EOT 1, 2 and 4 carry these fixed bits; anything else is noise or another device's language.
_FIXED_MASK: Final = 0b1001_0011
_FIXED: Final = 0b0001_0010
ASK: Final = b"\x10\x04\x01\x10\x04\x02\x10\x04\x04"
ANSWERS: Final = 3
ASK_WHEN_DONE: Final = b"\x1dr\x01"
"""GS r 1: answered in turn, so the answer says that everything before it was printed."""


def condition_of(answer: bytes) -> Condition:
    """What the three status bytes mean together. Too few of them: the printer is of a silent kind."""
    told = [byte for byte in answer if byte & _FIXED_MASK == _FIXED]
    if len(told) < ANSWERS:
        return Condition.SILENT
    general, cause, paper = told[:ANSWERS]
    marks = (
        (cause & 0x04, Condition.COVER_OPEN),
        (paper & 0x60 or cause & 0x20, Condition.PAPER_OUT),
        (cause & 0x40, Condition.BROKEN),
        (general & 0x08, Condition.BUSY),
        (paper & 0x0C, Condition.PAPER_LOW),
    )
    return next((condition for marked, condition in marks if marked), Condition.READY)


def is_done_answer(answer: bytes) -> bool:
    """Whether an answer to `ASK_WHEN_DONE` is in it (bits 4 and 7 are 0)."""
    return any(byte & 0b1001_0000 == 0 for byte in answer)


def refusal_of(condition: Condition, *, printer: str) -> Refusal:
    """The refusal of a printer that cannot print now."""
    offline = condition in {Condition.UNREACHABLE, Condition.BUSY, Condition.DRIVER_MISSING}
    code = ErrorCode.PRINTER_OFFLINE if offline else ErrorCode.PRINTER_FAULT
    return Refusal(code, condition=condition.value, printer=printer)


def condition_in(refusal: Refusal) -> Condition:
    """The condition a printer's refusal carries."""
    return Condition(str(refusal.facts.get("condition", Condition.FAULTY)))


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """For the status line. `waiting`: a job is held up; `failed`: jobs given up since somebody looked."""

    condition: Condition
    waiting: bool = False
    failed: int = 0

    @property
    def good(self) -> bool:
        return self.condition in PRINTS and not self.failed

    def text(self) -> str:
        """One plain sentence in the language of the screen."""
        words = _(WORDS[self.condition])
        if self.failed:
            words += " · " + ngettext("{n} not printed", "{n} not printed", self.failed)
        return words
