"""First start: every fault is said at once, nothing is written before the last button."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from pos_client.features.setup.state import JoinAnswers, ShopAnswers
from pos_client.features.setup.view import SetupView
from shared_models.values.moments import Zone
from tests.factories.seller import at_the_till


def test_a_shop_begins_on_its_own_till(tmp_path: Path, qapp: QApplication) -> None:
    with at_the_till(tmp_path / "till") as seller:
        view = seller.page
        assert isinstance(view, SetupView)
        view.choice.buttons[1].click()
        card = view.alone
        assert card.company.hasFocus()
        seller.press("Return")
        assert card.form.fields["company"].fault() == "Stands on every receipt"
        assert card.form.fields["pin"].fault() == "Four to twelve digits"
        card.company.setText("Warung Melati")
        card.owner.setText("Ratna")
        card.pin.setText("1234")
        card.pin_again.setText("4321")
        seller.press("Return")
        assert card.form.fields["pin_again"].fault() == "Not the same as above"
        card.pin_again.setText("1234")
        seller.press("Return")
        seller.until(lambda: seller.here == "start")
        seller.enter("1234")
        seller.enter("0")
        seller.until(lambda: seller.here == "till")
        assert seller.window.shell.status.texts()[:3] == ["Ratna", "Shift 1", "TK1-K1"]
        assert "Stands alone, everything is kept here" in seller.window.shell.status.texts()


def test_a_back_office_that_does_not_answer_is_said_in_place(tmp_path: Path, qapp: QApplication) -> None:
    with at_the_till(tmp_path / "till") as seller:
        view = seller.page
        view.choice.buttons[0].click()
        view.join.code.setText("abcde-12345")
        seller.press("Return")
        assert view.join.form.fields["server"].fault() == "Begins with http:// or https://"
        view.join.server.setText("http://127.0.0.1:9")
        seller.press("Return")
        seller.until(lambda: view.join.trouble.text() == "The back office cannot be reached.")
        assert view.join.go.isEnabled()
        seller.press("Esc")
        assert seller.here == "setup"
        assert seller.rows("SELECT count(*) FROM till") == [(0,)]


def test_faults_of_answers() -> None:
    assert JoinAnswers(server="https://kantor", code="X", device_name="K").faults() == []
    wrong = ShopAnswers("", "a b", "", "", "", "12", "12", Zone.WIB, is_pkp=False)
    assert [field for field, _ in wrong.faults()] == [
        "company",
        "branch_code",
        "register_code",
        "owner",
        "pin",
    ]
