"""Typed calls and live hints against a real server, and against none."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from backoffice_server.kernel.database import Database
from pos_client.remote.api import Api, Sheet, Span
from pos_client.remote.client import Client, asked, refusal_of
from pos_client.remote.live import LiveListener, hints
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import LiveHint
from tests.databases import Databases
from tests.factories.office import NOON, Premises, served
from tests.factories.shop import PASSWORD, Clock, Shop
from tests.factories.shop import build as build_shop

WAIT_S = 10


@pytest.fixture
def premises(databases: Databases, tmp_path: Path) -> Iterator[Premises]:
    url = databases.cloned("sqlite", tmp_path, template="shop", build=build_shop)
    clock = Clock(NOON)
    with Database(url, now=clock) as database, served(Shop(database, tmp_path, clock)) as premises:
        yield premises
    databases.drop(url)


@pytest.fixture
def api(premises: Premises) -> Iterator[Api]:
    api = Api(Client(premises.base_url))
    api.sign_in(username="ratna", password=PASSWORD)
    yield api
    api.client.close()


def refused(premises: Premises, path: str) -> Refusal:
    client = Client(premises.base_url)
    with closing(client), pytest.raises(Refusal) as told:
        client.call("GET", path, type(None))
    return told.value


def test_replies_come_as_wire_types(api: Api) -> None:
    assert [branch.code for branch in api.branches()] == ["BDG1", "BDG2"]
    page = api.products(Sheet(limit=2))
    assert (len(page.rows), page.total) == (2, 4)
    rest = api.products(Sheet(limit=2, after=page.next))
    assert rest.next is None
    assert not {line.sku for line in page.rows} & {line.sku for line in rest.rows}


def test_a_refusal_keeps_its_code(premises: Premises) -> None:
    assert refused(premises, "/api/branches").code is ErrorCode.NOT_SIGNED_IN
    assert refused(premises, "/api/nowhere").code is ErrorCode.NOT_FOUND


def test_after_signing_out_nothing_is_answered(api: Api) -> None:
    api.sign_out()
    with pytest.raises(Refusal) as told:
        api.home(branch=None)
    assert told.value.code is ErrorCode.NOT_SIGNED_IN


def test_no_server_is_said_as_such() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        client = Client(f"http://127.0.0.1:{taken.getsockname()[1]}")
        with closing(client), pytest.raises(Refusal) as told:
            Api(client).tills()
    assert told.value.code is ErrorCode.SERVER_UNREACHABLE


def test_another_program_behind_the_address_is_a_fault_and_a_busy_proxy_is_busy() -> None:
    assert refusal_of(404, b"<html>").code is ErrorCode.SERVER_FAULT
    assert refusal_of(503, b"").code is ErrorCode.SERVER_BUSY


def test_what_is_not_asked_for_does_not_travel() -> None:
    assert asked({"branch": None, "search": "", "active": True, "limit": 5}) == {
        "active": "true",
        "limit": "5",
    }
    assert Sheet().params() == {"after": None, "limit": 200}
    assert Span().params() == {"from": None, "to": None, "branch": None}


def test_hints_are_heard_and_a_listener_stops_at_once(premises: Premises, api: Api) -> None:
    heard: list[LiveHint] = []
    stands, told = threading.Event(), threading.Event()

    def hear(hint: LiveHint) -> None:
        heard.append(hint)
        told.set()

    listener = LiveListener(api.client, heard=hear, reached=lambda _refusal: stands.set())
    listener.start()
    assert stands.wait(WAIT_S)
    premises.till()
    assert told.wait(WAIT_S)
    assert heard[0].scope in {"tills", "company", "branch"}
    listener.stop()
    assert not listener._thread.is_alive()


def test_a_line_that_fell_is_told_and_found_again(premises: Premises, api: Api) -> None:
    said: list[Refusal | None] = []
    fell, stands = threading.Event(), threading.Event()

    def reached(refusal: Refusal | None) -> None:
        said.append(refusal)
        (fell if refusal is not None else stands).set()

    listener = LiveListener(api.client, heard=lambda _hint: None, reached=reached)
    listener.start()
    assert stands.wait(WAIT_S)
    stands.clear()
    premises.doors.shut()
    assert fell.wait(WAIT_S)
    premises.doors.open()
    assert stands.wait(WAIT_S)
    listener.stop()
    assert said[-1] is None


def test_without_a_session_nobody_listens_on(premises: Premises) -> None:
    said: list[Refusal | None] = []
    with closing(Client(premises.base_url)) as client:
        listener = LiveListener(client, heard=lambda _hint: None, reached=said.append)
        listener.start()
        listener._thread.join(WAIT_S)
    assert [refusal.code for refusal in said if refusal is not None] == [ErrorCode.NOT_SIGNED_IN]


def test_comments_and_hints_of_another_kind_are_passed_over() -> None:
    lines = [": ping", "", 'data: {"scope": "sales"}', "data: {}", "event: message", "data: no json"]
    assert [hint.scope for hint in hints(iter(lines))] == ["sales"]
