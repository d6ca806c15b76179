"""Price check: every unit, tier and level and what is in stock; what nobody knows can be added as new."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.panels import Divider
from pos_client.desk.widgets.words import Label, kept_together
from pos_client.features.till.price_sheet import PriceEntry
from pos_client.features.till.state import LastItem
from pos_client.features.till.view.side import BigFigure, Picture
from pos_client.texts import _
from shared_models.values.money import Money

NAME_MAX = 200


class PricePanel(TillPanel):
    """Armed like the input line: scan or type, Enter asks. `added` takes what is shown into the cart, `new`
    what nobody knows: its code, name and price.
    """

    asked = Signal(str)
    added = Signal()
    new = Signal(str, str, object)

    def __init__(self) -> None:
        super().__init__(lambda: _("Price check"))
        self._shown = False
        self._unknown = ""
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Scan, type a code or a name"))
        self._picture = Picture(METRIC.empty_row)
        self._name = Label(size="title", weight="strong", wrap=True)
        self._code = Label(ink="ink_muted")
        self._stock = Label(ink="ink_muted")
        self.price = BigFigure()
        self.entries: tuple[PriceEntry, ...] = ()
        self._list = column(gap="s")
        self._lines: QWidget | None = None
        self.add_button = Button(
            lambda: _("Add to the cart"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.add_button.setEnabled(False)
        self.add_button.clicked.connect(self.added)
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_MAX)
        self.name.setAccessibleName(_("Name"))
        self.amount = MoneyEdit(prefix="Rp")
        self.amount.setAccessibleName(_("Price"))
        self.new_button = Button(
            lambda: _("Add as new"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.new_button.clicked.connect(self._add_new)
        self._build()

    def _build(self) -> None:
        self.add(self.field)
        facts = row(self._picture, column(self._name, self._code, self._stock, None, gap="xxs"), gap="l")
        facts.setStretch(1, 1)
        self._facts = holding(facts)
        self.add(self._facts)
        self.add(self.price)
        self._new = holding(
            column(
                Label(lambda: _("Sell it all the same: the office checks it later."), wrap=True),
                Label(lambda: _("Name"), weight="medium"),
                self.name,
                Label(lambda: _("Price"), weight="medium"),
                self.amount,
                gap="s",
            )
        )
        self.add(self._new)
        self.add_scrolled(self._list)
        self.set_foot(self.add_button, self.new_button)
        self.setFocusProxy(self.field)
        self._facts.hide()
        self._show_new(shown=False)

    def show_price(self, item: LastItem, price: Money | None, entries: Sequence[PriceEntry]) -> None:
        self._shown = bool(price)
        self._facts.show()
        self._picture.say(item.initials)
        self._name.say(kept_together(item.name))
        self._code.say(item.code)
        self._stock.say(item.stock_text())
        self.price.say(texts.rupiah(price) if price else _("no price"))
        self._draw_entries(entries)
        self._show_new(shown=False)
        self.add_button.setEnabled(bool(price))
        self.field.clear()
        self.refuse("")

    def show_unknown(self, code: str, why: str) -> None:
        """Nobody knows it: `why` says what is odd about the code."""
        self._shown = False
        self._facts.hide()
        self.price.say("")
        self._draw_entries(())
        self._unknown = code
        self._show_new(shown=True)
        self.field.clear()
        self.refuse(". ".join(filter(None, (_("{code} is not known", code=code), why))))

    def name_it(self) -> None:
        """It is known that nobody knows it: its name is typed next, or its price where a name was typed."""
        if self._new.isVisibleTo(self):
            (self.amount if self.name.text() else self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_new(self, *, shown: bool) -> None:
        self._new.setVisible(shown)
        self.new_button.setVisible(shown)
        self.add_button.setVisible(not shown)
        self.price.setVisible(not shown)
        if shown:
            self.add_button.setEnabled(False)
            self.name.clear()
            self.amount.set_value(None)
            # What has letters and is no code is a name already.
            if any(mark.isspace() for mark in self._unknown):
                self.name.setText(self._unknown)

    def _draw_entries(self, entries: Sequence[PriceEntry]) -> None:
        self.entries = tuple(entries)
        if self._lines is not None:
            self._list.removeWidget(self._lines)
            self._lines.deleteLater()
            self._lines = None
        # The large figure says the only price there is.
        if len(entries) < 2:
            return
        lines = column(Divider(), Label(lambda: _("All prices"), weight="strong"), gap="s")
        for entry in entries:
            figure = Label(entry.price_text(), weight="strong" if entry.strong else "normal", right=True)
            words = Label(entry.words, ink="ink" if entry.strong else "ink_muted", wrap=True)
            line = row(words, figure, gap="m")
            line.setStretch(0, 1)
            lines.addLayout(line)
        self._lines = holding(lines)
        self._list.addWidget(self._lines)

    def _add_new(self) -> None:
        price = self.amount.value()
        if not self.name.text().strip():
            self.name.setFocus()
        elif price is None:
            self.amount.setFocus()
        else:
            code = "" if any(mark.isspace() for mark in self._unknown) else self._unknown
            self.new.emit(code, self.name.text().strip(), Money(price))

    @override
    def accept(self) -> None:
        typed = self.field.text().strip()
        if typed:
            self.asked.emit(typed)
        elif self._shown:
            self.added.emit()
        elif self._unknown and self._new.isVisible():
            self._add_new()
