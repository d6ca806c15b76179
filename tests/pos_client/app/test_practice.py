"""Training: everything works, everything is marked, and nothing of it reaches the till's own journal."""

from dataclasses import fields
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pos_client.app.opening import Opened
from pos_client.app.printing import ToldJobs
from pos_client.desk.till.approval import ApprovalPanel
from pos_client.devices.documents import Drawer
from pos_client.engine.print_jobs import PrinterRole, next_job
from pos_client.engine.training import FOLDER, end_training, leave_training
from pos_client.features.attendance.actions import AttendanceDesk
from pos_client.features.devices.state import Device
from pos_client.features.display.state import Scene
from pos_client.features.till.state import Stage
from pos_client.printing.preview import render_text
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.conftest import ExpectLog
from tests.factories.device_page import set_up
from tests.factories.seller import BERAS, BUDI_PIN, GULA, KOPI, RATNA_PIN, SARI_PIN, Seller, at_the_till
from tests.pos_client.features.display.test_display import QRIS, screen_of
from tests.pos_client.features.shift.test_people import set_branch

# Settings, devices and joining a back office are those of the till itself; people and numbers are real ones.
NOT_COPIED = {"setup", "devices", "black_box", "attendance", "queue", "labels"}


def kinds(seller: Seller) -> list[str]:
    return [kind for (kind,) in seller.rows("SELECT type FROM event ORDER BY position")]


def practise(seller: Seller) -> Opened:
    seller.press("Ctrl+T")
    assert isinstance(seller.panel, ApprovalPanel)
    seller.enter(BUDI_PIN)
    seller.until(lambda: seller.stage() is Stage.SELLING and bool(seller.window.shell.banner))
    assert seller.window.behind is not None
    copy = seller.window.behind.practice.copy
    assert copy is not None
    return copy


def test_what_is_practised_never_reaches_the_journal_or_the_drawer(sari: Seller) -> None:
    sari.sell(KOPI)
    before = kinds(sari)
    totals = sari.rows("SELECT * FROM shift")
    copy = practise(sari)
    assert sari.window.shell.banner == "Training: nothing is sold. Ctrl+T ends it."
    assert sari.sell(BERAS, GULA) == "BDG1-K1TEST-000001"
    sari.press("F10")
    sari.enter("5000")
    sari.scan(KOPI)
    sari.press("Del")
    assert kinds(sari) == [*before, "training.started", "approval.given"]
    assert sari.rows("SELECT * FROM shift") == totals
    assert sari.rows("SELECT count(*) FROM pending WHERE qty <> 0") == [(1,)]
    assert copy.store.folder.name == FOLDER
    sari.press("Ctrl+T")
    sari.until(lambda: sari.stage() is Stage.SELLING and not sari.window.shell.banner)
    assert kinds(sari)[-1] == "training.ended"
    ((body,),) = sari.rows("SELECT body FROM event WHERE type = 'training.ended'")
    assert '"receipts":1' in body
    assert sari.sell(KOPI) == "BDG1-K1A-000002"
    assert not copy.store.folder.exists()


def test_every_desk_works_on_the_copy(sari: Seller) -> None:
    """A desk that is left out of it would write what is practised into the till's own journal."""
    copy = practise(sari)
    for field in fields(Opened):
        store = getattr(getattr(copy, field.name), "_store", None)
        if store is not None and field.name not in NOT_COPIED:
            assert store is copy.store, field.name
    sari.press("Shift+F12")
    assert sari.panel is None


def test_paper_is_marked_above_and_below_and_the_drawer_stays_shut(sari: Seller) -> None:
    copy = practise(sari)
    sari.sell(KOPI)
    with copy.store.write() as unit:
        unit.execute("UPDATE print_job SET state = 'waiting'")
    reader = copy.store.reader()
    job = next_job(reader)
    reader.close()
    assert job is not None
    mark = "*** TRAINING: NOT A RECEIPT ***"
    jobs = ToldJobs(copy.store, frozenset(PrinterRole), lambda _job, _well: None, mark)
    paper = jobs.document(job)
    jobs.close()
    lines = [line.strip() for line in render_text(paper, 32) if line.strip()]
    assert lines[0] == lines[-1] == "*** LATIHAN: BUKAN STRUK ***"
    assert not any(isinstance(item, Drawer) for item in paper.items)


def test_a_customers_cart_is_not_left_for_it(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Ctrl+T")
    assert sari.window.shell.banner == ""
    assert "training.started" not in kinds(sari)
    assert sari.lines() == [("KOPI", 1000)]


def test_whoever_comes_back_comes_back_to_the_till_itself(sari: Seller) -> None:
    """A real sale cannot be lost in a practice somebody forgot to end."""
    practise(sari)
    sari.scan(BERAS)
    sari.press("Ctrl+L")
    sari.until(lambda: not sari.window.shell.banner)
    assert sari.here == "start"
    sari.enter(SARI_PIN)
    sari.until(lambda: sari.stage() is Stage.SELLING)
    assert sari.lines() == []
    assert sari.sell(KOPI) == "BDG1-K1A-000001"


def test_a_till_that_went_down_meanwhile_starts_as_itself(folder: Path, qapp: QApplication) -> None:
    with at_the_till(folder) as seller:
        seller.begin()
    (folder / FOLDER).mkdir()
    with at_the_till(folder) as seller:
        seller.begin()
        assert seller.window.shell.banner == ""
        assert kinds(seller)[-1] == "training.ended"
        assert not (folder / FOLDER).exists()


def test_a_window_that_is_closed_ends_it(folder: Path, qapp: QApplication) -> None:
    with at_the_till(folder) as seller:
        seller.begin()
        practise(seller)
    with at_the_till(folder) as seller:
        assert kinds(seller)[-1] == "training.ended"
        assert kinds(seller).count("training.ended") == 1


def test_no_customer_is_shown_anything_to_pay(sari: Seller) -> None:
    set_up(sari, Device.DISPLAY, screen="window")
    set_branch(sari, qris=QRIS)
    sari.window.side.standing_wanted.emit()
    paying = sari.window.side.paying
    sari.until(lambda: paying.offers_qris)
    practise(sari)
    assert not paying.offers_qris
    sari.scan(KOPI)
    sari.settle()
    sari.press("Return", "F9")
    assert screen_of(sari).shown.scene is Scene.IDLE
    assert paying.pay is not None
    assert paying.pay.qris is None
    sari.window.side.standing_wanted.emit()
    sari.settle()
    assert not paying.offers_qris
    sari.press("Return")
    sari.until(lambda: sari.stage() is Stage.PAID)
    assert screen_of(sari).shown.scene is Scene.IDLE
    sari.press("Ctrl+T")
    sari.until(lambda: paying.offers_qris)
    sari.scan(KOPI)
    assert screen_of(sari).shown.scene is Scene.LINES


def test_a_receipt_that_is_shown_or_put_on_a_page_is_marked_too(sari: Seller) -> None:
    copy = practise(sari)
    number = sari.sell(KOPI)
    shown = copy.receipts.find(number)
    for paper in (shown.slip, render_text(shown.paper, 32)):
        lines = [line.strip() for line in paper if line.strip()]
        assert lines[0] == lines[-1] == "*** LATIHAN: BUKAN STRUK ***"


def test_who_comes_meanwhile_is_noted_and_no_number_is_given_out(sari: Seller) -> None:
    practise(sari)
    sari.press("Ctrl+Q")
    assert sari.panel is None
    desk: AttendanceDesk = sari.window.side.attendance
    person = desk.who(RATNA_PIN)
    desk.note(person.id, person.following[0])
    assert kinds(sari)[-1] == "attendance.noted"


def fill_disk(seller: Seller) -> None:
    """The page limit plays the disk: not one more note goes into the journal."""
    assert seller.window.opened is not None
    store = seller.window.opened.store
    with store.write() as unit:
        unit.execute(f"PRAGMA max_page_count = {unit.execute('PRAGMA page_count').fetchone()[0]}")
    full = False
    while not full:
        try:
            with store.write() as unit:
                end_training(unit, actor=None, receipts=0)
        except Refusal as refusal:
            full = refusal.code is ErrorCode.DISK_FULL


def test_a_full_disk_at_the_end_leaves_a_till_that_is_itself(sari: Seller, expect_log: ExpectLog) -> None:
    expect_log("does not say that the training ended")
    copy = practise(sari)
    assert sari.window.opened is not None
    fill_disk(sari)
    before = kinds(sari)
    sari.press("Ctrl+T")
    sari.until(lambda: not sari.window.shell.banner)
    sari.settle()
    assert not copy.store.folder.exists()
    assert kinds(sari) == before
    with sari.window.opened.store.write() as unit:
        unit.execute("PRAGMA max_page_count = 1000000")
    assert sari.sell(KOPI) == "BDG1-K1A-000001"


def test_a_copy_that_is_broken_leaves_a_till_that_is_itself(sari: Seller, expect_log: ExpectLog) -> None:
    expect_log("unexpected, reference")
    copy = practise(sari)
    with copy.store.write() as unit:
        unit.execute("ALTER TABLE stream RENAME COLUMN last_receipt TO gone")
    sari.press("Ctrl+T")
    sari.until(lambda: not sari.window.shell.banner)
    sari.settle()
    assert kinds(sari)[-1] == "training.ended"
    assert sari.sell(KOPI) == "BDG1-K1A-000001"


def test_a_full_disk_does_not_keep_a_till_from_starting(sari: Seller, expect_log: ExpectLog) -> None:
    """What a start does with the copy it finds."""
    expect_log("does not say that the training ended")
    assert sari.window.opened is not None
    store = sari.window.opened.store
    (store.folder / FOLDER).mkdir()
    fill_disk(sari)
    leave_training(store, actor=None, receipts=None)
    assert not (store.folder / FOLDER).exists()
