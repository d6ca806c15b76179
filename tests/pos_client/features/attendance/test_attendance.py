"""Coming, going and breaks at the till, by keys."""

import json
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pos_client.features.attendance.view import AttendancePanel
from tests.factories.seller import BUDI_PIN, KOPI, SARI_PIN, Seller, at_the_till


def noted(seller: Seller) -> list[tuple[str, str, str | None]]:
    rows = seller.rows("SELECT body FROM event WHERE type = 'attendance.noted' ORDER BY position")
    names = {str(person.id): person.name for person in seller.window.side.shift.people}
    events = [json.loads(body) for (body,) in rows]
    return [(names[event["actor"]], event["p"]["kind"], event["shift"]) for event in events]


def test_the_day_of_a_person_without_a_shift(folder: Path, qapp: QApplication) -> None:
    with at_the_till(folder) as seller:
        seller.press("Ctrl+H")
        panel = seller.panel
        assert isinstance(panel, AttendancePanel)
        seller.enter("9999")
        assert panel.problem.text() == "This PIN is not right."
        seller.enter(BUDI_PIN)
        assert [button.words() for button in panel.choices] == ["Come in"]
        seller.press("Return")
        assert seller.panel is None
        assert noted(seller) == [("Budi", "in", None)]
        assert seller.window.shell.toasts.texts() == ["Budi: Come in"]
        assert seller.here == "start"


def test_a_break_in_the_middle_of_a_cart(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Ctrl+H")
    sari.enter(SARI_PIN)
    sari.press("1")
    sari.press("Ctrl+H")
    sari.enter(SARI_PIN)
    panel = sari.panel
    assert isinstance(panel, AttendancePanel)
    assert [button.words() for button in panel.choices] == ["Go home", "Begin a break"]
    assert panel.who.text().startswith("Sari, here since")
    sari.press("2")
    sari.press("Ctrl+H")
    sari.enter(SARI_PIN)
    sari.press("Return")
    sari.press("Ctrl+H")
    sari.enter(SARI_PIN)
    sari.press("Esc")
    assert [kind for _name, kind, _shift in noted(sari)] == ["in", "break_start", "break_end"]
    assert all(shift is not None for _name, _kind, shift in noted(sari))
    assert sari.lines() == [("KOPI", 1000)]
