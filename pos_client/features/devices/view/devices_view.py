"""The devices page: the list says how each one stands, the form beside it sets it up and tests it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFileDialog, QLayout, QScrollArea, QWidget
from typing_extensions import override

from pos_client.desk.shell import Shell
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE, TONE_INK, Tone
from pos_client.desk.till.panel import ENTER
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Option
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.devices.presenter import Devices
from pos_client.features.devices.state import (
    FOUND_BY_LOOKING,
    ICONS,
    WORDS,
    Device,
    Faults,
    Stand,
)
from pos_client.features.devices.view.device_form import DeviceForm
from pos_client.features.devices.view.preview_panel import PreviewPanel
from pos_client.printing.seen import Seen
from pos_client.texts import _, ngettext

AskFile = Callable[[QWidget], str]
Options = Callable[[Device], Sequence[Option]]
_TONES: Final[Mapping[str, Tone]] = {"ok": "ok", "info": "info", "warn": "warn", "danger": "danger"}


def ask_file(parent: QWidget) -> str:
    """A file; "" when the person thought better of it."""
    return QFileDialog.getOpenFileName(parent, _("Choose a file"))[0]


class DevicesView(QWidget):
    """PgUp and PgDn choose a device, F4 looks what is plugged in, F9 tests, Enter saves, F6 is the queue.

    Of the receipt printer: F7 is the logo, F8 shows the test page as it would come out.
    """

    left = Signal()
    queue_wanted = Signal()

    def __init__(self, shell: Shell, devices: Devices, options: Options) -> None:
        super().__init__()
        self._shell = shell
        self._devices = devices
        self.rows = {device: DeviceRow(device) for device in Device}
        self.forms = {device: DeviceForm(device, options(device)) for device in Device}
        # No stacked widget: each would be as long as the longest.
        self._forms = holding(column(*self.forms.values(), gap="none"))
        self.note = Note("ok", "")
        self.note.hide()
        self._found = column(gap="none")
        self._picks: list[PickRow] = []
        self.find_button = Button(lambda: _("Find"), size="tall", hint="F4", focus=False)
        self.test_button = Button(lambda: _("Save and test"), size="tall", hint="F9", focus=False)
        self.save_button = Button(lambda: _("Save"), kind="primary", size="tall", hint="Enter", focus=False)
        self.ask_file: AskFile = ask_file
        self.logo_button = Button(lambda: _("Logo"), hint="F7", focus=False)
        self.no_logo_button = Button(lambda: _("No logo"), focus=False)
        self.preview_button = Button(lambda: _("Preview"), hint="F8", focus=False)
        self.file_button = Button(lambda: _("Show a print file"), focus=False)
        self._paper_keys = holding(
            row(self.logo_button, self.no_logo_button, self.preview_button, self.file_button, None)
        )
        self.queue_button = Button(self._queue_words, icon="printer", hint="F6", focus=False)
        self._build()
        self._wire()

    def enter(self) -> None:
        """Shown again."""
        self.note.hide()
        self._devices.read()
        self._draw()

    @property
    def form(self) -> DeviceForm:
        return self.forms[self._devices.device]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys: Mapping[int, Callable[[], object]] = {
            Qt.Key.Key_F4: self._devices.find,
            Qt.Key.Key_F6: self.queue_wanted.emit,
            Qt.Key.Key_F7: self._take_logo,
            Qt.Key.Key_F8: self._devices.preview,
            Qt.Key.Key_F9: partial(self._save, test=True),
            Qt.Key.Key_Escape: self.left.emit,
            Qt.Key.Key_PageUp: partial(self._devices.step, -1),
            Qt.Key.Key_PageDown: partial(self._devices.step, 1),
            **dict.fromkeys(ENTER, self._save),
        }
        do = keys.get(event.key())
        if do is None:
            super().keyPressEvent(event)
        else:
            do()

    def found(self) -> list[str]:
        """What looking brought, as it is listed."""
        return [entry.accessibleName() for entry in self._picks]

    def _save(self, *, test: bool = False) -> None:
        self.note.hide()
        self._devices.save(self.form.values(), test=test)

    def _build(self) -> None:
        title = Label(lambda: _("Devices"), size="figure", weight="strong")
        back = Button(lambda: _("Back to selling"), kind="quiet", icon="x", hint="Esc", focus=False)
        back.clicked.connect(self.left)
        head = holding(row(title, None, self.queue_button, back))
        head.setFixedHeight(METRIC.page_head)
        devices = Panel(lambda: _("Devices of this till"))
        devices.add(_scrolled(column(*self.rows.values(), None, gap="none")), stretch=1)
        body = row(devices, self._side(), gap="l")
        body.setStretch(0, 1)
        body.setStretch(1, 1)
        outer = column(head, body, gap="none")
        outer.setStretch(1, 1)
        outer.setContentsMargins(SPACE.xl, 0, SPACE.xl, SPACE.l)
        self.setLayout(outer)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _side(self) -> Panel:
        self._panel = Panel("")
        content = column(self._forms, self._paper_keys, self._found, None, gap="m", edge=("l", "l"))
        self._panel.add(_scrolled(content), stretch=1)
        actions = row(self.find_button, self.test_button, self.save_button)
        actions.setStretch(2, 1)
        foot = column(self.note, actions, gap="m", edge=("l", "l"))
        self._panel.add(Divider())
        self._panel.add(foot)
        return self._panel

    def _wire(self) -> None:
        devices = self._devices
        self.find_button.clicked.connect(devices.find)
        self.test_button.clicked.connect(partial(self._save, test=True))
        self.save_button.clicked.connect(partial(self._save, test=False))
        self.queue_button.clicked.connect(self.queue_wanted)
        self.logo_button.clicked.connect(self._take_logo)
        self.no_logo_button.clicked.connect(devices.drop_logo)
        self.preview_button.clicked.connect(devices.preview)
        self.file_button.clicked.connect(self._show_file)
        devices.previewed.connect(self._show_paper)
        for device, entry in self.rows.items():
            entry.clicked.connect(partial(devices.open, device))
        devices.changed.connect(self._draw)
        devices.values_read.connect(self._fill)
        devices.faults_found.connect(self._faults)
        devices.stands_changed.connect(self._draw_rows)
        devices.found_changed.connect(self._draw_found)
        devices.queue_changed.connect(self._draw_queue)
        devices.said.connect(self._say)
        look().language_changed.connect(self._draw_words)

    def _draw(self) -> None:
        self._draw_words()
        self.form.focus()

    def _draw_words(self) -> None:
        device = self._devices.device
        self._panel.title.say(lambda: _(WORDS[device]))
        for one, form in self.forms.items():
            form.setVisible(one is device)
        self.find_button.setVisible(device in FOUND_BY_LOOKING)
        self._paper_keys.setVisible(device is Device.RECEIPT)
        self.note.hide()
        self._draw_rows()
        self._draw_found()

    def _draw_rows(self) -> None:
        for device, entry in self.rows.items():
            entry.mark(chosen=device is self._devices.device)
            stand = self._devices.standing.get(device) if self._devices.is_set_up(device) else None
            entry.show_stand(stand or Stand("plain", _("Not set up")))

    def _draw_found(self) -> None:
        clear(self._found)
        self._picks = []
        found = self._devices.found
        if self._devices.looking:
            self._found.addWidget(Label(_("Looking, this takes a few seconds"), ink="ink_muted"))
        if found is None:
            return
        if found.text:
            self._found.addWidget(Label(found.text, ink="ink_muted", wrap=True))
        for one in found.plugged:
            entry = PickRow(one.name, height=METRIC.row_till)
            entry.clicked.connect(partial(self.form.take_address, one.address))
            self._picks.append(entry)
            self._found.addWidget(entry)

    def _fill(self) -> None:
        for device, form in self.forms.items():
            form.show_values(self._devices.values(device))
        self.no_logo_button.setVisible(bool(self._devices.values(Device.RECEIPT).get("logo")))

    def _faults(self, faults: Faults) -> None:
        self.form.show_faults(faults)
        if not faults:
            self._say("ok", _("It is set up like this now"))

    def _say(self, tone: str, text: str) -> None:
        self.note.say(_TONES.get(tone, "info"), text)
        self.note.show()

    def _take_logo(self) -> None:
        chosen = self.ask_file(self) if self._devices.device is Device.RECEIPT else ""
        if chosen:
            self._devices.take_logo(Path(chosen))

    def _show_file(self) -> None:
        chosen = self.ask_file(self)
        if chosen:
            self._devices.read_print_file(Path(chosen))

    def _show_paper(self, seen: Seen) -> None:
        panel = PreviewPanel(seen)
        veil = self._shell.open_panel(panel, width=METRIC.confirm_panel)
        panel.left.connect(veil.close_panel)

    def _draw_queue(self) -> None:
        self.queue_button.say(self._queue_words)

    def _queue_words(self) -> str:
        count = len(self._devices.waiting)
        return ngettext("{n} print-out waits", "{n} print-outs wait", count) if count else _("Nothing waits")


class DeviceRow(PickRow):
    """Its name, and below it how it stands."""

    def __init__(self, device: Device) -> None:
        super().__init__(device.value, height=METRIC.row_touch)
        self._device = device
        self.stand = Stand("plain", "")

    def show_stand(self, stand: Stand) -> None:
        self.stand = stand
        self.setAccessibleName(f"{_(WORDS[self._device])}: {stand.text}")
        self.update()

    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        left = Qt.AlignmentFlag.AlignLeft
        inner = box.adjusted(SPACE.l, SPACE.xs, -SPACE.l, -SPACE.xs)
        top = inner.center()
        top.setX(inner.left())
        top.setY(top.y() - METRIC.icon_large // 2)
        paint.icon(painter, top, ICONS[self._device], "ink_muted", METRIC.icon_large)
        words = inner.adjusted(METRIC.icon_large + SPACE.m, 0, 0, 0)
        half = words.height() // 2
        painter.setFont(font("text", "medium"))
        paint.text(painter, words.adjusted(0, 0, 0, -half), _(WORDS[self._device]), "ink", left)
        painter.setFont(font())
        ink = "ink_muted" if self.stand.tone == "plain" else TONE_INK[self.stand.tone]
        shown = metrics().elidedText(self.stand.text, Qt.TextElideMode.ElideRight, words.width())
        paint.text(painter, words.adjusted(0, half, 0, 0), shown, ink, left)


def _scrolled(content: QLayout) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(holding(content))
    return scroll
