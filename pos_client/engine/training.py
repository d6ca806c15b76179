"""A copy of the till to practise in: of its own journal, its own numbers and a key nobody knows.

Nothing of it can be sent: the copy belongs to no back office, its stream is none that any back office opened,
and what it writes is signed with a key made for this practice and thrown away with it.
"""

import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from pos_client.engine.carts import has_open_cart
from pos_client.engine.guards import note_approval
from pos_client.engine.shift_rows import open_shift_id
from pos_client.engine.staff import approval
from pos_client.engine.till import identity, today
from pos_client.store import Rows, Store, StoreUnit
from pos_client.store.journal import Draft, append
from pos_client.store.store import DATABASE
from shared_models.values.codes import ApprovedAction, ErrorCode, Permission
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Refusal
from shared_models.wire.shifts import ApprovalGiven, TrainingEnded, TrainingStarted

log = logging.getLogger(__name__)
FOLDER: Final = "training"
SERIES: Final = "TEST"
"""Stands in every number that is printed while practising; no till's series is ever called so."""
KEY_BYTES: Final = 32
# Selling must go on where the copy would leave no room for it.
_ROOM: Final = 3


def begin_training(unit: StoreUnit, *, actor: StaffId, approver: StaffId | None = None) -> None:
    """Note that the till is used to practise from now on.

    Refuses NO_OPEN_SHIFT, CARTS_STILL_OPEN (a customer's cart is not left for it), APPROVAL_NEEDED.
    """
    shift = open_shift_id(unit)
    if has_open_cart(unit):
        raise Refusal(ErrorCode.CARTS_STILL_OPEN)
    allower = approval(unit, actor=actor, approver=approver, permission=Permission.APPROVE)
    draft = Draft(
        "training.started", TrainingStarted(), bdate=today(unit), shift=shift, actor=actor, approver=allower
    )
    append(unit, draft)
    if allower is not None:
        told = ApprovalGiven(action=ApprovedAction.TRAINING, what="")
        note_approval(unit, told, actor=actor, approver=allower)


def end_training(unit: StoreUnit, *, actor: StaffId | None, receipts: int | None) -> None:
    """Note that the till sells again; `receipts` null: it went down while somebody practised."""
    row = unit.execute("SELECT shift FROM shift WHERE closed_at IS NULL").fetchone()
    shift = None if row is None else open_shift_id(unit)
    told = TrainingEnded(receipts=receipts)
    append(unit, Draft("training.ended", told, bdate=today(unit), shift=shift, actor=actor))


def leave_training(store: Store, *, actor: StaffId | None, receipts: int | None) -> None:
    """Note the end and throw the copy away. A full disk keeps nobody from selling: the note is tried once
    more when the copy has made room; where even that does not help, the journal does without it.
    """
    noted = _noted(store, actor, receipts)
    forget_training(store.folder)
    if not noted and not _noted(store, actor, receipts):
        log.warning("the disk is full: the journal does not say that the training ended")


def _noted(store: Store, actor: StaffId | None, receipts: int | None) -> bool:
    try:
        with store.write() as unit:
            if identity(unit) is not None:
                end_training(unit, actor=actor, receipts=receipts)
    except Refusal as full:
        if full.code is not ErrorCode.DISK_FULL:
            raise
        return False
    return True


def copy_for_training(store: Store, *, chance: bytes) -> Path:
    """A folder with a copy of the till's database, made harmless. Refuses DISK_FULL.

    `chance`: fresh random bytes, for the key and the name of its stream.
    """
    folder = forget_training(store.folder)
    if shutil.disk_usage(store.folder).free < _ROOM * store.path.stat().st_size:
        raise Refusal(ErrorCode.DISK_FULL)
    folder.mkdir()
    place = folder.joinpath(DATABASE)
    with closing(sqlite3.connect(store.path)) as live, closing(_alone(place)) as copy:
        live.execute("PRAGMA query_only=on")
        live.backup(copy)
        _make_harmless(copy, chance)
    return folder


def forget_training(live: Path) -> Path:
    """Throw away what is left of an earlier practice; where the next one goes."""
    folder = live.joinpath(FOLDER)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def was_training(live: Path) -> bool:
    """Whether the program went down while somebody practised."""
    return live.joinpath(FOLDER).exists()


def receipts_practised(rows: Rows) -> int:
    found = rows.execute(
        "SELECT last_receipt FROM stream WHERE stream_no = (SELECT stream_no FROM till)"
    ).fetchone()
    return int(found[0])


def _alone(place: Path) -> sqlite3.Connection:
    """A file nobody else has open: each statement stands by itself."""
    return sqlite3.connect(place, isolation_level=None)


def _make_harmless(copy: sqlite3.Connection, chance: bytes) -> None:
    """A shop of its own, a stream of its own that begins its numbers anew, no unfinished paper, and no code
    that a customer could pay by.
    """
    assert len(chance) >= KEY_BYTES + 16
    key, name = chance[:KEY_BYTES], chance[KEY_BYTES : KEY_BYTES + 16]
    copy.execute("UPDATE till SET stand_alone = 1, credential = NULL")
    copy.execute(
        "UPDATE stream SET stream = ?, device_key = ?, series = ?, token = NULL, certificate = NULL,"
        " last_receipt = 0 WHERE stream_no = (SELECT stream_no FROM till)",
        (name, key, SERIES),
    )
    copy.execute("UPDATE print_job SET state = 'dropped' WHERE state NOT IN ('done', 'dropped')")
    copy.execute("DELETE FROM setting WHERE key = 'server.url'")
    copy.execute("UPDATE replica SET body = json_set(body, '$.qris', NULL) WHERE entity = 'branch'")
