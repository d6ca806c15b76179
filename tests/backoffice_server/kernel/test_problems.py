"""Whatever goes wrong leaves as a Problem: facts for what the user can mend, a reference for our faults."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy.exc import TimeoutError as PoolTimeout

from backoffice_server.kernel.web import problems
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.problems import Problem
from tests.conftest import ExpectLog


def answer(error: Exception) -> tuple[Problem, Any]:
    app = FastAPI()
    problems.install(app)

    def fail(number: int = 0) -> None:
        raise error

    app.add_api_route("/fail", fail)
    reply = TestClient(app, raise_server_exceptions=False).get("/fail")
    assert reply.headers["content-type"] == "application/problem+json"
    return Problem.model_validate(reply.json()), reply


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (ErrorCode.NOT_FOUND, 404),
        (ErrorCode.NOT_ALLOWED, 403),
        (ErrorCode.CONFLICT, 409),
        (ErrorCode.RESNAPSHOT, 410),
        (ErrorCode.TOO_LARGE, 413),
    ],
)
def test_a_refusal_keeps_its_code_and_facts(code: ErrorCode, status: int) -> None:
    problem, _ = answer(Refusal(code, wanted=3))
    assert (problem.code, problem.status, problem.facts, problem.reference) == (
        code,
        status,
        {"wanted": 3},
        None,
    )


def test_all_faults_travel() -> None:
    problem, _ = answer(
        invalid([Fault("a", ErrorCode.FIELD_REQUIRED), Fault("b", ErrorCode.INVALID, (("n", 1),))])
    )
    assert problem.facts["faults"] == [
        {"field": "a", "code": "field_required"},
        {"field": "b", "code": "invalid", "n": 1},
    ]


def test_who_must_wait_is_told_how_long() -> None:
    _, reply = answer(Refusal(ErrorCode.TOO_MANY_TRIES, retry_after_s=30))
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "30")


def test_a_bug_shows_a_reference_and_no_trace(expect_log: ExpectLog) -> None:
    expect_log("fault .{8} at GET /fail")
    problem, reply = answer(KeyError("secret detail"))
    assert (problem.code, problem.status, len(problem.reference or "")) == (ErrorCode.SERVER_FAULT, 500, 8)
    assert "secret" not in reply.text


@pytest.mark.parametrize(
    "error", [sqlite3.OperationalError("database or disk is full"), PoolTimeout("queue")]
)
def test_a_database_that_cannot_serve_asks_to_come_back(error: Exception, expect_log: ExpectLog) -> None:
    expect_log("/fail")
    problem, reply = answer(error)
    assert (problem.code, problem.status) == (ErrorCode.SERVER_BUSY, 503)
    assert reply.headers["retry-after"]


def test_a_broken_rule_of_the_database_is_our_bug(expect_log: ExpectLog) -> None:
    expect_log("fault")
    assert answer(sqlite3.IntegrityError("CHECK"))[0].code is ErrorCode.SERVER_FAULT


def test_nonsense_and_wrong_places() -> None:
    app = FastAPI()
    problems.install(app)

    def number(number: int) -> int:
        return number

    app.add_api_route("/number", number)
    client = TestClient(app)
    wrong = Problem.model_validate(client.get("/number?number=x").json())
    assert wrong.facts["faults"] == [{"field": "number", "code": "invalid", "kind": "int_parsing"}]
    nowhere = client.get("/nowhere")
    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    method = client.post("/number")
    assert (method.status_code, method.json()["code"]) == (405, "invalid")


def test_a_line_that_falls_in_the_middle_of_a_question_is_no_bug() -> None:
    app = FastAPI()
    problems.install(app)

    async def hear_out(request: Request) -> int:
        return len(await request.body())

    app.add_api_route("/tell", hear_out, methods=["POST"])
    heard = [{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return heard.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/tell", "query_string": b"", "headers": []}
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 400
