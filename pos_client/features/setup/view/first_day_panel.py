"""The first day: what makes a till ready, step by step. It can be left at any time and taken up again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider
from pos_client.desk.widgets.states import Icon
from pos_client.desk.widgets.words import Label, Words
from pos_client.features.setup.state import FirstDay, Step
from pos_client.texts import N_, _

TITLE: Final[Mapping[Step, str]] = {
    Step.LANGUAGE: N_("Language and theme"),
    Step.SHOP: N_("The shop"),
    Step.PRINTER: N_("A printer that prints"),
    Step.PRODUCT: N_("The first product"),
    Step.SALE: N_("The first sale"),
}
ACTION: Final[Mapping[Step, str]] = {
    Step.LANGUAGE: N_("Choose"),
    Step.SHOP: N_("Settings"),
    Step.PRINTER: N_("Set up and test"),
    Step.PRODUCT: N_("Add one"),
    Step.SALE: N_("Sell it"),
}


class FirstDayPanel(TillPanel):
    """`wanted` names the step to be done now. `left_for_good`: not to be shown by itself again."""

    wanted = Signal(object)
    left_for_good = Signal()

    def __init__(self, first_day: FirstDay) -> None:
        super().__init__(lambda: _("Your first day"))
        self.buttons: dict[Step, Button] = {}
        self._steps = column(gap="none")
        self.add(Label(lambda: _("Five steps to a till that sells. Each can wait."), wrap=True))
        self.add(self._steps)
        self.never = Button(lambda: _("Do not show again"), size="tall", focus=False)
        self.later = Button(lambda: _("Go on later"), kind="primary", size="tall", hint="Enter", focus=False)
        self.never.clicked.connect(self.left_for_good)
        self.later.clicked.connect(self.left)
        self.set_foot(self.never, self.later)
        self.draw(first_day)

    def draw(self, first_day: FirstDay) -> None:
        clear(self._steps)
        self.buttons = {}
        for step in Step:
            self._steps.addWidget(self._row(step, first_day))
            self._steps.addWidget(Divider())
        self.later.say(lambda: _("Ready") if first_day.ready else _("Go on later"))

    @override
    def accept(self) -> None:
        self.left.emit()

    def _row(self, step: Step, first_day: FirstDay) -> QWidget:
        done = step in first_day.done
        sign = Icon("circle-check" if done else "circle", "ok" if done else "ink_muted", METRIC.icon_large)
        words = column(
            Label(_worded(TITLE[step]), weight="strong"),
            Label(_state(step, first_day), ink="ink_muted", wrap=True),
            gap="xxs",
        )
        line = row(sign, words, gap="m", edge=("none", "m"))
        line.setStretch(1, 1)
        if not done and step in first_day.possible:
            button = Button(_worded(ACTION[step]), focus=False)
            button.clicked.connect(self._wanter(step))
            self.buttons[step] = button
            line.addWidget(button)
        return holding(line)

    def _wanter(self, step: Step) -> Callable[[], None]:
        return lambda: self.wanted.emit(step)


def _worded(text: str) -> Words:
    return lambda: _(text)


def _state(step: Step, first_day: FirstDay) -> Words:
    """What is so, or what it is good for."""
    if step is Step.SHOP and first_day.shop:
        return first_day.shop
    if step is Step.PRODUCT and not first_day.alone and step not in first_day.done:
        return lambda: _("The price list comes from the back office.")
    waiting: Final[Mapping[Step, str]] = {
        Step.LANGUAGE: N_("Indonesian or English, a light or a dark screen."),
        Step.SHOP: N_("Its name stands on every receipt."),
        Step.PRINTER: N_(
            "A test page shows whether paper and width are right. Without one, the till sells too."
        ),
        Step.PRODUCT: N_("Type one now, or read a whole price list from a file."),
        Step.SALE: N_("Scan it or type its name, press Enter twice: sold."),
    }
    return _worded(N_("Done") if step in first_day.done else waiting[step])
