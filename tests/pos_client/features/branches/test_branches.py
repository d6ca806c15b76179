"""Branches: what is typed reaches the server, what is wrong stands at its field, with real keys."""

from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt

from backoffice_server.features.branches import queries
from backoffice_server.features.branches.service import save_branch
from pos_client.desk.shell.dialogs import ConfirmPanel, HelpPanel
from pos_client.desk.theme.look import look
from pos_client.devices.escpos_page import text_of
from pos_client.features.branches.shown import server_words
from pos_client.texts import LANGUAGES
from shared_models.rules.qris import dynamic, parse
from shared_models.rules.store_codes import DEFAULT_LAYOUTS, StoreLayout, StoreValue, make
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.values.refusals import Refusal
from shared_models.wire.replica import BranchRow
from tests.factories.office import Premises, Window

CONTROL = Qt.KeyboardModifier.ControlModifier
# Of a fictitious merchant (domain_vectors.json S2).
STATIC = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600914000012345502150000000123456780303UMI51440014ID.CO.QRIS.WWW"
    "0215ID10200000123450303UMI5204549953033605802ID5914WARUNG BU TINI6006SLEMAN6105552816304A197"
)


@pytest.fixture
def page(office: Window, premises: Premises) -> Any:
    return office.open("branch", branch=premises.shop.branch())


def stored(premises: Premises, code: str = "BDG1") -> BranchRow:
    with premises.shop.database.read() as unit:
        return queries.branch_by_code(unit, code)


def changed(premises: Premises, **changes: Any) -> None:
    """Somebody else saves the branch."""
    row = stored(premises).model_copy(update=changes)
    with premises.shop.database.write() as unit:
        save_branch(unit, branch_id=row.id, row=row)


def save(office: Window, page: Any) -> None:
    office.press(page.form.name, Qt.Key.Key_S, CONTROL)
    office.settle()


def add_layout(office: Window, page: Any, pattern: str) -> Any:
    office.click(page.form.add_layout)
    field = page.form.layout_fields[-1]
    office.type(field.pattern, pattern)
    return field


def fault(page: Any, field: str) -> str:
    return str(page.form.fields[field].fault())


def test_the_list_leads_to_a_branch(office: Window) -> None:
    branches = office.open("branches")
    rows = [branches.table.model.row(at) for at in range(branches.table.model.rowCount())]
    assert [(row["code"], row["qris"], row["layouts"]) for row in rows] == [("BDG1", "", 0), ("BDG2", "", 0)]
    branches.table.view.select_row(1)
    office.press(branches.table.view, Qt.Key.Key_Return)
    office.settle()
    assert office.page("branch").form.name.text() == "Toko Ratna BDG2"


def test_what_is_typed_is_kept(office: Window, premises: Premises, page: Any) -> None:
    form = page.form
    before = stored(premises)
    office.type(form.name, "Toko Ratna Dago")
    office.type(form.phone, "0812 3456")
    office.type(form.address, "Jl. Dago 7")
    office.type(form.header, "Buka setiap hari")
    form.footer.setPlainText("Terima kasih\nSampai jumpa\n")
    office.type(form.limit, "7,5")
    office.choose(form.step, "500")
    office.choose(form.mode, "up")
    office.choose(form.zone, "WITA")
    office.choose(form.day_starts, "4")
    office.click(form.blind)
    assert page.unsaved()
    assert stored(premises) == before, "nothing is sent before it is saved"
    save(office, page)
    assert not page.unsaved()
    row = stored(premises)
    assert (row.name, row.phone, row.address) == ("Toko Ratna Dago", "0812 3456", "Jl. Dago 7")
    assert (row.receipt_header, row.receipt_footer) == (
        ("Buka setiap hari",),
        ("Terima kasih", "Sampai jumpa"),
    )
    assert (row.rounding_step, row.rounding_mode.value, row.line_discount_limit_bp) == (500, "up", 750)
    assert (row.zone.value, row.day_starts_at_hour, row.blind_close) == ("WITA", 4, True)
    assert office.office.branches[0].name == "Toko Ratna Dago", "the rest of the window knows"
    assert page.head.title.text() == "Toko Ratna Dago"


def test_every_fault_stands_at_its_field(office: Window, premises: Premises, page: Any) -> None:
    office.type(page.form.name, " ")
    office.type(page.form.limit, "120")
    broken = add_layout(office, page, "22PPPVV!PP")
    page.form.qris.setPlainText(STATIC.replace("TINI", "TONI"))
    save(office, page)
    assert fault(page, "name") == "This is needed."
    assert fault(page, "line_discount_limit_bp") == "From 0 to 100 percent, with at most two decimals."
    assert "has 8, 12 or 13 digits; this pattern has 10." in fault(page, "store_codes.0")
    assert "“!” at place 8 means nothing here" in fault(page, "store_codes.0")
    assert "it should be" in fault(page, "qris")
    assert stored(premises).name == "Toko Ratna BDG1"
    office.type(page.form.name, "Toko Ratna")
    office.type(page.form.limit, "0")
    office.type(broken.pattern, "22ppppp vvvvv c")
    page.form.qris.setPlainText(f" {STATIC}\n")
    save(office, page)
    row = stored(premises)
    assert row.store_codes == (StoreLayout("22PPPPPVVVVVC", StoreValue.WEIGHT, 3),)
    assert (row.qris, row.line_discount_limit_bp) == (STATIC, 0)
    assert page.form.layout_fields[0].pattern.text() == "22PPPPPVVVVVC"


def test_a_layout_is_chosen_in_words_and_taken_away_again(
    office: Window, premises: Premises, page: Any
) -> None:
    first = add_layout(office, page, "22PPPPPVVVVVC")
    first.value.set_key("price")
    first.value.chosen.emit("price")
    assert first.decimals.currentText() == "in rupiah"
    first.decimals.set_key("-2")
    first.decimals.chosen.emit("-2")
    add_layout(office, page, "22PPPPPVVVVVC")
    save(office, page)
    assert "Layout 1 begins with 22 too" in fault(page, "store_codes.1")
    office.click(page.form.layout_fields[1].remove)
    save(office, page)
    assert stored(premises).store_codes == (StoreLayout("22PPPPPVVVVVC", StoreValue.PRICE, -2),)


def test_a_label_is_tried_before_it_is_saved(office: Window, page: Any) -> None:
    assert not page.form.test.isVisible(), "nothing to try"
    add_layout(office, page, "21PPPPPVVVVVC")
    loose = add_layout(office, page, "2PPPPPPVVVVVV")
    assert "a misread label goes unnoticed" in loose.hint.text()
    add_layout(office, page, "29PP")
    box = page.form.test.box
    office.type(box, make(DEFAULT_LAYOUTS[0], plu="123", amount=Quantity(1_250)))

    def answers() -> list[str]:
        return [line.text() for line in page.form.test.lines]

    assert answers() == [
        "1: goods 00123, 1,250 kg",
        "2: not asked: a layout with a longer beginning decides",
        "3: not asked: it must be put right first",
    ]
    office.type(box, "2100123012509")
    assert answers()[0] == "1: refused: the last digit should be 3, so it was misread or misprinted"
    office.type(box, "8991234567890")
    assert answers()[0] == "1: not read: it does not begin with 21"


def test_a_payment_code_answers_at_once(page: Any) -> None:
    form = page.form
    form.qris.setPlainText(STATIC)
    assert form.merchant.text() == "WARUNG BU TINI · SLEMAN · NMID ID1020000012345"
    assert not form.qris_trouble.isVisible()
    form.qris.setPlainText(STATIC[:-30])
    assert not form.merchant.isVisible()
    (cut,) = form.qris_trouble.text().splitlines()
    assert cut.startswith("The text ends in the middle of part"), "and nothing that lies behind it"
    form.qris.setPlainText(STATIC.replace("5303360", "5303840"))
    wrong = form.qris_trouble.text()
    assert "a character was lost or changed" in wrong
    assert "It is not in rupiah" in wrong, "everything that is wrong"
    form.qris.setPlainText(dynamic(parse(STATIC).qris, amount=Money(12_500)))
    assert form.qris_trouble.text().startswith("This code was made for one payment only.")
    form.qris.setPlainText("")
    assert not form.qris_trouble.isVisible()


def test_a_forbidden_clause_is_named_and_the_receipt_shows_what_is_typed(
    office: Window, premises: Premises, page: Any
) -> None:
    shown = page.preview.paper.image.copy()
    office.type(page.form.footer, "Barang tidak dapat dikembalikan")
    assert "tidak dapat dikembalikan" in page.form.clause.text()
    assert page.form.clause.isVisible()
    office.until(lambda: page.preview.paper.image != shown)
    save(office, page)
    assert stored(premises).receipt_footer == ("Barang tidak dapat dikembalikan",), "a warning, no refusal"


def test_the_picture_shows_remarks_and_sellers_as_the_branch_prints_them(office: Window, page: Any) -> None:
    def shown() -> tuple[bool, bool]:
        words = text_of(page._editor.sample())
        return "Pilih yang keras" in words or "Choose firm ones" in words, "Rina" in words

    assert shown() == (True, False), "as a branch prints them that never said"
    before = page.preview.paper.image.copy()
    office.click(page.form.sellers)
    assert shown() == (True, True)
    office.until(lambda: page.preview.paper.image != before)
    office.click(page.form.remarks)
    assert shown() == (False, True)


def test_the_sample_is_rounded_as_the_branch_rounds(page: Any) -> None:
    words = text_of(page._editor.sample())
    assert "Toko Ratna" in words
    assert "75.500" in words
    page.form.step.set_key("0")
    page.form.step.chosen.emit("0")
    assert "75.508" in text_of(page._editor.sample())
    assert "75.500" not in text_of(page._editor.sample())
    assert not page.form.mode.isEnabled()


def test_what_the_server_finds_wrong_stands_at_its_field(
    office: Window, premises: Premises, page: Any
) -> None:
    layouts = (DEFAULT_LAYOUTS[0], StoreLayout("22", StoreValue.PRICE))
    bad = stored(premises).model_copy(update={"store_codes": layouts, "qris": "000201"})
    with pytest.raises(Refusal) as refused:
        office.office.call(lambda api: api.save_branch(bad))
    words = dict(server_words(refused.value.facts))
    assert set(words) == {"store_codes.1", "qris"}
    assert "Write P where the number of the goods stands." in words["store_codes.1"]
    assert "Copy the text to its very end." in words["qris"]
    add_layout(office, page, "21PPPPPVVVVVC")
    add_layout(office, page, "22")
    page._editor._refused(refused.value)
    assert "Write P" in fault(page, "store_codes.1")
    assert fault(page, "qris")


def test_leaving_asks_where_something_would_be_lost(office: Window, page: Any) -> None:
    office.type(page.form.name, "Toko baru")
    office.shell.open("branches")
    question = office.shell.panel
    assert isinstance(question, ConfirmPanel)
    office.click(question.refuse)
    assert office.shell.here == "branch"
    office.click(page.undo)
    assert not page.unsaved()
    assert page.form.name.text() == "Toko Ratna BDG1"
    office.shell.open("branches")
    assert office.shell.here == "branches"


def test_nobody_s_change_is_written_over(office: Window, premises: Premises, page: Any) -> None:
    office.type(page.form.phone, "0812")
    changed(premises, receipt_footer=("Dari kantor",))
    save(office, page)
    assert "Someone else has changed this" in page.trouble.text()
    assert page.trouble.isVisible()
    assert stored(premises).phone is None
    office.click(page.undo)
    assert page.form.footer.toPlainText() == "Dari kantor"
    office.type(page.form.phone, "0812")
    save(office, page)
    assert (stored(premises).phone, stored(premises).receipt_footer) == ("0812", ("Dari kantor",))


def test_who_may_only_look_changes_nothing(opened: Window, premises: Premises) -> None:
    changed(premises, store_codes=DEFAULT_LAYOUTS)
    opened.sign_in("budi")
    page = opened.open("branch", branch=premises.shop.branch())
    assert not page.save.isEnabled()
    assert not any(field.editor.isEnabled() for field in page.form.fields.values())
    assert not page.form.add_layout.isVisible()
    assert "manage tills" in page.looking.text()
    opened.type(page.form.test.box, make(DEFAULT_LAYOUTS[2], plu="7", amount=Quantity(3_000)))
    assert [line.text() for line in page.form.test.lines][2] == "3: goods 00007, 3 pcs"


def test_both_pages_explain_themselves_in_both_languages(office: Window, page: Any) -> None:
    for language in ("en", "id"):
        look().use_language(language)
        for key in ("branches", "branch"):
            office.shell.open(key, **({"branch": page._editor.state.row.id} if key == "branch" else {}))
            office.shell.show_help()
            assert isinstance(office.shell.panel, HelpPanel)
            office.shell.show_help()
        office.settle()
    assert page.save.words() == "Simpan"


def test_in_a_narrow_window_the_receipt_stands_among_the_sections(office: Window, page: Any) -> None:
    add_layout(office, page, "21PPPPPVVVVVC")
    for language in LANGUAGES:
        look().use_language(language)
        for width, among in ((1024, True), (1366, False)):
            office.shell.resize(width, 768)
            office.until(partial(stands_among, page, among=among))
            office.until(partial(nothing_beyond, page))


def stands_among(page: Any, *, among: bool) -> bool:
    return bool(page.form.area.widget().isAncestorOf(page.preview)) is among


def nothing_beyond(page: Any) -> bool:
    """No field reaches beyond what can be seen; the receipt is whole."""
    view = page.form.area.viewport()
    fields = [field.editor for field in page.form.fields.values()]
    edges = [field.mapTo(view, field.rect().topRight()).x() for field in fields if field.isVisible()]
    paper = page.preview.paper
    if page.form.area.widget().isAncestorOf(paper):
        page.form.area.ensureWidgetVisible(paper)
    return bool(max(edges) <= view.width() and paper.visibleRegion().boundingRect().width() == paper.width())
