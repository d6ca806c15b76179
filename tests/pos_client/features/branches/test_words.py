"""Every fault a layout, a label or a payment code can have is said in both languages."""

from collections.abc import Iterator
from string import Formatter

import pytest

from pos_client import texts
from pos_client.features.branches.shown import LAYOUT_WORDS, QRIS_WORDS, READ_WORDS, UNITS, qris_says
from pos_client.features.branches.state import Draft, draft_of, faults_in, form_field, row_of
from pos_client.texts import LANGUAGES
from shared_models.rules.qris import QrisFault
from shared_models.rules.store_codes import DECIMALS, DEFAULT_LAYOUTS, LayoutFault, ReadFault
from shared_models.values.codes import ErrorCode, RoundingMode
from shared_models.values.ids import uuid7
from shared_models.values.moments import Zone
from shared_models.wire.replica import BranchRow

BRANCH = BranchRow(
    id=uuid7(1, 1),
    code="BDG1",
    name="Toko Ratna",
    address="Jl. Melati 5",
    zone=Zone.WIB,
    rounding_step=100,
    rounding_mode=RoundingMode.DOWN,
    receipt_header=("Buka setiap hari", "", "08.00 sampai 21.00"),
    line_discount_limit_bp=1_250,
    store_codes=DEFAULT_LAYOUTS,
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    texts.use("en")


def test_no_fault_is_without_words() -> None:
    assert set(LAYOUT_WORDS) == set(LayoutFault)
    assert set(READ_WORDS) == set(ReadFault)
    assert set(QRIS_WORDS) == set(QrisFault)
    assert set(UNITS) == {
        (value, decimals) for value, (least, most) in DECIMALS.items() for decimals in range(least, most + 1)
    }
    for words in (*LAYOUT_WORDS.values(), *READ_WORDS.values(), *QRIS_WORDS.values()):
        said = {texts.said_in(language, words) for language in LANGUAGES}
        assert len(said) == len(LANGUAGES), words
        named = {tuple(sorted(name for _w, name, _s, _c in Formatter().parse(one) if name)) for one in said}
        assert len(named) == 1


@pytest.mark.parametrize(
    "code", ["x", "000201", "00020101021", "0002010102110211", "000201630400zz", "6304ABCD00"]
)
def test_nothing_pasted_is_left_without_an_answer(code: str) -> None:
    for language in LANGUAGES:
        texts.use(language)
        said = qris_says(code)
        assert said
        assert not any("{" in words for _tone, words in said)


def test_a_branch_comes_out_of_the_form_as_it_went_in() -> None:
    assert row_of(draft_of(BRANCH), BRANCH) == BRANCH
    assert faults_in(draft_of(BRANCH)) == []


def test_what_is_too_long_or_missing_is_found_before_it_is_sent() -> None:
    found = faults_in(Draft(address="x" * 1_001, footer="kurang\n" + "x" * 1_001))
    assert [(fault.field, fault.wrong) for fault in found] == [
        ("name", ErrorCode.FIELD_REQUIRED),
        ("address", ErrorCode.FIELD_TOO_LONG),
        ("receipt_footer", ErrorCode.FIELD_TOO_LONG),
        ("line_discount_limit_bp", ErrorCode.FIELD_REQUIRED),
    ]


def test_faults_of_the_server_find_their_field() -> None:
    assert form_field("body.receipt_footer.2") == "receipt_footer"
    assert form_field("store_codes.3.pattern") == "store_codes.3"
    assert form_field("qris") == "qris"
