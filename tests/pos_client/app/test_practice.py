"""Training: everything works, everything is marked, and nothing of it reaches the till's own journal."""

from dataclasses import fields
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pos_client.app.opening import Opened
from pos_client.app.printing import ToldJobs
from pos_client.desk.till.approval import ApprovalPanel
from pos_client.devices.documents import Drawer
from pos_client.engine.print_jobs import PrinterRole, next_job
from pos_client.engine.training import FOLDER
from pos_client.features.till.state import Stage
from pos_client.printing.preview import render_text
from tests.factories.seller import BERAS, BUDI_PIN, GULA, KOPI, SARI_PIN, Seller, at_the_till

# Settings, devices and joining a back office are those of the till itself.
NOT_COPIED = {"setup", "devices", "black_box"}


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
