"""What is worth knowing of a customer at the till: his birthday, what to mind, and what he bought last."""

from typing import Final

from PySide6.QtWidgets import QWidget

from pos_client import texts
from pos_client.desk.widgets.layouts import clear, column, row
from pos_client.desk.widgets.panels import Divider
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.till.history import HistoryState
from pos_client.features.till.state import MemberState
from pos_client.texts import _, ngettext
from shared_models.values.codes import ErrorCode
from shared_models.wire.customers import Purchase

SHOWN: Final = 6


class HistoryList(QWidget):
    """The newest receipt on top, of all branches; while nobody answers it says so."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Label("", weight="strong")
        self._birthday = Note("ok", "")
        self._mind = Label("", ink="ink_muted", wrap=True)
        self.said = Label("", ink="ink_muted", wrap=True)
        self._rows = column(gap="xs")
        self.lines: list[str] = []
        self.setLayout(
            column(Divider(), self._title, self._birthday, self._mind, self.said, self._rows, gap="s")
        )
        self.hide()

    def show_state(self, state: HistoryState) -> None:
        member = state.member
        self._title.say(_("Last purchases of {name}", name=member.name))
        self._greet(member)
        clear(self._rows)
        self.lines = []
        for purchase in (state.purchases or ())[:SHOWN]:
            self._add(purchase)
        words = _said(state)
        self.said.say(words)
        self.said.setVisible(bool(words))
        self.show()

    def _greet(self, member: MemberState) -> None:
        self._birthday.setVisible(member.birthday)
        name = member.name
        self._birthday.say("ok", lambda: _("Birthday today: wish {name} well.", name=name))
        self._mind.setVisible(bool(member.note))
        self._mind.say(member.note)

    def _add(self, purchase: Purchase) -> None:
        count = ngettext("{n} line", "{n} lines", purchase.lines)
        words = f"{texts.day(purchase.bdate)}  {purchase.receipt}  {count}"
        self.lines.append(words)
        self._rows.addLayout(row(Label(words, ink="ink_muted"), None, Label(texts.rupiah(purchase.total))))


def _said(state: HistoryState) -> str:
    if state.why is ErrorCode.NOT_ENROLLED:
        return _("This shop has no back office that could tell.")
    if state.why is ErrorCode.NOT_FOUND:
        return _("The back office does not know this customer yet.")
    if state.why is not None:
        return _("The back office does not answer now. Selling goes on without it.")
    if state.purchases is None:
        return _("Asking the back office")
    return "" if state.purchases else _("No purchases yet")
