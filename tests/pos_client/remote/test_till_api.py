"""What the till's calls look like on the line, against a real socket."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import UUID

import pytest

from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import PushRequest, TillStatus, WireItem

HASH = "ab" * 32


@dataclass
class Answers:
    """What the server says, and what it was asked."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def api(answers: Answers) -> Iterator[TillApi]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            answers.asked.append((self.path, dict(self.headers), self.rfile.read(size)))
            self.send_response(answers.status)
            for name, value in {"Content-Length": str(len(answers.body)), **answers.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answers.body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    client = Client(f"http://127.0.0.1:{server.server_port}/")
    client.credential = "secret"
    yield TillApi(client)
    client.close()
    server.shutdown()
    thread.join()
    server.server_close()


def push_of(*bodies: str) -> PushRequest:
    items = tuple(WireItem(seq=seq, hash=HASH, mac=HASH, bytes=body) for seq, body in enumerate(bodies, 1))
    return PushRequest(
        device=UUID(int=1),
        stream=UUID(int=2),
        probe=(),
        status=TillStatus(waiting=len(items), app="0.1.0"),
        events=items,
    )


def refusal(api: TillApi, request: PushRequest) -> Refusal:
    with pytest.raises(Refusal) as refused:
        api.push(request)
    return refused.value


def test_a_large_push_is_packed_and_signed_by_its_credential(api: TillApi, answers: Answers) -> None:
    refused = refusal(api, push_of("x" * 5_000, "é" * 100))
    assert refused.code is ErrorCode.SERVER_FAULT
    path, headers, body = answers.asked[0]
    assert path == "/api/sync/push"
    assert (headers["Authorization"], headers["Content-Encoding"]) == ("Till secret", "gzip")
    sent = json.loads(gzip.decompress(body))
    assert [event["bytes"] for event in sent["events"]] == ["x" * 5_000, "é" * 100]
    refusal(api, push_of())
    assert "Content-Encoding" not in answers.asked[1][1]


def test_a_busy_server_says_when_to_come_back(api: TillApi, answers: Answers) -> None:
    answers.status, answers.headers = 503, {"Retry-After": "17"}
    refused = refusal(api, push_of())
    assert (refused.code, refused.facts["retry_after_s"]) == (ErrorCode.SERVER_BUSY, 17)


def test_a_problem_keeps_its_code_and_facts(api: TillApi, answers: Answers) -> None:
    answers.status = 410
    answers.body = json.dumps(
        {"title": "gone", "status": 410, "code": "resnapshot", "facts": {"floor": 7}}
    ).encode()
    with pytest.raises(Refusal) as refused:
        api.changes("c1")
    assert (refused.value.code, refused.value.facts) == (ErrorCode.RESNAPSHOT, {"floor": 7})
    assert answers.asked[0][0] == "/api/sync/changes?cursor=c1"


def test_paths_and_parameters(api: TillApi, answers: Answers) -> None:
    answers.status = 404
    stream, shift = UUID(int=3), UUID(int=4)
    calls = (
        lambda: api.snapshot(None),
        lambda: api.snapshot("p2"),
        lambda: api.stream_events(stream, 8),
        lambda: api.confirmed_shift(shift),
        api.time,
    )
    for call in calls:
        with pytest.raises(Refusal):
            call()
    assert [path for path, *_ in answers.asked] == [
        "/api/sync/snapshot",
        "/api/sync/snapshot?after=p2",
        f"/api/sync/streams/{stream}/events?from=8",
        f"/api/sync/shifts/{shift}",
        "/api/time",
    ]


def test_nobody_there() -> None:
    client = Client("http://127.0.0.1:9")
    with pytest.raises(Refusal) as refused:
        TillApi(client).time()
    assert refused.value.code is ErrorCode.SERVER_UNREACHABLE
    client.close()
