"""Three cards: which way to begin, joining a shop by code, beginning a shop alone."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QStackedLayout, QWidget
from typing_extensions import override

from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till.dress import DressRow
from pos_client.desk.till.panel import ENTER
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, Tick
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.states import EmptyState, Note, Start
from pos_client.desk.widgets.words import Words, plane
from pos_client.engine.rebuild import BoxContent
from pos_client.features.setup.presenter import Setup
from pos_client.features.setup.state import CODE_MAX, ENROLMENT_CODE_MAX, PIN_DIGITS, JoinAnswers, ShopAnswers
from pos_client.texts import N_, _, ngettext
from shared_models.values.moments import Zone

JOIN: Final = "join"
ALONE: Final = "alone"
ZONE_WORDS: Final = {
    Zone.WIB: N_("Western Indonesia (WIB)"),
    Zone.WITA: N_("Central Indonesia (WITA)"),
    Zone.WIT: N_("Eastern Indonesia (WIT)"),
}


class SetupView(QWidget):
    """Esc goes back to the choice; nothing is written before the last button."""

    def __init__(self, setup: Setup, *, server: str = "") -> None:
        super().__init__()
        plane(self, "window")
        self._setup = setup
        self.dress = DressRow()
        self.choice = EmptyState(
            lambda: _("This till is new") if setup.lost is None else _("This till has lost its data"),
            lambda: _first_words(setup.lost),
            (
                Start(
                    "store",
                    lambda: _("Join a shop"),
                    lambda: _("Goods and people come from the back office. Its code works once."),
                    lambda: _("Type the code"),
                    JOIN,
                ),
                Start(
                    "monitor",
                    lambda: _("Begin a shop here"),
                    lambda: _("Everything is kept on this machine. It can join a back office later."),
                    lambda: _("Begin alone"),
                    ALONE,
                ),
            ),
            hints=(self.dress,),
        )
        self.join = JoinCard(setup, server=server)
        self.alone = AloneCard(setup)
        self._stack = QStackedLayout(self)
        for card in (self.choice, _centred(self.join), _centred(self.alone)):
            self._stack.addWidget(card)
        self.choice.chosen.connect(self._go)
        self.join.back.clicked.connect(self.begin)
        self.alone.back.clicked.connect(self.begin)
        setup.changed.connect(self._draw)
        self.setFocusProxy(self.choice.buttons[0])

    def begin(self) -> None:
        """Back to the choice."""
        self._stack.setCurrentIndex(0)
        self.choice.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.begin()
        else:
            super().keyPressEvent(event)

    def _go(self, key: str) -> None:
        card = self.join if key == JOIN else self.alone
        self._stack.setCurrentIndex(1 if key == JOIN else 2)
        card.arm()

    def _draw(self) -> None:
        self.join.draw()
        self.alone.draw()


class _Card(Panel):
    """A form with one way on and one way back."""

    def __init__(self, setup: Setup, title: Words, go: Words) -> None:
        super().__init__(title)
        self._setup = setup
        self.form = Form()
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self.back = Button(lambda: _("Back"), hint="Esc", size="tall")
        self.go = Button(go, kind="primary", hint="Enter", size="tall")
        self.go.clicked.connect(self.submit)
        self.setFixedWidth(METRIC.search_panel)

    def lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = holding(column(self.trouble, self.form, None, gap="m", edge=("xl", "l")))
        scroll.setWidget(inner)
        self._scroll, self._inner = scroll, inner
        foot = row(self.back, self.go, edge=("xl", "l"))
        foot.setStretch(1, 1)
        self.add(scroll, stretch=1)
        self.add(Divider())
        self.add(foot)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._grow()

    def _grow(self) -> None:
        """As tall as what is asked, as far as the window goes; beyond that it scrolls."""
        room = self.window().height() - METRIC.page_head * 3
        self._scroll.setFixedHeight(min(self._inner.sizeHint().height(), room))

    def arm(self) -> None:
        first = next(iter(self.form.fields.values())).editor
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def submit(self) -> None: ...

    def draw(self) -> None:
        self.form.show_faults(self._setup.faults)
        self.trouble.setVisible(bool(self._setup.problem))
        self.trouble.say("danger", self._setup.problem)
        self.go.setEnabled(not self._setup.busy)
        self._grow()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not self.back.hasFocus():
            self.submit()
        else:
            super().keyPressEvent(event)


class JoinCard(_Card):
    """Server and code."""

    def __init__(self, setup: Setup, *, server: str) -> None:
        super().__init__(setup, lambda: _("Join a shop"), lambda: _("Join"))
        self.server = TextEdit("https://")
        self.server.setText(server)
        self.code = TextEdit()
        self.code.setMaxLength(ENROLMENT_CODE_MAX)
        self.device = TextEdit()
        self.device.setText(_("Till"))
        self.form.add("code", lambda: _("Code from the back office"), self.code)
        self.form.add("server", lambda: _("Address of the back office"), self.server)
        self.form.add("device", lambda: _("Name of this device"), self.device)
        self.lay_out()

    @override
    def submit(self) -> None:
        answers = JoinAnswers(
            server=self.server.text().strip().rstrip("/"),
            code=self.code.text().strip().upper(),
            device_name=self.device.text().strip() or _("Till"),
        )
        self._setup.join(answers)


class AloneCard(_Card):
    """What a shop needs at the least."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup, lambda: _("Begin a shop here"), lambda: _("Begin"))
        self.company = TextEdit()
        self.address = TextEdit()
        self.branch = TextEdit()
        self.register = TextEdit()
        self.branch.setText("TK1")
        self.register.setText("K1")
        for field in (self.branch, self.register):
            field.setMaxLength(CODE_MAX)
        self.zone = Choice([(zone.value, _zone_words(zone)) for zone in Zone])
        self.pkp = Tick(lambda: _("The shop is PKP: prices contain PPN"))
        self.owner = TextEdit()
        self.pin, self.pin_again = TextEdit(secret=True), TextEdit(secret=True)
        for field in (self.pin, self.pin_again):
            field.setMaxLength(PIN_DIGITS.stop - 1)
        self.form.add("company", lambda: _("Name of the shop"), self.company)
        self.form.add("address", lambda: _("Address"), self.address)
        self.form.add_row(
            ("branch_code", lambda: _("Branch code"), self.branch),
            ("register_code", lambda: _("Till code"), self.register),
        )
        self.form.add("zone", lambda: _("Time zone"), self.zone)
        self.form.add("pkp", "", self.pkp)
        self.form.add("owner", lambda: _("Your name"), self.owner)
        self.form.add_row(
            ("pin", lambda: _("PIN"), self.pin), ("pin_again", lambda: _("PIN once more"), self.pin_again)
        )
        self.lay_out()

    @override
    def submit(self) -> None:
        answers = ShopAnswers(
            company=self.company.text().strip(),
            branch_code=self.branch.text().strip().upper(),
            address=self.address.text().strip(),
            register_code=self.register.text().strip().upper(),
            owner=self.owner.text().strip(),
            pin=self.pin.text(),
            pin_again=self.pin_again.text(),
            zone=Zone(self.zone.key()),
            is_pkp=self.pkp.isChecked(),
        )
        self._setup.found(answers)


def _first_words(lost: BoxContent | None) -> str:
    if lost is None:
        return _("It can join a shop that has a back office, or begin a shop on its own.")
    if lost.alone:
        return ngettext(
            "Its journal copy holds {n} receipt of a shop without a back office. Keep the folder: it is the"
            " record of them, but nothing of it can be brought back here.",
            "Its journal copy holds {n} receipts of a shop without a back office. Keep the folder: it is the"
            " record of them, but nothing of it can be brought back here.",
            lost.receipts,
        )
    return ngettext(
        "Its journal copy holds {n} receipt. Join the shop again: what the back office lacks is sent from"
        " there.",
        "Its journal copy holds {n} receipts. Join the shop again: what the back office lacks is sent from"
        " there.",
        lost.receipts,
    )


def _zone_words(zone: Zone) -> Words:
    return lambda: _(ZONE_WORDS[zone])


def _centred(card: QWidget) -> QWidget:
    return holding(column(None, row(None, card, None, gap="none"), None, None, gap="none"))
