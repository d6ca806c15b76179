"""A supervisor approves in place: the panel names the action, PIN or card say who, the event carries both."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from pos_client.desk.background import Background
from pos_client.desk.problems import problem_text
from pos_client.desk.shell import Shell, Veil
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.number_pad import PinPad
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label, Words
from pos_client.texts import _
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.engine.staff import StaffMember

PIN_MAX: Final = 12

Refused = Callable[[Refusal], None]
Attempt = Callable[[StaffId | None, Refused], None]
Check = Callable[[str, Permission], "StaffMember"]


class ApprovalPanel(TillPanel):
    """PIN and Enter, or a card that is scanned. What is wrong is said in place and can be done again."""

    given = Signal(str)

    def __init__(self, what: Words) -> None:
        super().__init__(lambda: _("Approval"))
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(PIN_MAX)
        self.pin.setAccessibleName(_("Supervisor's PIN"))
        self.add(Note("warn", what, title=lambda: _("A supervisor must allow this")))
        title = Label(lambda: _("Supervisor's PIN"), weight="medium")
        card = Label(lambda: _("Or scan the supervisor's card."), ink="ink_muted")
        self.add(column(row(title, None, card), self.pin, gap="s"))
        self.pad = PinPad(self.pin)
        self.add(self.pad)
        self.allow = Button(lambda: _("Allow"), kind="primary", size="tall", hint="Enter", focus=False)
        self.allow.clicked.connect(self.accept)
        self.set_foot(self.allow)
        self.setFocusProxy(self.pin)

    @override
    def accept(self) -> None:
        if self.pin.text():
            self.give(self.pin.text())

    def give(self, secret: str) -> None:
        """A PIN, or the code of a card. Not twice at once."""
        if self.allow.isEnabled():
            self.allow.setEnabled(False)
            self.given.emit(secret)

    def again(self, why: str) -> None:
        self.allow.setEnabled(True)
        self.pin.clear()
        self.refuse(why)


class Approvals(QObject):
    """`check` runs on the store lane and gives the person, or refuses."""

    def __init__(self, shell: Shell, background: Background, check: Check) -> None:
        super().__init__(shell)
        self._shell = shell
        self._background = background
        self._check = check

    def run(self, what: Words, attempt: Attempt, refused: Refused) -> None:
        """Try; where an approval is needed, ask for it and try again with the approver."""

        def first(refusal: Refusal) -> None:
            if refusal.code is not ErrorCode.APPROVAL_NEEDED:
                refused(refusal)
                return
            permission = Permission(str(refusal.facts["permission"]))
            self.ask(permission, what, lambda member: attempt(member.id, refused))

        attempt(None, first)

    def ask(self, permission: Permission, what: Words, then: Callable[[StaffMember], None]) -> ApprovalPanel:
        """Open the panel; `then` runs with whoever allowed it. Esc leaves everything as it was."""
        panel = ApprovalPanel(what)
        veil = self._shell.open_panel(panel, place="center", width=METRIC.confirm_panel)
        panel.left.connect(veil.close_panel)
        panel.given.connect(lambda pin: self._verify(panel, veil, pin, permission, then))
        return panel

    def _verify(
        self,
        panel: ApprovalPanel,
        veil: Veil,
        pin: str,
        permission: Permission,
        then: Callable[[StaffMember], None],
    ) -> None:
        def allowed(member: StaffMember) -> None:
            veil.close_panel()
            then(member)

        def failed(problem: BaseException) -> None:
            if not isinstance(problem, Refusal):
                raise problem
            panel.again(problem_text(problem.code, problem.facts))

        self._background.store(lambda: self._check(pin, permission), then=allowed, fail=failed)
