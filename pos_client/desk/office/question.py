"""One kind of question: asked again, the answer to the older one is dropped."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

from pos_client.desk.office.office import Office, Refused
from pos_client.remote.api import Api
from shared_models.values.refusals import Refusal

T = TypeVar("T")


class Question:
    """`owner` is who hears the answers; when it is gone, nobody is told."""

    def __init__(self, office: Office, owner: QObject) -> None:
        self._office = office
        self._owner = owner
        self._number = 0
        self._under_way = 0

    @property
    def open(self) -> bool:
        """Whether the newest answer is still to come."""
        return self._under_way == self._number and self._number > 0

    def ask(self, job: Callable[[Api], T], *, then: Callable[[T], None], refused: Refused) -> None:
        self._number += 1
        number = self._under_way = self._number

        def answered(result: T) -> None:
            if self._wanted(number):
                then(result)

        def turned_down(refusal: Refusal) -> None:
            if self._wanted(number):
                refused(refusal)

        self._office.ask(job, then=answered, refused=turned_down)

    def forget(self) -> None:
        """Nobody waits for the answer any more."""
        self._number += 1

    def _wanted(self, number: int) -> bool:
        if number != self._number or not isValid(self._owner):
            return False
        self._under_way = 0
        return True
