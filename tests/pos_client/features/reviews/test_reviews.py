"""The review desk with real keys and clicks: from Home to a flag, explained, and an answer that books."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import shift_closing
from backoffice_server.features.stock.tables import stock_adjustment
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.words import Label
from pos_client.features.reviews.shown import EXPLAINED
from pos_client.features.reviews.view.panels import AnswerPanel, BulkPanel
from shared_models.values.codes import ReviewCode
from shared_models.values.ids import ProductId
from shared_models.values.money import Money
from shared_models.wire.reviews import ReviewHow
from tests.factories.events import line
from tests.factories.office import Premises, Till, Window

CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


@pytest.fixture
def oversold(premises: Premises, till: Till) -> Till:
    """Sugar and soap that nobody received, and a receipt whose sums cannot be true."""
    premises.sell(till, ("GULA-1KG", 3_000))
    sold = premises.sell(till, ("SABUN", 1_000))
    till.writer.sold(replace(sold.receipt, total=Money(sold.receipt.total + 1)))
    till.push()
    return till


def rows(page: Any) -> list[dict[str, Any]]:
    return [dict(page.table.model.row(at)) for at in range(page.table.model.rowCount())]


def shown(office: Window, state: str = "open") -> Any:
    page = office.open("reviews", state=state)
    office.until(lambda: page.table.model.rowCount() > 0)
    return page


def opened(office: Window, page: Any, reason: str, about: str) -> Any:
    """Walk to the row with the arrow keys and press Enter."""
    at = next(at for at, row in enumerate(rows(page)) if (row["code"], row["about"]) == (reason, about))
    page.table.view.setFocus()
    page.table.view.select_row(0)
    for _step in range(at):
        office.press(page.table.view, Qt.Key.Key_Down)
    office.press(page.table.view, ENTER)
    office.settle()
    return office.page("review")


def resolved(premises: Premises, code: ReviewCode) -> list[Any]:
    query = select(review).where(review.c.code == code.value, review.c.resolved_at.is_not(None))
    return premises.shop.rows(query)


def test_home_leads_to_the_desk_and_a_row_to_its_explanation(
    office: Window, premises: Premises, oversold: Till
) -> None:
    home = office.open("home")
    words = [label.text() for label in home.findChildren(Label)]
    assert "4 flags to review" in words
    office.click(next(button for button in home.findChildren(Button) if button.words() == "Show"))
    assert office.shell.here == "reviews"
    page = office.page("reviews")
    office.until(lambda: page.table.model.rowCount() == 4)
    one = opened(office, page, "Stock fell below zero", "Gula 1Kg")
    assert office.shell.here == "review"
    assert one.about.text() == "Gula 1Kg"
    assert one.happened.text() == EXPLAINED[ReviewCode.NEGATIVE_STOCK].happened
    assert '"type": "sale.completed"' in one.record.toPlainText(), "indented for people"
    assert one.booked.entry.model.rowCount() > 2
    assert [row["name"] for row in rows_of(one.booked.moves)] == ["Gula 1Kg"]
    assert one.history.count() == 1


def rows_of(table: Any) -> list[dict[str, Any]]:
    return [dict(table.model.row(at)) for at in range(table.model.rowCount())]


def known(one: Any) -> dict[str, str]:
    """What the till could not know, by its name."""
    texts = [one.known.itemAt(at).widget().text() for at in range(one.known.count())]
    return dict(zip(texts[::2], texts[1::2], strict=True))


def test_what_was_on_hand_stands_beside_what_is_now(
    office: Window, premises: Premises, oversold: Till
) -> None:
    premises.sell(oversold, ("GULA-1KG", 2_000))
    oversold.push()
    one = opened(office, shown(office), "Stock fell below zero", "Gula 1Kg")
    assert known(one) == {
        "On hand before it": "0 pcs",
        "On hand now": "−5 pcs",
        "Value of the stock now": "−Rp75.000",
        "Catalogue cost now": "Rp15.000",
        "Booked on": "21/11/26",
    }


def test_a_price_is_compared_with_the_list_of_its_day(office: Window, premises: Premises, till: Till) -> None:
    till.writer.sale(line(premises.item("GULA-1KG"), 17_000))
    till.push()
    one = opened(office, shown(office), "A price differs from the list", "Gula 1Kg")
    told = known(one)
    assert [told[name] for name in ("Price paid", "List price of that day", "List price now")] == [
        "Rp17.000",
        "Rp17.500",
        "Rp17.500",
    ]
    assert "On hand now" not in told


def test_a_flag_is_accepted_by_keys_alone(office: Window, premises: Premises, oversold: Till) -> None:
    page = shown(office)
    one = opened(office, page, "Stock fell below zero", "Sabun")
    office.press(one.record, ENTER, CONTROL)
    panel = one.panel
    assert isinstance(panel, AnswerPanel)
    office.press(panel.note, ENTER, CONTROL)
    assert panel.fields.fields["note"].fault() == "This is needed."
    office.type(panel.note, "sudah dihitung")
    office.press(panel.note, ENTER, CONTROL)
    office.settle()
    (row,) = resolved(premises, ReviewCode.NEGATIVE_STOCK)
    assert (row.note, row.how, row.resolved_by) == (
        "sudah dihitung",
        "accepted",
        premises.shop.person("ratna"),
    )
    assert office.shell.here == "reviews"
    office.until(lambda: page.table.model.rowCount() == 3)


def test_a_count_is_booked_from_the_flag(office: Window, premises: Premises, oversold: Till) -> None:
    page = shown(office)
    one = opened(office, page, "Stock fell below zero", "Gula 1Kg")
    office.click(one.answers[ReviewHow.STOCK_ADJUSTED])
    panel = one.panel
    assert isinstance(panel, AnswerPanel)
    assert panel.cost is not None
    assert panel.figure is not None
    assert panel.cost.value() == 15_000, "as the catalogue knows it"
    office.type(panel.figure, "7")
    assert panel.change.text() == "Difference  +10 pcs"
    office.type(panel.note, "rak dihitung")
    office.press(panel.note, ENTER, CONTROL)
    office.settle()
    (document,) = premises.shop.rows(select(stock_adjustment))
    (row,) = resolved(premises, ReviewCode.NEGATIVE_STOCK)
    assert (row.how, row.fixed_id) == ("stock_adjusted", document.adjustment_id)
    one = opened(office, shown(office, "done"), "Stock fell below zero", "Gula 1Kg")
    assert one.done.text() == "Stock adjusted, Ratna"
    assert not any(button.isVisible() for button in one.answers.values())
    said = one.history.itemAt(one.history.count() - 1).widget().text()
    assert document.number in said
    assert "rak dihitung" in said


def test_what_posted_nothing_is_set_aside(office: Window, premises: Premises, oversold: Till) -> None:
    page = shown(office)
    at = next(row for row in rows(page) if row["code"] == "The totals do not add up")
    one = opened(office, page, at["code"], at["about"])
    assert one.booked.nothing.text() == "Kept, and booked nowhere."
    assert one.answers[ReviewHow.SET_ASIDE].isVisible()
    assert not one.answers[ReviewHow.ACCEPTED].isVisible()
    office.press(one.record, ENTER, CONTROL)
    office.type(one.panel.note, "salah tekan")
    office.click(one.panel.send)
    assert resolved(premises, ReviewCode.TOTALS_IMPOSSIBLE)[0].how == "set_aside"


def test_many_are_marked_and_accepted_with_one_note(
    office: Window, premises: Premises, oversold: Till
) -> None:
    page = shown(office)
    page.table.view.setFocus()
    office.press(page.table.view, Qt.Key.Key_Space)
    assert page.accept.words() == "Accept 1 flag"
    office.press(page.table.view, Qt.Key.Key_A, CONTROL)
    assert page.accept.words() == "Accept 4 flags"
    assert [row["mark"] for row in rows(page)] == ["✓"] * 4
    office.press(page.table.view, Qt.Key.Key_Space)
    assert page.accept.words() == "Accept 3 flags"
    office.press(page.table.view, ENTER, CONTROL)
    panel = page.panel
    assert isinstance(panel, BulkPanel)
    office.type(panel.note, "hari pertama")
    office.press(panel.note, ENTER, CONTROL)
    office.settle()
    assert len(premises.shop.rows(select(review).where(review.c.note == "hari pertama"))) == 3
    office.until(lambda: page.table.model.rowCount() == 1)
    assert page.accept.words() == "Accept"


def all_marked(office: Window) -> Any:
    """Every flag is marked and the panel is open: three were booked, one nowhere."""
    page = shown(office)
    page.table.view.setFocus()
    office.press(page.table.view, Qt.Key.Key_A, CONTROL)
    office.press(page.table.view, ENTER, CONTROL)
    panel = page.panel
    assert isinstance(panel, BulkPanel)
    assert (panel.title.text(), panel.tick.text()) == ("Accept 3 flags", "Set 1 aside for good")
    office.type(panel.note, "semua")
    return page


def how_of(premises: Premises) -> dict[str, str | None]:
    return {row.code: row.how for row in premises.shop.rows(select(review))}


def test_what_was_booked_nowhere_stays_open_when_many_are_accepted(
    office: Window, premises: Premises, oversold: Till
) -> None:
    page = all_marked(office)
    assert page.panel.aside.isVisible()
    office.press(page.panel.note, ENTER, CONTROL)
    office.settle()
    office.until(lambda: page.table.model.rowCount() == 1)
    assert how_of(premises)["totals_impossible"] is None


def test_what_was_booked_nowhere_is_set_aside_with_many_when_it_is_ticked(
    office: Window, premises: Premises, oversold: Till
) -> None:
    page = all_marked(office)
    office.press(page.panel.tick, Qt.Key.Key_Space)
    office.press(page.panel.note, ENTER, CONTROL)
    office.settle()
    assert how_of(premises)["totals_impossible"] == "set_aside"
    assert set(how_of(premises).values()) == {"accepted", "set_aside"}


def test_only_what_was_booked_nowhere_is_called_setting_aside(
    office: Window, premises: Premises, oversold: Till
) -> None:
    page = shown(office)
    page.table.view.select_row(next(at for at, row in enumerate(rows(page)) if row["unposted"]))
    office.press(page.table.view, ENTER, CONTROL)
    panel = page.panel
    assert (panel.title.text(), panel.send.words()) == ("Set 1 flag aside", "Set aside")
    assert not panel.tick.isVisible()
    office.type(panel.note, "salah tekan")
    office.press(panel.note, ENTER, CONTROL)
    office.settle()
    assert how_of(premises)["totals_impossible"] == "set_aside"


def test_one_that_happened_again_meanwhile_is_shown_anew(
    office: Window, premises: Premises, oversold: Till
) -> None:
    page = shown(office)
    found = opened(office, page, "Stock fell below zero", "Gula 1Kg")
    with premises.shop.database.write() as unit:
        unit.connection.execute(review.update().values(occurrences=review.c.occurrences + 1))
    office.press(found.record, ENTER, CONTROL)
    office.type(found.panel.note, "dilihat")
    office.press(found.panel.note, ENTER, CONTROL)
    office.settle()
    assert found.panel.trouble.isVisible()
    assert "2 times" in found.where.text(), "what is shown is of now"
    assert found.panel.note.text() == "dilihat", "nothing typed is lost"
    office.press(found.panel.note, ENTER, CONTROL)
    office.settle()
    assert resolved(premises, ReviewCode.NEGATIVE_STOCK)[0].occurrences == 2


def test_reasons_are_offered_with_their_counts_and_names_are_found(
    office: Window, premises: Premises, oversold: Till
) -> None:
    page = shown(office)
    choice = page.table.head.editors["code"]
    assert isinstance(choice, Choice)
    office.until(lambda: choice.count() == 4)
    assert "Stock fell below zero (2)" in [choice.itemText(at) for at in range(choice.count())]
    page.table.filter_by("about", "sabun")
    office.settle()
    office.until(lambda: {row["about"] for row in rows(page)} == {"Sabun"})


def test_nothing_to_review_says_so(office: Window) -> None:
    page = office.open("reviews")
    words = [label.text() for label in page.findChildren(Label) if label.isVisible()]
    assert "Nothing is to be reviewed" in words


def test_a_supervisor_looks_and_does_not_answer(opened_by_budi: Window, oversold: Till) -> None:
    office = opened_by_budi
    page = shown(office)
    one = opened(office, page, "Stock fell below zero", "Sabun")
    assert not one.answers[ReviewHow.ACCEPTED].isEnabled()
    office.press(one.record, ENTER, CONTROL)
    assert one.panel is None


@pytest.fixture
def opened_by_budi(opened: Window) -> Window:
    opened.shell.open("signin")
    opened.sign_in("budi")
    opened.settle()
    return opened


def test_an_unknown_product_leads_to_its_form(office: Window, premises: Premises, till: Till) -> None:
    known = premises.item("GULA-1KG")
    stranger = replace(known, product=ProductId(premises.new_id()), sku="TAHU", name="Tahu")
    till.writer.sale(line(stranger, 5_000))
    till.push()
    one = opened(office, shown(office), "A product is not in the catalogue", "Tahu")
    office.click(one.product)
    assert office.shell.here == "products"
    panel = office.page("products").panel
    assert panel is not None


def test_a_drawer_is_settled_with_what_was_found(office: Window, premises: Premises, till: Till) -> None:
    """A receipt that came after its shift was closed: the books still have its cash in the drawer."""
    shift = till.writer.shift
    till.writer.shift_closed()
    till.writer.shift = shift
    premises.sell(till, ("GULA-1KG", 1_000))
    till.push()
    one = opened(office, shown(office), "The shift's figures differ", "BDG1-K1-S000001")
    office.click(one.answers[ReviewHow.DRAWER_SETTLED])
    assert one.panel.figure.value() == 17_500, "what the books have there"
    office.type(one.panel.figure, "17000")
    assert one.panel.change.text().endswith("−Rp500")
    office.type(one.panel.note, "di laci")
    office.press(one.panel.note, ENTER, CONTROL)
    office.settle()
    (row,) = resolved(premises, ReviewCode.SHIFT_FIGURES_DIFFER)
    (closing,) = premises.shop.rows(select(shift_closing).where(shift_closing.c.closing_id == row.fixed_id))
    assert (closing.expected, closing.counted) == (17_500, 17_000)


def test_escape_gives_an_answer_up(office: Window, premises: Premises, oversold: Till) -> None:
    one = opened(office, shown(office), "Stock fell below zero", "Sabun")
    office.press(one.record, ENTER, CONTROL)
    assert one.panel is not None
    office.press(one.panel.note, Qt.Key.Key_Escape)
    assert one.panel is None
    assert office.shell.panel is None
    assert resolved(premises, ReviewCode.NEGATIVE_STOCK) == []


def test_every_code_is_explained() -> None:
    assert set(EXPLAINED) == set(ReviewCode)


def test_words_follow_the_language(office: Window, oversold: Till) -> None:
    page = shown(office)
    one = opened(office, page, "Stock fell below zero", "Gula 1Kg")
    look().use_language("id")
    assert one.happened.text() == "Terjual lebih banyak daripada stok di pembukuan."
    office.settle()
