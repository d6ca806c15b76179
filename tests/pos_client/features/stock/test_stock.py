"""Levels, the card of a product, and an adjustment that is booked once."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt

from pos_client.desk.shell.dialogs import ConfirmPanel
from pos_client.features.stock.state import AdjustmentDraft, LineDraft, faults_in, request_of
from shared_models.values.codes import ErrorCode
from shared_models.wire.stock import AdjustmentReason
from tests.factories.office import Premises, Till, Window

CONTROL = Qt.KeyboardModifier.ControlModifier
SUGAR = LineDraft(UUID(int=1), "GULA", "Gula", "pcs", level=-3_000)
DRAFT = AdjustmentDraft(id=UUID(int=9), branch=UUID(int=2), bdate=date(2026, 11, 21), lines=(SUGAR,))


def rows(table: Any) -> list[dict[str, Any]]:
    return [dict(table.model.row(at)) for at in range(table.model.rowCount())]


def adjust(office: Window, sku: str, *figures: str, reason: AdjustmentReason | None = None) -> Any:
    """Fill in one line by keys; figures are typed into the line's fields in their order."""
    page = office.open("stock-adjust")
    if reason is not None:
        page.reason.set_key(reason.value)
        page.reason.chosen.emit(reason.value)
    office.type(page.finder, sku)
    office.until(lambda: bool(page._adjusting.state.offered))
    office.press(page.finder, Qt.Key.Key_Return)
    for text in figures:
        office.type(page.figures[-1], text)
    return page


def test_a_count_corrects_the_level_and_its_card_shows_how(
    office: Window, premises: Premises, till: Till
) -> None:
    premises.sell(till, ("GULA-1KG", 2_000))
    till.push()
    page = adjust(office, "GULA", "10")
    assert page._changes[0].text() == "+12 pcs"
    office.press(page.figures[0], Qt.Key.Key_S, CONTROL)
    office.settle()
    assert office.shell.here == "stock"
    levels = rows(office.page("stock").table)
    assert [(row["branch"], row["sku"], row["qty"]) for row in levels] == [("BDG1", "GULA-1KG", 10_000)]
    card = office.open("stock-card", product=levels[0]["product"], branch=levels[0]["branch_id"])
    assert [row["qty_after"] for row in rows(card.table)] == [-2_000, 10_000]
    figures = {own.key: own.value for own in card.figures.figures()}
    assert (figures["opening"], figures["into"], figures["out"], figures["closing"]) == ("0", "12", "2", "10")


def test_opening_stock_takes_its_cost(office: Window) -> None:
    page = adjust(office, "TELUR", "8", reason=AdjustmentReason.OPENING)
    page._adjusting.set_cost(0, 24_000)
    office.click(page.book)
    worth = office.page("stock").figures.figures()
    assert worth[0].value == "Rp192.000"


def test_a_document_of_the_card_opens(office: Window, premises: Premises, till: Till) -> None:
    premises.sell(till, ("GULA-1KG", 1_000))
    till.push()
    page = adjust(office, "GULA", "5")
    office.click(page.book)
    card = office.open("stock-card", sku="GULA-1KG")
    card.table.view.select_row(0)
    office.press(card.table.view, Qt.Key.Key_Return)
    office.settle()
    assert office.shell.here == "receipt"
    office.shell.back()
    card.table.view.select_row(1)
    office.press(card.table.view, Qt.Key.Key_Return)
    office.settle()
    assert office.page("entry").kind.text().startswith("Stock adjustment")


def test_a_document_without_a_change_is_not_booked(office: Window) -> None:
    page = adjust(office, "GULA")
    office.click(page.book)
    assert page.trouble.text() == "No line changes anything yet."
    assert office.shell.here == "stock-adjust"


def test_lines_are_not_lost_by_leaving_or_by_another_branch(office: Window, premises: Premises) -> None:
    page = adjust(office, "GULA", "4")
    office.shell.open("home")
    question = office.shell.panel
    assert isinstance(question, ConfirmPanel)
    office.press(question, Qt.Key.Key_Escape)
    assert office.shell.here == "stock-adjust"
    page.branch.chosen.emit(str(premises.shop.branch("BDG2")))
    question = office.shell.panel
    assert isinstance(question, ConfirmPanel)
    office.click(question.accept)
    assert page._adjusting.state.draft.lines == ()


def test_a_product_is_taken_once(office: Window) -> None:
    page = adjust(office, "GULA", "4")
    page._adjusting.take(page._adjusting.state.draft.lines[0])
    assert len(page.figures) == 1
    page._adjusting.drop(0)
    assert not page.unsaved()


def test_what_is_typed_means_by_reason() -> None:
    counted = replace(SUGAR, figure=2_000)
    assert counted.change(AdjustmentReason.COUNT) == 5_000
    assert counted.change(AdjustmentReason.CORRECTION) == 5_000
    assert counted.change(AdjustmentReason.OPENING) == 2_000
    assert counted.change(AdjustmentReason.DAMAGED) == -2_000
    assert SUGAR.change(AdjustmentReason.COUNT) is None


def test_every_fault_of_a_document_is_told() -> None:
    assert faults_in(replace(DRAFT, branch=None), None) == [
        ("branch", ErrorCode.FIELD_REQUIRED),
        ("bdate", ErrorCode.FIELD_REQUIRED),
        ("lines", ErrorCode.FIELD_REQUIRED),
    ]


def test_goods_that_go_out_bring_no_cost() -> None:
    damaged = replace(
        DRAFT, reason=AdjustmentReason.DAMAGED, lines=(replace(SUGAR, figure=1_000, cost=15_000), SUGAR)
    )
    request = request_of(damaged)
    assert [(line.qty, line.unit_cost) for line in request.lines] == [(-1_000, None)]
