"""One flag: explained, the till's own record beside what was booked, its history, and the answers."""

from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.office.record import RecordText
from pos_client.desk.office.reviews import review_text
from pos_client.desk.shell import Shell
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.buttons import Button, Kind
from pos_client.desk.widgets.choices import ChoiceButton, Option
from pos_client.desk.widgets.layouts import clear, column, holding, reveal, row
from pos_client.desk.widgets.loading import LoadingOverlay
from pos_client.desk.widgets.panels import Divider, Panel, Surface
from pos_client.desk.widgets.states import Note, Tag
from pos_client.desk.widgets.words import Label
from pos_client.features.reviews.presenter import ReviewPresenter
from pos_client.features.reviews.shown import explained, fault_text, how_text, step_text
from pos_client.features.reviews.state import offered
from pos_client.features.reviews.view.booked import Booked
from pos_client.features.reviews.view.known import known_facts
from pos_client.features.reviews.view.panels import TITLES, AnswerPanel, on_ctrl_enter
from pos_client.texts import _, ngettext
from shared_models.values.codes import Permission, ReviewCode
from shared_models.wire.reviews import (
    ReviewDocument,
    ReviewHow,
    ReviewItem,
    ReviewLine,
    ReviewResolved,
    ReviewStep,
)

# Explanation, record, booking. Where nothing was booked the record has the room.
SHARES: Final = (5, 4, 7)
# A moment or an amount is never broken; what is longer is words.
WORDS_FROM: Final = 20
UNBOOKED: Final = (5, 7, 4)
# The answers without a document; a flag is offered one of them.
PLAIN: Final = frozenset({ReviewHow.ACCEPTED, ReviewHow.SET_ASIDE})


class ReviewView(OfficePage):
    def __init__(self, presenter: ReviewPresenter, shell: Shell) -> None:
        super().__init__(presenter.office, "")
        self._presenter = presenter
        self._shell = shell
        self._drawn: ReviewDocument | None = None
        self._items: dict[str, ReviewItem] = {}
        self.panel: AnswerPanel | None = None
        self.head.set_crumb(lambda: _("To review"), lambda: shell.open("reviews"))
        self.done = Tag("ok", "", icon="circle-check")
        self.where = Label("", ink="ink_muted")
        self.item = ChoiceButton((), icon="history")
        self.answers: dict[ReviewHow, Button] = {
            how: Button(partial(_title, how), size="compact", hint=_hint(how), kind=_kind(how))
            for how in ReviewHow
        }
        self.product = Button(lambda: _("Open product"), icon="package", size="compact")
        self.goods = Button(lambda: _("Correct stock"), icon="boxes", size="compact")
        self.about = Label("", size="title", weight="strong", wrap=True)
        self.happened = Label("", wrap=True)
        self.why_title = Label(self._why_title, weight="strong")
        self.why = Label("", wrap=True)
        self.to_do = Label("", wrap=True)
        self.known = QGridLayout()
        self.history = column(gap="s")
        self.record = RecordText()
        self.no_record = Label(lambda: _("No record of a till belongs to this."), ink="ink_muted", wrap=True)
        self.fault = Note("warn", "")
        self.booked = Booked(shell)
        self._build()
        self._wire()
        self._draw()

    @override
    def enter(self, **facts: object) -> None:
        branch, review = facts.get("branch"), facts.get("review")
        if isinstance(branch, UUID) and isinstance(review, UUID) and self.office.person is not None:
            self._presenter.give_up()
            self._presenter.show(branch, review)

    @override
    def load(self) -> None:
        self._presenter.load()

    @override
    def unsaved(self) -> bool:
        answer = self._presenter.state.answer
        return answer is not None and bool(answer.note)

    # building

    def _build(self) -> None:
        self.head.add_left(self.done)
        self.head.add_left(self.where)
        self.head.add_left(self.item)
        self.head.add_action(self.product)
        self.head.add_action(self.goods)
        for button in self.answers.values():
            self.head.add_action(button)
        panels = (self._explained(), self._recorded(), self.booked)
        self._line = row(*panels, gap="l")
        for panel in panels:
            panel.setMinimumWidth(0)
        self._share(SHARES)
        self._panels = holding(self._line)
        self.add(self._panels, stretch=1)
        self.loading = LoadingOverlay(self._panels)
        self.setFocusProxy(self.record)

    def _explained(self) -> Panel:
        panel = Panel(lambda: _("What happened"))
        self.known.setContentsMargins(0, 0, 0, 0)
        self.known.setHorizontalSpacing(SPACE.l)
        self.known.setVerticalSpacing(SPACE.s)
        self.known.setColumnStretch(1, 1)
        self._known_box = holding(
            column(Label(lambda: _("What the till could not know"), weight="strong"), self.known, gap="s")
        )
        parts = column(
            self.about,
            self.happened,
            _titled(self.why_title, self.why),
            _titled(Label(lambda: _("What to do"), weight="strong"), self.to_do),
            Divider(),
            self._known_box,
            Label(lambda: _("History"), weight="strong"),
            self.history,
            None,
            gap="m",
            edge=("l", "l"),
        )
        panel.add(_scrolled(parts), stretch=1)
        return panel

    def _share(self, shares: tuple[int, int, int]) -> None:
        for at, share in enumerate(shares):
            self._line.setStretch(at, share)

    def _why_title(self) -> str:
        document = self._presenter.state.document
        unposted = document is not None and document.line.unposted
        return _("Why it was booked nowhere") if unposted else _("Why it was booked so")

    def _recorded(self) -> Panel:
        panel = Panel(lambda: _("The till's own record"))
        self.record.setFrameShape(QFrame.Shape.NoFrame)
        self._notes = holding(column(self.fault, self.no_record, edge=("s", "s")))
        panel.add(self._notes)
        panel.add(column(self.record, edge=("s", "s")), stretch=1)
        return panel

    def _wire(self) -> None:
        self._presenter.changed.connect(self._draw)
        self._presenter.answered.connect(self._answered)
        self.item.chosen.connect(self._choose_item)
        self.product.clicked.connect(self._open_product)
        self.goods.clicked.connect(lambda: self._shell.open("stock-adjust"))
        for how, button in self.answers.items():
            button.clicked.connect(partial(self._start, how))
        on_ctrl_enter(self._panels, self._start_first)
        look().language_changed.connect(self._reworded)

    # hands

    def _start_first(self) -> None:
        document = self._presenter.state.document
        first = next(iter(offered(document)), None) if document is not None else None
        if first is not None:
            self._start(first)

    def _start(self, how: ReviewHow) -> None:
        self._presenter.start(how)
        answer = self._presenter.state.answer
        if answer is None:
            return
        panel = AnswerPanel(self._presenter, answer)
        self.panel = panel
        # Over what was booked: explanation and record stay in sight.
        board = Surface(edge="border_strong")
        board.setLayout(column(panel, gap="none"))
        veil = self._shell.open_panel(board, dim=False)
        panel.closed.connect(veil.close_panel)
        veil.closed.connect(self._side_closed)
        panel.start()

    def _side_closed(self) -> None:
        self.panel = None
        if self._presenter.state.answer is not None:
            self._presenter.give_up()

    def _answered(self, done: ReviewResolved) -> None:
        if self.panel is not None:
            self.panel.closed.emit()
        number = done.document_no
        self._shell.toast(
            "ok", lambda: _("{number} booked", number=number) if number else _("The flag is done")
        )
        self._shell.open("reviews")

    def _choose_item(self, key: str) -> None:
        if key in self._items:
            self._presenter.show_item(self._items[key])

    def _open_product(self) -> None:
        document = self._presenter.state.document
        if document is not None:
            self._shell.open("products", product=UUID(document.line.subject))

    # drawing

    def _reworded(self) -> None:
        self._drawn = None
        self._draw()

    def _draw(self) -> None:
        state = self._presenter.state
        self.show_refusal(state.refusal)
        self.loading.show_while(loading=state.loading)
        if self.panel is not None:
            self.panel.draw()
        document = state.document
        self._panels.setVisible(document is not None)
        self._draw_ways(document)
        if document is None or document is self._drawn:
            return
        self._drawn = document
        self._draw_words(document)
        self._draw_record(document)
        self.booked.show_document(document)
        self._share(UNBOOKED if document.entry is None else SHARES)
        self._draw_history(document)
        self._draw_items(document)

    def _draw_ways(self, document: ReviewDocument | None) -> None:
        """The ways to answer; the plain one is the page's filled button."""
        ways = () if document is None else offered(document)
        for how, button in self.answers.items():
            reveal(button, shown=how in ways)
            button.setEnabled(self._presenter.may_answer(how))
        unknown = document is not None and document.line.code is ReviewCode.UNKNOWN_PRODUCT
        reveal(self.product, shown=unknown)
        # What it sold has left the shelf, and no booking took it out.
        impossible = document is not None and document.line.code is ReviewCode.TOTALS_IMPOSSIBLE
        reveal(self.goods, shown=impossible and self.office.may(Permission.ADMIN_STOCK))
        reveal(self.done, shown=document is not None and document.line.resolved_at is not None)
        if document is not None and document.line.how is not None:
            line = document.line
            self.done.say("ok", lambda: f"{how_text(line.how)}, {line.resolved_by}", icon="circle-check")

    def _draw_words(self, document: ReviewDocument) -> None:
        line, told = document.line, explained(document.line.code)
        self.head.title.say(partial(review_text, line.code))
        self.where.say(f"{line.branch_code}  {ngettext('{n} time', '{n} times', line.occurrences)}")
        self.about.say(line.about or texts.DASH)
        self.happened.say(partial(_, told.happened))
        self.why_title.say(self._why_title)
        self.why.say(partial(_, told.why))
        self.to_do.say(partial(_, told.to_do))
        clear(self.known)
        pairs = known_facts(document, self._presenter.local)
        reveal(self._known_box, shown=bool(pairs))
        for at, (name, value) in enumerate(pairs):
            self.known.addWidget(Label(name, ink="ink_muted", wrap=True), at, 0)
            self.known.addWidget(Label(value, right=True, wrap=len(value) > WORDS_FROM), at, 1)

    def _draw_record(self, document: ReviewDocument) -> None:
        till = document.till
        reveal(self._notes, shown=till is None or till.fault is not None)
        reveal(self.no_record, shown=till is None)
        reveal(self.record, shown=till is not None)
        reveal(self.fault, shown=till is not None and till.fault is not None)
        self.record.show_record("" if till is None else till.text)
        if till is not None and till.fault is not None:
            self.fault.say("warn", partial(fault_text, till.fault))

    def _draw_history(self, document: ReviewDocument) -> None:
        clear(self.history)
        for step in document.steps:
            self.history.addWidget(_step_row(step, texts.moment(self._presenter.local(step.at))))
        for line in document.earlier:
            self.history.addWidget(Label(partial(_before, line), ink="ink_muted", wrap=True))

    def _draw_items(self, document: ReviewDocument) -> None:
        self._items = {f"{one.document}{one.seq}": one for one in document.items}
        options: list[Option] = [
            (key, f"{one.number or one.seq or ''}  {texts.moment(self._presenter.local(one.at))}".strip())
            for key, one in self._items.items()
        ]
        self.item.set_options(options)
        opened = next((key for key, one in self._items.items() if self._is_open(one, document)), "")
        self.item.set_key(opened)
        reveal(self.item, shown=len(options) > 1)

    @staticmethod
    def _is_open(one: ReviewItem, document: ReviewDocument) -> bool:
        seq = None if document.till is None else document.till.seq
        return one.document == document.shown and one.seq in {None, seq}


def _titled(title: Label, words: Label) -> QHBoxLayout:
    return row(holding(column(title, words, gap="xs")), gap="none")


def _scrolled(content: QVBoxLayout) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setMinimumWidth(METRIC.row_touch)
    area.setWidget(holding(content))
    return area


def _step_row(step: ReviewStep, moment: str) -> Label:
    said = Label(lambda: "\n".join(part for part in (moment, step_text(step), step.note) if part), wrap=True)
    said.set_ink("ink" if step.who else "ink_muted")
    return said


def _before(line: ReviewLine) -> str:
    who = line.resolved_by or texts.DASH
    return _("Before: {what} by {who}", what=how_text(line.how), who=who)


def _title(how: ReviewHow) -> str:
    return _(TITLES[how])


def _hint(how: ReviewHow) -> str:
    return "Ctrl+Enter" if how in PLAIN else ""


def _kind(how: ReviewHow) -> Kind:
    return "primary" if how in PLAIN else "secondary"
