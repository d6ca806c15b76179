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
    """Override `load`: called when the page is shown, the branch changes or the server is back."""

    def __init__(self, office: Office, title: Words, subtitle: Words = "") -> None:
        super().__init__(title, subtitle)
        self.office = office
        self.again = Button(lambda: _("Try again"), size="compact")
        self.again.clicked.connect(self._ask_again)
        self.notice = Note("warn", "", icon="wifi-off", action=self.again)
        self.notice.hide()
        self._refusal: Refusal | None = None
        self.add(self.notice)
        office.reach_changed.connect(self._reach_changed)
        office.branch_changed.connect(self._branch_changed)

    def load(self) -> None:
        """Ask for what the page shows."""

    def show_refusal(self, refusal: Refusal | None) -> None:
        """Say above the content why it could not be fetched; None takes it away."""
        self._refusal = refusal
        self._draw_notice()

    @override
    def enter(self, **facts: object) -> None:
        if self.office.person is not None:
            self.load()

    def _ask_again(self) -> None:
        self.load()

    def _reach_changed(self) -> None:
        self._draw_notice()
        if self.office.offline_since is None and self.isVisible():
            self.load()

    def _branch_changed(self) -> None:
        if self.isVisible():
            self.load()

    def _draw_notice(self) -> None:
        since = self.office.offline_since
        refusal = self._refusal
        if since is not None:
            self.notice.say("warn", self._offline_words, icon="wifi-off")
        elif refusal is not None and refusal.code is not ErrorCode.SERVER_UNREACHABLE:
            self.notice.say("danger", lambda: problem_text(refusal.code, refusal.facts), icon="circle-alert")
        self.notice.setVisible(since is not None or refusal is not None)

    def _offline_words(self) -> str:
        since = self.office.offline_since
        if since is None:
            return ""
        clock = texts.clock(self.office.local(since))
        return _(
            "The back office has not answered since {clock}. The till goes on selling; this page waits.",
            clock=clock,
        )
