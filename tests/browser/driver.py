"""A browser led over the W3C WebDriver protocol (https://www.w3.org/TR/webdriver2/): plain HTTP and JSON."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx2

PATIENCE_MS: Final = 15_000
ARGUMENTS: Final = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
# Until something is so: looked at anew whenever the page changes.
UNTIL: Final = """
const done = arguments[arguments.length - 1], so = () => { %s };
const look = () => { const found = so(); if (found) { watch.disconnect(); done(found); } };
const watch = new MutationObserver(look);
watch.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
look();
"""


class Browser:
    """One window of it."""

    def __init__(self, session: str) -> None:
        self._session = session

    def open(self, url: str) -> None:
        self._ask("POST", "/url", {"url": url})

    def resize(self, width: int, height: int) -> None:
        """The page itself gets this size."""
        self._ask("POST", "/window/rect", {"width": width, "height": height})
        inner = self.run("return [innerWidth, innerHeight]")
        self._ask("POST", "/window/rect", {"width": 2 * width - inner[0], "height": 2 * height - inner[1]})
        assert self.run("return [innerWidth, innerHeight]") == [width, height]

    def run(self, script: str) -> Any:
        return self._ask("POST", "/execute/sync", {"script": script, "args": []})

    def until(self, script: str) -> Any:
        """What `script` returns once that is something."""
        return self._ask("POST", "/execute/async", {"script": UNTIL % script, "args": []})

    def picture(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(base64.b64decode(self._ask("GET", "/screenshot")))

    def complaints(self) -> list[str]:
        """What the page's console says, policies it broke included."""
        return [str(one["message"]) for one in self._ask("POST", "/se/log", {"type": "browser"})]

    def close(self) -> None:
        self._ask("DELETE", "")

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        reply = httpx2.request(method, f"{self._session}{path}", json=body, timeout=60)
        told = reply.json()["value"]
        assert reply.status_code == 200, told
        return told


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium of its own."""
    with subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True) as driver:
        try:
            assert driver.stdout is not None
            port = next(
                found[1]
                for line in driver.stdout
                if (found := re.search(r"successfully on port (\d+)", line))
            )
            base = f"http://127.0.0.1:{port}/session"
            wanted = {
                "browserName": "chrome",
                "timeouts": {"script": PATIENCE_MS},
                "goog:chromeOptions": {"binary": shutil.which("chromium"), "args": list(ARGUMENTS)},
                "goog:loggingPrefs": {"browser": "ALL"},
            }
            reply = httpx2.post(base, json={"capabilities": {"alwaysMatch": wanted}}, timeout=60)
            shown = Browser(f"{base}/{reply.json()['value']['sessionId']}")
            yield shown
            shown.close()
        finally:
            driver.terminate()
