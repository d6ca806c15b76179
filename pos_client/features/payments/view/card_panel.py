"""One card or voucher: what is on it, what moved it, who did what to it, and what can be done."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout

from pos_client import texts
from pos_client.desk.problems import problem_text
from pos_client.desk.theme.tokens import Colour
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, Option
from pos_client.desk.widgets.dates import DayEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import clear, column, holding, reveal, row
from pos_client.desk.widgets.panels import Divider, SidePanel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.payments.holding import ActDraft, Card, CardState, Doing
from pos_client.features.payments.issuing import NO_DAY
from pos_client.features.payments.shown import (
    ACTS,
    AGAINST,
    fault_words,
    kind_text,
    server_words,
    state_of,
    state_text,
)
from pos_client.texts import N_, _
from shared_models.values.codes import ErrorCode
from shared_models.wire.payments import (
    ISSUABLE,
    Against,
    StoredActRow,
    StoredMoveRow,
    StoredState,
    StoredValueDetail,
)

MOVES: Final = 50
DOINGS: Final = {
    Doing.NOTHING: N_("Only look"),
    Doing.BLOCK: N_("Block it"),
    Doing.RELEASE: N_("Release it"),
    Doing.EXPIRY: N_("Set another last day"),
    Doing.VOID: N_("Take off what is left and block it"),
}
INK: Final[dict[StoredState, Colour]] = {
    StoredState.OPEN: "ok",
    StoredState.LAPSED: "warn",
    StoredState.BLOCKED: "danger",
    StoredState.USED_UP: "ink_muted",
}


class ActForm(Form):
    """What is done, why, and who answers for it; only what it needs is shown."""

    def __init__(self, state: CardState, *, approves: bool) -> None:
        super().__init__()
        self._approves = approves
        self._lapsing = state.lapsing
        self.doing = Choice(_doings(state.detail))
        self.reason = TextEdit()
        self.expires = DayEdit(None if state.detail is None else state.detail.value.expires_on)
        self.against = Choice([(one.value, partial(_against, one)) for one in Against])
        self.against.set_key(ActDraft().against.value)
        self.approver, self.password = TextEdit(), TextEdit(secret=True)
        self.add("doing", lambda: _("What to do"), self.doing)
        self.add("expires_on", lambda: _("Last day; empty: it never lapses"), self.expires)
        self.add("against", lambda: _("The money goes to"), self.against)
        self.add("reason", lambda: _("Reason"), self.reason)
        self.add_row(
            ("approver", lambda: _("Approved by (user name)"), self.approver),
            ("password", lambda: _("Their password"), self.password),
        )
        self.shape(self.draft())

    def draft(self) -> ActDraft:
        day = self.expires.value()
        return ActDraft(
            doing=Doing.LAPSE if self._lapsing else Doing(self.doing.key()),
            reason=self.reason.text(),
            expires_on=NO_DAY if day is None and self.expires.text().strip() else day,
            against=Against(self.against.key()),
            approver=self.approver.text(),
            password=self.password.text(),
        )

    def shape(self, draft: ActDraft) -> None:
        does = draft.doing is not Doing.NOTHING
        shown = {
            "doing": not self._lapsing,
            "expires_on": draft.doing is Doing.EXPIRY,
            "against": draft.doing is Doing.VOID,
            "reason": does and not self._lapsing,
            "approver": does and not self._approves,
            "password": does and not self._approves,
        }
        for key, wanted in shown.items():
            reveal(self.fields[key], shown=wanted)


class CardPanel(SidePanel):
    close_wanted = Signal()

    def __init__(self, card: Card) -> None:
        detail = card.state.detail
        super().__init__((lambda: _("What has lapsed")) if detail is None else detail.value.number)
        self._card = card
        self._shown_tries = 0
        self.form = ActForm(card.state, approves=card.approves)
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self._told = column(gap="s")
        self.cancel = Button(lambda: _("Close"))
        self.save = Button(lambda: _("Do it"), kind="primary", hint="Ctrl+S")
        self.add(self.trouble)
        self.add(holding(self._told))
        self.add(self.form)
        reveal(self.form, shown=card.allowed)
        self._history = column(gap="s")
        self.add(holding(self._history))
        self.set_foot(None, self.cancel, self.save)
        # The guard decides whether the panel closes.
        self.close_button.clicked.disconnect(self.closed)
        self.close_button.clicked.connect(self.close_wanted)
        self.cancel.clicked.connect(self.close_wanted)
        self.save.clicked.connect(card.save)
        self.form.changed.connect(self._edited)
        self._tell(detail)
        self._edited()

    def start(self) -> None:
        (self.form.doing if self._card.state.detail is not None else self.save).setFocus()

    def draw(self) -> None:
        state = self._card.state
        self.form.shape(state.draft)
        reveal(self.save, shown=self._card.allowed and state.draft.doing is not Doing.NOTHING)
        self.save.setEnabled(not state.busy)
        refusal = state.refusal
        faults = fault_words(state.faults)
        if refusal is not None and refusal.code is ErrorCode.INVALID:
            faults = server_words(refusal.facts)
        if state.tries != self._shown_tries:
            # Once per try: a field that is being corrected loses its mark until the next one.
            self._shown_tries = state.tries
            self.form.show_faults(faults)
        plain = refusal is not None and not faults
        self.trouble.setVisible(plain)
        if plain and refusal is not None:
            self.trouble.say("danger", lambda: problem_text(refusal.code, refusal.facts))

    def _edited(self) -> None:
        self._card.edit(self.form.draft())
        self.draw()

    def _tell(self, detail: StoredValueDetail | None) -> None:
        clear(self._told)
        clear(self._history)
        if detail is None:
            words = Label(
                lambda: _(
                    "Everything whose last day is over is taken off its number and becomes income. "
                    "Nobody can spend it any more."
                ),
                wrap=True,
            )
            self._told.addWidget(words)
            return
        value, today = detail.value, self._card.office.today()
        state = Label(state_text(value, today), ink=INK[state_of(value, today)], weight="strong")
        amount = Label(texts.rupiah(value.balance), size="title", weight="strong")
        until = "" if value.expires_on is None else _("until {day}", day=texts.day(value.expires_on))
        self._told.addLayout(row(amount, None, state))
        self._told.addLayout(row(Label(kind_text(value.method)), None, Label(until, ink="ink_muted")))
        self._told.addWidget(Divider())
        for act in detail.acts:
            self._history.addLayout(self._act(act))
        for move in detail.moves[:MOVES]:
            self._history.addLayout(self._move(move))

    def _act(self, act: StoredActRow) -> QLayout:
        when = texts.moment(self._card.office.local(act.at))
        day = "" if act.expires_on is None else f" {texts.day(act.expires_on)}"
        people = act.by if act.approver in {"", act.by} else f"{act.by}, {act.approver}"
        head = row(Label(f"{_(ACTS[act.act])}{day}", weight="medium"), None, Label(when, ink="ink_muted"))
        return column(head, Label(f"{act.reason} ({people})", ink="ink_muted", wrap=True), gap="none")

    def _move(self, move: StoredMoveRow) -> QLayout:
        when = texts.moment(self._card.office.local(move.at, move.branch))
        ink: Colour = "ok" if move.amount > 0 else "ink"
        sign = "+" if move.amount > 0 else ""
        head = row(
            Label(move.document_no, weight="medium"),
            None,
            Label(f"{sign}{texts.amount(move.amount)}", ink=ink),
        )
        return column(head, Label(when, ink="ink_muted"), gap="none")


def _doings(detail: StoredValueDetail | None) -> list[Option]:
    offered = [Doing.NOTHING]
    if detail is not None and detail.value.method in ISSUABLE:
        offered.append(Doing.RELEASE if detail.value.blocked else Doing.BLOCK)
        offered.append(Doing.EXPIRY)
        if detail.value.balance > 0:
            offered.append(Doing.VOID)
    return [(one.value, partial(_doing, one)) for one in offered]


def _doing(one: Doing) -> str:
    return _(DOINGS[one])


def _against(one: Against) -> str:
    return _(AGAINST[one])
