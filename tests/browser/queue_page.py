"""The public display of the queue in a real browser: live, readable from five metres, quiet about secrets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import httpx2
import pytest

from backoffice_server.kernel.database import Database
from tests.backoffice_server.features.queue.test_desk import CS, KASIR, issue, place
from tests.backoffice_server.sync.test_live import served, sign_in
from tests.browser.driver import Browser, browser
from tests.factories.shop import Clock, Shop, build

PICTURES: Final = Path(__file__).parents[2] / "screenshots" / "browser"
SIZES: Final = ((1920, 1080), (1366, 768), (1280, 1024), (768, 1366))
LONG: Final = "Meja layanan pelanggan 12"
# A letter is read from as far as two hundred times its height; on a screen of 43 inches (53 cm high) 2.5 cm
# of letter are 6 % of the height, as letters go.
SMALLEST: Final = 0.055
NUMBER: Final = "return document.getElementById('number').textContent"


@dataclass
class Display:
    """The page, and the desk that calls."""

    browser: Browser
    shop: Shop
    desk: httpx2.Client
    address: str

    def open(self, query: str = "") -> None:
        self.browser.open(self.address + query)
        self.browser.until("return document.querySelectorAll('footer p').length === 2")

    def call(self, counter: str = "Meja 1") -> str:
        reply = self.desk.post(f"{place(self.shop)}/next", json={"counter": counter})
        number: str = reply.json()["number"]
        return number

    def shows(self, number: str) -> None:
        self.browser.until(f"{NUMBER} === '{number}'")


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as shown:
        yield shown


@pytest.fixture
def display(tmp_path: Path, window: Browser) -> Iterator[Display]:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    build(url)
    with Database(url, now=Clock()) as database:
        shop = Shop(database, tmp_path, Clock())
        with served(shop) as base, httpx2.Client(base_url=base, headers=sign_in(base), timeout=30) as desk:
            for row in (KASIR, CS):
                desk.put(f"{place(shop)}/services/{row['id']}", json=row)
            for number in range(1, 9):
                issue(shop, number)
            address = base + desk.post(f"{place(shop)}/display").json()["path"]
            yield Display(window, shop, desk, address)
            window.open("about:blank")


def test_a_call_appears_without_a_touch_and_the_ones_before_move_aside(display: Display) -> None:
    display.open("?lang=en")
    assert display.browser.run("return document.getElementById('counter').textContent") == (
        "Nobody has been called yet"
    )
    first = display.call("Meja 1")
    display.shows(first)
    second = display.call("Meja 2")
    display.shows(second)
    assert display.browser.run("return document.getElementById('counter').textContent") == "Meja 2"
    before = "return [...document.querySelectorAll('#calls .number')].map((one) => one.textContent)"
    assert display.browser.run(before) == [first]
    waiting = "return [...document.querySelectorAll('footer .waiting')].map((one) => one.textContent)"
    assert display.browser.run(waiting) == ["6 waiting", "0 waiting"]
    assert display.browser.complaints() == []


def test_the_same_number_called_again_is_seen(display: Display) -> None:
    display.open()
    number = display.call()
    display.shows(number)
    display.browser.run("document.getElementById('now').classList.remove('new')")
    ticket = UUID(int=0x7001)
    again = {"step": "called", "counter": "Meja 3"}
    display.desk.post(f"{place(display.shop)}/tickets/{ticket}", json=again)
    display.browser.until("return document.getElementById('now').classList.contains('new')")
    assert display.browser.run("return document.getElementById('counter').textContent") == "Meja 3"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_is_read_from_five_metres_and_nothing_is_cut(display: Display, size: tuple[int, int]) -> None:
    display.browser.resize(*size)
    display.open()
    numbers = [display.call(LONG) for _ in range(6)]
    display.shows(numbers[-1])
    sizes = """
        const texts = [...document.querySelectorAll('h1, h2, p, span, time')];
        return texts.filter((one) => one.offsetParent && one.textContent && !one.children.length)
            .map((one) => parseFloat(getComputedStyle(one).fontSize) / Math.max(innerHeight, 1));
    """
    upright = size[1] > size[0]
    assert min(display.browser.run(sizes)) >= (SMALLEST / 2 if upright else SMALLEST)
    cut = """
        const parts = [...document.querySelectorAll('#number, #counter, li .number, li .counter, .waiting')];
        return parts.filter((one) => {
            const box = one.getBoundingClientRect();
            const home = one.closest('section, footer').getBoundingClientRect();
            return one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline'
                || box.right > home.right + 1 || box.bottom > home.bottom + 1;
        }).map((one) => `${one.id || one.className} ${one.textContent}`);
    """
    assert display.browser.run(cut) == []


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_languages_and_themes(display: Display, language: str, theme: str) -> None:
    display.browser.resize(1366, 768)
    display.open(f"?lang={language}&theme={theme}")
    numbers = [display.call(counter) for counter in ("Kasir 1", "Kasir 2", "Meja 1")]
    display.shows(numbers[-1])
    said = {"id": "Sedang dipanggil", "en": "Now calling"}[language]
    assert display.browser.run("return document.querySelector('#now h2').textContent") == said
    ground = {"light": "rgb(244, 244, 241)", "dark": "rgb(20, 22, 25)"}[theme]
    assert display.browser.run("return getComputedStyle(document.body).backgroundColor") == ground
    display.browser.picture(PICTURES / f"queue-{language}-{theme}.png")


def test_a_lost_line_is_said_and_the_numbers_stay(window: Browser, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    build(url)
    with Database(url, now=Clock()) as database:
        shop = Shop(database, tmp_path, Clock())
        with served(shop) as base, httpx2.Client(base_url=base, headers=sign_in(base), timeout=30) as desk:
            desk.put(f"{place(shop)}/services/{KASIR['id']}", json=KASIR)
            issue(shop, 1)
            path = desk.post(f"{place(shop)}/display").json()["path"]
            window.open(base + path)
            desk.post(f"{place(shop)}/next", json={"counter": "Meja 1"})
            window.until(f"{NUMBER} === 'A-K1-001'")
            assert window.run("return document.getElementById('lost').hidden")
    window.until("return !document.getElementById('lost').hidden")
    assert window.run(NUMBER) == "A-K1-001"
