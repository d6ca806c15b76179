"""The test page of a printer as it is set up."""

from datetime import datetime

from pos_client.devices.chosen import printer_for
from pos_client.devices.documents import Document
from pos_client.devices.roles import COLUMNS
from pos_client.engine.print_jobs import PrinterRole
from pos_client.engine.till import identity
from pos_client.printing.slips import trial_document
from pos_client.printing.till_slips import head_of
from pos_client.store import Rows
from shared_models.values.moments import local


def trial_page(rows: Rows, now: datetime, role: PrinterRole = PrinterRole.RECEIPT) -> Document | None:
    """What shows whether a printer fits its settings; None before the till has a shop, or that printer."""
    till, printer = identity(rows), printer_for(rows, role)
    if till is None or printer is None:
        return None
    return trial_document(
        head_of(rows, till),
        address=printer.address,
        columns=COLUMNS[printer.mm],
        at=local(now, till.zone),
        role=role,
    )
