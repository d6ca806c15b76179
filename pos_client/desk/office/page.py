"""A page that lives on the server's answers: says when they stopped coming, asks again when they can come."""

from typing_extensions import override

from pos_client import texts
from pos_client.desk.office.office import Office
from pos_client.desk.problems import problem_text
from pos_client.desk.shell import Page
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Words
from pos_client.texts import _
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal


class OfficePage(Page):
    """Override `load`: called when the page is first shown, the branch changes or the server is back.

    `refresh`: the same was asked before, what is shown may stay until the news come. `table_tells`: a table
    of the page says itself that its rows could not be fetched.
    """

    table_tells = False

    def __init__(self, office: Office, title: Words, subtitle: Words = "") -> None:
        super().__init__(title, subtitle)
        self.office = office
        self.again = Button(lambda: _("Try again"), size="compact")
        self.again.clicked.connect(self._ask_again)
        self.notice = Note("warn", "", icon="wifi-off", action=self.again)
        self.notice.hide()
        self._refusal: Refusal | None = None
        self._asked_for: object = None
        self.add(self.notice)
        office.reach_changed.connect(self._reach_changed)
        office.branch_changed.connect(self._branch_changed)

    def load(self) -> None:
        """Ask for what the page shows."""

    def refresh(self) -> None:
        """Ask again for what is shown already."""
        self.load()

    def show_refusal(self, refusal: Refusal | None) -> None:
        """Say above the content why it could not be fetched; None takes it away."""
        self._refusal = refusal
        self._draw_notice()

    @override
    def enter(self, **facts: object) -> None:
        person = self.office.person
        if person is None:
            return
        asking_for = (person.token, self.office.branch)
        if asking_for == self._asked_for:
            self.refresh()
        else:
            self._asked_for = asking_for
            self.load()

    def _ask_again(self) -> None:
        self.refresh()

    def _reach_changed(self) -> None:
        self._draw_notice()
        if self.office.offline_since is None and self.isVisible():
            self.refresh()

    def _branch_changed(self) -> None:
        if self.isVisible():
            OfficePage.enter(self)

    def _draw_notice(self) -> None:
        since = self.office.offline_since
        refusal = self._refusal
        if since is not None:
            self.notice.say("warn", self._offline_words, icon="wifi-off")
        elif refusal is not None and refusal.code is not ErrorCode.SERVER_UNREACHABLE:
            self.notice.say("danger", lambda: problem_text(refusal.code, refusal.facts), icon="circle-alert")
        away = since is not None and not self.table_tells
        self.notice.setVisible(away or (refusal is not None and since is None))

    def _offline_words(self) -> str:
        since = self.office.offline_since
        if since is None:
            return ""
        clock = texts.clock(self.office.local(since))
        return _(
            "The back office has not answered since {clock}. The till goes on selling; this page waits.",
            clock=clock,
        )
