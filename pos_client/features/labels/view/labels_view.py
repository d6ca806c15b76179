"""The labels page: the list at the left, the label as it comes out at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLayout, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.panel import ENTER
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, ChoiceButton
from pos_client.desk.widgets.forms import TextEdit
from pos_client.desk.widgets.label_picture import label_bitmap
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.paper import bitmap_image
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.labels.presenter import Labels
from pos_client.features.labels.state import SIZE_WORDS, LabelState
from pos_client.features.labels.view.label_rows import LabelRows
from pos_client.printing.labels import LABEL_SIZES, label_of
from pos_client.texts import MINUS, _, ngettext

_STEPS: Final = {"+": 1, "-": -1}


class LabelsView(QWidget):
    """Enter in the empty field ticks, + and - count copies, F4 ticks all, F8 clears the list, F9 prints."""

    left = Signal()

    def __init__(self, labels: Labels) -> None:
        super().__init__()
        self._labels = labels
        self.field = TextEdit(lambda: _("Scan or type goods to add"))
        self.changes_button = Button(lambda: _("Price changes"), icon="refresh-cw", hint="F2", focus=False)
        self.shelf = ChoiceButton((("", lambda: _("A whole category")),))
        self.shelf.setFixedHeight(METRIC.button)
        self.all_button = Button(lambda: _("Tick all"), hint="F4", focus=False)
        self.clear_button = Button(lambda: _("Clear the list"), icon="trash-2", hint="F8", focus=False)
        self.rows = LabelRows()
        self.picture = LabelPicture()
        self.size_choice = Choice()
        self.less = Button(MINUS, size="tall", focus=False)
        self.more = Button("+", size="tall", focus=False)
        self.copies = Label(size="figure", weight="strong")
        self.note = Note("info", "")
        self.note.hide()
        self.print_button = Button(self._print_words, kind="primary", size="tall", hint="F9", focus=False)
        self._build()
        self._wire()

    def enter(self) -> None:
        """Shown again."""
        self.field.clear()
        self._labels.enter()
        self.field.setFocus()

    def scanned(self, code: str) -> None:
        self.field.clear()
        self._labels.find(code)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        labels = self._labels
        keys: Mapping[int, Callable[[], object]] = {
            Qt.Key.Key_F2: labels.show_changes,
            Qt.Key.Key_F4: labels.tick_all,
            Qt.Key.Key_F8: labels.clear,
            Qt.Key.Key_F9: labels.print,
            Qt.Key.Key_Escape: self.left.emit,
            Qt.Key.Key_Up: lambda: labels.move(-1),
            Qt.Key.Key_Down: lambda: labels.move(1),
            Qt.Key.Key_PageUp: lambda: labels.move(-self.rows.page()),
            Qt.Key.Key_PageDown: lambda: labels.move(self.rows.page()),
            **dict.fromkeys(ENTER, self._entered),
        }
        do = keys.get(event.key())
        if do is None:
            super().keyPressEvent(event)
        else:
            do()

    # inside

    def _build(self) -> None:
        title = Label(lambda: _("Labels"), size="figure", weight="strong")
        back = Button(lambda: _("Back to selling"), kind="quiet", icon="x", hint="Esc", focus=False)
        back.clicked.connect(self.left)
        head = holding(row(title, None, back))
        head.setFixedHeight(METRIC.page_head)
        body = row(self._list_panel(), self._side(), gap="l")
        body.setStretch(0, 1)
        outer = column(head, body, gap="none")
        outer.setStretch(1, 1)
        outer.setContentsMargins(SPACE.xl, 0, SPACE.xl, SPACE.l)
        self.setLayout(outer)
        self.setFocusProxy(self.field)

    def _list_panel(self) -> Panel:
        panel = Panel(lambda: _("Labels to print"))
        tools = row(self.changes_button, self.shelf, None)
        panel.add(holding(column(self.field, tools, gap="s", edge=("l", "m"))))
        panel.add(Divider())
        panel.add(self.rows, stretch=1)
        return panel

    def _side(self) -> Panel:
        panel = Panel(lambda: _("As it comes out"))
        panel.setFixedWidth(METRIC.side_panel)
        panel.add(holding(self._side_body()), stretch=1)
        panel.add(Divider())
        panel.add(holding(column(self.note, self.print_button, gap="m", edge=("l", "l"))))
        return panel

    def _side_body(self) -> QLayout:
        for button in (self.less, self.more):
            button.setFixedWidth(METRIC.key)
        counts = row(
            Label(lambda: _("Copies"), weight="medium"), None, self.less, self.copies, self.more, gap="m"
        )
        size = column(Label(lambda: _("Size"), weight="medium"), self.size_choice, gap="xs")
        ticks = column(self.all_button, self.clear_button, gap="s")
        return column(self.picture, size, counts, ticks, None, gap="l", edge=("l", "l"))

    def _wire(self) -> None:
        labels = self._labels
        self.changes_button.clicked.connect(labels.show_changes)
        self.shelf.chosen.connect(self._add_shelf)
        self.all_button.clicked.connect(labels.tick_all)
        self.clear_button.clicked.connect(labels.clear)
        self.print_button.clicked.connect(labels.print)
        self.rows.chosen.connect(labels.choose)
        self.rows.ticked.connect(labels.tick)
        self.size_choice.chosen.connect(labels.use_size)
        self.less.clicked.connect(lambda: labels.add_copies(-1))
        self.more.clicked.connect(lambda: labels.add_copies(1))
        self.field.textEdited.connect(self._typed)
        labels.changed.connect(self._draw)
        look().language_changed.connect(self._draw)

    def _entered(self) -> None:
        words = self.field.text().strip()
        self.field.clear()
        if words:
            self._labels.find(words)
        else:
            self._labels.tick(self._labels.state.current)

    def _typed(self, text: str) -> None:
        if text in _STEPS:
            self.field.clear()
            self._labels.add_copies(_STEPS[text])

    def _add_shelf(self, key: str) -> None:
        setup = self._labels.state.setup
        self.shelf.set_key("")
        if setup is not None and key:
            self._labels.add_shelf(setup.shelves[int(key)])

    def _draw(self) -> None:
        state = self._labels.state
        self.rows.draw(state, empty=_empty_words(state))
        self._draw_setup(state)
        line = state.chosen
        self.copies.say(texts.DASH if line is None else texts.amount(line.copies))
        for button in (self.less, self.more):
            button.setEnabled(line is not None)
        self.all_button.setEnabled(bool(state.lines))
        self.clear_button.setEnabled(bool(state.lines))
        self.print_button.say(self._print_words)
        self.print_button.setEnabled(bool(state.labels) and not state.busy)
        self.picture.draw(state)
        self.note.say("info", state.said)
        self.note.setVisible(bool(state.said))

    def _draw_setup(self, state: LabelState) -> None:
        setup = state.setup
        if setup is None:
            return
        self.size_choice.set_options([(key, _(SIZE_WORDS[key])) for key in setup.sizes])
        self.size_choice.set_key(setup.size)
        shelves = [(str(place), shelf.name or _("Other goods")) for place, shelf in enumerate(setup.shelves)]
        self.shelf.set_options([("", lambda: _("A whole category")), *shelves])

    def _print_words(self) -> str:
        count = self._labels.state.labels
        return ngettext("Print {n} label", "Print {n} labels", count) if count else _("Print labels")


class LabelPicture(QWidget):
    """The chosen label, dot for dot."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self.image = QImage()
        # On a screen of 768 lines all of the panel fits.
        self.setFixedHeight(METRIC.side_panel // 2 - SPACE.l)

    def draw(self, state: LabelState) -> None:
        line, setup = state.chosen, state.setup
        if line is None or setup is None:
            self._shown, self.image = (), QImage()
        elif (line.priced, setup.size, setup.day) != self._shown:
            self._shown = (line.priced, setup.size, setup.day)
            self.image = bitmap_image(label_bitmap(label_of(line.priced, setup.day), LABEL_SIZES[setup.size]))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.side_panel - 2 * SPACE.l, self.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), fill="window")
            if not self._shown:
                words = _("The chosen label is shown here")
                paint.text(painter, self.rect(), words, "ink_muted", Qt.AlignmentFlag.AlignHCenter)
                return
            room = self.rect().adjusted(SPACE.l, SPACE.l, -SPACE.l, -SPACE.l)
            size = self.image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            size = size.boundedTo(self.image.size())
            place = room.adjusted(0, 0, size.width() - room.width(), size.height() - room.height())
            place.moveCenter(room.center())
            paint.frame(painter, place.adjusted(-1, -1, 1, 1), fill="paper")
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self.image)


def _empty_words(state: LabelState) -> tuple[str, str]:
    if state.busy:
        return _("Looking what has changed"), ""
    if state.begun:
        return (
            _("From today on, price changes stand here"),
            _("What is on the shelves now counts as right. Scan goods, or take a category, to print others."),
        )
    return _("Every label says the right price"), _("Scan goods, or take a whole category.")
