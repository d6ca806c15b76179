"""Home's state. It asks again when a hint says that something was sold, at most a few times a second."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from pos_client.desk.office import Office, Question
from pos_client.features.home import actions
from shared_models.values.refusals import Refusal
from shared_models.wire.reports import Home
from shared_models.wire.sync import LiveHint

# A busy shop hints many times a second; people read a few.
PAUSE_MS: Final = 250
# The clock on the chart goes on without sales, and so does what "waiting for 2 h" says.
AGAIN_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class HomeState:
    """`clock` is the branch's wall clock at the moment of the reply."""

    home: Home | None = None
    clock: datetime | None = None
    refusal: Refusal | None = None


class HomePresenter(QObject):
    changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = HomeState()
        self._question = Question(office, self)
        self._shown = False
        self._news = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._pause_over)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self.load)
        office.hinted.connect(self._hinted)
        office.signed_out.connect(self._forget)

    def show(self, *, shown: bool) -> None:
        """Whether Home is on the screen: only then it asks."""
        self._shown = shown
        if shown:
            self._again.start()
        else:
            self._again.stop()
            self._question.forget()

    def load(self) -> None:
        if self.office.person is None:
            return
        branch = self.office.branch
        self._news = False
        self._question.ask(
            lambda api: actions.look(api, branch=branch), then=self._came, refused=self._refused
        )

    def _hinted(self, _hint: LiveHint) -> None:
        if not self._shown:
            return
        if self._pause.isActive() or self._question.open:
            self._news = True
        else:
            self.load()
            self._pause.start()

    def _pause_over(self) -> None:
        if self._news and self._shown and not self._question.open:
            self.load()
            self._pause.start()

    def _came(self, home: Home) -> None:
        clock = self.office.local(home.server_time)
        self._set(HomeState(home=home, clock=clock))
        if self._news and not self._pause.isActive():
            self._pause.start()

    def _refused(self, refusal: Refusal) -> None:
        self._set(HomeState(home=self.state.home, clock=self.state.clock, refusal=refusal))

    def _forget(self) -> None:
        self._question.forget()
        self._set(HomeState())

    def _set(self, state: HomeState) -> None:
        self.state = state
        self.changed.emit()
