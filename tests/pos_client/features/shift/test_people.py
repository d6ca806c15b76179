"""Counts within a shift, handing over, another cashier in the same cart, and the lock, by keys."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from pos_client.desk.till.approval import ApprovalPanel
from pos_client.engine.staff import TRIES
from pos_client.features.shift.view import CloseView, HandoverPanel, ReportsPanel, StartView, SwitchPanel
from pos_client.features.till.state import Stage
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.refusals import Refusal
from tests.factories.seller import BERAS, BUDI_PIN, GULA, KOPI, RATNA_PIN, SARI_PIN, Seller, at_the_till


def told(seller: Seller, kind: str) -> list[dict[str, Any]]:
    rows = seller.rows(f"SELECT body FROM event WHERE type = '{kind}' ORDER BY position")
    return [json.loads(body) for (body,) in rows]


def people(seller: Seller) -> dict[str, str]:
    return {person.username: str(person.id) for person in seller.window.side.shift.people}


def set_branch(seller: Seller, **settings: object) -> None:
    """As the feed would bring it."""
    assert seller.window.opened is not None
    with seller.window.opened.store.write() as unit:
        for name, value in settings.items():
            unit.execute(
                "UPDATE replica SET body = json_set(body, ?, json(?)) WHERE entity = 'branch'",
                (f"$.{name}", json.dumps(value)),
            )
        unit.memory.clear()


def test_a_count_within_the_shift_is_kept_printed_and_closes_nothing(sari: Seller) -> None:
    sari.sell(KOPI)
    sari.press("F12", "F8")
    assert isinstance(sari.page, CloseView)
    assert sari.page.problem() == "Count the money first."
    sari.enter("2")
    sari.press("F8")
    assert sari.here == "till"
    (counted,) = told(sari, "drawer.counted")
    assert counted["p"] == {
        "number": 1,
        "expected": 218_500,
        "counted": 200_000,
        "pieces": [{"denomination": 100_000, "count": 2}],
        "note": None,
    }
    assert sari.rows("SELECT kind, data IS NOT NULL FROM print_job WHERE kind = 'drawer_slip'") == [
        ("drawer_slip", 1)
    ]
    assert sari.rows("SELECT closed_at FROM shift") == [(None,)]


def test_the_drawer_is_handed_over_counted_and_both_are_named(sari: Seller) -> None:
    sari.scan(BERAS)
    sari.press("F12")
    sari.enter("2")
    sari.press("F9")
    assert isinstance(sari.panel, HandoverPanel)
    assert sari.panel.next_one.currentText() == "Budi"
    sari.enter(SARI_PIN)
    assert sari.panel.problem.text() == "This PIN is not right."
    sari.enter(BUDI_PIN)
    assert sari.here == "till"
    (handed,) = told(sari, "shift.handed")
    known = people(sari)
    assert (handed["actor"], handed["p"]["to"]) == (known["sari"], known["budi"])
    assert sari.lines() == [("BERAS", 1000)]
    sari.press("Return", "Return")
    assert told(sari, "sale.completed")[-1]["actor"] == known["budi"]


def test_where_a_drawer_belongs_to_one_cashier_a_handover_closes_and_opens(sari: Seller) -> None:
    set_branch(sari, shift_per_cashier=True)
    sari.sell(KOPI)
    sari.press("F12")
    sari.enter("2")
    sari.press("F9", "Down")
    sari.enter(RATNA_PIN)
    assert sari.here == "shift-closed"
    sari.press("Return")
    sari.until(lambda: sari.here == "till")
    shifts = sari.rows("SELECT number, opening_float, counted FROM shift ORDER BY number")
    assert shifts == [(1, 200_000, 200_000), (2, 200_000, None)]
    sari.until(lambda: sari.stage() is Stage.SELLING)
    sari.press("Ctrl+L")
    sari.press("Down")
    sari.enter(SARI_PIN)
    assert isinstance(sari.page, StartView)
    assert sari.page.sign_in.problem().startswith("The drawer is Ratna's.")


def test_another_cashier_goes_on_with_the_cart_by_a_pin(sari: Seller) -> None:
    sari.scan(BERAS, GULA)
    sari.press("Ctrl+G")
    assert isinstance(sari.panel, SwitchPanel)
    sari.enter("9999")
    assert sari.panel.problem.text() == "This PIN is not right."
    sari.enter(BUDI_PIN)
    sari.until(lambda: sari.stage() is Stage.SELLING)
    assert sari.lines() == [("BERAS", 1000), ("GULA", 1000)]
    assert sari.window.shell.status.texts()[0] == "Budi"
    sari.press("Del")
    sari.press("Return", "Return")
    budi = people(sari)["budi"]
    assert [event["actor"] for event in told(sari, "line.removed")] == [budi]
    assert [event["actor"] for event in told(sari, "sale.completed")] == [budi]


def test_what_is_scanned_while_the_till_is_locked_is_shown_and_never_lost(sari: Seller) -> None:
    """Lessons 48 and 50: nothing scanned is thrown away silently."""
    sari.scan(BERAS)
    sari.press("Ctrl+L")
    page = sari.page
    assert isinstance(page, StartView)
    assert page.sign_in.title.text() == "The till is locked"
    sari.scan(KOPI, GULA)
    assert page.sign_in.kept.text().startswith("2 scans wait")
    assert page.sign_in.pin.text() == ""
    sari.enter(SARI_PIN)
    sari.until(lambda: sari.stage() is Stage.SELLING)
    sari.settle()
    assert sari.lines() == [("BERAS", 1000), ("KOPI", 1000), ("GULA", 1000)]
    sari.press("Ctrl+L")
    assert not page.sign_in.kept.isVisible()


def test_a_payment_under_way_is_not_locked_away(sari: Seller) -> None:
    sari.scan(KOPI)
    sari.press("Return")
    sari.window.side.others.lock()
    assert sari.window.side.shift.cashier is not None


def test_a_z_is_printed_again_as_a_copy(sari: Seller) -> None:
    sari.sell(KOPI)
    sari.press("F12")
    sari.enter("2")
    sari.press("F12", "Return")
    sari.begin()
    sari.press("F12", "F6")
    assert isinstance(sari.panel, ReportsPanel)
    assert [row.past.number for row in sari.panel.rows] == [2, 1]
    sari.press("Down", "Return")
    kinds = sari.rows("SELECT kind, copy_no FROM print_job WHERE kind LIKE '%report' ORDER BY job")
    assert kinds == [("z_report", 0), ("z_report", 1)]
    sari.press("F6", "Return")
    assert sari.rows("SELECT count(*) FROM print_job WHERE kind = 'x_report'") == [(1,)]


def test_nobody_takes_over_where_nobody_else_has_a_pin(folder: Path, qapp: QApplication) -> None:
    with at_the_till(folder) as seller:
        assert seller.window.opened is not None
        with seller.window.opened.store.write() as unit:
            alone = "json_set(body, '$.pin_hash', json('null'))"
            unit.execute(
                f"UPDATE replica SET body = {alone} WHERE entity = 'staff' AND body NOT LIKE '%\"sari\"%'"
            )
        seller.window.side.standing_wanted.emit()
        seller.settle()
        seller.begin()
        seller.press("F12")
        seller.enter("2")
        seller.press("F9")
        assert isinstance(seller.panel, HandoverPanel)
        assert seller.panel.problem.text() == "Nobody else has a PIN for this till yet."


def test_a_till_nobody_touches_locks_itself(sari: Seller) -> None:
    set_branch(sari, lock_after_min=1)
    sari.window.side.standing_wanted.emit()
    sari.settle()
    assert sari.window.behind is not None
    idle = sari.window.behind.idle
    sari.scan(KOPI)
    idle.look()
    assert sari.here == "till"
    idle._since -= 60_000
    sari.press("F7")
    idle.look()
    assert sari.here == "till"
    idle._since -= 60_000
    idle.look()
    assert sari.here == "start"
    assert sari.panel is None
    sari.enter(SARI_PIN)
    sari.until(lambda: sari.stage() is Stage.SELLING)
    assert sari.lines() == [("KOPI", 1000)]


def test_a_finger_at_the_kiosk_does_not_keep_the_till_open(sari: Seller) -> None:
    """Another screen's pointer is a customer's, not the cashier's."""
    set_branch(sari, lock_after_min=1)
    sari.window.side.standing_wanted.emit()
    sari.settle()
    assert sari.window.behind is not None
    idle, shell = sari.window.behind.idle, sari.window.shell
    here = shell.frameGeometry()
    QCursor.setPos(here.center())
    idle.look()
    idle._since -= 60_000
    QCursor.setPos(here.center() + QPoint(5, 5))
    idle.look()
    assert sari.here == "till"
    shell.resize(shell.minimumSize())
    shell.move(0, 0)
    idle._since -= 60_000
    QCursor.setPos(shell.frameGeometry().bottomRight() + QPoint(1, 1))
    idle.look()
    assert sari.here == "start"


def test_a_till_that_was_left_for_the_admin_side_is_locked_at_the_first_look_back(sari: Seller) -> None:
    set_branch(sari, lock_after_min=1)
    sari.window.side.standing_wanted.emit()
    sari.settle()
    assert sari.window.behind is not None
    idle, shell = sari.window.behind.idle, sari.window.shell
    shell.open("setup")
    idle._since -= 60_000
    idle.look()
    idle.stir()
    idle.look()
    assert sari.window.side.shift.may_sell
    sari.window.side.back_to_till()
    idle.look()
    assert sari.here == "start"


def test_the_serial_scanner_says_that_somebody_is_there(sari: Seller) -> None:
    set_branch(sari, lock_after_min=1)
    sari.window.side.standing_wanted.emit()
    sari.settle()
    assert sari.window.behind is not None
    idle = sari.window.behind.idle
    idle._since -= 60_000
    sari.window.behind.bench.peripherals.scanned.emit("8991002100011")
    idle.look()
    assert sari.here == "till"


def test_past_the_free_ones_a_supervisor_lets_a_line_out(sari: Seller) -> None:
    set_branch(sari, free_voids=1)
    sari.scan(BERAS, GULA, KOPI)
    sari.press("Del")
    assert sari.panel is None
    sari.press("Del")
    assert isinstance(sari.panel, ApprovalPanel)
    sari.press("Esc")
    assert sari.lines() == [("BERAS", 1000), ("GULA", 1000)]
    sari.press("Del")
    sari.enter(BUDI_PIN)
    assert sari.lines() == [("BERAS", 1000)]
    known = people(sari)
    assert [(event["actor"], event["approver"]) for event in told(sari, "line.removed")] == [
        (known["sari"], None),
        (known["sari"], known["budi"]),
    ]


def set_stock(seller: Seller, sku: str, qty: int) -> None:
    assert seller.window.opened is not None
    with seller.window.opened.store.write() as unit:
        unit.execute(
            "INSERT INTO stock (product, qty, version) SELECT product, ?, 9 FROM product WHERE sku = ?",
            (qty, sku),
        )


def test_a_branch_may_block_what_is_not_in_stock(sari: Seller) -> None:
    """Lesson 33: the default only warns; where the branch blocks it, a supervisor allows it."""
    set_stock(sari, "KOPI", 2_000)
    sari.scan(KOPI, KOPI, KOPI)
    assert sari.lines() == [("KOPI", 3000)]
    sari.press("Return", "Return")
    set_branch(sari, stock_blocks=True)
    set_stock(sari, "GULA", 1_000)
    sari.scan(GULA)
    assert sari.panel is None
    sari.scan(GULA)
    assert isinstance(sari.panel, ApprovalPanel)
    assert sari.lines() == [("GULA", 1000)]
    sari.enter(SARI_PIN)
    assert sari.lines() == [("GULA", 1000)]
    sari.enter(BUDI_PIN)
    assert sari.lines() == [("GULA", 2000)]
    (given,) = told(sari, "approval.given")
    known = people(sari)
    assert (given["actor"], given["approver"], given["p"]["action"], given["p"]["what"]) == (
        known["sari"],
        known["budi"],
        "below_stock",
        "Gula Pasir 1 kg",
    )
    sari.scan(BERAS)
    assert sari.panel is None


def test_a_discount_above_the_limit_is_noted_with_both_names(sari: Seller) -> None:
    sari.scan(BERAS)
    sari.press("F11")
    sari.enter("10000")
    sari.enter(BUDI_PIN)
    (given,) = told(sari, "approval.given")
    assert (given["p"]["action"], given["p"]["amount"]) == ("discount", 10_000)
    assert given["approver"] == people(sari)["budi"]


def test_who_guesses_at_an_approval_keeps_nobody_from_signing_in(sari: Seller) -> None:
    opened = sari.window.opened
    assert opened is not None
    for _try in range(TRIES):
        with pytest.raises(Refusal) as refused:
            opened.desk.approve("0000", Permission.RETURN)
        assert refused.value.code is ErrorCode.WRONG_PIN
    with pytest.raises(Refusal) as refused:
        opened.desk.approve(BUDI_PIN, Permission.RETURN)
    assert refused.value.code is ErrorCode.TOO_MANY_TRIES
    assert opened.desk.sign_in("sari", SARI_PIN).username == "sari"
    assert opened.desk.who(BUDI_PIN).username == "budi"


def test_copies_beyond_what_the_branch_allows_wait_for_a_supervisor(sari: Seller) -> None:
    set_branch(sari, free_copies=1)
    sari.sell(KOPI)
    sari.press("F6", "Return")
    assert sari.panel is None
    sari.press("Return")
    assert isinstance(sari.panel, ApprovalPanel)
    sari.press("Esc")
    assert len(told(sari, "receipt.reprinted")) == 1
    sari.press("Return")
    sari.enter(BUDI_PIN)
    first, second = told(sari, "receipt.reprinted")
    known = people(sari)
    assert (first["approver"], second["approver"]) == (None, known["budi"])
    assert (second["actor"], second["p"]["copy_no"]) == (known["sari"], 2)
