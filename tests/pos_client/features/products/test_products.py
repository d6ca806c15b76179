"""Products: find, change, add, and be told everything that is wrong, with real keys and a real server."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from sqlalchemy import update

from backoffice_server.features.catalog.tables import price, product
from pos_client import texts
from pos_client.desk.shell.dialogs import ConfirmPanel
from tests.factories.office import Premises, Till, Window
from tests.factories.shop import GULA_CODE

CONTROL = Qt.KeyboardModifier.ControlModifier


def row_of(page: Any, sku: str) -> int:
    return next(at for at in range(page.table.model.rowCount()) if page.table.model.row(at)["sku"] == sku)


def opened(office: Window, sku: str) -> Any:
    page = office.open("products")
    page.table.view.select_row(row_of(page, sku))
    office.press(page.table.view, Qt.Key.Key_Return)
    office.settle()
    return page


def test_the_list_is_searched_by_the_server(office: Window) -> None:
    page = office.open("products")
    assert page.table.totals.text() == "4 products"
    office.type(page.table.head.editors["name"], "telur")
    office.until(lambda: page.table.model.total == 1)
    assert page.table.model.row(0)["sku"] == "TELUR"


def test_prices_and_stock_narrow_the_list(office: Window, premises: Premises, till: Till) -> None:
    premises.sell(till, ("GULA-1KG", 2_000), ("TELUR", 500))
    till.push()
    page = office.open("products")
    every = page.table.model.total
    filters = page.table.head.editors
    office.type(filters["stock"], "<-1")
    office.until(lambda: page.table.model.total == 1)
    assert page.table.model.row(0)["sku"] == "GULA-1KG"
    filters["stock"].clear()
    office.type(filters["price"], ">17.500")
    office.until(lambda: 1 < page.table.model.total < every)
    office.type(filters["price"], "=17500")
    office.until(lambda: page.table.model.total == 1)
    assert page.table.model.row(0)["sku"] == "GULA-1KG"


def test_a_category_narrows_the_list(office: Window) -> None:
    page = office.open("products")
    choice = page.table.head.editors["category"]
    drinks = next(key for key in range(choice.count()) if choice.itemText(key) == "Minuman")
    choice.setCurrentIndex(drinks)
    choice.chosen.emit(choice.key())
    office.until(lambda: page.table.model.total == 1)
    assert page.table.model.row(0)["sku"] == "TEH-KENARA"


def test_a_price_is_changed_and_kept_with_ctrl_s(office: Window, premises: Premises) -> None:
    page = opened(office, "GULA-1KG")
    field = page.panel.form.units[0].price
    office.type(field, "18200")
    assert page.unsaved()
    assert page.panel.state.isVisible(), "it says that it is not saved"
    office.press(field, Qt.Key.Key_S, CONTROL)
    office.settle()
    assert not page.unsaved()
    assert page.table.model.row(row_of(page, "GULA-1KG"))["price"] == 18_200
    assert premises.document("GULA-1KG").product.units[0].price == 18_200


def test_a_price_is_planned_for_a_later_day(office: Window, premises: Premises) -> None:
    page = opened(office, "GULA-1KG")
    form = page.panel.form
    office.type(form.units[0].price, "18200")
    office.type(form.price_from, "011226")
    office.press(form.price_from, Qt.Key.Key_S, CONTROL)
    office.settle()
    assert not page.unsaved()
    assert premises.document("GULA-1KG").product.units[0].price == 17_500, "until then the old price holds"
    assert page.panel.prices.lines == [
        ("from 01/12/26, planned", "18.200"),
        ("from 20/11/26", "17.500"),
    ]


def test_a_price_cannot_hold_from_yesterday(office: Window) -> None:
    page = opened(office, "GULA-1KG")
    form = page.panel.form
    for typed in ("201126", "31"):
        office.type(form.price_from, typed)
        office.press(form.name, Qt.Key.Key_S, CONTROL)
        assert form.fields["price_from"].fault() == "Today or a later day."


def test_prices_of_single_branches_stand_in_the_form(office: Window, premises: Premises) -> None:
    with premises.shop.database.write() as unit:
        sugar, day = premises.shop.product("GULA-1KG"), premises.clock.now.date()
        own = (UUID(int=7), sugar, "pcs", premises.shop.branch("BDG2"), 16_000, day, day, 10_000)
        unit.insert(price, [(*own, unit.now(), None, None, None, 0)])
    page = opened(office, "GULA-1KG")
    shown = texts.day(day)
    assert (f"BDG2, {shown} to {shown}", "16.000") in page.panel.prices.lines


def test_a_branch_gets_a_price_of_its_own_from_a_day_on(office: Window, premises: Premises) -> None:
    page = opened(office, "GULA-1KG")
    form = page.panel.form
    office.type(form.units[0].price, "18200")
    office.type(form.price_from, "011226")
    office.press(form.price_from, Qt.Key.Key_S, CONTROL)
    office.settle()
    form = page.panel.form
    form.own.branch.setFocus()
    office.press(form.own.branch, Qt.Key.Key_Down)
    office.press(form.own.branch, Qt.Key.Key_Down)
    office.press(form.own.branch, Qt.Key.Key_S, CONTROL)
    assert form.fields["branch_price"].fault() == "This is needed."
    office.type(form.own.price, "16900")
    office.type(form.price_from, "051226")
    assert page.unsaved()
    office.press(form.price_from, Qt.Key.Key_S, CONTROL)
    office.settle()
    assert not page.unsaved()
    assert page.panel.prices.lines == [
        ("BDG2, from 05/12/26, planned", "16.900"),
        ("from 01/12/26, planned", "18.200"),
        ("from 20/11/26", "17.500"),
    ], "the plan for everywhere stands as it was"
    assert page.panel.form.own.branch.key() == ""


def test_a_price_without_its_branch_is_told(office: Window) -> None:
    page = opened(office, "TEH-KENARA")
    form = page.panel.form
    assert len(form.units) == 2
    office.type(form.own.price, "900")
    office.press(form.own.price, Qt.Key.Key_S, CONTROL)
    assert form.fields["branch"].fault() == "This is needed."
    for field in (form.own.branch, form.own.unit):
        field.setFocus()
        office.press(field, Qt.Key.Key_Down)
    larger = form.own.unit.currentText()
    office.press(form.own.price, Qt.Key.Key_S, CONTROL)
    office.settle()
    found = [words for words, amount in page.panel.prices.lines if amount == "900"]
    assert [words.startswith(f"{larger}, BDG1, from ") for words in found] == [True]


def test_every_fault_stands_under_its_field(office: Window) -> None:
    page = opened(office, "GULA-1KG")
    form = page.panel.form
    office.type(form.name, " ")
    office.type(form.units[0].barcodes, "8991000000035")
    office.press(form.name, Qt.Key.Key_S, CONTROL)
    assert form.fields["name"].fault() == "This is needed."
    assert "last digit" in form.fields["units.0.barcodes"].fault()
    assert page._editor.state.unsaved


def test_the_server_s_faults_stand_in_the_same_places(office: Window) -> None:
    page = opened(office, "TELUR")
    form = page.panel.form
    office.type(form.sku, "GULA-1KG")
    office.type(form.units[0].barcodes, GULA_CODE)
    office.press(form.sku, Qt.Key.Key_S, CONTROL)
    office.settle()
    assert form.fields["sku"].fault() == "This code is already used."
    assert form.fields["units.0.barcodes"].fault() == "This barcode is already used."


def test_a_new_product_is_made_by_keys_alone(office: Window, premises: Premises) -> None:
    page = office.open("products")
    office.press(page.table.view, Qt.Key.Key_N, CONTROL)
    form = page.panel.form
    office.type(form.name, "Kecap Wangi 520 ml")
    office.type(form.sku, "KECAP")
    office.type(form.units[0].unit, "btl")
    office.type(form.units[0].price, "23500")
    office.press(form.sku, Qt.Key.Key_S, CONTROL)
    office.settle()
    assert "Kecap Wangi 520 ml saved" in office.shell.toasts.texts()
    assert premises.document("KECAP").product.units[0].price == 23_500


def test_a_larger_unit_is_added_and_taken_away_again(office: Window) -> None:
    page = opened(office, "GULA-1KG")
    office.click(page.panel.add_unit)
    unit = page.panel.form.units[1]
    office.type(unit.unit, "dus")
    office.type(unit.factor, "20")
    assert page._editor.state.draft.units[1].factor == 20_000
    page.panel.form.remove_wanted.emit(1)
    assert len(page.panel.form.units) == 1


def test_leaving_with_something_typed_asks_first(office: Window) -> None:
    page = opened(office, "GULA-1KG")
    office.type(page.panel.form.name, "Gula lain")
    office.shell.open("home")
    question = office.shell.panel
    assert isinstance(question, ConfirmPanel)
    office.press(question, Qt.Key.Key_Escape)
    assert office.shell.here == "products"
    assert page.panel.form.name.text() == "Gula lain"
    page.panel.close_button.click()
    question = office.shell.panel
    assert isinstance(question, ConfirmPanel)
    office.click(question.accept)
    assert page.panel is None


def test_who_looks_on_meanwhile_is_not_overwritten(office: Window, premises: Premises) -> None:
    page = opened(office, "GULA-1KG")
    document = premises.document("GULA-1KG")
    office.office.call(
        lambda api: api.save_product(
            document.id,
            document.product.model_copy(update={"name": "Gula dari meja lain", "version": document.version}),
        )
    )
    office.type(page.panel.form.name, "Gula dari sini")
    office.press(page.panel.form.name, Qt.Key.Key_S, CONTROL)
    office.settle()
    assert "Someone else has changed this" in page.panel.note.text()
    assert page.unsaved(), "what was typed is kept"


def test_nothing_stopped_is_no_empty_catalogue(office: Window) -> None:
    page = office.open("products")
    page.which.chosen.emit("stopped")
    office.settle()
    assert page._none_stopped.isVisible()
    assert not page._empty.isVisible()
    page.which.chosen.emit("on_sale")
    office.settle()
    assert page.table.view.isVisible()


def test_an_empty_catalogue_says_how_to_begin(office: Window, premises: Premises) -> None:
    with premises.shop.database.write() as unit:
        unit.connection.execute(update(product).values(placeholder=True, active=False))
    page = office.open("products")
    assert page.table.model.total == 0
    assert page._empty.buttons[0].words() == "Choose a file"
    office.click(page._empty.buttons[1])
    assert page.panel is not None


def test_ctrl_k_opens_a_product(office: Window) -> None:
    office.open("home")
    panel = office.search()
    panel.field.setText("telur")
    office.until(lambda: "Telur" in panel.titles())
    office.press(panel.field, Qt.Key.Key_Return)
    office.settle()
    assert office.page("products").panel.form.sku.text() == "TELUR"
