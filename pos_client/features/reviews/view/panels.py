"""Giving an answer beside what it is about: one note for many flags, or one flag's correcting document."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from pos_client import texts
from pos_client.desk.problems import fault_texts, problem_text
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Tick
from pos_client.desk.widgets.figures_edit import MoneyEdit, QuantityEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import reveal
from pos_client.desk.widgets.panels import SidePanel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label, Words
from pos_client.features.reviews.presenter import ReviewPresenter
from pos_client.features.reviews.state import AnswerDraft
from pos_client.texts import N_, _, ngettext
from shared_models.values.codes import ErrorCode
from shared_models.wire.reviews import ReviewHow

NOTE_MAX: Final = 1000
TITLES: Final = {
    ReviewHow.ACCEPTED: N_("Accept"),
    ReviewHow.SET_ASIDE: N_("Set aside for good"),
    ReviewHow.STOCK_ADJUSTED: N_("Count and correct"),
    ReviewHow.DRAWER_SETTLED: N_("Settle the drawer"),
}
INTROS: Final = {
    ReviewHow.ACCEPTED: N_("What was booked stands. Say why."),
    ReviewHow.SET_ASIDE: N_("It stays unposted for good. Say why."),
    ReviewHow.STOCK_ADJUSTED: N_(
        "The shelf was counted: the difference is booked as an adjustment of stock."
    ),
    ReviewHow.DRAWER_SETTLED: N_(
        "What the books still have in the drawer goes to the safe; what was not found is booked as short."
    ),
}
SENDS: Final = {
    ReviewHow.ACCEPTED: N_("Accept"),
    ReviewHow.SET_ASIDE: N_("Set aside"),
    ReviewHow.STOCK_ADJUSTED: N_("Book"),
    ReviewHow.DRAWER_SETTLED: N_("Book"),
}


def on_ctrl_enter(widget: QWidget, act: Callable[[], None]) -> None:
    """Both Enter keys of a keyboard."""
    for key in ("Ctrl+Return", "Ctrl+Enter"):
        shortcut = QShortcut(QKeySequence(key), widget)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)


def _note_field() -> TextEdit:
    field = TextEdit()
    field.setMaxLength(NOTE_MAX)
    return field


def _fault_text(code: ErrorCode) -> str:
    if code is ErrorCode.QUANTITY_OUT_OF_RANGE:
        return _("The count changes nothing: accept the flag instead.")
    return problem_text(code)


class BulkPanel(SidePanel):
    """One note for all flags that are marked. `sent` carries it, and whether those that were booked nowhere
    are set aside with the others: that is for good, so it is asked for by itself.
    """

    sent = Signal(str, bool)

    def __init__(self, posted: int, unposted: int) -> None:
        super().__init__(_bulk_title(posted, unposted))
        self.note = _note_field()
        self.fields = Form()
        self.fields.add("note", lambda: _("Note"), self.note)
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self.aside = Note("warn", partial(_aside_words, unposted), title=partial(_aside_title, unposted))
        self.tick = Tick(lambda: ngettext("Set {n} aside for good", "Set {n} aside for good", unposted))
        self.cancel = Button(lambda: _("Cancel"))
        self.send = Button(
            lambda: _(SENDS[ReviewHow.ACCEPTED if posted else ReviewHow.SET_ASIDE]),
            kind="primary",
            hint="Ctrl+Enter",
        )
        self._unposted_only = not posted
        self._build()
        reveal(self.aside, shown=bool(unposted))
        # What is asked for itself needs no second word.
        reveal(self.tick, shown=bool(posted and unposted))

    def _build(self) -> None:
        how = ReviewHow.SET_ASIDE if self._unposted_only else ReviewHow.ACCEPTED
        self.add(self.trouble)
        self.add(Label(lambda: _(INTROS[how]), ink="ink_muted", wrap=True))
        self.add(self.fields)
        self.add(self.aside)
        self.add(self.tick)
        self.set_foot(None, self.cancel, self.send)
        self.cancel.clicked.connect(self.closed)
        self.send.clicked.connect(self._send)
        on_ctrl_enter(self, self._send)

    def start(self) -> None:
        self.note.setFocus()

    def refuse(self, words: str) -> None:
        """Say why nothing was accepted; the note stays as it is."""
        self.send.setEnabled(True)
        self.trouble.say("danger", words)
        reveal(self.trouble, shown=True)

    def _send(self) -> None:
        if not self.note.text().strip():
            self.fields.show_faults([("note", problem_text(ErrorCode.FIELD_REQUIRED))])
            return
        self.fields.clear_faults()
        reveal(self.trouble, shown=False)
        self.send.setEnabled(False)
        self.sent.emit(self.note.text().strip(), self._unposted_only or self.tick.isChecked())


def _bulk_title(posted: int, unposted: int) -> Words:
    if posted:
        return lambda: ngettext("Accept {n} flag", "Accept {n} flags", posted)
    return lambda: ngettext("Set {n} flag aside", "Set {n} flags aside", unposted)


def _aside_title(unposted: int) -> str:
    return ngettext("{n} of them was booked nowhere", "{n} of them were booked nowhere", unposted)


def _aside_words(unposted: int) -> str:
    return ngettext(
        "There is nothing to accept: it is set aside for good, or stays open until somebody looks at it.",
        "There is nothing to accept: they are set aside for good, or stay open until somebody looks at them.",
        unposted,
    )


class AnswerPanel(SidePanel):
    """The answer to one flag: a note, and the figures of its correcting document."""

    def __init__(self, presenter: ReviewPresenter, draft: AnswerDraft) -> None:
        super().__init__(lambda: _(TITLES[draft.how]))
        self._presenter = presenter
        self._drawn: list[tuple[str, str]] = []
        self.fields = Form()
        self.figure: QuantityEdit | MoneyEdit | None = None
        self.cost: MoneyEdit | None = None
        self.note = _note_field()
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self.change = Label("", weight="strong")
        self.cancel = Button(lambda: _("Cancel"))
        self.send = Button(lambda: _(SENDS[draft.how]), kind="primary", hint="Ctrl+Enter")
        self._add_figures(draft)
        self.fields.add("note", lambda: _("Note"), self.note)
        self.add(self.trouble)
        self.add(Label(lambda: _(INTROS[draft.how]), ink="ink_muted", wrap=True))
        self.add(self.fields)
        self.add(self.change)
        self.set_foot(None, self.cancel, self.send)
        self.fields.changed.connect(self._edited)
        self.cancel.clicked.connect(self.closed)
        self.send.clicked.connect(presenter.send)
        on_ctrl_enter(self, presenter.send)
        self.draw()

    def start(self) -> None:
        (self.figure or self.note).setFocus()

    def draw(self) -> None:
        """Faults and refusals, and what the count changes."""
        state = self._presenter.state
        self.send.setEnabled(not state.busy)
        faults = [(key, _fault_text(code)) for key, code in state.faults]
        refusal = state.answer_refusal
        if faults != self._drawn:
            self._drawn = faults
            self.fields.show_faults(faults)
        reveal(self.trouble, shown=refusal is not None)
        if refusal is not None:
            told = [words for _field, words in fault_texts(refusal.facts)]
            self.trouble.say("danger", " ".join(told) or problem_text(refusal.code, refusal.facts))
        self._draw_change()

    def _add_figures(self, draft: AnswerDraft) -> None:
        document = self._presenter.state.document
        unit = "" if document is None else document.unit
        if draft.how is ReviewHow.STOCK_ADJUSTED:
            self.figure = QuantityEdit(suffix=unit)
            self.cost = MoneyEdit(prefix="Rp")
            self.figure.set_value(draft.figure)
            self.cost.set_value(draft.cost)
            self.fields.add("figure", lambda: _("Counted quantity"), self.figure)
            self.fields.add("cost", lambda: _("Cost per unit"), self.cost)
        elif draft.how is ReviewHow.DRAWER_SETTLED:
            self.figure = MoneyEdit(prefix="Rp")
            self.figure.set_value(draft.figure)
            self.fields.add("figure", lambda: _("Cash found"), self.figure)

    def _edited(self) -> None:
        draft = self._presenter.state.answer
        if draft is None:
            return
        draft = replace(draft, note=self.note.text())
        if self.figure is not None:
            draft = replace(draft, figure=self.figure.value())
        if self.cost is not None:
            draft = replace(draft, cost=self.cost.value())
        self._presenter.edit(draft)
        self._draw_change()

    def _draw_change(self) -> None:
        draft, document = self._presenter.state.answer, self._presenter.state.document
        if draft is None or document is None or draft.figure is None:
            self.change.say("")
        elif draft.how is ReviewHow.STOCK_ADJUSTED:
            change = draft.change(document)
            plus = "+" if change > 0 else ""
            self.change.say(f"{_('Difference')}  {plus}{texts.quantity(change)} {document.unit}")
        elif draft.how is ReviewHow.DRAWER_SETTLED:
            off = draft.figure - int(document.known.get("left_in_drawer", 0))
            self.change.say(f"{_('Difference')}  {texts.rupiah(off, signed=True)}")
