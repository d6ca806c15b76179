"""Tax invoices asked for; beside the list the buyer of one and its number."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QFileDialog, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.office.branch_button import BranchButton
from pos_client.desk.problems import problem_text
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import ChoiceButton
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.panels import SidePanel, WithSide
from pos_client.desk.widgets.states import EmptyState, Note
from pos_client.desk.widgets.words import Label
from pos_client.features.tax_invoices.presenter import DONE, EVERY, OPEN, TaxInvoices
from pos_client.texts import _, ngettext
from shared_models.rules.tax_invoice import BuyerIdKind
from shared_models.values.codes import Permission
from shared_models.values.refusals import Refusal
from shared_models.wire.tax_invoices import TaxInvoiceFile, TaxInvoiceListed

NUMBER_MAX: Final = 40


def _tone(line: Row) -> Tone | None:
    known: tuple[Tone, ...] = ("ok", "warn")
    return next((one for one in known if one == line.get("tone")), None)


COLUMNS: Final = (
    Column("branch", lambda: _("Branch"), "code", chars=6, sortable=False, yields=2),
    Column("receipt", lambda: _("Receipt"), "code", chars=16, sortable=False, filter="text"),
    Column("sold_on", lambda: _("Date"), "date", sortable=False),
    Column("name", lambda: _("Buyer"), stretch=True, sortable=False, filter="text"),
    Column("number", lambda: _("NPWP or NIK"), "code", chars=17, sortable=False, yields=1),
    Column("base", lambda: _("Price without tax"), "money", sortable=False),
    Column("vat", lambda: _("PPN"), "money", sortable=False, strong=True),
    Column("state", lambda: _("Invoice number"), chars=18, sortable=False, tone=_tone),
)


def ask_file(parent: QWidget, name: str) -> str:
    """A file; "" when the person thought better of it."""
    return QFileDialog.getSaveFileName(parent, _("Save as"), name, "XML (*.xml)")[0]


class TaxInvoicesView(OfficePage):
    def __init__(self, invoices: TaxInvoices, shell: Shell) -> None:
        super().__init__(invoices.office, lambda: _("Tax invoices"))
        self._invoices = invoices
        self._shell = shell
        self.ask_file: Callable[[QWidget, str], str] = ask_file
        self.branch = BranchButton(invoices.office)
        self.which = ChoiceButton(
            (
                (OPEN, lambda: _("To be made")),
                (DONE, lambda: _("Done")),
                (EVERY, lambda: _("All")),
            )
        )
        self.table = TablePage(
            COLUMNS,
            key="tax-invoices",
            remember=shell.remember,
            background=invoices.office.background,
            framed=False,
        )
        self.whole = WithSide(self.table)
        self.panel: IssuePanel | None = None
        self.save_button = Button(lambda: _("File for Coretax"), icon="download", size="compact")
        self._build()

    def _build(self) -> None:
        self.table.set_noun(lambda count: ngettext("{n} request", "{n} requests", count))
        self.table.set_title(lambda: _("Tax invoices"))
        self.table.set_actions((Action(lambda: _("Enter the number"), self._open, "pencil"),))
        self.table.set_empty(
            EmptyState(
                lambda: _("Nobody asked for a tax invoice"),
                lambda: _("A till takes the buyer's particulars beside a receipt: F6, then F3."),
            )
        )
        self.head.add_left(self.branch)
        self.head.add_left(self.which)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(self.save_button)
        self.add(self.whole, stretch=1)
        self.setFocusProxy(self.table)
        self.which.chosen.connect(self._invoices.show_only)
        self.save_button.clicked.connect(lambda: self._invoices.export(self._save, self._say))
        self._invoices.rows_changed.connect(self.load)
        self.table.opened.connect(self._open)
        self.table.view.clicked.connect(self._clicked)

    @override
    def load(self) -> None:
        self.table.show_source(self._invoices.source())

    @override
    def refresh(self) -> None:
        self.table.refresh()

    def _clicked(self, _index: QModelIndex) -> None:
        line = self.table.current()
        if line is not None:
            self._open(line)

    def _open(self, line: Row) -> None:
        request = line["request"]
        if not isinstance(request, TaxInvoiceListed):
            return
        panel = IssuePanel(request, allowed=self.office.may(Permission.ADMIN_LEDGER))
        panel.closed.connect(self._close)
        panel.issued.connect(lambda number: self._issue(panel, request, number))
        self.panel = panel
        self.whole.open_side(panel)

    def _close(self) -> None:
        self.panel = None
        self.whole.close_side()

    def _issue(self, panel: "IssuePanel", request: TaxInvoiceListed, number: str) -> None:
        def refused(refusal: Refusal) -> None:
            panel.refuse(problem_text(refusal.code, refusal.facts))

        self._invoices.issue(request, number, self._close, refused)

    def _save(self, file: TaxInvoiceFile) -> None:
        path = self.ask_file(self, file.name) if file.invoices else ""
        if not path:
            return
        Path(path).write_text(file.text, encoding="utf-8")
        count = file.invoices
        self._shell.toast(
            "ok", lambda: ngettext("{n} invoice is in the file", "{n} invoices are in the file", count)
        )

    def _say(self, refusal: Refusal) -> None:
        self.show_refusal(refusal)


class IssuePanel(SidePanel):
    """The buyer as the till took him, and the number of his invoice."""

    issued = Signal(str)

    def __init__(self, request: TaxInvoiceListed, *, allowed: bool) -> None:
        super().__init__(request.receipt)
        kind = "NPWP" if request.id_kind is BuyerIdKind.NPWP else "NIK"
        self.add(Label(request.name, weight="strong", wrap=True))
        for words in (f"{kind} {request.number}", request.address, request.email):
            if words:
                self.add(Label(words, ink="ink_muted", wrap=True))
        self.add(Label(_("PPN {amount}", amount=texts.rupiah(request.vat))))
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self.form = Form()
        self.number = TextEdit()
        self.number.setMaxLength(NUMBER_MAX)
        self.number.setText(request.issued_no or "")
        self.form.add("number", lambda: _("Invoice number"), self.number)
        self.form.setEnabled(allowed and request.issued_no is None)
        self.add(self.trouble)
        self.add(self.form)
        self.keep = Button(lambda: _("Save"), kind="primary")
        self.keep.setEnabled(allowed and request.issued_no is None)
        self.set_foot(None, self.keep)
        self.keep.clicked.connect(self._keep)
        self.setFocusProxy(self.number)

    def refuse(self, words: str) -> None:
        self.trouble.setVisible(bool(words))
        self.trouble.say("danger", words)

    def _keep(self) -> None:
        number = self.number.text().strip()
        if number:
            self.issued.emit(number)
        else:
            self.form.show_faults((("number", _("Type the number")),))
