"""The public display: a page for any browser, kept up to date by server-sent events. Whoever has the address
sees numbers and counters; nothing else can be asked here.
"""

from collections.abc import AsyncIterable
from contextlib import aclosing
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse

from backoffice_server.features.queue import queries
from backoffice_server.features.queue.watching import Displays
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.web import ReadUnit
from backoffice_server.texts import N_, Language, said_in
from shared_models.values.ids import BranchId
from shared_models.wire.queue import ShownQueue

router = APIRouter(prefix="/queue", tags=["queue"])
FOLDER: Final = Path(__file__).parent / "page"
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",  # the address is the key
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
WORDS: Final = {
    "title": N_("Queue"),
    "now": N_("Now calling"),
    "before": N_("Called before"),
    "nobody": N_("Nobody has been called yet"),
    "waiting": N_("waiting"),
    "lost": N_("The connection is lost. These are the last numbers that came."),
    "sound": N_("Say the numbers aloud"),
    "say": N_("Number {number}, to {counter}"),
}


def shown_branch(address: str, unit: ReadUnit) -> BranchId:
    """Whose numbers an address shows."""
    return queries.branch_shown_at(unit, address)


ShownBranch = Annotated[BranchId, Depends(shown_branch)]


@router.get("/page/display.css", include_in_schema=False)
def style() -> Response:
    return _file("display.css", "text/css")


@router.get("/page/display.js", include_in_schema=False)
def script() -> Response:
    return _file("display.js", "text/javascript")


@router.get("/{address}")  # noqa: FAST003 - its dependency takes it
def page(
    _: ShownBranch,
    lang: Annotated[Language | None, Query()] = None,
    theme: Annotated[Literal["light", "dark"] | None, Query()] = None,
    accept_language: Annotated[str, Header()] = "",
) -> Response:
    language = lang or ("en" if accept_language.startswith("en") else "id")
    said = {name: escape(said_in(language, words)) for name, words in WORDS.items()}
    text = Template((FOLDER / "display.html").read_text("utf-8"))
    return _answer(text.substitute(said, lang=language, theme=theme or ""), "text/html")


@router.get("/{address}/live", response_class=EventSourceResponse)  # noqa: FAST003 - same
async def live(branch: ShownBranch, request: Request) -> AsyncIterable[ShownQueue]:
    displays: Displays = request.app.state.queue_displays
    async with aclosing(displays.watch(branch)) as changes:
        async for shown in changes:
            yield shown


def look_at(database: Database, branch: BranchId) -> ShownQueue:
    """What a branch shows at this moment."""
    with database.read() as unit:
        return queries.shown(unit, branch)


def _file(name: str, kind: str) -> Response:
    return _answer((FOLDER / name).read_text("utf-8"), kind)


def _answer(text: str, kind: str) -> Response:
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=HEADERS)
