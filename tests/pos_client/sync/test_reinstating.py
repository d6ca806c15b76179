"""A back office that no longer knows the till is shown what it was given, at once, but never in a loop."""

from __future__ import annotations

import hmac
from random import Random
from uuid import UUID

import pytest

from pos_client.store.streams import streams
from pos_client.store.sync_state import is_revoked
from pos_client.sync.messages import Answered, Failed, Outgoing, Pull, Push, Reinstate
from pos_client.sync.status import SyncState
from pos_client.sync.step import Sync
from shared_models.values.codes import ErrorCode, StreamPurpose
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import Certificate, Reinstated
from tests.factories.held_line import Line, new_stream

UNKNOWN = Refusal(ErrorCode.NOT_SIGNED_IN)
A_MINUTE = 60_000


def certify(line: Line, *, stream_no: int = 1, kid: int = 1, **changes: object) -> Certificate:
    """The till was enrolled when this stream was begun."""
    till = line.shop.till
    fields: dict[str, object] = {
        "company": till.company,
        "device": till.device,
        "branch": till.branch,
        "register_id": till.register_id,
        "register_code": "K1",
        "series": "A",
        "purpose": StreamPurpose.LIVE,
        "kid": kid,
        "issued_at": line.shop.clock.at,
        "signature": f"{stream_no:x}" * 64,
    }
    stated = Certificate.model_validate(fields | changes)
    with line.shop.store.write() as unit:
        unit.execute(
            "UPDATE stream SET certificate = ?, kid = ? WHERE stream_no = ?",
            (stated.model_dump_json(), kid, stream_no),
        )
    return stated


def shown(asked: list[Outgoing]) -> Reinstate:
    (found,) = (request for request in asked if isinstance(request, Reinstate))
    return found


def known_again(line: Line, request: Reinstate, *, revoked: bool = False, **changes: UUID) -> Answered:
    fields: dict[str, object] = {"company": line.shop.till.company} | dict(changes)
    reply = Reinstated.model_validate(fields | {"revoked": revoked, "server_time": line.shop.clock.at})
    return Answered(request, reply)


def test_a_forgotten_till_shows_its_certificate_at_once_and_goes_on(line: Line) -> None:
    stated = certify(line)
    asked = shown(line.step(Failed(line.push(), UNKNOWN)))
    assert asked.request.certificates == (stated,)
    assert (asked.request.device_name, asked.request.credential) == (line.shop.till.device_name, "secret")
    reader = line.shop.store.reader()
    key = streams(reader)[0].device_key
    reader.close()
    signed = bytes.fromhex(stated.signature) + b"secret"
    assert asked.request.proof == hmac.digest(key, signed, "sha256").hex()
    assert line.sync.status().problem is ErrorCode.NOT_SIGNED_IN
    # It asks what the server holds now before anything else, and then sends it.
    greeting = line.push(known_again(line, asked))
    assert greeting.request.events == ()
    following = line.push(line.reply(greeting, held=0))
    assert len(following.request.events) == 5
    line.step(line.reply(following))
    assert (line.acked(), line.sync.status().state) == (5, SyncState.ALL_SENT)


def test_a_refused_pull_is_sign_enough(line: Line) -> None:
    certify(line)
    asked = line.step()
    pull = next(request for request in asked if isinstance(request, Pull))
    push = next(request for request in asked if isinstance(request, Push))
    # The push is still on its way.
    assert line.step(Failed(pull, UNKNOWN)) == []
    again = line.step(known_again(line, shown(line.step(Failed(push, UNKNOWN)))))
    assert {type(request) for request in again} == {Push, Pull}


def test_every_key_is_shown_once_and_the_present_one_last(line: Line) -> None:
    first = certify(line)
    new_stream(line)
    certify(line, stream_no=2, kid=2, series="B")
    new_stream(line)
    third = certify(line, stream_no=3, kid=2, series="C")
    with line.shop.store.write() as unit:
        unit.execute("UPDATE till SET stream_no = 3")
    assert shown(line.step(Failed(line.push(), UNKNOWN))).request.certificates == (first, third)
    # The machine went back to the place of its first key: that one is the present one.
    with line.shop.store.write() as unit:
        unit.execute("UPDATE till SET stream_no = 1")
    line.sync.close()
    line.sync = Sync(line.shop.store, Random(2))
    assert shown(line.step(Failed(line.push(), UNKNOWN))).request.certificates == (third, first)


def test_what_another_company_or_machine_was_given_is_not_shown(line: Line) -> None:
    certify(line)
    for _ in range(2):
        new_stream(line)
    present = certify(line, stream_no=3, kid=3)
    with line.shop.store.write() as unit:
        unit.execute("UPDATE stream SET kid = 2 WHERE stream_no = 2")
        unit.execute("UPDATE stream SET company = ? WHERE stream_no = 1", (UUID(int=4).bytes,))
        unit.execute("UPDATE stream SET device = ? WHERE stream_no = 2", (UUID(int=5).bytes,))
    assert shown(line.step(Failed(line.push(), UNKNOWN))).request.certificates == (present,)


def test_without_a_certificate_it_waits_as_before(line: Line) -> None:
    line.step(Failed(line.push(), UNKNOWN))
    assert line.sync._push.due_ms - line.now_ms >= A_MINUTE
    assert line.sync.status().state is SyncState.REFUSED


@pytest.mark.parametrize("code", [ErrorCode.NOT_ALLOWED, ErrorCode.NOT_FOUND, ErrorCode.NOT_SIGNED_IN])
def test_a_refusal_waits_a_minute_and_is_shown(line: Line, code: ErrorCode) -> None:
    certify(line)
    asked = shown(line.step(Failed(line.push(), UNKNOWN)))
    assert [ask for ask in line.step(Failed(asked, Refusal(code))) if not isinstance(ask, Pull)] == []
    assert (line.sync.status().state, line.sync.status().problem) == (SyncState.REFUSED, code)
    assert line.sync._push.due_ms - line.now_ms >= A_MINUTE
    line.now_ms = line.sync._push.due_ms
    assert shown(line.step(Failed(line.push(), UNKNOWN))) == asked


def test_a_server_that_takes_it_and_forgets_again_is_not_asked_in_a_loop(line: Line) -> None:
    certify(line)
    questions = 0
    until = line.now_ms + 10 * A_MINUTE
    incoming: list[object] = []
    while line.now_ms < until:
        asked = [request for request in line.step(*incoming) if not isinstance(request, Pull)]
        questions += len(asked)
        incoming = [
            known_again(line, request) if isinstance(request, Reinstate) else Failed(request, UNKNOWN)
            for request in asked
        ]
        if not asked:
            line.now_ms = max(line.wake_at_ms, line.now_ms + 1)
    # Three a minute: refused, shown, refused again.
    assert 20 <= questions <= 36


def test_a_lost_answer_is_asked_for_again_when_the_line_stands(line: Line) -> None:
    certify(line)
    asked = shown(line.step(Failed(line.push(), UNKNOWN)))
    away = Failed(asked, Refusal(ErrorCode.SERVER_UNREACHABLE))
    assert [ask for ask in line.step(away) if not isinstance(ask, Pull)] == []
    line.now_ms = line.sync._push.due_ms
    assert shown(line.step()) == asked


def test_a_till_that_was_replaced_is_locked_and_still_sends(line: Line) -> None:
    certify(line)
    asked = shown(line.step(Failed(line.push(), UNKNOWN)))
    greeting = line.push(known_again(line, asked, revoked=True))
    reader = line.shop.store.reader()
    assert is_revoked(reader)
    reader.close()
    assert len(line.push(line.reply(greeting, held=0)).request.events) == 5


def test_another_companys_word_is_not_believed(line: Line) -> None:
    certify(line)
    asked = shown(line.step(Failed(line.push(), UNKNOWN)))
    line.step(known_again(line, asked, company=UUID(int=4)))
    assert line.sync.status().problem is ErrorCode.OTHER_COMPANY
    assert line.sync._push.due_ms - line.now_ms >= A_MINUTE
