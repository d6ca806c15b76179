"""Promotions in the admin tab: each kind is typed, tried on real goods, kept, and shown as it was kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt

from backoffice_server.features.promotions import queries
from backoffice_server.features.promotions.service import save_promotion
from pos_client.desk.shell.search import SearchPanel
from pos_client.features.promotions.state import FIELDS_OF, Draft, draft_of, request_of
from shared_models.rules.promotions.model import PromotionKind, RewardKind, TierBy
from shared_models.values.money import Money
from shared_models.wire.promotions import AmountOffRow, PromotionRow, SavePromotion, ScopeRow, TieredRow
from tests.factories.office import NOON, Premises, Window
from tests.factories.promotions import percent_off, promotion_row

CONTROL = Qt.KeyboardModifier.ControlModifier
A, B = UUID(int=0xA), UUID(int=0xB)
CODES = {"KOPI": A, "TEH": B}


@pytest.fixture
def page(office: Window) -> Any:
    return office.open("promotion", promotion=None)


def stored(premises: Premises) -> list[PromotionRow]:
    with premises.shop.database.read() as unit:
        return list(queries.active(unit))


def save(office: Window, page: Any) -> None:
    office.press(page.form.editors["name"], Qt.Key.Key_S, CONTROL)
    office.settle()


def test_a_promotion_is_typed_tried_and_kept(office: Window, premises: Premises, page: Any) -> None:
    form = page.form
    office.type(form.editors["name"], "Sabun hemat")
    office.type(form.editors["goods"], "SABUN")
    office.type(form.editors["rate"], "10")
    office.type(page.panel.box, "2*SABUN")
    office.press(page.panel.box, Qt.Key.Key_Return)
    office.settle()
    (line,) = page.panel._trying.lines
    assert [one.name for one in line.promotions] == ["Sabun hemat"]
    assert line.off * 10 == line.gross
    assert any("Sabun hemat" in said for said in page.panel.said)
    assert stored(premises) == [], "nothing is sent before it is saved"
    save(office, page)
    (row,) = stored(premises)
    assert (row.promotion.name, row.promotion.benefit.kind) == ("Sabun hemat", "percent_off")
    assert not page.unsaved()
    promotions = office.open("promotions")
    assert promotions.table.model.row(0)["name"] == "Sabun hemat"


def picked(office: Window, field: Any, words: str) -> None:
    """F2, some letters, Enter."""
    field.setFocus()
    office.press(field, Qt.Key.Key_F2)
    panel = office.shell.panel
    assert isinstance(panel, SearchPanel)
    office.type(panel.field, words)
    office.until(lambda: any(words in title.casefold() for title in panel.titles()))
    office.press(panel.field, Qt.Key.Key_Return)
    office.settle()


def test_goods_are_picked_by_name_instead_of_typed_by_heart(office: Window, page: Any) -> None:
    goods, parts = page.form.editors["goods"], page.form.editors["parts"]
    picked(office, goods, "sabun")
    assert office.shell.panel is None
    assert page._editor.state.draft.goods == "SABUN"
    picked(office, goods, "gula")
    assert page._editor.state.draft.goods == "SABUN GULA-1KG"
    office.choose(page.form.editors["kind"], PromotionKind.BUNDLE.value)
    office.type(parts, "2")
    picked(office, parts, "sabun")
    assert parts.toPlainText() == "2 SABUN"


def test_every_fault_stands_at_its_field(office: Window, premises: Premises, page: Any) -> None:
    save(office, page)
    assert page.form.fields["name"].fault() == "This is needed."
    assert page.form.fields["rate"].fault() == "From 0.01 to 100 percent."
    office.type(page.form.editors["name"], "X")
    office.type(page.form.editors["rate"], "5")
    office.type(page.form.editors["goods"], "SABUN TIDAKADA")
    save(office, page)
    assert page.form.fields["goods"].fault() == "Not in the catalogue: TIDAKADA"
    assert stored(premises) == []


def test_a_code_is_tried_like_at_the_till(office: Window, page: Any) -> None:
    form = page.form
    office.type(form.editors["name"], "Voucher")
    office.type(form.editors["rate"], "50")
    office.click(form.editors["voucher"])
    form.editors["codes"].setPlainText("HEMAT")
    trying = page.panel._trying
    trying.enter("SABUN")
    office.settle()
    assert trying.outcome.discount == 0
    trying.enter("hemat")
    assert trying.outcome.discount * 2 == trying.lines[0].gross
    assert "Code HEMAT in use" in page.panel.said


def test_what_the_form_cannot_show_is_not_changed_by_it(office: Window, premises: Premises) -> None:
    scope = ScopeRow(units=("dus",))
    row = promotion_row(1, AmountOffRow(scope=scope, amount=Money(500), per_unit=True), version=0)
    with premises.shop.database.write() as unit:
        save_promotion(unit, promotion_id=row.id, request=row.promotion, by=None)
    page = office.open("promotion", promotion=row.id)
    assert not page.save.isEnabled()
    assert "cannot show" in page.looking.text()


GIVEN = {
    "name": "P",
    "goods": "KOPI TEH",
    "got": "TEH",
    "count": 3,
    "got_count": 2,
    "rate": 12_500,
    "amount": 5_000,
    "reward": RewardKind.AMOUNT,
    "at_most": 20_000,
    "times_max": 4,
    "tier_by": TierBy.AMOUNT,
    "tiers": "10.000: 500\n20.000: 1.500",
    "parts": "1 KOPI\n2 TEH KOPI",
    "valid_from": NOON.date(),
    "weekdays": "01234",
    "start": 840,
    "end": 1020,
    "minimum": 50_000,
    "voucher": True,
    "codes": "A1\nB2",
    "uses_max": 1,
}


@pytest.mark.parametrize("kind", PromotionKind)
def test_every_kind_is_shown_as_it_was_kept(kind: PromotionKind) -> None:
    made = Draft(**(GIVEN | {"kind": kind}))  # type: ignore[arg-type] # names of fields
    saved = request_of(made, CODES, version=1, today=NOON.date())
    assert saved.faults() == []
    shown = draft_of(saved, {A: "KOPI", B: "TEH"})
    assert request_of(shown, CODES, version=1, today=NOON.date()) == saved
    assert SavePromotion.model_validate_json(saved.model_dump_json()) == saved
    assert FIELDS_OF[kind]


def test_percent_tiers_have_two_decimals() -> None:
    draft = Draft(kind=PromotionKind.TIERED, tiers="3: 5\n12: 7,5", reward=RewardKind.PERCENT)
    saved = request_of(draft, {}, version=0, today=NOON.date())
    assert isinstance(saved.benefit, TieredRow)
    assert [(one.at_least, one.reward.value) for one in saved.benefit.tiers] == [(3_000, 500), (12_000, 750)]
    assert draft_of(saved, {}).tiers == "3: 5\n12: 7,50"


def test_another_promotion_stands_beside_the_draft(office: Window, premises: Premises) -> None:
    with premises.shop.database.write() as unit:
        row = promotion_row(1, percent_off(rate_bp=2_000), version=0, name="Semua hemat")
        save_promotion(unit, promotion_id=row.id, request=row.promotion, by=None)
    page = office.open("promotion", promotion=None)
    page.panel._trying.enter("SABUN")
    office.settle()
    assert [one.name for one in page.panel._trying.lines[0].promotions] == ["Semua hemat"]
