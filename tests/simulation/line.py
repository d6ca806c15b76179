"""The lines between tills and back office: letters are lost, doubled, late, out of order, or cannot go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from pos_client.sync.messages import Answered, Failed, Incoming, Outgoing
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.simulation.office import BackOffice
from tests.simulation.till import Till, Time

SOON_MS: Final = 200
LATE_MS: Final = 30_000
Note = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Letter:
    """Something on the line, due at a moment: a question on its way, or an answer on its way back."""

    due_ms: int
    order: int
    till: Till
    request: Outgoing
    answer: Incoming | None = None


class Lines:
    """How bad they are follows from the seed. `healed`: from now on every letter arrives once."""

    def __init__(self, time: Time, random: Random, office: BackOffice, note: Note, fault: Note) -> None:
        self.letters: list[Letter] = []
        self.healed = False
        self._time, self._random, self._office = time, random, office
        self._note, self._fault = note, fault
        self._sent = 0
        self._loses, self._doubles, self._delays = (random.uniform(0, most) for most in (0.16, 0.12, 0.2))

    def post(self, till: Till, request: Outgoing, answer: Incoming | None = None) -> None:
        if not self.healed and self._is_lost(till):
            # Whatever is lost, the one who asked notices in the end.
            till.inbox.append(Failed(request, Refusal(ErrorCode.SERVER_UNREACHABLE)))
            return
        copies = 2 if self._chance(self._doubles) else 1
        if copies == 2:
            self._fault("duplicate", till)
        for _ in range(copies):
            late = self._chance(self._delays)
            if late:
                self._fault("delay", till)
            self._sent += 1
            due = self._time.ms + self._random.randint(1, LATE_MS if late else SOON_MS)
            if late and any(one.till is till and one.due_ms < due for one in self.letters):
                self._fault("reorder", till)
            self.letters.append(Letter(due, self._sent, till, request, answer))
        self.letters.sort(key=lambda letter: (letter.due_ms, letter.order))

    def deliver(self) -> None:
        """Everything that is due by now."""
        while self.letters and self.letters[0].due_ms <= self._time.ms:
            self._arrives(self.letters.pop(0))

    def forget(self, till: Till) -> None:
        """The machine was switched off: nobody waits there for an answer."""
        self.letters = [letter for letter in self.letters if letter.till is not till]

    def cut_answers(self) -> None:
        """The server's program was stopped: what it had on its lines goes with them."""
        gone = [letter for letter in self.letters if letter.answer is not None]
        self.letters = [letter for letter in self.letters if letter.answer is None]
        for letter in gone:
            letter.till.inbox.append(Failed(letter.request, Refusal(ErrorCode.SERVER_UNREACHABLE)))

    def _arrives(self, letter: Letter) -> None:
        till = letter.till
        if letter.answer is not None:
            till.inbox.append(letter.answer)
            return
        answer: Incoming
        try:
            answer = Answered(letter.request, self._office.answer(letter.request, till.token()))
        except Refusal as refused:
            answer = Failed(letter.request, refused)
            self._note("no", till.name, refused.code.value)
        self.post(till, letter.request, answer)

    def _is_lost(self, till: Till) -> bool:
        if till.cut_until_ms > self._time.ms:
            return True
        lost = self._random.random() < self._loses
        if lost:
            self._fault("drop", till)
        return lost

    def _chance(self, share: float) -> bool:
        return not self.healed and self._random.random() < share
