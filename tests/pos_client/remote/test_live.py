"""The live line: what it hears, and how soon it is tried again when it falls."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from threading import Event

import pytest

from pos_client.remote import live
from pos_client.remote.client import Client
from pos_client.remote.live import LiveListener
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import LiveHint, TimeReply
from tests.factories.scripted_server import say, scripted_server

WAIT_S = 20
HINT = b'data: {"scope":"company","seq":4}\n\n'


def test_a_line_that_stood_is_tried_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a long outage waiting times are long; they must not stay so once the line has stood."""
    monkeypatch.setattr(live, "RETRY_S", (0, 0, 10 * WAIT_S))
    asked: list[int] = []
    heard: list[LiveHint] = []
    often = Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(1)
        if len(asked) == 1:
            say(handler, 503)
        else:
            say(handler, 200, HINT, promised=len(HINT) + 1)

    def hear(hint: LiveHint) -> None:
        heard.append(hint)
        if len(heard) == 4:
            often.set()

    with scripted_server(answer) as address:
        listener = LiveListener(Client(address), heard=hear, reached=lambda _refusal: None)
        listener.start()
        assert often.wait(WAIT_S)
        listener.stop()
    assert heard[0] == LiveHint(scope="company", seq=4)


def test_an_address_nobody_can_use_is_said() -> None:
    said: list[Refusal | None] = []
    heard = Event()

    def reached(refusal: Refusal | None) -> None:
        said.append(refusal)
        heard.set()

    client = Client("http://toko\x7f")
    with pytest.raises(Refusal) as refused:
        client.call("GET", "/api/time", TimeReply)
    assert refused.value.code is ErrorCode.SERVER_UNREACHABLE
    listener = LiveListener(client, heard=lambda _hint: None, reached=reached)
    listener.start()
    assert heard.wait(WAIT_S)
    listener.stop()
    assert said[0] is not None
    assert said[0].code is ErrorCode.SERVER_UNREACHABLE


def test_a_line_that_hangs_keeps_nobody_from_closing() -> None:
    """The server took the question and says nothing: the till is closed all the same."""
    asked, over = Event(), Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        asked.set()
        over.wait(WAIT_S)
        handler.close_connection = True

    with scripted_server(answer) as address:
        listener = LiveListener(Client(address), heard=lambda _hint: None, reached=lambda _refusal: None)
        listener.start()
        assert asked.wait(WAIT_S)
        listener.stop()
        assert not listener.listening
        over.set()
