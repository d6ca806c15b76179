"""The list of receipts, one receipt with all that was booked from it, and the ways on from there."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from sqlalchemy import update

from backoffice_server.features.branches.tables import company
from pos_client.desk.table.page import TablePage
from shared_models.values.refusals import Refusal
from shared_models.wire.documents import SaleDocument
from tests.factories.office import Premises, Till, Window


@pytest.fixture
def sold(premises: Premises, till: Till) -> Till:
    """Two sales, and a return of the first."""
    first = premises.sell(till, ("GULA-1KG", 2_000), ("TELUR", 250), paid=100_000)
    premises.sell(till, ("TEH-KENARA", 3_000))
    premises.take_back(till, first, line=1, qty=1_000)
    till.push()
    return till


def rows(table: TablePage) -> list[dict[str, object]]:
    return [dict(table.model.row(at) or {}) for at in range(table.model.rowCount())]


def test_the_newest_receipt_stands_on_top_and_a_return_is_negative(office: Window, sold: Till) -> None:
    page = office.open("sales")
    shown = rows(page.table)
    assert [row["receipt"] for row in shown] == [f"BDG1-K1A-00000{n}" for n in (3, 2, 1)]
    assert [row["total"] for row in shown] == [-17_500, 10_500, 42_000]
    assert shown[0]["kind_words"] == "Return"
    assert page.table.totals.text() == "3 receipts"


def test_typing_under_the_receipt_narrows_the_list(office: Window, sold: Till) -> None:
    page = office.open("sales")
    office.type(page.table.head.editors["receipt"], "000002")
    office.until(lambda: page.table.model.total == 1)
    assert rows(page.table)[0]["receipt"] == "BDG1-K1A-000002"


def test_the_totals_row_sums_what_the_filters_leave(office: Window, sold: Till) -> None:
    page = office.open("sales")
    assert page.table.totals.sums()["total"] == -17_500 + 10_500 + 42_000
    office.choose(page.table.head.editors["kind_words"], "return")
    office.until(lambda: page.table.model.total == 1)
    assert page.table.totals.sums()["total"] == -17_500
    assert rows(page.table)[0]["kind_words"] == "Return"


def test_receipt_and_cashier_narrow_together(office: Window, sold: Till) -> None:
    page = office.open("sales")
    office.type(page.table.head.editors["cashier"], "sar")
    office.until(lambda: page.table.model.query.filters != ())
    office.settle()
    assert page.table.model.total == 3
    office.type(page.table.head.editors["receipt"], "000002")
    office.until(lambda: page.table.model.total == 1)
    office.type(page.table.head.editors["cashier"], "nobody")
    office.until(lambda: page.table.model.total == 0)


def test_receipts_with_a_flag_can_be_asked_for(office: Window, premises: Premises, till: Till) -> None:
    premises.sell(till, ("GULA-1KG", 2_000))
    premises.sell(till, ("GULA-1KG", 1_000))
    till.push()
    page = office.open("sales")
    page.table.filter_by("reviews", "open")
    office.until(lambda: page.table.model.total == 1)
    assert rows(page.table)[0]["receipt"] == "BDG1-K1A-000001"
    page.table.head.clear_filters()
    office.until(lambda: page.table.model.total == 2)


def test_a_receipt_stands_beside_its_entry_and_its_moves(office: Window, sold: Till) -> None:
    page = office.open("sales")
    page.table.view.select_row(2)
    office.press(page.table.view, Qt.Key.Key_Return)
    office.settle()
    receipt = office.page("receipt")
    printed = "\n".join(receipt.paper.lines())
    assert "BDG1-K1A-000001" in printed
    assert "Gula 1Kg" in printed
    entry = rows(receipt.entry)
    debit = sum(int(str(row["debit"] or 0)) for row in entry)
    assert debit == sum(int(str(row["credit"] or 0)) for row in entry)
    assert receipt.balanced.text() == "balanced"
    assert [row["qty"] for row in rows(receipt.moves)] == [-2_000, -250]
    assert rows(receipt.moves)[1]["left"] == "−0,250 kg left"


def test_a_figure_of_the_entry_opens_its_account_and_back_again(office: Window, sold: Till) -> None:
    page = office.open("sales")
    chosen = rows(page.table)[2]
    receipt = office.open("receipt", branch=chosen["branch_id"], sale=chosen["sale"])
    view = receipt.entry.view
    cell = view.visualRect(receipt.entry.model.index(0, 1)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(cell))
    office.settle()
    assert office.shell.here == "account"
    account = office.page("account")
    assert account.head.title.text().startswith("1101 ")
    assert "BDG1-K1A-000001" in [row["number"] for row in rows(account.table)]
    QTest.keyClick(office.shell, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert office.shell.here == "receipt"


def test_a_receipt_names_the_shop_s_tax_number_as_the_till_does(
    opened: Window, premises: Premises, sold: Till
) -> None:
    with premises.shop.database.write() as unit:
        unit.connection.execute(update(company).values(npwp="0012345678901000"))
    opened.sign_in()
    page = opened.open("sales")
    chosen = rows(page.table)[2]
    receipt = opened.open("receipt", branch=chosen["branch_id"], sale=chosen["sale"])
    assert "NPWP 0012 3456 7890 1000" in "\n".join(receipt.paper.lines())


def test_a_stock_move_opens_the_product_s_card(office: Window, sold: Till) -> None:
    page = office.open("sales")
    chosen = rows(page.table)[2]
    receipt = office.open("receipt", branch=chosen["branch_id"], sale=chosen["sale"])
    receipt.moves.view.select_row(0)
    office.press(receipt.moves.view, Qt.Key.Key_Return)
    office.settle()
    card = office.page("stock-card")
    assert card.head.title.text() == "Gula 1Kg"
    assert [row["qty_after"] for row in rows(card.table)] == [-2_000, -1_000]


def test_new_receipts_come_into_an_open_list_by_themselves(
    office: Window, premises: Premises, sold: Till
) -> None:
    page = office.open("sales")
    premises.sell(sold, ("GULA-1KG", 1_000))
    sold.push()
    office.until(lambda: page.table.model.total == 4)


def test_ctrl_k_finds_a_receipt_by_its_number(office: Window, sold: Till) -> None:
    office.open("home")
    panel = office.search()
    panel.field.setText("K1A-000002")
    office.until(lambda: "BDG1-K1A-000002" in panel.titles())
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    office.settle()
    assert office.shell.here == "receipt"


def test_a_receipt_that_is_gone_is_refused_in_words(office: Window, premises: Premises) -> None:
    receipt = office.open("receipt", branch=premises.shop.branch(), sale=premises.new_id())
    assert receipt.notice.text() == "That no longer exists."


def test_an_answer_that_comes_late_for_an_older_question_is_dropped(office: Window, sold: Till) -> None:
    page = office.open("sales")
    first, second = rows(page.table)[1:]
    receipt = office.page("receipt")
    told: list[SaleDocument | None] = []
    receipt._presenter.changed.connect(lambda: told.append(receipt._presenter.state.document))
    receipt._presenter.show(first["branch_id"], first["sale"])
    receipt._presenter.show(second["branch_id"], second["sale"])
    office.settle()
    shown = [document.head.receipt for document in told if document is not None]
    assert shown == ["BDG1-K1A-000001"]


def test_a_period_without_receipts_says_what_to_do(office: Window) -> None:
    page = office.open("sales")
    assert page.table.model.total == 0
    assert not page.table.totals.isVisible()


def test_refusals_are_facts_not_crashes(office: Window, premises: Premises) -> None:
    with pytest.raises(Refusal):
        office.office.call(lambda api: api.sale(premises.shop.branch(), premises.new_id()))
