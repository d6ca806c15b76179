"""Why the chosen line costs what it does, codes that were entered, and what would bring more."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from pos_client import texts
from pos_client.desk.theme.tokens import SPACE, Colour
from pos_client.desk.widgets.buttons import IconButton
from pos_client.desk.widgets.layouts import clear, column, row
from pos_client.desk.widgets.panels import Divider
from pos_client.desk.widgets.words import Label
from pos_client.features.till.state import Explained
from pos_client.texts import _, ngettext
from shared_models.rules.promotions.outcome import Almost, Proposal, Unmet, VoucherOutcome, VoucherState
from shared_models.values.quantity import Quantity


class Said(NamedTuple):
    """A row of the panel: words, a figure (may be empty), the colour of the figure; a code in the cart."""

    words: str
    figure: str
    ink: Colour
    code: str = ""


class WhyPanel(QWidget):
    """Hidden while there is nothing to say. `dropped`: a code is to be taken out of the cart."""

    dropped = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._said: list[Said] = []
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(SPACE.xl, SPACE.m, SPACE.xl, SPACE.m)
        self._rows.setSpacing(SPACE.xs)
        self.setLayout(column(Divider(), self._rows, gap="none"))
        self.hide()

    def draw(self, explained: Explained) -> None:
        said = list(rows_of(explained))
        if said == self._said:
            return
        self._said = said
        clear(self._rows)
        for one in said:
            self._rows.addLayout(self._row(one))
        self.setVisible(bool(said))

    def _row(self, said: Said) -> QLayout:
        figure = Label(said.figure, ink=said.ink, weight="strong")
        line = row(Label(said.words, ink="ink_muted", wrap=True), figure)
        line.setStretch(0, 1)
        if said.code:
            drop = IconButton(lambda: _("Take the code {code} off", code=said.code), icon="x", focus=False)
            drop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            drop.clicked.connect(lambda _checked: self.dropped.emit(said.code))
            line.addWidget(drop)
        return line


def rows_of(explained: Explained) -> Iterator[Said]:
    """What the panel says, in the language in use."""
    for reason in explained.reasons:
        yield Said(reason.name, texts.amount(-reason.amount), "ok")
    for voucher in explained.vouchers:
        used = voucher.state is VoucherState.CONSUMED
        yield Said(
            _("Code {code}", code=voucher.code),
            voucher_words(voucher),
            "ok" if used else "warn",
            voucher.code,
        )
    for proposal, goods in explained.proposals:
        yield Said(_proposed(proposal, goods), "", "ink_muted")
    for almost in explained.almost:
        yield Said(_almost(almost), "", "ink_muted")


def voucher_words(voucher: VoucherOutcome) -> str:
    """What became of a code."""
    match voucher.state, voucher.unmet:
        case VoucherState.CONSUMED, _unmet:
            return _("in use")
        case VoucherState.NO_GAIN, _unmet:
            return _("brings nothing here")
        case _state, Unmet.MINIMUM:
            return _("below the minimum")
        case _state, Unmet.MEMBERS_ONLY | Unmet.CUSTOMER_LEVEL | Unmet.CUSTOMER_NEEDED:
            return _("needs the customer")
        case _:
            return _("does not hold now")


def _proposed(one: Proposal, goods: str) -> str:
    words = _("{promotion}: {n} {goods} is free", promotion=one.name, n=one.count, goods=goods)
    if one.rate_bp < 10_000:
        words = _("{promotion}: {n} {goods} costs less", promotion=one.name, n=one.count, goods=goods)
    return words


def _almost(one: Almost) -> str:
    if one.missing_units:
        count = one.missing_units
        return ngettext("{n} more for {promotion}", "{n} more for {promotion}", count, promotion=one.name)
    if one.missing_qty:
        qty = texts.quantity(Quantity(one.missing_qty))
        return _("{qty} more for {promotion}", qty=qty, promotion=one.name)
    return _("{amount} more for {promotion}", amount=texts.rupiah(one.missing_amount), promotion=one.name)
