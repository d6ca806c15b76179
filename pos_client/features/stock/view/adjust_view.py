"""The adjustment document: reason and day, then a line per product; Ctrl+S books it."""

from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QLayout, QScrollArea, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.problems import fault_texts, problem_text
from pos_client.desk.shell import Question, Shell
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE, TIMES
from pos_client.desk.widgets.buttons import Button, IconButton
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.dates import DayEdit
from pos_client.desk.widgets.figures_edit import MoneyEdit, QuantityEdit
from pos_client.desk.widgets.forms import FormField, TextEdit
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import CutLabel, Label
from pos_client.features.stock.adjusting import Adjusting
from pos_client.features.stock.shown import FIGURES, REASONS, reason_text
from pos_client.features.stock.state import LineDraft
from pos_client.texts import _
from shared_models.values.codes import ErrorCode, Tracking
from shared_models.wire.stock import AdjustmentReason, StockAdjusted

COLUMN_NAME, COLUMN_LEVEL, COLUMN_FIGURE, COLUMN_CHANGE, COLUMN_COST, COLUMN_DROP = range(6)
FIELD_WIDTH: Final = METRIC.start_button


class AdjustView(OfficePage):
    def __init__(self, adjusting: Adjusting, shell: Shell) -> None:
        super().__init__(adjusting.office, lambda: _("Adjust stock"))
        self._adjusting = adjusting
        self._shell = shell
        self._changes: list[Label] = []
        self.figures: list[QuantityEdit] = []
        self.head.set_crumb(lambda: _("Levels"), lambda: shell.open("stock"))
        self.branch = Choice()
        self.reason = Choice([(reason.value, partial(reason_text, reason)) for reason in REASONS])
        self.day = DayEdit(adjusting.state.draft.bdate)
        self.note_field = TextEdit(lambda: _("Optional"))
        self.fields = {
            "branch": FormField(lambda: _("Branch"), self.branch),
            "reason": FormField(lambda: _("Reason"), self.reason),
            "bdate": FormField(lambda: _("Day"), self.day),
            "note": FormField(lambda: _("Note"), self.note_field),
        }
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self.finder = TextEdit(lambda: _("Add a product: name, code or barcode"))
        self.offers = column(gap="none")
        self._grid = QGridLayout()
        self.book = Button(lambda: _("Book"), kind="primary", hint="Ctrl+S", size="compact")
        self._after = QTimer(self, singleShot=True, interval=TIMES.search_after)
        self._build()
        self._wire()
        self._draw_lines()
        self._draw()

    def _build(self) -> None:
        head = Panel(lambda: _("Document"))
        line = row(*self.fields.values(), gap="l")
        for at, share in enumerate((2, 2, 1, 3)):
            line.setStretch(at, share)
        head.add_padded(line)
        self.head.add_action(self.book)
        lines = Panel(lambda: _("Lines"))
        self._offers_box = holding(self.offers)
        lines.add(column(self.finder, self._offers_box, gap="xs", edge=("l", "m")))
        lines.add(Divider())
        self._grid.setHorizontalSpacing(SPACE.l)
        self._grid.setVerticalSpacing(SPACE.s)
        self._grid.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
        self._grid.setColumnStretch(COLUMN_NAME, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(holding(column(self._grid, None, gap="none")))
        lines.add(scroll, stretch=1)
        self.add(self.trouble)
        self.add(head)
        self.add(lines, stretch=1)
        self.setFocusProxy(self.finder)

    def _wire(self) -> None:
        adjusting = self._adjusting
        self.branch.chosen.connect(self._choose_branch)
        self.reason.chosen.connect(lambda key: adjusting.set_reason(AdjustmentReason(key)))
        self.day.value_changed.connect(adjusting.set_day)
        self.note_field.textEdited.connect(adjusting.set_note)
        self.finder.textEdited.connect(self._after.start)
        self.finder.returnPressed.connect(self._take_first)
        self.finder.installEventFilter(self)
        self._after.timeout.connect(self._search)
        self.book.clicked.connect(adjusting.book)
        adjusting.lines_changed.connect(self._draw_lines)
        adjusting.changed.connect(self._draw)
        adjusting.booked.connect(self._booked)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(adjusting.book)
        look().language_changed.connect(self._draw_lines)

    @override
    def enter(self, **facts: object) -> None:
        self.branch.set_options([(str(known.id), known.name) for known in self.office.branches])
        if not self._adjusting.state.unsaved:
            self._adjusting.start()
        if facts.get("reason") == AdjustmentReason.OPENING.value:
            self._adjusting.set_reason(AdjustmentReason.OPENING)

    @override
    def unsaved(self) -> bool:
        return self._adjusting.state.unsaved

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escaped = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        )
        if escaped and self._adjusting.state.offered:
            self.finder.clear()
            self._adjusting.search("")
            return True
        return super().eventFilter(watched, event)

    # hands

    def _choose_branch(self, key: str) -> None:
        branch = UUID(key)
        if not self._adjusting.state.unsaved:
            self._adjusting.set_branch(branch)
            return
        question = Question(
            title=_("Change the branch?"),
            text=_("Levels belong to a branch. The lines entered so far are let go."),
            accept=_("Change the branch"),
            refuse=_("Stay"),
        )
        self._shell.ask(question, lambda: self._adjusting.set_branch(branch), self._draw)

    def _search(self) -> None:
        self._adjusting.search(self.finder.text().strip())

    def _take_first(self) -> None:
        if self._after.isActive():
            self._after.stop()
            self._search()
        elif self._adjusting.state.offered:
            self._take(self._adjusting.state.offered[0])

    def _take(self, line: LineDraft) -> None:
        self.finder.clear()
        self._adjusting.take(line)
        if self.figures:
            self.figures[-1].setFocus()

    def _booked(self, adjusted: StockAdjusted) -> None:
        number, value = adjusted.number, texts.rupiah(adjusted.value, signed=True)
        self._shell.toast("ok", lambda: _("{number} booked, stock value {value}", number=number, value=value))
        self._shell.open("stock")

    # drawing

    def _draw_lines(self) -> None:
        clear(self._grid)
        self._changes, self.figures = [], []
        state = self._adjusting.state
        if not state.draft.lines:
            hint = Label(lambda: _("No lines yet. Find a product above, or scan it."), ink="ink_muted")
            self._grid.addWidget(hint, 0, 0)
            return
        reason = state.draft.reason
        titles = (_("Product"), _("Level now"), _(FIGURES[reason]), _("Difference"), _("Cost per unit"))
        for at, title in enumerate(titles):
            shown = Label(title, weight="medium", ink="ink_muted", right=at > 0)
            self._grid.addWidget(shown, 0, at)
            shown.setVisible(at != COLUMN_COST or reason is AdjustmentReason.OPENING)
        for place, line in enumerate(state.draft.lines):
            self._draw_line(place, line)
        self._draw_changes()

    def _draw_line(self, place: int, line: LineDraft) -> None:
        at = place + 1
        told = self._told(place, line)
        names = holding(column(CutLabel(line.name), Label(line.sku, ink="ink_muted"), *told, gap="none"))
        figure = QuantityEdit(suffix=line.unit)
        figure.setFixedWidth(FIELD_WIDTH)
        figure.set_value(line.figure)
        figure.value_changed.connect(partial(self._adjusting.set_figure, place))
        figure.entered.connect(self.finder.setFocus)
        change = Label("", weight="strong", right=True)
        cost = MoneyEdit(prefix="Rp")
        cost.setFixedWidth(FIELD_WIDTH)
        cost.set_value(line.cost)
        cost.value_changed.connect(partial(self._adjusting.set_cost, place))
        drop = IconButton(lambda: _("Remove line"), icon="x")
        drop.clicked.connect(partial(self._adjusting.drop, place))
        level = Label(f"{texts.quantity(line.level)} {line.unit}", right=True)
        cells: tuple[QWidget, ...] = (names, level, figure, change, cost, drop)
        for where, cell in enumerate(cells):
            self._grid.addWidget(cell, at, where)
        cost.setVisible(self._adjusting.state.draft.reason is AdjustmentReason.OPENING)
        self.figures.append(figure)
        self._changes.append(change)

    def _told(self, place: int, line: LineDraft) -> list[QLayout]:
        """Of what lot, or which pieces: only where goods are kept track of so."""
        if line.tracking is Tracking.LOT:
            lot, day = TextEdit(lambda: _("Lot number")), DayEdit(line.expires_on)
            lot.setText(line.lot)
            lot.setAccessibleName(_("Lot number"))
            day.setPlaceholderText(_("Good until, DDMMYY"))
            lot.textEdited.connect(partial(self._adjusting.set_lot, place))
            day.value_changed.connect(partial(self._adjusting.set_expiry, place))
            return [row(lot, day)]
        if line.tracking is Tracking.SERIAL:
            serials = TextEdit(lambda: _("Serial numbers, apart by spaces"))
            serials.setText(line.serials)
            serials.setAccessibleName(_("Serial numbers"))
            serials.textEdited.connect(partial(self._adjusting.set_serials, place))
            return [row(serials)]
        return []

    def _draw_changes(self) -> None:
        draft = self._adjusting.state.draft
        for shown, line in zip(self._changes, draft.lines, strict=False):
            change = line.change(draft.reason)
            if change is None:
                shown.say(texts.DASH)
                continue
            plus = "+" if change > 0 else ""
            shown.say(f"{plus}{texts.quantity(change)} {line.unit}")
            shown.set_ink("danger" if change < 0 else "ink")

    def _draw(self) -> None:
        state = self._adjusting.state
        draft = state.draft
        if draft.branch is not None:
            self.branch.set_key(str(draft.branch))
        self.reason.set_key(draft.reason.value)
        if self.note_field.text() != draft.note:
            self.note_field.setText(draft.note)
        self.book.setEnabled(not state.busy)
        self._draw_changes()
        self._draw_offers()
        self._draw_trouble()

    def _draw_offers(self) -> None:
        clear(self.offers)
        offered = self._adjusting.state.offered
        self._offers_box.setVisible(bool(offered))
        for line in offered:
            level = f"{texts.quantity(line.level)} {line.unit}"
            button = Button(
                f"{line.name}", kind="quiet", hint=f"{line.sku}  {level}", size="compact", focus=False
            )
            button.clicked.connect(partial(self._take, line))
            self.offers.addLayout(row(button, None))

    def _draw_trouble(self) -> None:
        state = self._adjusting.state
        codes = dict(state.faults)
        for key, field in self.fields.items():
            field.set_fault(problem_text(codes[key]) if key in codes else "")
        refusal = state.refusal
        if refusal is not None:
            told = [words for _field, words in fault_texts(refusal.facts)]
            self.trouble.say("danger", " ".join(told) or problem_text(refusal.code, refusal.facts))
        elif "lines" in codes:
            self.trouble.say("danger", lambda: _("No line changes anything yet."))
        self.trouble.setVisible(
            (refusal is not None and refusal.code is not ErrorCode.SERVER_UNREACHABLE) or "lines" in codes
        )
