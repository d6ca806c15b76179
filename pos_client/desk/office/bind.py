"""Ties the window to the session: branches in the menu's head, sign-in before the first admin page."""

from PySide6.QtCore import QObject

from pos_client.desk.office.office import ALL_BRANCHES, Office
from pos_client.desk.screens import Face
from pos_client.desk.shell import Branch, Shell
from pos_client.texts import _

SIGN_IN = "signin"
HOME = "home"


class Binding(QObject):
    """Lives as long as the shell it is given to."""

    def __init__(self, shell: Shell, office: Office) -> None:
        super().__init__(shell)
        self._shell = shell
        self._office = office
        self._wanted = HOME
        office.signed_in.connect(self._signed_in)
        office.signed_out.connect(self._signed_out)
        office.branch_changed.connect(self._show_place)
        shell.branch_chosen.connect(office.choose_branch)
        shell.sign_out_wanted.connect(office.sign_out)
        shell.shown.connect(self._shown)

    def _show_place(self) -> None:
        person = self._office.person
        if person is None:
            return
        places = [Branch(str(row.id), row.name) for row in self._office.branches]
        if len(places) > 1:
            places.insert(0, Branch(ALL_BRANCHES, lambda: _("All branches")))
        here = str(self._office.branch) if self._office.branch else ALL_BRANCHES
        self._shell.set_place(person.company_name, places, here)

    def _signed_in(self) -> None:
        self._show_place()
        self._shell.allow_sign_out(allowed=True)
        if self._shell.here == SIGN_IN:
            self._shell.open(self._wanted)

    def _signed_out(self) -> None:
        self._shell.allow_sign_out(allowed=False)
        if self._shell.face is Face.ADMIN:
            self._wanted = HOME
            self._shell.open(SIGN_IN)

    def _shown(self, key: str) -> None:
        if self._office.person is None and self._shell.face is Face.ADMIN:
            self._wanted = key
            self._shell.open(SIGN_IN)


def bind(shell: Shell, office: Office) -> Binding:
    """Connect a window with its session; app.py calls it once."""
    return Binding(shell, office)
