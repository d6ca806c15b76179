"""State of the movers screen: period, group, and the newest answer."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question
from pos_client.desk.widgets.dates import Period, last_days
from pos_client.features.movers import actions
from pos_client.features.movers.state import Group, Movers
from pos_client.texts import _
from shared_models.values.refusals import Refusal

WINDOW_DAYS = 90


@dataclass(frozen=True, slots=True)
class MoversState:
    period: Period
    group: Group = "unit"
    movers: Movers | None = None
    loading: bool = False
    refusal: Refusal | None = None


class MoversPresenter(QObject):
    changed = Signal()
    came = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = MoversState(last_days(WINDOW_DAYS, office.today()))
        self._question = Question(office, self)

    def choose_period(self, period: Period) -> None:
        self.state = replace(self.state, period=period)
        self.load()

    def choose_group(self, group: Group) -> None:
        self.state = replace(self.state, group=group)
        self.load()

    def load(self) -> None:
        period, group = self.state.period, self.state.group
        span = self.office.span(period.first, period.last)
        day_word = _("d")
        self._set(replace(self.state, loading=True))
        self._question.ask(
            lambda api: actions.look(api, window=period.days, span=span, group=group, day_word=day_word),
            then=self._came,
            refused=self._refused,
        )

    def _came(self, movers: Movers) -> None:
        self._set(replace(self.state, movers=movers, loading=False, refusal=None))
        self.came.emit()

    def _refused(self, refusal: Refusal) -> None:
        self._set(replace(self.state, loading=False, refusal=refusal))

    def _set(self, state: MoversState) -> None:
        self.state = state
        self.changed.emit()
