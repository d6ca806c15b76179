"""Signing in: what was typed, whether the answer is under way, and what the server said."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class SignInState:
    busy: bool = False
    refusal: Refusal | None = None
    missing: tuple[str, ...] = ()

    @property
    def offline(self) -> bool:
        return self.refusal is not None and self.refusal.code is ErrorCode.SERVER_UNREACHABLE


class SigningIn(QObject):
    changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.state = SignInState()
        office.signed_in.connect(self._done)

    def start(self) -> None:
        """A clean form."""
        self._set(SignInState())

    def sign_in(self, username: str, password: str) -> None:
        if self.state.busy:
            return
        given = {"username": username.strip(), "password": password}
        missing = tuple(key for key, text in given.items() if not text)
        if missing:
            self._set(SignInState(missing=missing))
            return
        self._set(SignInState(busy=True))
        self.office.sign_in(username=given["username"], password=password, refused=self._refused)

    def _refused(self, refusal: Refusal) -> None:
        self._set(SignInState(refusal=refusal))

    def _done(self) -> None:
        self._set(replace(self.state, busy=False, refusal=None))

    def _set(self, state: SignInState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()
