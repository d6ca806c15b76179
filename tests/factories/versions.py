"""Other versions: a server that does not know a type yet, one that says more than a till knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Annotated, Any, Final, Union

import httpx2
from fastapi.testclient import TestClient
from pydantic import Field, TypeAdapter

from shared_models.wire import envelope

SURPRISE: Final = {"surprise": {"of": ["tomorrow"], "level": 2}}


@contextmanager
def without(*kinds: str) -> Iterator[None]:
    """This process as it was before it knew these event types."""
    before = (envelope.EVENTS, envelope.KNOWN_VERSIONS)
    kept = tuple(model for kind, model in envelope.EVENT_TYPES.items() if kind not in kinds)
    union: Any = Union[kept]  # noqa: UP007 - put together while the program runs
    envelope.EVENTS = TypeAdapter(Annotated[union, Field(discriminator="type")])
    envelope.KNOWN_VERSIONS = frozenset(one for one in before[1] if one[0] not in kinds)
    try:
        yield
    finally:
        envelope.EVENTS, envelope.KNOWN_VERSIONS = before


class NewerServer:
    """The application behind `client`, as a later version might answer: more fields, rows and outcomes."""

    def __init__(self, client: TestClient) -> None:
        self._client = client

    def get(self, path: str, **asked: Any) -> httpx2.Response:
        return _later(self._client.get(path, **asked))

    def post(self, path: str, **asked: Any) -> httpx2.Response:
        return _later(self._client.post(path, **asked))


class NewerTill:
    """The line of a later till to `client`: each of its pushes says more than today's.

    `proto`: the protocols it speaks.
    """

    def __init__(self, client: TestClient, proto: tuple[int, int] = (1, 2)) -> None:
        self._client = client
        self._proto = proto

    def get(self, path: str, **asked: Any) -> httpx2.Response:
        return self._client.get(path, **asked)

    def post(self, path: str, **asked: Any) -> httpx2.Response:
        if path.endswith("/push"):
            asked["content"] = json.dumps({**_more(json.loads(asked["content"])), "proto": self._proto})
        return self._client.post(path, **asked)


@contextmanager
def newer_office(address: str) -> Iterator[str]:
    """Where the back office of `address` answers as a later version would. It gives no live hints."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on(None)

        def do_POST(self) -> None:
            self._pass_on(self.rfile.read(int(self.headers["Content-Length"])))

        def _pass_on(self, body: bytes | None) -> None:
            if self.path == "/api/live":
                self._say(404, b"{}")
                return
            kept = ("Authorization", "Content-Type", "Content-Encoding")
            headers = {name: self.headers[name] for name in kept if name in self.headers}
            reply = httpx2.request(self.command, address + self.path, content=body, headers=headers)
            self._say(reply.status_code, json.dumps(_said_later(reply.json())).encode())

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests read answers, not logs."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def _later(reply: httpx2.Response) -> httpx2.Response:
    return httpx2.Response(reply.status_code, json=_said_later(reply.json()))


def _said_later(told: Any) -> Any:
    told = _more(told)
    if "results" in told:
        told["results"] = [{**one, "outcome": "foreseen"} for one in told["results"]]
    if "rows" in told:
        # A kind of row of tomorrow, and a product sold in a way that no till of today can read.
        odd = next((row for row in told["rows"] if row["entity"] == "product" and row["row"]), None)
        told["rows"].append({"entity": "voucher", "key": "V1", "version": 1, "row": {"worth": 5}})
        if odd is not None:
            key = "00000000-0000-7000-8000-0000000000ff"
            row = {**odd["row"], "id": key, "kind": "subscription"}
            told["rows"].append({**odd, "key": key, "row": row})
    return told


def _more(value: Any) -> Any:
    """The same with something unknown in every object."""
    if isinstance(value, dict):
        return {**{key: _more(inner) for key, inner in value.items()}, **SURPRISE}
    return [_more(inner) for inner in value] if isinstance(value, list) else value
