"""Opening the till's store: everything the first screens need, read on the store lane.

Imported there too: what is imported here takes longer than the first window.
"""

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from typing_extensions import override

from pos_client.app import edges
from pos_client.app.options import Options
from pos_client.engine import training
from pos_client.engine.enrolment import credential
from pos_client.engine.print_jobs import PrintJob, PrintKind, drop_job, mark_unknown, print_again
from pos_client.engine.rebuild import BoxContent, box_content
from pos_client.engine.shifts import current_shift
from pos_client.engine.staff import StaffMember, name_of
from pos_client.engine.till import TillIdentity, identity
from pos_client.features.attendance.actions import AttendanceDesk
from pos_client.features.devices.actions import DeviceDesk
from pos_client.features.labels.actions import LabelDesk
from pos_client.features.queue.actions import QueueDesk
from pos_client.features.receipts.actions import ReceiptDesk
from pos_client.features.setup.actions import SetupDesk
from pos_client.features.shift.actions import ShiftDesk
from pos_client.features.shift.state import Person
from pos_client.features.till.actions import Counter, Payment, Sold
from pos_client.features.till.shown import TaxBook
from pos_client.features.till.tile_desk import TileDesk
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.settings import PICTURES, SERVER_URL, SOUND
from pos_client.store import Store, StoreUnit, open_store
from pos_client.store.black_box import BlackBox, places
from pos_client.store.catalogue import Catalogue
from pos_client.store.preferences import set_setting, setting
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import ShiftId, StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.tills import ConfirmedShift


class Meeting:
    """The back office's first word about this till's journal: a sale made right after a start waits for it,
    for two seconds at most. Without a back office nobody waits.
    """

    def __init__(self) -> None:
        self._wait: Callable[[], object] | None = None

    def expect(self, wait: Callable[[], object]) -> None:
        """`wait` is bounded by itself."""
        self._wait = wait

    def wait(self) -> None:
        if self._wait is not None:
            self._wait()


log = logging.getLogger(__name__)
PICTURES_FOLDER: Final = "pictures"


@dataclass(frozen=True, slots=True)
class Opened:
    """The store and who works with it, as found at the start.

    `lost`: the database is new, but its black box holds what was sold before.
    """

    store: Store
    desk: ShiftDesk
    receipts: ReceiptDesk
    attendance: AttendanceDesk
    setup: SetupDesk
    queue: QueueDesk
    devices: DeviceDesk
    labels: LabelDesk
    server: str
    sound: bool
    tiles: TileDesk
    pictures: Path
    unfinished: tuple[PrintJob, ...]
    black_box: BlackBox
    lost: BoxContent | None = None
    meeting: Meeting = field(default_factory=Meeting)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the till stands: what may change with an enrolment, a pull, a shift, midnight."""

    identity: TillIdentity | None
    people: tuple[Person, ...]
    shift: int | None
    shift_cashier: str
    taxes: TaxBook


def open_till(options: Options) -> Opened:
    """Open the store in its folder. Refuses STORE_IN_USE, STORE_DAMAGED."""
    store = open_store(
        options.data, now=edges.now, new_id=edges.new_id, mono_ms=edges.mono_ms, boot=edges.boot()
    )
    unfinished = _take_note(store, options)
    _end_training(store)
    box = BlackBox(store, places(store.folder))
    box.start()
    with closing(store.reader()) as rows:
        return Opened(
            store=store,
            desk=ShiftDesk(store),
            receipts=ReceiptDesk(store),
            attendance=AttendanceDesk(store),
            setup=SetupDesk(store, edges.chance),
            queue=QueueDesk(store),
            devices=DeviceDesk(store),
            labels=LabelDesk(store),
            server=options.server or setting(rows, SERVER_URL),
            sound=setting(rows, SOUND),
            tiles=TileDesk(store),
            pictures=pictures_folder(store, setting(rows, PICTURES)),
            unfinished=unfinished,
            black_box=box,
            lost=box_content(store.folder) if identity(rows) is None else None,
        )


def _end_training(store: Store) -> None:
    """The program went down while somebody practised: the copy goes, and the journal says so."""
    if training.was_training(store.folder):
        training.leave_training(store, actor=None, receipts=None)


def pictures_folder(store: Store, named: str) -> Path:
    """Where pictures of goods lie: where it was said, else beside the till's own data."""
    return Path(named) if named else store.folder / PICTURES_FOLDER


def _take_note(store: Store, options: Options) -> tuple[PrintJob, ...]:
    """What was not printed when the till stopped. A full disk keeps nobody from selling: once the ballast has
    made room; and where even that does not help, the question comes at the next start.
    """
    for _try in range(2):
        try:
            with store.write() as unit:
                if options.server and setting(unit, SERVER_URL) != options.server:
                    set_setting(unit, SERVER_URL, options.server)
                return _receipts_only(unit, mark_unknown(unit))
        except Refusal as full:
            if full.code is not ErrorCode.DISK_FULL:
                raise
    log.warning("the disk is full: what was not printed is asked about at the next start")
    return ()


def standing(opened: Opened) -> Standing:
    """Read anew where the till stands."""
    people = opened.desk.people()
    with opened.store.write() as unit:
        till = identity(unit)
        shift = current_shift(unit)
        day = Catalogue(unit, now=opened.store.now).day()
        return Standing(
            identity=till,
            people=people,
            shift=None if shift is None else shift.number,
            shift_cashier="" if shift is None else name_of(unit, shift.cashier),
            taxes=TaxBook(day=day, rules=() if till is None else till.tax_rules),
        )


def _receipts_only(unit: StoreUnit, jobs: tuple[PrintJob, ...]) -> tuple[PrintJob, ...]:
    """A pulse that never reached its drawer is forgotten; paper is asked about."""
    for job in jobs:
        if not job.paper or job.kind is PrintKind.DRAWER:
            drop_job(unit, job.job)
    return tuple(job for job in jobs if job.paper and job.kind is not PrintKind.DRAWER)


def with_server(opened: Opened) -> Opened:
    """After an enrolment: the back office it named."""
    with opened.store.write() as unit:
        return replace(opened, server=setting(unit, SERVER_URL))


def finish_jobs(opened: Opened, *, again: bool) -> None:
    """What the cashier said of jobs nobody knows about. A drawer is never opened by a job of yesterday."""
    with opened.store.write() as unit:
        for job in opened.unfinished:
            if again and job.paper:
                print_again(unit, job.job)
            else:
                drop_job(unit, job.job)


def confirmed_shift(opened: Opened, shift: ShiftId) -> ConfirmedShift:
    """What the back office holds of a shift. Asks the network, refuses as it refuses."""
    client = Client(opened.server)
    with opened.store.write() as unit:
        client.credential = credential(unit)
    try:
        return TillApi(client).confirmed_shift(shift)
    finally:
        client.close()


def counter(opened: Opened, cashier: StaffMember) -> Counter:
    """The till's counter for whoever signed in."""
    return MeetingCounter(opened.store, cashier=StaffId(cashier.id), meeting=opened.meeting)


class MeetingCounter(Counter):
    """A counter that knows whether its journal is the newest there is before it adds a sale to it."""

    def __init__(self, store: Store, *, cashier: StaffId, meeting: Meeting) -> None:
        super().__init__(store, cashier=cashier)
        self._meeting = meeting

    @override
    def sell(self, epoch: int, *, payment: Payment, expected: Money, with_receipt: bool) -> Sold:
        self._meeting.wait()
        try:
            return super().sell(epoch, payment=payment, expected=expected, with_receipt=with_receipt)
        except Refusal as refusal:
            if refusal.code is ErrorCode.NOT_FOUND:
                # It was sold before: the back office gave that sale back to an old disk image.
                raise Refusal(ErrorCode.CART_CHANGED) from refusal
            raise
