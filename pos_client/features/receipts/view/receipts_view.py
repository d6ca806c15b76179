"""F6: the newest receipt is open, Enter prints it again; a number, typed or scanned, finds another one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFileDialog, QLineEdit, QScrollArea, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.shell import Shell
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.panel import ENTER
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.till.picture import PaperPicture
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.states import StatusText
from pos_client.desk.widgets.words import Label
from pos_client.features.receipts.presenter import Receipts
from pos_client.features.receipts.state import ReceiptRow
from pos_client.texts import _, ngettext

if TYPE_CHECKING:
    from pos_client.features.receipts.state import InvoiceWanted
    from pos_client.features.receipts.view.invoice_panel import InvoicePanel

NUMBER_MAX = 40
NARROW_MM = 58
AskFile = Callable[[QWidget], str]


def ask_pdf(parent: QWidget) -> str:
    """A file; "" when the person thought better of it."""
    return QFileDialog.getSaveFileName(parent, _("Save as"), _("receipt.pdf"), "PDF (*.pdf)")[0]


class ReceiptsView(QWidget):
    """`return_wanted`: with the receipt that is open (True) or without one (False)."""

    left = Signal()
    return_wanted = Signal(bool)
    queue_wanted = Signal()

    def __init__(
        self,
        shell: Shell,
        receipts: Receipts,
        *,
        has_printer: Callable[[], bool],
        page_printer: Callable[[], str],
    ) -> None:
        """`page_printer`: who prints A4 pages; nobody writes them to a file."""
        super().__init__()
        self._shell = shell
        self._has_printer = has_printer
        self._page_printer = page_printer
        self._receipts = receipts
        self.rows: list[Entry] = []
        self.field = QLineEdit()
        self.field.setMaxLength(NUMBER_MAX)
        self.field.setAccessibleName(_("Receipt number"))
        self.paper = PaperPicture()
        self.ask_save: AskFile = ask_pdf
        self._problem = StatusText("danger", "")
        self._problem.hide()
        self.print_button = Button(
            lambda: _("Print again"), kind="primary", size="tall", hint="Enter", icon=None, focus=False
        )
        self.gift_button = Button(lambda: _("Gift receipt"), size="tall", hint="F11", focus=False)
        self.return_button = Button(lambda: _("Take goods back"), size="tall", hint="F9", focus=False)
        self.without_button = Button(
            lambda: _("Return without a receipt"), size="tall", hint="F10", focus=False
        )
        self.page_button = Button(lambda: _("A4 page"), size="tall", hint="F7", focus=False)
        self.invoice_button = Button(lambda: _("Tax invoice"), size="tall", hint="F3", focus=False)
        self.queue_button = Button(lambda: _("Print queue"), size="tall", hint="F8", focus=False)
        self._keys: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_F3: self._ask_buyer,
            Qt.Key.Key_F7: self._put_on_page,
            Qt.Key.Key_F8: self.queue_wanted.emit,
            Qt.Key.Key_F9: lambda: self._return(with_receipt=True),
            Qt.Key.Key_F10: lambda: self._return(with_receipt=False),
            Qt.Key.Key_F11: self._gift,
            Qt.Key.Key_Escape: self.left.emit,
            Qt.Key.Key_F6: self.left.emit,
        }
        self._build()
        self._wire()

    def enter(self, number: str = "") -> None:
        """Shown again: fetch the list, or open the receipt that was scanned."""
        self.field.clear()
        self._problem.hide()
        self._receipts.refresh(number)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def scanned(self, code: str) -> None:
        self.field.clear()
        self._receipts.find(code)

    def problem(self) -> str:
        return self._problem.text() if not self._problem.isHidden() else ""

    def draw(self) -> None:
        rows = self._receipts.rows
        if [entry.data for entry in self.rows] != list(rows):
            self._fill(rows)
        shown = self._receipts.shown
        for entry in self.rows:
            entry.mark(chosen=shown is not None and entry.data.sale == shown.sale)
        self._problem.hide()
        self._empty.setVisible(not rows)
        if shown is None:
            self.paper.show_slip((), NARROW_MM, ())
        else:
            self.paper.show_slip(shown.seen.marks, shown.seen.mm, shown.slip)
        self.paper.show_sheet(shown=shown is not None)
        here = shown is not None and not shown.elsewhere
        self.print_button.setEnabled(here)
        self.gift_button.setEnabled(here and shown is not None and not shown.is_return)
        self.page_button.setEnabled(shown is not None)
        self.invoice_button.setEnabled(shown is not None and bool(shown.lines))
        self.return_button.setEnabled(shown is not None and shown.returnable)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
        step = steps.get(Qt.Key(event.key()))
        if event.key() in ENTER:
            self._entered()
        elif step is not None:
            self._receipts.step(step)
        elif event.key() in self._keys:
            self._keys[Qt.Key(event.key())]()
        else:
            super().keyPressEvent(event)

    def _entered(self) -> None:
        typed = self.field.text().strip()
        self.field.clear()
        if typed:
            self._receipts.find(typed)
        else:
            self._receipts.reprint()

    def _put_on_page(self) -> None:
        if self._receipts.shown is None:
            return
        if self._page_printer():
            self._receipts.put_on_page("")
        elif file := self.ask_save(self):
            self._receipts.put_on_page(file)

    def _ask_buyer(self) -> None:
        """Who wants the tax on an invoice of his own."""
        if not self.invoice_button.isEnabled():
            return
        from pos_client.features.receipts.view.invoice_panel import InvoicePanel  # noqa: PLC0415 - when first opened

        panel = InvoicePanel()
        veil = self._shell.open_panel(panel, place="right", width=METRIC.confirm_panel)
        panel.left.connect(veil.close_panel)
        panel.wanted.connect(lambda wanted: self._request_invoice(panel, wanted, veil.close_panel))

    def _request_invoice(self, panel: InvoicePanel, wanted: InvoiceWanted, close: Callable[[], None]) -> None:
        file = "" if self._page_printer() else self.ask_save(self)
        if not file and not self._page_printer():
            return

        def done() -> None:
            close()
            self._shell.toast("ok", _("The request is kept; the office makes the tax invoice."))

        self._receipts.request_invoice(wanted, file, done, panel.refuse)

    def _return(self, *, with_receipt: bool) -> None:
        shown = self._receipts.shown
        if not with_receipt or (shown is not None and shown.returnable):
            self.return_wanted.emit(with_receipt)

    def _gift(self) -> None:
        if self.gift_button.isEnabled():
            self._receipts.reprint(as_gift=True)

    def _build(self) -> None:
        title = Label(lambda: _("Receipts"), size="figure", weight="strong")
        back = Button(lambda: _("Back to selling"), kind="quiet", icon="x", hint="Esc", focus=False)
        back.clicked.connect(self.left)
        head = holding(row(title, None, back))
        head.setFixedHeight(METRIC.page_head)
        panel = Panel(lambda: _("Receipts of this till"))
        panel.add_to_head(Label(lambda: _("Scan a receipt, or type its last digits"), ink="ink_muted"))
        search = column(self.field, self._problem)
        search.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
        self._list = column(gap="none")
        self._empty = Label(lambda: _("Nothing has been sold here yet"), ink="ink_muted")
        self._empty.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holding(column(self._empty, self._list, None, gap="none")))
        self._scroll = scroll
        panel.add(search)
        panel.add(Divider())
        panel.add(scroll, stretch=1)
        actions = column(
            row(self.queue_button, self.page_button, self.invoice_button),
            row(self.gift_button, self.without_button),
            row(self.return_button, self.print_button),
        )
        side = column(self.paper, actions, gap="l")
        side.setStretch(0, 1)
        body = row(panel, side, gap="l")
        body.setStretch(0, 1)
        outer = column(head, body, gap="none")
        outer.setStretch(1, 1)
        outer.setContentsMargins(SPACE.xl, 0, SPACE.xl, SPACE.l)
        self.setLayout(outer)
        self.setFocusProxy(self.field)

    def _wire(self) -> None:
        self.print_button.clicked.connect(self._receipts.reprint)
        self.gift_button.clicked.connect(self._gift)
        self.page_button.clicked.connect(self._put_on_page)
        self.queue_button.clicked.connect(self.queue_wanted)
        self.invoice_button.clicked.connect(self._ask_buyer)
        self.return_button.clicked.connect(lambda: self._return(with_receipt=True))
        self.without_button.clicked.connect(lambda: self._return(with_receipt=False))
        self._receipts.changed.connect(self.draw)
        self._receipts.refused.connect(self._refused)
        self._receipts.reprinted.connect(self._reprinted)
        look().language_changed.connect(self.draw)

    def _fill(self, rows: tuple[ReceiptRow, ...]) -> None:
        clear(self._list)
        self.rows = []
        for data in rows:
            entry = Entry(data)
            entry.clicked.connect(partial(self._receipts.open, data.sale))
            self.rows.append(entry)
            self._list.addWidget(entry)

    def _refused(self, why: str) -> None:
        self._problem.say("danger", why)
        self._problem.show()

    def _reprinted(self, number: str) -> None:
        if self._has_printer():
            self._shell.toast("ok", _("Receipt {number} goes to the printer again", number=number))
        else:
            self._shell.toast(
                "warn", _("No printer is set up. Receipt {number} waits for one.", number=number)
            )


class Entry(PickRow):
    """Number and time at the left, the sum at the right; a return in red with its minus."""

    def __init__(self, data: ReceiptRow) -> None:
        super().__init__(data.number, height=METRIC.row_till)
        self.data = data

    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        data = self.data
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        inner = box.adjusted(SPACE.l, 0, -SPACE.l, 0)
        painter.setFont(font("text", "medium"))
        paint.text(painter, inner, data.number, "ink", left)
        wide = metrics("text", "medium").horizontalAdvance(data.number) + SPACE.xl
        painter.setFont(font())
        lines = ngettext("{n} line", "{n} lines", data.lines)
        kind = _("return") + ", " if data.is_return else ""
        words = f"{texts.moment(data.at)}, {kind}{lines}, {data.cashier}"
        paint.text(painter, inner.adjusted(wide, 0, 0, 0), words, "ink_muted", left)
        painter.setFont(font("text", "strong"))
        paint.text(painter, inner, texts.amount(data.total), "danger" if data.is_return else "ink", right)
