"""A shop that stands alone reads its price list from a file: look at it first, then keep it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QWidget
from typing_extensions import override

from pos_client.desk.problems import problem_text
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.states import StatusText
from pos_client.desk.widgets.words import Label
from pos_client.features.setup.presenter import Setup
from pos_client.features.setup.state import PriceFile
from pos_client.texts import _, ngettext
from shared_models.values.refusals import Fault

AskFile = Callable[[QWidget], str]
# More faults than this are not read at a till; the file is mended and read again.
FAULTS_SHOWN: Final = 8


def ask_open(parent: QWidget) -> str:
    """A file; "" when the person thought better of it."""
    return QFileDialog.getOpenFileName(parent, _("Choose a file"), "", _("Tables (*.csv)"))[0]


class PricesPanel(TillPanel):
    """F2 chooses the file, Enter keeps what was read. Nothing is written before."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(lambda: _("Price list from a file"))
        self._setup = setup
        self._found: PriceFile | None = None
        self.ask_open: AskFile = ask_open
        self.add(Label(lambda: _("A CSV file. Its first row names the columns:"), wrap=True))
        self.add(Label("sku, name, price", weight="strong"))
        self.add(Label(lambda: _("and, where they are known:"), ink="ink_muted"))
        self.add(Label("barcode, unit, decimals, tax_class, kind", weight="strong"))
        note = _("A product whose sku is known already gets the new name and price.")
        self.add(Label(note, ink="ink_muted", wrap=True))
        self.verdict = StatusText("ok", "")
        self.faults = Label(ink="ink_muted", wrap=True)
        self.add(self.verdict)
        self.add(self.faults)
        self.choose = Button(lambda: _("Choose a file"), size="tall", hint="F2", focus=False)
        self.keep = Button(lambda: _("Keep"), kind="primary", size="tall", hint="Enter", focus=False)
        self.choose.clicked.connect(self._choose)
        self.keep.clicked.connect(self.accept)
        self.set_foot(self.choose, self.keep)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        setup.file_read.connect(self._show)
        setup.file_refused.connect(self.refuse)
        setup.products_kept.connect(self._leave)
        self._draw()

    @override
    def accept(self) -> None:
        if self._found is None:
            self._choose()
        elif self.keep.isEnabled():
            self.keep.setEnabled(False)
            self._setup.keep_products(self._found)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        chosen = self.ask_open(self)
        if chosen:
            self.refuse("")
            self._setup.read_price_file(Path(chosen))

    def _leave(self) -> None:
        # A method of the panel, not a lambda: the connection goes when the panel goes.
        self.left.emit()

    def _show(self, found: PriceFile) -> None:
        self._found = found
        self._draw()

    def _draw(self) -> None:
        found = self._found
        self.keep.setEnabled(found is not None and bool(found.products))
        self.verdict.setVisible(found is not None)
        self.faults.setVisible(found is not None and bool(found.faults))
        if found is None:
            return
        good = ngettext(
            "{n} product in {name}", "{n} products in {name}", len(found.products), name=found.name
        )
        self.verdict.say("ok" if found.products else "danger", good)
        shown = [_worded(fault) for fault in found.faults[:FAULTS_SHOWN]]
        left = len(found.faults) - len(shown)
        if left:
            shown.append(ngettext("and {n} more", "and {n} more", left))
        self.faults.say("\n".join([_("These rows are left out:"), *shown]))


def _worded(fault: Fault) -> str:
    row, _colon, field = fault.field.partition(":")
    why = problem_text(fault.code, dict(fault.facts))
    return _("Row {row}, {column}: {why}", row=row, column=field, why=why)
