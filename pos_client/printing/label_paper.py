"""Labels on the label printer of this till: as ZPL, or as pictures for one that speaks ESC/POS."""

from datetime import datetime
from typing import Final, Protocol

from pos_client.devices.address import Cutter, Speech
from pos_client.devices.chosen import printer_for
from pos_client.devices.documents import Document
from pos_client.devices.roles import RolePrinter
from pos_client.engine.print_jobs import PrinterRole
from pos_client.engine.till import identity
from pos_client.printing.labels import DOTS_PER_MM, LABEL_SIZES, Batch, trial_label, zpl_batch
from pos_client.settings import LABEL_SIZE
from pos_client.store import Rows
from pos_client.store.preferences import setting
from shared_models.values.codes import ErrorCode
from shared_models.values.moments import local
from shared_models.values.refusals import Refusal

DOTS_ACROSS: Final = {58: 384, 80: 576}
"""What a printer of pictures can print on, by the width of its paper."""


class DrawLabels(Protocol):
    """Makes pictures of labels; whoever has the fonts does it."""

    def __call__(self, batch: Batch, *, cut: bool) -> Document: ...


def draw_none(batch: Batch, *, cut: bool) -> Document:  # noqa: ARG001 - as `DrawLabels` has it
    """Where there are no fonts, only printers that bring their own can make labels."""
    raise Refusal(ErrorCode.NOT_FOUND, what="fonts", size=batch.size)


def label_paper(rows: Rows, batch: Batch, draw: DrawLabels) -> Document:
    """What the label printer is sent. Refuses NOT_FOUND where there is none."""
    printer = printer_for(rows, PrinterRole.LABEL)
    if printer is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="printer")
    if printer.speaks is Speech.ZPL:
        return zpl_batch(batch)
    return draw(batch, cut=printer.cut is not Cutter.NONE)


def trial_labels(rows: Rows, now: datetime, draw: DrawLabels) -> Document | None:
    """One label of the size in use; None before the till has a shop, or a label printer."""
    till = identity(rows)
    if till is None or printer_for(rows, PrinterRole.LABEL) is None:
        return None
    label = trial_label(till.branch_name, local(now, till.zone).date())
    return label_paper(rows, Batch(size_in_use(rows), ((label, 1),)), draw)


def sizes_for(printer: RolePrinter | None) -> tuple[str, ...]:
    """Which sizes a printer can make: pictures end where its paper ends, ZPL knows its own labels."""
    if printer is None or printer.speaks is Speech.ZPL:
        return tuple(LABEL_SIZES)
    across = DOTS_ACROSS[printer.mm]
    return tuple(key for key, size in LABEL_SIZES.items() if size.width_mm * DOTS_PER_MM <= across)


def size_in_use(rows: Rows) -> str:
    """The size chosen at this till; where its printer cannot make that, the first it can."""
    fitting, wanted = sizes_for(printer_for(rows, PrinterRole.LABEL)), setting(rows, LABEL_SIZE)
    return wanted if wanted in fitting else fitting[0]
