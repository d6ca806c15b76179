"""Every code has words in both languages; bugs get a number, never a trace."""

import logging
from collections.abc import Callable

import pytest

from pos_client import texts
from pos_client.desk import problems
from pos_client.desk.problems import Problems, fault_texts, permission_text, problem_text, refusal_text
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.refusals import Fault, Refusal, invalid


@pytest.mark.parametrize("code", ErrorCode)
def test_every_code_has_words_in_both_languages(code: ErrorCode) -> None:
    english = problem_text(code)
    texts.use("id")
    indonesian = problem_text(code, {})
    assert english.endswith((".", "?"))
    assert indonesian != english
    assert "{" not in indonesian


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_has_words(permission: Permission) -> None:
    english = permission_text(permission)
    texts.use("id")
    assert permission_text(permission) != english


def test_facts_are_put_in_where_they_are_known() -> None:
    assert problem_text(ErrorCode.TENDER_TOO_SMALL, {"missing": 12_500}) == "Rp12.500 is still missing."
    assert problem_text(ErrorCode.TENDER_TOO_SMALL, {"other": 1}) == "That is not enough."
    assert problem_text(ErrorCode.RETURN_TOO_MUCH, {"left": 250}) == "Only 0,250 of it can still be returned."
    assert problem_text(ErrorCode.APPROVAL_NEEDED, {"permission": "line_discount"}) == (
        "A supervisor must allow this: give a discount."
    )
    texts.use("id")
    assert problem_text(ErrorCode.TOO_MANY_TRIES, {"seconds": 30}) == (
        "Terlalu banyak percobaan. Tunggu 30 detik."
    )


def test_a_form_gets_every_fault_at_its_field() -> None:
    refusal = invalid(
        [
            Fault("barcode", ErrorCode.BARCODE_TAKEN, (("name", "Teh Sekarsari 350 ml"),)),
            Fault("name", ErrorCode.FIELD_REQUIRED),
            Fault("pin", ErrorCode.INVALID, (("at_least", 4), ("at_most", 8))),
            Fault("password", ErrorCode.INVALID, (("at_least", 8),)),
            Fault("username", ErrorCode.CONFLICT),
            Fault("reason", ErrorCode.INVALID),
        ]
    )
    assert fault_texts(refusal.facts) == [
        ("barcode", "Already used by Teh Sekarsari 350 ml."),
        ("name", "This is needed."),
        ("pin", "Between 4 and 8 characters."),
        ("password", "At least 8 characters."),
        ("username", "This is taken already."),
        ("reason", "This cannot be right."),
    ]
    assert fault_texts({}) == []


def test_a_bug_gets_a_number_and_a_log_line(
    expect_log: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("reference 7KQ2")
    heard: list[str] = []
    desk = Problems(heard.append, lambda: "7KQ2")
    with caplog.at_level(logging.ERROR):
        desk.handle(ZeroDivisionError("secret detail"))
    desk.handle(Refusal(ErrorCode.WRONG_PIN))
    assert heard[0].endswith("Note the number 7KQ2.")
    assert "secret" not in heard[0]
    assert heard[1] == "This PIN is not right."
    assert refusal_text(ValueError("x")) is None
    assert problems.log.name in caplog.text or caplog.records
