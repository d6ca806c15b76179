"""Requests that are no push, between pushes that are: refused as the sender's fault, and nothing more."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select

from backoffice_server.features.events.tables import event, quarantine
from tests.factories.back_office import BackOffice
from tests.fuzz.seller import PUSH, Seller, peak_bytes

MIB = 1024 * 1024
DEEP = 100_000
TOO_MUCH = "40 MiB"
# A body at its limit is held packed, unpacked and read at once, by a few requests at a time.
GROWTH_MAX = 500 * MIB


@dataclass(frozen=True, slots=True)
class Wrong:
    """A body and headers that make no push."""

    name: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@pytest.fixture
def sellers(office: BackOffice) -> Iterator[tuple[Seller, Seller]]:
    made = Seller(office), Seller(office, register="K2", number=0xD2)
    yield made
    for one in made:
        one.close()


def wrong_ones(one: Seller, other: Seller) -> Iterator[Wrong]:
    one.pen.sent.append(one.pen.sale())
    good = one.request().model_dump(mode="json")
    body = json.dumps(good).encode()
    yield from _texts(body.decode())
    yield from _fields(good)
    yield from _packed(body)
    others = {"device": str(other.pen.till.device)}, {"stream": str(other.pen.till.stream)}
    for place, change in enumerate(others):
        yield Wrong(f"of another {place}", json.dumps(good | change).encode())
    for secret in ("", "Till", "Till x", "Bearer x", "Code 123", f"Till {'x' * 4_000}"):
        yield Wrong(f"authorised by {secret[:10]!r}", body, {"Authorization": secret})
    yield Wrong(TOO_MUCH, b" " * (40 * MIB))


def _texts(body: str) -> Iterator[Wrong]:
    texts = (
        "", " ", "{}", "[]", "null", "0", '"x"', "true", "NaN", body[: len(body) // 2], body[:-1], body + "}",
        "[" * DEEP, "[" * DEEP + "]" * DEEP, '{"a":' * DEEP, body + body, body.replace('"', "'"),
        body[:-1] + ',"events":[[[]]]}', body.replace('"seq": ', '"seq": 1e400, "x": ', 1),
        body.replace('"bytes": "', '"bytes": "\\ud800', 1),
        body.replace('"app": "0.1.0"', '"app": "\\ud800"'),
        body.replace('"app": "0.1.0"', '"app": "\\u0000"'), "\x00" + body, "<push/>",
    )  # fmt: skip
    for place, text in enumerate(texts):
        yield Wrong(f"text {place} {text[:12]!r}", text.encode())
    for place, raw in enumerate(
        (b"\xff\xfe", b"\xef\xbb\xbf" + b"x", body.encode("utf-16"), b"\xc3\x28", b"\x80" * 99)
    ):
        yield Wrong(f"bytes {place}", raw)
    yield Wrong("bad UTF-8 in a text", body.encode().replace(b'"app": "', b'"app": "\xff', 1))


def _fields(good: Mapping[str, object]) -> Iterator[Wrong]:
    items = good["events"]
    assert isinstance(items, list)
    values: tuple[object, ...] = (None, -1, 0, 1.5, 2**63, 2**53 + 1, 10**400, [], {}, True, "x" * 300)
    for name in ("seq", "hash", "mac", "bytes"):
        for value in values:
            if name != "seq" and value == "x" * 300:
                continue  # an item that is set aside, not a wrong request
            text = json.dumps({**good, "events": [{**items[0], name: value}]})
            yield Wrong(f"{name} is {str(value)[:20]}", text.encode())
    changes: tuple[dict[str, object], ...] = (
        {"events": None}, {"events": {}}, {"events": [None]}, {"events": [[]]}, {"events": items * 201},
        {"probe": None}, {"probe": [{}]}, {"probe": [{"seq": 1, "hash": "0" * 64}] * 65},
        {"probe": [{"seq": -1, "hash": ""}]}, {"probe": [{"seq": 2**63, "hash": ""}]},
        {"status": None}, {"status": {}}, {"status": {"waiting": -1, "app": "x"}},
        {"status": {"waiting": 2**63, "app": "x"}}, {"status": {"waiting": 1, "app": ""}},
        {"status": {"waiting": 1, "app": "x", "oldest_at": "0001-01-01T00:00:00+14:00"}},
        {"status": {"waiting": 1, "app": "x", "oldest_at": "10000-01-01T00:00:00Z"}},
        {"status": {"waiting": 1, "app": "x", "disk_free": 1e400}},
        {"proto": [99, 100]}, {"proto": [0, 0]}, {"proto": []}, {"proto": [1]}, {"proto": [2**70, 1]},
        {"token": 7}, {"token": "\x00"}, {"token": "x" * 2_000}, {"orphans": "perhaps"}, {"device": "x"},
        {"device": None}, {"stream": ""}, {"stream": 7},
    )  # fmt: skip
    for change in changes:
        yield Wrong(f"with {str(change)[:60]}", json.dumps({**good, **change}).encode())


def _packed(body: bytes) -> Iterator[Wrong]:
    packed = gzip.compress(body)
    bomb = gzip.compress(b" " * (256 * MIB))
    for place in range(0, len(packed), max(1, len(packed) // 20)):
        yield Wrong(f"gzip cut at {place}", packed[:place], {"Content-Encoding": "gzip"})
        flipped = packed[:place] + bytes([packed[place] ^ 0x55]) + packed[place + 1 :]
        # The header's own time and system say nothing of the content.
        if place > 10:
            yield Wrong(f"gzip bent at {place}", flipped, {"Content-Encoding": "gzip"})
    told = (
        ("bomb", bomb, "gzip"), ("bomb of a bomb", gzip.compress(bomb), "gzip"),
        ("twice", gzip.compress(packed), "gzip"),
        ("twice said", gzip.compress(packed), "gzip, gzip"), ("not said", packed, ""),
        ("not packed", body, "gzip"),
        ("deflate", zlib.compress(body), "deflate"), ("brotli", packed, "br"),
        ("zlib as gzip", zlib.compress(body), "gzip"),
        ("said wrong", packed, "x" * 500), ("bomb not said", bomb, ""),
    )  # fmt: skip
    for name, content, encoding in told:
        yield Wrong(f"gzip {name}", content, {"Content-Encoding": encoding} if encoding else {})


def test_no_wrong_request_changes_anything(office: BackOffice, sellers: tuple[Seller, Seller]) -> None:
    one, other = sellers
    before = peak_bytes(office)
    faults = []
    for wrong in wrong_ones(one, other):
        headers = {name: text for name, text in (one.headers | dict(wrong.headers)).items() if text}
        try:
            status, body = one.ask(PUSH, wrong.body, headers)
        except ConnectionError:
            one.line.close()  # sent away before all of it was read
            assert wrong.name == TOO_MUCH
            continue
        if not 400 <= status < 500:
            faults.append(f"{wrong.name}: {status} {body[:200]!r}")
        sell(other)
    assert faults == []
    sell(one)
    held = [office.rows(select(func.count()).select_from(table))[0][0] for table in (event, quarantine)]
    assert held == [one.acked + other.acked, 0]
    assert peak_bytes(office) - before < GROWTH_MAX
    assert office.complaints() == []
    office.verify()


def sell(seller: Seller) -> None:
    seller.pen.sent.append(seller.pen.sale())
    seller.push()


def test_no_broken_line_stops_the_server(office: BackOffice, sellers: tuple[Seller, Seller]) -> None:
    """What is no HTTP, and heads without end."""
    one, _ = sellers
    lines = (
        b"", b"\r\n" * 50, b"\x00" * 4_000, b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n",
        b"POST /api/sync/push\r\n\r\n",
        b"POST /api/sync/push HTTP/9.9\r\n\r\n",
        b"POST /api/sync/push HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/sync/push HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /api/sync/push HTTP/1.1\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\n",
        b"POST /api/sync/push HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        b"POST /api/sync/push HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        b"POST /api/sync/push HTTP/1.1\r\n" + b"X-Much: 1\r\n" * 20_000 + b"\r\n",
        b"POST /api/sync/push HTTP/1.1\r\nX-Long: " + b"x" * MIB + b"\r\n\r\n",
        b"POST /" + b"x" * MIB + b" HTTP/1.1\r\n\r\n", b"GET /api/\xff\xfe%00%ff HTTP/1.1\r\nHost: x\r\n\r\n",
    )  # fmt: skip
    before = peak_bytes(office)
    for line in lines:
        assert answer(office.port, line)[:12] not in {b"HTTP/1.1 500", b"HTTP/1.1 503"}, line[:60]
        sell(one)
    assert peak_bytes(office) - before < GROWTH_MAX


def answer(port: int, line: bytes) -> bytes:
    """What comes back, if anything does; our side is closed behind the line."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
        try:
            raw.sendall(line)
            raw.shutdown(socket.SHUT_WR)
            return raw.recv(200)
        except (ConnectionError, http.client.HTTPException):
            return b""
