"""Every screen of the admin tab, with what the day at the till left in it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QScrollArea

from pos_client.desk.office.picking import GoodsPicker
from pos_client.desk.office.reviews import review_text
from pos_client.desk.widgets.dates import last_days
from pos_client.features.payments.holding import Doing
from pos_client.features.payments.issuing import IssueDraft
from pos_client.features.promotions.state import Draft
from shared_models.rules.promotions.model import PromotionKind
from shared_models.values.codes import ReviewCode
from tests.screenshots.stage import Scene, Stage

# A page that asks the back office has its answer by then.
ANSWERED_MS: Final = 900


def opened(key: str) -> Callable[[Stage], None]:
    """A page of the menu."""

    def enter(stage: Stage) -> None:
        stage.window.shell.open(key)
        stage.window.background.wait_idle()
        stage.rest(ANSWERED_MS)

    return enter


def opened_from(key: str, **wanted: str) -> Callable[[Stage], None]:
    """What Enter on a row of a page's table opens: the first that holds what is wanted."""

    def enter(stage: Stage) -> None:
        opened(key)(stage)
        page: Any = stage.window.shell.page(key)
        table = page.table
        rows = [table.model.row(at) for at in range(table.model.rowCount())]
        row = next(row for row in rows if row is not None and wanted.items() <= row.items())
        table.view.select_row(rows.index(row))
        table.opened.emit(row)
        stage.window.background.wait_idle()
        stage.rest(ANSWERED_MS)

    return enter


def form_open(stage: Stage) -> None:
    """A product beside the list, its prices in sight."""
    opened_from("products")(stage)
    stage.rest(ANSWERED_MS)


def customer_price(stage: Stage) -> None:
    """A price for one customer, who is being looked for."""
    form_open(stage)
    page: Any = stage.window.shell.page("products")
    page.panel.form.own_wanted.emit(0)
    stage.rest(ANSWERED_MS)
    offer = page.panel.form.units[0].offers[-1]
    page.panel.picker.pick(offer.customer)
    panel: Any = stage.window.shell.panel
    panel.field.setText("bu")
    stage.rest(ANSWERED_MS)
    panel.field.setFocus()
    stage.hands.press("Return")
    stage.rest(ANSWERED_MS)
    offer.price.set_value(15_000)
    for area in page.panel.findChildren(QScrollArea):
        area.ensureWidgetVisible(offer.price)


def form_reset(stage: Stage) -> None:
    page: Any = stage.window.shell.page("products")
    page._editor.close()
    stage.window.background.wait_idle()


def form_closed(stage: Stage) -> None:
    page: Any = stage.window.shell.page("products")
    page.panel.close_button.click()
    stage.window.background.wait_idle()


def previewed(stage: Stage) -> None:
    """A file with every verdict."""
    opened("products-import")(stage)
    page: Any = stage.window.shell.page("products-import")
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "barang.csv"
        file.write_text(IMPORT, "utf-8")
        page._importing.choose(file)
        stage.window.background.wait_idle()
    stage.rest(ANSWERED_MS)


def people_previewed(stage: Stage) -> None:
    """A file of customers with rows that are wrong."""
    opened("customers-import")(stage)
    page: Any = stage.window.shell.page("customers-import")
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "pelanggan.csv"
        file.write_text(IMPORT_PEOPLE, "utf-8")
        page._importing.choose(file)
        stage.window.background.wait_idle()
    stage.rest(ANSWERED_MS)


def people_forgotten(stage: Stage) -> None:
    page: Any = stage.window.shell.page("customers-import")
    page._importing.reset()


def forgotten(stage: Stage) -> None:
    page: Any = stage.window.shell.page("products-import")
    page._importing.reset()


def counting(stage: Stage) -> None:
    """A count with a line in it."""
    opened("stock-adjust")(stage)
    page: Any = stage.window.shell.page("stock-adjust")
    page.finder.setFocus()
    stage.hands.type("gula")
    stage.rest(ANSWERED_MS)
    stage.hands.press("Return")
    stage.rest(ANSWERED_MS)
    stage.hands.type("7")
    stage.rest()


def not_counted(stage: Stage) -> None:
    page: Any = stage.window.shell.page("stock-adjust")
    page._adjusting.start()


def of_reason(code: ReviewCode) -> Callable[[Stage], None]:
    """A flag of one kind; the list names it in the language of the picture."""

    def enter(stage: Stage) -> None:
        opened_from("reviews", code=review_text(code))(stage)

    return enter


def log_open(stage: Stage) -> None:
    """Every event of a till, and the newest one beside the list."""
    page: Any = stage.window.shell.page("tills")
    opened("tills")(stage)
    page._log_row(next(row for row in page_rows(page) if row["code"] == "BDG1-K2"))
    stage.window.background.wait_idle()
    stage.rest(ANSWERED_MS)
    log: Any = stage.window.shell.page("till-events")
    log.table.opened.emit(log.table.model.row(0))
    stage.rest(ANSWERED_MS)


def page_rows(page: Any) -> list[Any]:
    return [page.table.model.row(at) for at in range(page.table.model.rowCount())]


def marking(stage: Stage) -> None:
    """Every flag marked, those that posted nothing among them."""
    opened("reviews")(stage)
    page: Any = stage.window.shell.page("reviews")
    page._mark_all()
    page._start()
    stage.rest(ANSWERED_MS)


def not_marked(stage: Stage) -> None:
    page: Any = stage.window.shell.page("reviews")
    page.whole.close_side()
    page._presenter.forget_marks()


def shifts_open(stage: Stage) -> None:
    opened("tills")(stage)
    page: Any = stage.window.shell.page("tills")
    page.tabs.set_key("shifts")
    page._show_tab("shifts")
    page.shifts.opened.emit(page.shifts.model.row(0))
    stage.rest(ANSWERED_MS)


def tills_again(stage: Stage) -> None:
    page: Any = stage.window.shell.page("tills")
    page.tabs.set_key("tills")
    page._show_tab("tills")


def vouchers(stage: Stage) -> None:
    """A batch as it was just issued."""
    opened("stored-values")(stage)
    page: Any = stage.window.shell.page("stored-values")
    page._issuing.start()
    page._issuing.edit(IssueDraft(count=25, amount=50_000, expires_on=date(2027, 6, 30)))
    page._issuing.save()
    stage.window.background.wait_idle()
    stage.rest(ANSWERED_MS)


def issuing(stage: Stage) -> None:
    opened("stored-values")(stage)
    page: Any = stage.window.shell.page("stored-values")
    page._start_issue()
    page.panel.form.amount.set_value(50_000)
    page.panel.form.changed.emit()
    stage.rest(ANSWERED_MS)


def voiding(stage: Stage) -> None:
    """A voucher beside the list, about to be taken off."""
    opened_from("stored-values")(stage)
    page: Any = stage.window.shell.page("stored-values")
    page.panel.form.doing.set_key(Doing.VOID.value)
    page.panel.form.changed.emit()
    stage.rest(ANSWERED_MS)


def card_closed(stage: Stage) -> None:
    page: Any = stage.window.shell.page("stored-values")
    page._close_forms()


def entry_open(stage: Stage) -> None:
    """The entry of the account's first line: the shift's float."""
    opened_from("account")(stage)


def answering(stage: Stage) -> None:
    """A flag with its answer beside it."""
    opened_from("reviews")(stage)
    page: Any = stage.window.shell.page("review")
    page._start_first()
    stage.rest(ANSWERED_MS)


def not_answered(stage: Stage) -> None:
    page: Any = stage.window.shell.page("review")
    page.panel.closed.emit()


def staff_open(stage: Stage) -> None:
    """The second person of the list beside it."""
    opened("staff")(stage)
    page: Any = stage._page()
    page._open({"person": page._people.found[1].id})
    stage.window.background.wait_idle()


def branch_open(stage: Stage) -> None:
    opened_from("branches")(stage)


def labels_tried(stage: Stage) -> None:
    """The branch's layouts with a label on trial, and a payment code that lost a digit."""
    opened_from("branches")(stage)
    page: Any = stage.window.shell.page("branch")
    form = page.form
    form.qris.setPlainText(QRIS.replace("TINI", "TNI"))
    form.test.box.setText("2100123012503")
    stage.rest()
    form.area.ensureWidgetVisible(form.test)
    stage.rest()


def promotion_tried(stage: Stage) -> None:
    """A new promotion, and why each line of a cart costs what it does."""
    stage.window.shell.open("promotion", promotion=None)
    stage.window.background.wait_idle()
    stage.rest(ANSWERED_MS)
    page: Any = stage.window.shell.page("promotion")
    look_up = stage.window.side.searching.look_up
    codes = [next(item for item in look_up(word) if item.price).sku for word in ("gula", "teh", "mi")]
    today = page.office.today()
    draft = Draft(
        name="Beli dua gratis satu",
        kind=PromotionKind.BUY_GET,
        goods=" ".join(codes[:2]),
        rate=100_000,
        valid_from=today,
        minimum=20_000,
    )
    page.form.fill(draft)
    page._typed()
    for typed in (f"2*{codes[0]}", codes[1], f"3*{codes[2]}"):
        page.panel._trying.enter(typed)
        stage.window.background.wait_idle()
    stage.rest(ANSWERED_MS)


def picking(stage: Stage) -> None:
    """Goods found by name for a promotion."""
    opened("promotions")(stage)
    stage.window.shell.open("promotion", promotion=None)
    stage.window.background.wait_idle()
    stage.rest(ANSWERED_MS)
    page: Any = stage.window.shell.page("promotion")
    page.findChildren(GoodsPicker)[0].pick(page.form.editors["goods"])
    panel: Any = stage.window.shell.panel
    panel.field.setText("ko")
    stage.rest(ANSWERED_MS)


def not_typed(stage: Stage) -> None:
    page: Any = stage.window.shell.page("promotion")
    page._editor.open(None)
    page.panel._trying.clear()
    stage.window.background.wait_idle()


def queue_open(stage: Stage) -> None:
    """Two services are named; nobody waits yet."""
    opened("queue")(stage)
    page: Any = stage.window.shell.page("queue")
    for name_id, name_en in (("Kasir", "Cashier"), ("Layanan", "Customer service"))[
        len(page._desk.services) :
    ]:
        row = page._desk.next_service().model_copy(update={"name_id": name_id, "name_en": name_en})
        page._desk.save_service(row)
        stage.window.background.wait_idle()
        stage.rest(ANSWERED_MS)


def nothing_typed(stage: Stage) -> None:
    page: Any = stage.window.shell.page("branch")
    page._editor.undo()
    page.form.test.box.clear()
    page.form.area.verticalScrollBar().setValue(0)
    stage.window.background.wait_idle()


def searching(stage: Stage) -> None:
    opened("home")(stage)
    stage.window.shell.open_search()
    stage.rest()
    stage.hands.type("teh")
    stage.rest(ANSWERED_MS)


def helped(stage: Stage) -> None:
    opened("products")(stage)
    stage.window.shell.show_help()
    stage.rest()


def escaped(stage: Stage) -> None:
    stage.hands.press("Esc")
    stage.rest()


IMPORT: Final = (
    "sku,name,category,unit,price,cost,barcode\n"
    "BARU1,Teh botol baru,Minuman,btl,5000,4000,\n"
    "BARU2,Harga salah,Minuman,btl,lima,4000,123\n"
    'MIN010,"Air Bayuri 1,5 L",Minuman,btl,6500,4700,\n'
    ",Tanpa kode,Minuman,btl,5000,4000,\n"
)

IMPORT_PEOPLE: Final = (
    "Kode,Nama,Telepon,Tanggal lahir,Tingkat harga,Batas kredit\n"
    "P-201,Warung Bu Tini,0812-5550-201,17/08/1978,grosir,2500000\n"
    ",Koperasi Melati,0812-5550-202,,grosir,\n"
    "P-203,Pak Yanto,,31/02/1990,emas,\n"
    ",Tanpa nomor,,,,\n"
    "P-201,Warung Bu Tini,,,,\n"
)

# Of a fictitious merchant.
QRIS: Final = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600914000012345502150000000123456780303UMI51440014ID.CO.QRIS.WWW"
    "0215ID10200000123450303UMI5204549953033605802ID5914WARUNG BU TINI6006SLEMAN6105552816304A197"
)


def customer_closed(stage: Stage) -> None:
    page: Any = stage.window.shell.page("customers")
    page.panel.close_button.click()
    stage.window.background.wait_idle()


def working_days(stage: Stage) -> None:
    """Today and the days before; one of them lacks a note."""
    opened("attendance")(stage)
    page: Any = stage.window.shell.page("attendance")
    page.period._choose(last_days(7, page.office.today()))
    stage.window.background.wait_idle()
    stage.rest(ANSWERED_MS)


def working_day(stage: Stage) -> None:
    working_days(stage)
    page: Any = stage.window.shell.page("attendance")
    row = next(row for row in page_rows(page) if row["missing"])
    page.table.opened.emit(row)
    stage.rest(ANSWERED_MS)


def no_working_day(stage: Stage) -> None:
    page: Any = stage.window.shell.page("attendance")
    page._editor.close()


def card_issued(stage: Stage) -> None:
    """A supervisor's card, shown this once."""
    opened("staff")(stage)
    page: Any = stage.window.shell.page("staff")
    row = next(row for row in page_rows(page) if row["username"] == "budi")
    page.table.opened.emit(row)
    stage.rest(ANSWERED_MS)
    page.whole.side.issue.click()
    stage.window.background.wait_idle()
    stage.rest(ANSWERED_MS)


def staff_card_closed(stage: Stage) -> None:
    page: Any = stage.window.shell.page("staff")
    page.whole.close_side()


def order_closed(stage: Stage) -> None:
    page: Any = stage.window.shell.page("orders")
    page.panel.closed.emit()


SCENES: Final = (
    Scene("admin-02b-orders", opened("orders")),
    Scene("admin-02e-order", opened_from("orders", customer="Ani Wulandari"), order_closed),
    Scene("admin-02d-tax-invoices", opened("tax-invoices")),
    Scene("admin-06b-lots", opened("lots")),
    Scene("admin-06c-serials", opened("serials")),
    Scene("admin-06d-checks", opened("checks")),
    Scene("admin-01-home", opened("home")),
    Scene("admin-02-sales", opened("sales")),
    Scene("admin-03-receipt", opened_from("sales")),
    Scene("admin-04-products", opened("products")),
    Scene("admin-04b-product", form_open, form_closed),
    Scene("admin-04d-customer-price", customer_price, form_reset),
    Scene("admin-04c-price-levels", opened("price-levels")),
    Scene("admin-05-products-import", opened("products-import")),
    Scene("admin-05b-import-preview", previewed, forgotten),
    Scene("admin-06-stock", opened("stock")),
    Scene("admin-07-stock-card", opened_from("stock")),
    Scene("admin-08-stock-adjust", opened("stock-adjust")),
    Scene("admin-08b-counting", counting, not_counted),
    Scene("admin-09-movers", opened("movers")),
    Scene("admin-09h-customers-import", opened("customers-import")),
    Scene("admin-09i-customers-preview", people_previewed, people_forgotten),
    Scene("admin-09b-customers", opened_from("customers", code="M0004"), customer_closed),
    Scene("admin-09c-points-and-credit", opened("customer-terms")),
    Scene("admin-09d-receivables", opened("receivables")),
    Scene("admin-10-ledger", opened("ledger")),
    Scene("admin-11-account", opened_from("ledger")),
    Scene("admin-11b-entry", entry_open),
    Scene("admin-12-tills", opened("tills")),
    Scene("admin-12b-till", opened_from("tills", code="BDG2-K2")),
    Scene("admin-12c-event-log", log_open),
    Scene("admin-13-shifts", shifts_open, tills_again),
    Scene("admin-13b-reviews", opened("reviews")),
    Scene("admin-13c-review", opened_from("reviews")),
    Scene("admin-13d-answer", answering, not_answered),
    Scene("admin-13e-price", of_reason(ReviewCode.PRICE_DIFFERS)),
    Scene("admin-13f-impossible", of_reason(ReviewCode.TOTALS_IMPOSSIBLE)),
    Scene("admin-13g-damaged", of_reason(ReviewCode.DAMAGED_EVENT)),
    Scene("admin-13h-clock", of_reason(ReviewCode.CLOCK_SKEW)),
    Scene("admin-13i-shift", of_reason(ReviewCode.SHIFT_FIGURES_DIFFER)),
    Scene("admin-13j-many", marking, not_marked),
    Scene("admin-14-search", searching, escaped),
    Scene("admin-15-help", helped, escaped),
    Scene("admin-16-restores", opened("incidents")),
    Scene("admin-16b-restore", opened_from("incidents")),
    Scene("admin-17-branches", opened("branches")),
    Scene("admin-17b-branch", branch_open),
    Scene("admin-17c-branch-labels", labels_tried, nothing_typed),
    Scene("admin-17d-staff", staff_open),
    Scene("admin-08c-price-lists", opened("price-lists")),
    Scene("admin-17e-payment-methods", opened("payment-methods")),
    Scene("admin-17f-payment-method", opened_from("payment-methods", id="gift_card")),
    Scene("admin-17g-card", opened_from("payment-methods", id="debit")),
    Scene("admin-17h-attendance", working_days),
    Scene("admin-17j-staff-card", card_issued, staff_card_closed),
    Scene("admin-02b-salespeople", opened("salespeople")),
    Scene("admin-17i-working-day", working_day, no_working_day),
    Scene("admin-09e-vouchers", vouchers),
    Scene("admin-09f-issuing", issuing, card_closed),
    Scene("admin-09g-voiding", voiding, card_closed),
    Scene("admin-20-queue", queue_open),
    Scene("admin-18-promotion", promotion_tried, not_typed),
    Scene("admin-18a-picking", picking, escaped),
    Scene("admin-18b-promotions", opened("promotions")),
)
