"""The public display: a page for any browser at an address nobody guesses, live, and with nothing private."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest

from backoffice_server.features.queue import watching
from backoffice_server.features.queue.display import FOLDER
from backoffice_server.features.queue.watching import Displays
from backoffice_server.kernel.live import Bus
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId
from shared_models.values.refusals import Refusal
from shared_models.wire.queue import ShownQueue, ShownService
from shared_models.wire.sync import LiveHint
from tests.backoffice_server.features.queue.test_desk import CS, KASIR, issue, place
from tests.backoffice_server.sync.test_live import served, sign_in
from tests.conftest import ExpectLog
from tests.factories.shop import Door, Shop

TOKENS: Final = Path(__file__).parents[4] / "pos_client" / "desk" / "theme" / "tokens.json"


def address(door: Door, shop: Shop, *, renew: bool = False) -> str:
    query = "?renew=true" if renew else ""
    told = door.client.post(f"{place(shop)}/display{query}", headers=door.sign_in())
    return str(told.json()["path"])


def test_the_address_stays_until_another_is_wanted(door: Door, shop: Shop) -> None:
    first = address(door, shop)
    assert re.fullmatch(r"/queue/[\w-]{22}", first)
    assert address(door, shop) == first
    assert door.client.get(first).status_code == 200
    second = address(door, shop, renew=True)
    assert second != first
    assert (door.client.get(first).status_code, door.client.get(second).status_code) == (404, 200)
    assert door.client.get(f"{first}/live").status_code == 404


def test_the_page_speaks_both_languages_and_tells_nobody_its_address(door: Door, shop: Shop) -> None:
    path = address(door, shop)
    page = door.client.get(path, headers={"Accept-Language": "id"})
    assert 'lang="id"' in page.text
    assert "Sedang dipanggil" in page.text
    english = door.client.get(f"{path}?lang=en&theme=dark").text
    assert 'data-theme="dark"' in english
    assert "Now calling" in english
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "$" not in page.text
    for part in ("display.css", "display.js"):
        assert door.client.get(f"/queue/page/{part}").text == (FOLDER / part).read_text("utf-8")


def test_the_pages_colours_are_the_desks(door: Door) -> None:
    palette = json.loads(TOKENS.read_text("utf-8"))["palette"]
    style = (FOLDER / "display.css").read_text("utf-8")
    blocks = re.findall(r"color-scheme: (light|dark);(.*?)}", style, re.DOTALL)
    assert [scheme for scheme, _ in blocks] == ["light", "dark", "dark"]
    for scheme, block in blocks:
        used = dict(re.findall(r"--(\w+): (#\w+);", block))
        assert used == {name: palette[scheme][name] for name in used}
        assert len(used) == 9


def heard(lines: Any) -> ShownQueue:
    data = next(line for line in lines if line.startswith("data:"))
    return ShownQueue.model_validate_json(data.removeprefix("data:"))


def test_a_call_is_on_the_page_at_once(shop: Shop) -> None:
    with served(shop) as base, httpx2.Client(base_url=base, headers=sign_in(base), timeout=30) as client:
        for row in (KASIR, CS):
            client.put(f"{place(shop)}/services/{row['id']}", json=row)
        path = client.post(f"{place(shop)}/display").json()["path"]
        issue(shop, 1)
        with httpx2.stream("GET", f"{base}{path}/live", timeout=30) as stream:
            lines = stream.iter_lines()
            first = heard(lines)
            assert (first.branch, first.calls) == ("Toko Ratna BDG1", ())
            assert [(one.code, one.waiting) for one in first.services] == [("A", 1), ("B", 0)]
            client.post(f"{place(shop)}/next", json={"counter": "Meja 1"})
            (call,) = heard(lines).calls
            assert (call.number, call.counter, call.order) == ("A-K1-001", "Meja 1", 1)


class Counted:
    """Reads as the server does, and counts."""

    def __init__(self) -> None:
        self.reads = 0
        self.waiting = 0

    def __call__(self, branch: BranchId) -> ShownQueue:
        self.reads += 1
        services = (ShownService(code="A", name_id="Kasir", name_en="Till", waiting=self.waiting),)
        return ShownQueue(branch=str(branch), calls=(), services=services)


HERE, THERE = BranchId(UUID(int=1)), BranchId(UUID(int=2))


def hint(branch: BranchId) -> list[LiveHint]:
    return [LiveHint(scope="branch", branch=branch, seq=1)]


def test_a_change_is_read_once_however_many_pages_show_it() -> None:
    async def story() -> None:
        bus, look = Bus(), Counted()
        displays = Displays(bus, look)
        pages = [displays.watch(HERE) for _ in range(50)]
        for page in pages:
            assert (await anext(page)).services[0].waiting == 0
        assert look.reads == 1
        look.waiting = 3
        bus.publish(hint(THERE))
        bus.publish(hint(HERE))
        for page in pages:
            assert (await anext(page)).services[0].waiting == 3
        assert look.reads == 2
        assert len(bus) == 1
        for page in pages:
            await page.aclose()
        assert len(bus) == 0

    asyncio.run(story())


def test_too_many_pages_are_sent_away_and_no_till_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PAGES_MAX", 2)

    async def story() -> None:
        displays = Displays(Bus(), Counted())
        pages = [displays.watch(branch) for branch in (HERE, THERE, HERE)]
        for page in pages[:2]:
            await anext(page)
        with pytest.raises(Refusal) as refused:
            await anext(pages[2])
        assert refused.value.code is ErrorCode.SERVER_BUSY
        await pages[0].aclose()
        again = displays.watch(HERE)
        await anext(again)
        await again.aclose()
        await pages[1].aclose()

    asyncio.run(story())


def test_pages_end_when_the_server_stops_and_when_it_cannot_read(expect_log: ExpectLog) -> None:
    async def stopped() -> None:
        bus = Bus()
        page = Displays(bus, Counted()).watch(HERE)
        await anext(page)
        bus.close_all()
        assert [shown async for shown in page] == []

    def torn(_branch: BranchId) -> ShownQueue:
        raise OSError

    async def unread() -> None:
        assert [shown async for shown in Displays(Bus(), torn).watch(HERE)] == []

    asyncio.run(stopped())
    expect_log("queue display")
    asyncio.run(unread())
