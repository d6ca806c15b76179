"""One window on a till's folder: what it hears before its store is open, and what it finds there."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_client import texts
from pos_client.app.options import Options
from pos_client.app.window import Window
from pos_client.desk.shell.dialogs import ConfirmPanel
from pos_client.desk.theme.look import look
from pos_client.devices.chosen import keep_printers
from pos_client.devices.roles import RolePrinter
from pos_client.engine.print_jobs import PrinterRole
from pos_client.store import open_store
from pos_client.store.store import DATABASE
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.factories.printer_emulator import PrinterEmulator
from tests.factories.seller import KOPI, UNKNOWN, Seller, at_the_till
from tests.factories.tills import Clock

DAMAGED = b"not a database" * 1_000
PATIENCE_MS = 20_000


def test_codes_are_known_before_the_store_is_open(folder: Path, qtbot: QtBot) -> None:
    window = Window(Options(data=folder, language="en", theme="light"))
    heard: list[tuple[bool, bool, bool]] = []

    def listening() -> None:
        till = window.side.till
        heard.append((window.opened is None, till.lookup.knows(KOPI), till.lookup.knows(UNKNOWN)))

    window.listening.connect(listening)
    with qtbot.waitSignal(window.listening, timeout=PATIENCE_MS):
        window.show()
    qtbot.waitUntil(lambda: window.side.standing is not None, timeout=PATIENCE_MS)
    window.destroy()
    assert heard == [(True, True, False)]


@pytest.mark.parametrize("minimised", [True, False])
def test_a_window_nobody_sees_opens_its_till(folder: Path, qtbot: QtBot, *, minimised: bool) -> None:
    """Started minimised, or behind a locked screen: what is waiting to be sent must still go."""
    window = Window(Options(data=folder, language="en", theme="light"))
    if minimised:
        window.shell.setWindowState(Qt.WindowState.WindowMinimized)
    window.shell.setUpdatesEnabled(False)
    window.show()
    qtbot.waitUntil(lambda: window.side.standing is not None, timeout=PATIENCE_MS)
    assert window.reader is not None
    window.destroy()


def test_a_second_window_on_the_same_folder_says_so(folder: Path, qapp: QApplication, qtbot: QtBot) -> None:
    with at_the_till(folder):
        second = Window(Options(data=folder, language="en", theme="light"))
        with qtbot.waitSignal(second.failed, timeout=PATIENCE_MS) as told:
            second.show()
        problem = told.args[0]
        assert isinstance(problem, Refusal)
        assert problem.code is ErrorCode.STORE_IN_USE
        second.destroy()


def damage(folder: Path) -> Path:
    database = folder / DATABASE
    for left in folder.glob(f"{DATABASE}-*"):
        left.unlink()
    database.write_bytes(DAMAGED)
    return database


def test_a_damaged_store_is_said_not_overwritten(folder: Path, qtbot: QtBot) -> None:
    database = damage(folder)
    window = Window(Options(data=folder, language="en", theme="light"))
    with qtbot.waitSignal(window.failed, timeout=PATIENCE_MS) as told:
        window.show()
    window.destroy()
    assert told.args[0].code is ErrorCode.STORE_DAMAGED
    assert database.read_bytes() == DAMAGED


def test_a_damaged_store_is_put_aside_and_the_till_can_join_again(folder: Path, qtbot: QtBot) -> None:
    database = damage(folder)
    window = Window(Options(data=folder, language="en", theme="light"))
    with qtbot.waitSignal(window.failed, timeout=PATIENCE_MS):
        window.show()
    question = window.shell.findChild(ConfirmPanel)
    assert question is not None
    question.accept.click()
    qtbot.waitUntil(lambda: window.shell.here == "setup", timeout=PATIENCE_MS)
    window.destroy()
    (aside,) = folder.glob("damaged-*")
    assert (aside / database.name).read_bytes() == DAMAGED


def test_language_and_theme_stay_as_they_were_left(tmp_path: Path, qapp: QApplication) -> None:
    window = Window(Options(data=tmp_path / "till", language="en", theme="light"))
    window.shell.remember.put("language", "id")
    window.shell.remember.put("theme", "dark")
    window.destroy()
    again = Window(Options(data=tmp_path / "till"))
    worn = (texts.language(), look().theme)
    again.destroy()
    look().use_theme("light")
    look().use_language("en")
    assert worn == ("id", "dark")


@pytest.mark.parametrize("again", [True, False])
def test_what_was_not_printed_when_the_till_stopped_is_asked_about(
    folder: Path, qapp: QApplication, *, again: bool
) -> None:
    with PrinterEmulator() as paper:
        _use_printer(folder, paper.address)
        paper.switch_off()
        with at_the_till(folder) as seller:
            seller.begin()
            number = seller.sell(KOPI)
        paper.switch_on()
        with at_the_till(folder) as seller:
            seller.sign_in()
            seller.until(lambda: seller.panel is not None)
            seller.press("Return" if again else "Esc")
            if again:
                seller.until(lambda: len(paper.slips) == 1)
                assert number in paper.slips[0]
                assert paper.pulses == []
            _prints_the_next(seller, paper)
            assert len(paper.slips) == 1 + again


def _use_printer(folder: Path, address: str) -> None:
    clock = Clock()
    store = open_store(folder, now=clock.now, new_id=clock.new_id, mono_ms=clock.mono_ms, boot=clock.new_id())
    with store.write() as unit:
        keep_printers(unit, [RolePrinter(PrinterRole.RECEIPT, address)])
    store.close()


def _prints_the_next(seller: Seller, paper: PrinterEmulator) -> None:
    before = len(paper.slips)
    seller.sell(KOPI)
    seller.until(lambda: len(paper.slips) > before)
