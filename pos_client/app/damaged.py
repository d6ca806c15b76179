"""A till whose database is damaged: put it aside, join the shop again, sell on. On the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_client import texts
from pos_client.app import edges
from pos_client.desk.shell import Question
from pos_client.engine.rebuild import BoxContent, box_content
from pos_client.store.damaged import set_aside
from pos_client.texts import _
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.app.window import Window


def ask_to_set_aside(window: Window, damaged: Refusal) -> None:
    """Reading the black box takes a moment, so on the store lane. `failed` is said with the question."""
    folder = window.options.data

    def read(content: BoxContent | None) -> None:
        _ask(window, content, damaged)
        window.failed.emit(damaged)

    window.background.store(lambda: box_content(folder), then=read, fail=window.trouble)


def _ask(window: Window, content: BoxContent | None, damaged: Refusal) -> None:
    question = Question(
        title=_("The till's data is damaged"),
        text=f"{_what_is_kept(content)} {_('The damaged data is put aside, nothing of it is deleted.')}",
        accept=_("Put aside and join again"),
        refuse=_("Not now"),
    )
    window.shell.ask(question, lambda: _put_aside(window), lambda: window.trouble(damaged))


def _what_is_kept(content: BoxContent | None) -> str:
    if content is None:
        return _("It has no journal copy: what was not sent yet is only in the damaged data.")
    return texts.ngettext(
        "The journal copy beside it holds {n} receipt. Once the till has joined the shop again, what the"
        " back office lacks is sent from there.",
        "The journal copy beside it holds {n} receipts. Once the till has joined the shop again, what the"
        " back office lacks is sent from there.",
        content.receipts,
    )


def _put_aside(window: Window) -> None:
    window.forget_reader()
    folder = window.options.data
    window.background.store(
        lambda: set_aside(folder, at=edges.now()),
        then=lambda _aside: window.open_anew(),
        fail=window.trouble,
    )
