"""The status line says what is true, in words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from pos_client import texts
from pos_client.app.words import device_states, printer_states, sync_state, unknown_prints
from pos_client.devices.status import Condition, PrinterStatus
from pos_client.engine.print_jobs import PrinterRole, PrintJob, PrintKind, PrintState
from pos_client.features.devices.state import Device
from pos_client.sync.status import SyncState, SyncStatus
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import SaleId, ShiftId
from shared_models.values.moments import Zone

NOW = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
AN_HOUR_AGO = NOW - timedelta(hours=1)
SENT, SENDING, OFFLINE = SyncState.ALL_SENT, SyncState.SENDING, SyncState.OFFLINE


@pytest.mark.parametrize(
    ("status", "words", "tone"),
    [
        (SyncStatus(SyncState.STAND_ALONE), "Stands alone, everything is kept here", "plain"),
        (SyncStatus(SyncState.CONNECTING), "Connecting to the back office", "plain"),
        (SyncStatus(SENT, fetching_catalogue=True), "Fetching the price list", "plain"),
        (SyncStatus(SENT), "All sent", "ok"),
        (SyncStatus(SENT, under_review=2), "All sent, 2 to be reviewed", "info"),
        (SyncStatus(SENDING, waiting=1, sales=1), "1 sale waiting", "warn"),
        (SyncStatus(SENDING, waiting=3), "3 records waiting", "warn"),
        (
            SyncStatus(OFFLINE, waiting=4, sales=2, oldest_at=AN_HOUR_AGO),
            "2 sales waiting, oldest 1 h",
            "warn",
        ),
        (
            SyncStatus(OFFLINE, last_contact=AN_HOUR_AGO),
            "All sent, back office not reached since 11.30",
            "warn",
        ),
        (SyncStatus(OFFLINE), "All kept here, back office not reached yet", "warn"),
        (SyncStatus(SENT, clock_off=True), "This computer's clock says 21/11/2026", "danger"),
        (SyncStatus(SyncState.REFUSED, waiting=3), "The back office refuses this till", "danger"),
        (SyncStatus(SENT, problem=ErrorCode.DEVICE_REVOKED), "Locked by the back office", "danger"),
    ],
)
def test_the_line_to_the_back_office(status: SyncStatus, words: str, tone: str) -> None:
    texts.use("en")
    state = sync_state(status, now=NOW, zone=Zone.WIB)
    assert (state.text, state.tone) == (words, tone)


def test_in_indonesian() -> None:
    texts.use("id")
    status = SyncStatus(OFFLINE, waiting=4, sales=2, oldest_at=AN_HOUR_AGO)
    said = sync_state(status, now=NOW, zone=Zone.WIB).text
    texts.use("en")
    assert said == "2 transaksi menunggu, terlama 1 jam"


def test_a_clock_that_runs_behind_shows_no_negative_age() -> None:
    status = SyncStatus(SENDING, waiting=1, oldest_at=NOW + timedelta(minutes=5))
    assert sync_state(status, now=NOW, zone=Zone.WIB).text == "1 record waiting"


@pytest.mark.parametrize(("condition", "tone"), [(Condition.READY, "plain"), (Condition.PAPER_OUT, "warn")])
def test_the_printer(condition: Condition, tone: str) -> None:
    (state,) = printer_states({PrinterRole.RECEIPT: PrinterStatus(condition)})
    assert state.tone == tone


def test_another_printer_is_named_when_something_stands_in_its_way() -> None:
    statuses = {
        PrinterRole.RECEIPT: PrinterStatus(Condition.READY),
        PrinterRole.KITCHEN: PrinterStatus(Condition.PAPER_OUT),
        PrinterRole.LABEL: PrinterStatus(Condition.READY),
    }
    said = [state.text for state in printer_states(statuses)]
    assert said == [
        "Printer ready",
        "Kitchen and pickup printer: Out of paper: load a roll and close the cover",
    ]


def test_a_shift_report_nobody_knows_to_be_printed_is_called_no_receipt() -> None:
    receipt = PrintJob(
        job=1,
        kind=PrintKind.RECEIPT,
        sale=SaleId(UUID(int=1)),
        shift=None,
        copy_no=0,
        paper=True,
        drawer=False,
        state=PrintState.UNKNOWN,
        fault=None,
        made_at=0,
    )
    report = replace(receipt, kind=PrintKind.Z_REPORT, sale=None, shift=ShiftId(UUID(int=2)))
    begins = "The till stopped before"
    assert unknown_prints([receipt, receipt]).startswith(f"{begins} 2 receipts were known")
    assert unknown_prints([report]).startswith(f"{begins} a slip was known")
    assert unknown_prints([receipt, report]).startswith(f"{begins} 2 slips were known")


def test_a_device_that_does_not_work_is_named() -> None:
    assert [state.text for state in device_states([Device.SCALE])] == ["Scale is not ready"]
    assert device_states([]) == []
