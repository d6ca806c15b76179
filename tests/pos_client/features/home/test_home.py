"""Home follows the tills without a click, and says when it cannot."""

from datetime import timedelta

from pos_client.desk.table.columns import shown
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.states import StatusText
from pos_client.desk.widgets.words import Label
from tests.factories.office import Premises, Till, Window, served, window
from tests.factories.shop import Shop


def figure(office: Window, key: str) -> str:
    shown = office.page("home").figures.figures()
    return next(str(own.value) for own in shown if own.key == key)


def texts_in(office: Window, kind: type[Label | StatusText]) -> list[str]:
    return [label.text() for label in office.page("home").findChildren(kind) if not label.isHidden()]


def test_a_sale_at_a_till_appears_without_a_click(office: Window, premises: Premises, till: Till) -> None:
    office.open("home")
    assert figure(office, "sales") == "Rp0"
    none_yet = next(
        own for own in office.page("home").findChildren(Label) if own.text() == "No sale yet today"
    )
    office.until(none_yet.isVisible)
    premises.sell(till, ("GULA-1KG", 2_000), ("TEH-KENARA", 1_000))
    till.push()
    office.until(lambda: figure(office, "sales") == "Rp38.500")
    assert figure(office, "receipts") == "1"
    rows = office.page("home").top.model
    assert [rows.row(at)["name"] for at in range(rows.rowCount())] == ["Gula 1Kg", "Teh Kenara"]
    assert not none_yet.isVisible()


def test_a_best_seller_stands_beside_last_week(office: Window, premises: Premises, till: Till) -> None:
    saturday = premises.clock.now
    till.writer.at = saturday - timedelta(days=7, hours=1)
    premises.sell(till, ("GULA-1KG", 2_000), ("TEH-KENARA", 1_000))
    till.writer.at = saturday
    premises.sell(till, ("GULA-1KG", 3_000))
    till.push()
    office.open("home")
    top = office.page("home").top
    row = top.model.row(0)
    assert [shown(column, row) for column in top.columns if column.key in {"units", "change"}] == [
        "3",
        "+50,0 %",
    ]


def test_the_legend_of_the_curve_is_whole_from_the_start(office: Window, till: Till) -> None:
    office.shell.resize(1024, 768)
    office.shell.open("home")
    page = office.page("home")
    for _moment in range(2):
        office.until(
            lambda: all(
                label.width() >= label.sizeHint().width() and label.text()
                for label in page.legend.findChildren(Label)
            )
        )
        assert [label.text() for label in page.legend.findChildren(Label)] == ["Today", "last Saturday"]
        office.settle()


def test_a_till_says_in_words_what_it_still_holds(office: Window, premises: Premises, till: Till) -> None:
    for _sale in range(3):
        premises.sell(till, ("GULA-1KG", 1_000))
    till.push(keep=2)
    office.open("home")
    states = texts_in(office, StatusText)
    assert "2 waiting" in states
    assert "Not enrolled yet" in states


def test_home_says_since_when_the_server_is_away_and_comes_back_by_itself(
    office: Window, premises: Premises, till: Till
) -> None:
    office.open("home")
    page = office.page("home")
    premises.doors.shut()
    page.load()
    office.until(lambda: office.office.offline_since is not None)
    office.settle()
    assert page.notice.isVisible()
    assert "has not answered since 14.05" in page.notice.text()
    assert page.live.text() == "As of 14.05", "what was fetched stays, and says of when it is"
    premises.doors.open()
    office.until(lambda: office.office.offline_since is None)
    office.until(lambda: not page.notice.isVisible())


def test_an_open_line_is_warned_of(shop: Shop, english: None) -> None:
    with served(shop, host="0.0.0.0") as premises, window(premises) as opened:
        opened.sign_in()
        opened.open("home")
        assert opened.page("home").warning.isVisible()


def test_home_speaks_indonesian_after_a_switch(office: Window, till: Till) -> None:
    office.open("home")
    look().use_language("id")
    titles = [own.title for own in office.page("home").figures.figures()]
    assert titles == ["Penjualan hari ini", "Struk", "Rata-rata keranjang", "Laba kotor"]


def test_one_branch_can_be_looked_at_alone(office: Window, premises: Premises, till: Till) -> None:
    premises.sell(till, ("GULA-1KG", 1_000))
    till.push()
    office.open("home")
    assert figure(office, "sales") == "Rp17.500"
    office.shell.branch_chosen.emit(str(premises.shop.branch("BDG2")))
    office.settle()
    assert figure(office, "sales") == "Rp0"
