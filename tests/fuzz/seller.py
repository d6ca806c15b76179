"""A till on paper against a served back office: it sends, believes what is answered, and sends the rest."""

from __future__ import annotations

import http.client
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil

from backoffice_server.features.staff.tables import staff
from pos_client.app import edges
from shared_models.wire.enrolment import EnrolReply
from shared_models.wire.sync import Mark, PushReply, PushRequest, TillStatus, WireItem
from tests.factories.back_office import BackOffice
from tests.factories.enrolled import asks, soap, writer_of
from tests.factories.warung import Good
from tests.fuzz.pen import Pen

PUSH = "/api/sync/push"
OK, TOO_LARGE = 200, 413
JSON = {"Content-Type": "application/json"}


class Seller:
    """One enrolled till with a shift open and `sent` held by the back office up to `acked`."""

    def __init__(self, office: BackOffice, *, register: str = "K1", number: int = 0xD1) -> None:
        self.office = office
        self.line = http.client.HTTPConnection("127.0.0.1", office.port, timeout=60)
        asked = json.dumps(asks(office.enrolment_code(register), number)).encode()
        status, body = self.ask("/api/enrol", asked, JSON)
        assert status == 201, body
        reply = EnrolReply.model_validate_json(body)
        self.headers = JSON | {"Authorization": f"Till {reply.credential}"}
        sari = next(row.staff_id for row in office.rows(staff.select().where(staff.c.username == "sari")))
        yesterday = edges.now() - timedelta(days=1)
        stream = UUID(int=number << 64)
        till = writer_of(reply, stream=stream, actor=sari, at=yesterday, bdate=yesterday.date())
        self.pen = Pen(till, _soap(office))
        self.acked, self.token = 0, ""
        self.outcomes: dict[int, str] = {}
        self.pen.sent += [till.opened(), till.shift_opened()]
        self.push()

    def ask(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """POST on the one line this till keeps open, once more where an idle one was closed meanwhile."""
        try:
            return self._ask(path, body, headers)
        except ConnectionError:
            self.line.close()
            return self._ask(path, body, headers)

    def _ask(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        self.line.request("POST", path, body, dict(headers))
        reply = self.line.getresponse()
        return reply.status, reply.read()

    def push(self) -> None:
        """Until everything is held; every round must bring it forward."""
        at_once = len(self.pen.sent)
        while self.acked < len(self.pen.sent):
            events = tuple(self.pen.sent[self.acked :][:at_once])
            status, body = self.ask(
                PUSH, self.request(events=events).model_dump_json().encode(), self.headers
            )
            if status == TOO_LARGE and len(events) > 1:
                at_once = len(events) // 2
                continue
            assert status == OK, (status, body[:500])
            self._believe(PushReply.model_validate_json(body))

    def request(self, **changes: Any) -> PushRequest:
        """What it would push now."""
        fields: dict[str, Any] = {
            "device": self.pen.till.device,
            "stream": self.pen.till.stream,
            "token": self.token,
            "probe": self._probe(),
            "status": TillStatus(waiting=len(self.pen.sent) - self.acked, app="0.1.0"),
            "events": tuple(self.pen.sent[self.acked :]),
        }
        return PushRequest(**(fields | changes))

    def _probe(self) -> tuple[Mark, ...]:
        places = sorted({self.acked, self.acked - 1, self.acked - 3, 1} & set(range(1, self.acked + 1)))
        return tuple(Mark(seq=seq, hash=self.pen.sent[seq - 1].hash) for seq in reversed(places))

    def _believe(self, reply: PushReply) -> None:
        """As a till does: forward only by a hash that is its own."""
        known = reply.known
        assert self.acked < known.seq <= len(self.pen.sent), (self.acked, reply)
        assert self.pen.sent[known.seq - 1].hash == known.hash
        assert reply.fork is None, reply
        self.acked, self.token = known.seq, reply.next_token
        for result in reply.results:
            self.outcomes[result.seq] = str(result.outcome)

    def close(self) -> None:
        self.line.close()


def doubled(rows: Sequence[object]) -> list[object]:
    return [row for row, count in Counter(rows).items() if count > 1]


def good_items(seller: Seller, bad: set[int]) -> list[WireItem]:
    return [item for item in seller.pen.sent if item.seq not in bad]


def peak_bytes(office: BackOffice) -> int:
    """The most memory the server's process ever held; where nobody counts that, what it holds now."""
    assert office._process is not None
    kept = Path(f"/proc/{office._process.pid}/status")
    if kept.exists():
        lines = kept.read_text("utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    told = psutil.Process(office._process.pid).memory_info()
    return int(getattr(told, "peak_wset", told.rss))


def _soap(office: BackOffice) -> Good:
    return Good(soap(office.product("SABUN")), 4_300, None)
