"""The layouts of labels: each one's pattern and value, and a box to try a code on all of them."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_client.desk.theme.fonts import font
from pos_client.desk.theme.tokens import TONE_INK
from pos_client.desk.widgets.buttons import IconButton
from pos_client.desk.widgets.choices import Choice, Option
from pos_client.desk.widgets.forms import FormField, TextEdit
from pos_client.desk.widgets.layouts import clear, column, reveal, row
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.branches.shown import UNITS, VALUES, Said
from pos_client.features.branches.state import USUAL_DECIMALS
from pos_client.texts import _
from shared_models.rules.store_codes import StoreLayout, StoreValue

PATTERN_MAX: Final = 32
CODE_MAX: Final = 64
SHARES: Final = (5, 3, 4)


class LayoutField(FormField):
    """One layout: pattern, what the value is, what it counts. `edited` is a person's doing."""

    edited = Signal()
    removed = Signal()

    def __init__(self, place: int, layout: StoreLayout) -> None:
        self.pattern = TextEdit("21PPPPPVVVVVC")
        self.pattern.setMaxLength(PATTERN_MAX)
        self.pattern.setFont(font(mono=True))
        self.pattern.setText(layout.pattern)
        super().__init__(lambda: _("Layout {n}", n=place + 1), self.pattern)
        self.value = Choice([(value.value, partial(_, words)) for value, words in VALUES.items()])
        self.value.set_key(layout.value.value)
        self.decimals = Choice(_units(layout.value))
        self.decimals.set_key(str(layout.decimals))
        self.remove = IconButton(lambda: _("Remove layout"), icon="x")
        self.hint = Note("warn", "")
        self.hint.hide()
        self._build()
        self.pattern.textEdited.connect(self.edited)
        self.value.chosen.connect(self._choose_value)
        self.decimals.chosen.connect(self.edited)
        self.remove.clicked.connect(self.removed)

    def _build(self) -> None:
        box = self.layout()
        assert box is not None
        box.removeWidget(self.pattern)
        line = row(self.pattern, self.value, self.decimals, self.remove)
        for at, share in enumerate(SHARES):
            line.setStretch(at, share)
        # Below the label, above the fault.
        box.insertLayout(1, line)  # type: ignore[attr-defined]  # a FormField's layout is a column
        box.insertWidget(3, self.hint)  # type: ignore[attr-defined]  # as above

    def draft(self) -> StoreLayout:
        return StoreLayout(
            self.pattern.text(), StoreValue(self.value.key()), decimals=int(self.decimals.key() or 0)
        )

    def show_hint(self, words: str) -> None:
        """What to know of a layout that works; "" for nothing."""
        reveal(self.hint, shown=bool(words))
        self.hint.say("warn", words)

    def allow(self, *, allowed: bool) -> None:
        for part in (self.pattern, self.value, self.decimals):
            part.setEnabled(allowed)
        reveal(self.remove, shown=allowed)

    def _choose_value(self, key: str) -> None:
        value = StoreValue(key)
        self.decimals.set_options(_units(value))
        self.decimals.set_key(str(USUAL_DECIMALS[value]))
        self.edited.emit()


def _units(value: StoreValue) -> list[Option]:
    return [(str(decimals), partial(_, words)) for (of, decimals), words in UNITS.items() if of is value]


class LabelTest(QWidget):
    """Scan or type a label: what each layout reads of it. `asked`: another code stands in the box."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.box = TextEdit(lambda: _("Scan a label here, or type its digits"))
        self.box.setMaxLength(CODE_MAX)
        self.lines: list[Label] = []
        self._answers = column(gap="xs")
        label = Label(lambda: _("Try a label"), weight="medium")
        label.setBuddy(self.box)
        self.setLayout(column(label, self.box, self._answers, gap="xs"))
        self.box.textChanged.connect(lambda _text: self.asked.emit())
        # The next scan takes the place of this one.
        self.box.returnPressed.connect(self.box.selectAll)

    def code(self) -> str:
        return "".join(self.box.text().split())

    def answer(self, said: list[Said]) -> None:
        """One line per layout, in their order."""
        clear(self._answers)
        self.lines = []
        for place, (tone, words) in enumerate(said, 1):
            if words:
                line = Label(f"{place}: {words}", ink=TONE_INK[tone], wrap=True)
                self.lines.append(line)
                self._answers.addWidget(line)
