"""A till whose database is damaged: put it aside, join the shop again, sell on. On the screen."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pos_client import texts
from pos_client.app import edges
from pos_client.desk.background import Background
from pos_client.desk.shell import Question, Shell
from pos_client.engine.rebuild import BoxContent, box_content
from pos_client.store.damaged import set_aside
from pos_client.texts import _


@dataclass(frozen=True, slots=True)
class Damaged:
    """A folder whose database cannot be opened, and the window that stands before it.

    `let_go` closes what still reads it, `open_anew` begins with a new one, `refused`: it stays as it is.
    """

    folder: Path
    shell: Shell
    background: Background
    let_go: Callable[[], None]
    open_anew: Callable[[], None]
    refused: Callable[[], None]
    trouble: Callable[[BaseException], None]

    def ask(self, then: Callable[[], None]) -> None:
        """Reading the black box takes a moment, so on the store lane. `then`: the question is shown."""

        def read(content: BoxContent | None) -> None:
            self._ask(content)
            then()

        self.background.store(lambda: box_content(self.folder), then=read, fail=self.trouble)

    def _ask(self, content: BoxContent | None) -> None:
        question = Question(
            title=_("The till's data is damaged"),
            text=f"{_what_is_kept(content)} {_('The damaged data is put aside, nothing of it is deleted.')}",
            accept=_("Put aside and begin anew")
            if content is not None and content.alone
            else _("Put aside and join again"),
            refuse=_("Not now"),
        )
        self.shell.ask(question, self._put_aside, self.refused)

    def _put_aside(self) -> None:
        self.let_go()
        self.background.store(
            lambda: set_aside(self.folder, at=edges.now()),
            then=lambda _aside: self.open_anew(),
            fail=self.trouble,
        )


def _what_is_kept(content: BoxContent | None) -> str:
    if content is None:
        return _("It has no journal copy: what was not sent yet is only in the damaged data.")
    if content.alone:
        return texts.ngettext(
            "The shop has no back office: its {n} receipt stays readable in the journal copy beside the data,"
            " and the till begins anew.",
            "The shop has no back office: its {n} receipts stay readable in the journal copy beside the data,"
            " and the till begins anew.",
            content.receipts,
        )
    return texts.ngettext(
        "The journal copy beside it holds {n} receipt. Once the till has joined the shop again, what the"
        " back office lacks is sent from there.",
        "The journal copy beside it holds {n} receipts. Once the till has joined the shop again, what the"
        " back office lacks is sent from there.",
        content.receipts,
    )
