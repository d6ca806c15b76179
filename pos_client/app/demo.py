"""A demonstration shop signs in by itself: joins by its code, signs in cashier and owner, opens the shift."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from pos_client.features.setup.state import JoinAnswers
from pos_client.texts import _
from shared_models.values.codes import Role
from shared_models.values.money import Money

if TYPE_CHECKING:
    from pos_client.app.window import Window

CHANGE_MONEY: Final = Money(500_000)


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the demonstration shop, with the secrets a real shop keeps to itself."""

    name: str
    login: str
    password: str
    pin: str
    role: Role


@dataclass(frozen=True, slots=True)
class DemoShop:
    """What `create-shop --demo` wrote down."""

    branch: str
    register: str
    code: str
    staff: tuple[Person, ...]

    def person(self, *roles: Role) -> Person:
        """The first of these roles that somebody has."""
        return next(one for role in roles for one in self.staff if one.role is role)


def read_demo(file: Path) -> DemoShop:
    raw = json.loads(file.read_text(encoding="utf-8"))
    here = (raw["branch"], raw["register"])
    codes = {(one["branch"], one["register"]): one["code"] for one in raw["enrolment_codes"]}
    staff = tuple(
        Person(one["name"], one["login"], one["password"], one["pin"], Role(one["role"]))
        for one in raw["staff"]
    )
    return DemoShop(branch=raw["branch"], register=raw["register"], code=codes[here], staff=staff)


class Demo(QObject):
    """Does what a newcomer would have to read about first. `ready`: till and admin tab are signed in."""

    ready = Signal()
    refused = Signal(str)

    def __init__(self, window: Window, file: Path) -> None:
        super().__init__(window)
        self._window = window
        self._side = window.side
        self.shop = read_demo(file)
        self._joined = False
        self._signing = False
        self._opening = False
        self._done = {"till": False, "admin": False}
        window.side.standing_changed.connect(self._next)
        window.side.shift.changed.connect(self._next)
        window.side.began.connect(lambda: self._mark("till"))
        window.admin_ready.connect(self._sign_in_admin)
        window.side.setup.changed.connect(self._setup_said)
        self._next()

    def _next(self) -> None:
        standing, shift = self._side.standing, self._side.shift
        if standing is None:
            return
        if standing.identity is None:
            self._join()
        elif not standing.identity.ready:
            return
        elif shift.number is not None and not shift.may_sell:
            self._opening = True
            self._sign_in()
        elif shift.cashier is None:
            self._sign_in()
        elif shift.number is None and not self._opening:
            # Once, at the start: a shift that is closed later stays closed.
            self._opening = True
            shift.open(CHANGE_MONEY, self.refused.emit)

    def _join(self) -> None:
        if self._joined:
            return
        self._joined = True
        server = self._window.options.server
        self._side.setup.join(JoinAnswers(server=server, code=self.shop.code, device_name=_("Till")))

    def _sign_in(self) -> None:
        if self._signing:
            return
        self._signing = True
        cashier = self.shop.person(Role.CASHIER, Role.OWNER)
        self._side.shift.sign_in(cashier.login, cashier.pin, self.refused.emit)

    def _setup_said(self) -> None:
        if self._side.setup.problem:
            self.refused.emit(self._side.setup.problem)

    def _sign_in_admin(self) -> None:
        admin = self._window.admin
        assert admin is not None
        owner = self.shop.person(Role.OWNER, Role.CLERK)
        admin.office.signed_in.connect(lambda: self._mark("admin"))
        admin.office.sign_in(
            username=owner.login,
            password=owner.password,
            refused=lambda refusal: self.refused.emit(refusal.code.value),
        )

    def _mark(self, side: str) -> None:
        if self._done[side]:
            return
        self._done[side] = True
        if all(self._done.values()):
            self.ready.emit()
