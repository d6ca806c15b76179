"""A list of the office that one answer fills."""

from abc import abstractmethod
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office.office import Office
from pos_client.desk.office.question import Question
from pos_client.remote.api import Api
from shared_models.values.refusals import Refusal

T = TypeVar("T")


class Listed(QObject, Generic[T]):
    """`changed`: what was found, or a refusal. `found` None: nothing has come yet."""

    changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.found: T | None = None
        self.refusal: Refusal | None = None
        self._question = Question(office, self)

    @abstractmethod
    def fetch(self, api: Api) -> T:
        """Ask for all of it; off the GUI thread."""

    def load(self) -> None:
        self._question.ask(self.fetch, then=self._told, refused=self._refused)

    def _told(self, found: T) -> None:
        self.found, self.refusal = found, None
        self.changed.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.changed.emit()
