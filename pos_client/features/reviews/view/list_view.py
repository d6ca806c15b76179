"""The list of flags: newest first; Space marks, Enter opens, Ctrl+Enter accepts what is marked."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.office.reviews import REVIEWS, review_text
from pos_client.desk.problems import problem_text
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, ChoiceButton, Option
from pos_client.desk.widgets.panels import WithSide
from pos_client.desk.widgets.states import EmptyState
from pos_client.features.reviews.presenter import MARK, Reviews
from pos_client.features.reviews.view.panels import BulkPanel
from pos_client.texts import _, amount, ngettext
from shared_models.values.refusals import Refusal
from shared_models.wire.reviews import ReviewCount, ReviewState, SeenReview


def _mark_tone(row: Row) -> Tone | None:
    return "ok" if row.get("mark") else None


CODES: Final = tuple((code.value, partial(review_text, code)) for code in REVIEWS)
COLUMNS: Final = (
    Column("mark", lambda: _("Marked"), chars=6, sortable=False, align="center", tone=_mark_tone),
    Column("last", lambda: _("Last time"), "moment"),
    Column("code", lambda: _("Reason"), chars=24, strong=True, filter="choice", choices=CODES),
    Column("about", lambda: _("About"), chars=16, stretch=True, sortable=False, filter="text"),
    Column("branch", lambda: _("Branch"), "code", chars=6, sortable=False, yields=1),
    Column("occurrences", lambda: _("How often"), "integer", chars=6, yields=3),
    Column("first", lambda: _("First time"), "moment", hidden=True),
    Column("answer", lambda: _("Answer"), chars=14, sortable=False, muted=True, yields=2),
)


class ReviewsView(OfficePage):
    table_tells = True

    def __init__(self, presenter: Reviews, shell: Shell) -> None:
        super().__init__(presenter.office, lambda: _("To review"))
        self._presenter = presenter
        self._shell = shell
        self._counts: Sequence[ReviewCount] = ()
        self.panel: BulkPanel | None = None
        self.state = ChoiceButton(
            (
                (ReviewState.OPEN.value, lambda: _("Not answered yet")),
                (ReviewState.DONE.value, lambda: _("Answered")),
                (ReviewState.ALL.value, lambda: _("All")),
            )
        )
        self.table = TablePage(
            COLUMNS,
            key="reviews",
            remember=shell.remember,
            background=presenter.office.background,
            framed=False,
        )
        self.whole = WithSide(self.table)
        self.accept = Button(self._accept_words, icon="check", hint="Ctrl+Enter", size="compact")
        self._build()
        self._wire()
        self._draw_marks()

    def _build(self) -> None:
        self.table.set_noun(lambda count: ngettext("{n} flag", "{n} flags", count))
        self.table.set_title(lambda: _("To review"))
        self.table.set_empty(
            EmptyState(
                lambda: _("Nothing is to be reviewed"),
                lambda: _(
                    "What is odd about a sale, a shift or a till stands here, and why it was booked so."
                ),
            )
        )
        self.table.set_actions(
            (
                Action(lambda: _("Open flag"), self._open, "flag"),
                Action(lambda: _("Mark"), self._presenter.mark, "check", lambda row: not row["done"]),
            )
        )
        self.head.add_left(self.state)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, self._shell))
        self.head.add_action(self.accept)
        self.add(self.whole, stretch=1)
        self.setFocusProxy(self.table)

    def _wire(self) -> None:
        presenter = self._presenter
        self.state.chosen.connect(presenter.show_only)
        presenter.rows_changed.connect(self.load)
        presenter.counted.connect(self._count)
        presenter.marked.connect(self._draw_marks)
        presenter.accepted.connect(self._accepted)
        presenter.refused.connect(self._refused)
        self.accept.clicked.connect(self._start)
        self.table.opened.connect(self._open)
        self.table.model.page_came.connect(self._draw_marks)
        for key, act in (("Space", self._mark), ("Ctrl+A", self._mark_all)):
            shortcut = QShortcut(QKeySequence(key), self.table.view)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        for key in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(key), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._start)
        look().language_changed.connect(self.table.refresh)
        look().language_changed.connect(self._offer_codes)

    # going about

    @override
    def enter(self, **facts: object) -> None:
        wanted = facts.get("state")
        if isinstance(wanted, str) and wanted != self.state.key():
            self.state.set_key(wanted)
            self._presenter.shown = ReviewState(wanted)
            self.load()
        super().enter(**facts)

    @override
    def load(self) -> None:
        self._presenter.forget_marks()
        self.table.show_source(self._presenter.source())

    @override
    def refresh(self) -> None:
        self.table.refresh()

    def _open(self, row: Row) -> None:
        seen = row["seen"]
        if isinstance(seen, SeenReview):
            self._shell.open("review", branch=seen.branch, review=seen.review)

    def _mark(self) -> None:
        row = self.table.current()
        if row is not None:
            self._presenter.mark(row)

    def _mark_all(self) -> None:
        rows = [self.table.model.row(at) for at in range(self.table.model.rowCount())]
        self._presenter.mark_all([row for row in rows if row is not None])

    # accepting many

    def _start(self) -> None:
        if not self._presenter.marks:
            self._mark()
        if not self._presenter.marks:
            return
        unposted = len(self._presenter.unposted)
        panel = BulkPanel(len(self._presenter.marks) - unposted, unposted)
        panel.sent.connect(self._send)
        self.panel = panel
        self.whole.open_side(panel)
        panel.start()

    def _send(self, note: str, set_aside: bool) -> None:  # noqa: FBT001 - as the signal gives it
        self._presenter.accept_marked(note, set_aside=set_aside)

    def _accepted(self, count: int) -> None:
        self.panel = None
        self.whole.close_side()
        self.table.refresh()
        self._shell.toast("ok", lambda: ngettext("{n} flag answered", "{n} flags answered", count))

    def _refused(self, refusal: Refusal) -> None:
        if self.panel is not None:
            self.panel.refuse(problem_text(refusal.code, refusal.facts))
        self.table.refresh()

    # drawing

    def _accept_words(self) -> str:
        count = len(self._presenter.marks)
        return ngettext("Accept {n} flag", "Accept {n} flags", count) if count else _("Accept")

    def _draw_marks(self) -> None:
        """Marks live beside the rows: they stay while pages come and go."""
        for at in range(self.table.model.rowCount()):
            row = self.table.model.row(at)
            seen = None if row is None else row["seen"]
            if isinstance(row, dict) and isinstance(seen, SeenReview):
                row["mark"] = MARK if seen.review in self._presenter.marks else ""
        self.table.view.viewport().update()
        self.accept.say(self._accept_words)
        self.accept.setEnabled(self._presenter.may_answer())

    def _count(self, counts: Sequence[ReviewCount]) -> None:
        self._counts = counts
        self._offer_codes()

    def _offer_codes(self) -> None:
        """The filter names the codes there are, with how many of each."""
        choice = self.table.head.editors.get("code")
        if not isinstance(choice, Choice):
            return
        options: list[Option] = [("", lambda: _("All"))]
        options += [(one.code.value, partial(_counted, one)) for one in self._counts]
        here = choice.key()
        if here and here not in dict(options):
            options.append((here, partial(review_text, here)))
        choice.set_options(options)


def _counted(one: ReviewCount) -> str:
    return _("{reason} ({count})", reason=review_text(one.code), count=amount(one.count))
