"""The points of one customer, move by move, and their correction."""

from typing import Final

from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.problems import problem_text
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column
from pos_client.desk.table.page import TablePage
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import ChoiceButton
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.forms import TextEdit
from pos_client.desk.widgets.layouts import row
from pos_client.desk.widgets.states import EmptyState, Note
from pos_client.desk.widgets.words import Label
from pos_client.features.customers.presenter import Points
from pos_client.texts import _, ngettext
from shared_models.values.codes import Permission
from shared_models.wire.customers import CustomerBooked
from shared_models.wire.replica import CustomerRow

GIVE, TAKE = "give", "take"
NOTE_MAX: Final = 200
COLUMNS: Final = (
    Column("at", lambda: _("Time"), "moment", sortable=False),
    Column("branch", lambda: _("Branch"), "code", chars=7, sortable=False),
    Column("kind", lambda: _("Move"), chars=12, sortable=False),
    Column("document_no", lambda: _("Number"), "code", stretch=True, sortable=False),
    Column("points", lambda: _("Points"), "integer", chars=8, signed=True, strong=True, sortable=False),
    Column("liability", lambda: _("Owed for them"), "money", signed=True, sortable=False),
)


class PointsView(OfficePage):
    table_tells = True

    def __init__(self, points: Points, shell: Shell) -> None:
        super().__init__(points.office, "")
        self._points = points
        self._shell = shell
        self.head.set_crumb(lambda: _("Customers"), lambda: shell.open("customers"))
        self.table = TablePage(
            COLUMNS, key="customer-points", remember=shell.remember, background=points.office.background
        )
        self.table.set_noun(lambda count: ngettext("{n} move", "{n} moves", count))
        self.table.set_title(lambda: _("Points"))
        self.table.set_empty(
            EmptyState(
                lambda: _("No points yet"),
                lambda: _("Every purchase that earns points stands here, and every use of them."),
            )
        )
        self.which = ChoiceButton(((GIVE, lambda: _("Give")), (TAKE, lambda: _("Take"))))
        self.figure = MoneyEdit()
        self.figure.setAccessibleName(_("Points"))
        self.note = TextEdit(lambda: _("Why"))
        self.note.setMaxLength(NOTE_MAX)
        self.book = Button(lambda: _("Correct points"), kind="primary", size="compact")
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self._build()

    def _build(self) -> None:
        correction = row(
            Label(lambda: _("Correction"), weight="medium"),
            self.which,
            self.figure,
            self.note,
            self.book,
            gap="m",
        )
        correction.setStretch(3, 1)
        self.head.add_action(export_button(self.table, self._shell))
        self.add(correction)
        self.add(self.trouble)
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.book.clicked.connect(self._correct)
        self.note.returnPressed.connect(self._correct)
        self._points.changed.connect(self._draw)
        self._points.booked.connect(self._booked)

    @override
    def enter(self, **facts: object) -> None:
        customer = facts.get("customer")
        if isinstance(customer, CustomerRow) and self.office.person is not None:
            self._points.show(customer)
            self.load()

    @override
    def load(self) -> None:
        customer = self._points.customer
        if customer is not None:
            self.head.title.say(customer.name)
            self.head.subtitle.say(customer.code)
            self.table.show_source(self._points.source())
        self._draw()

    @override
    def refresh(self) -> None:
        self.table.refresh()

    def _correct(self) -> None:
        points = self.figure.value() or 0
        self._points.correct(points if self.which.key() == GIVE else -points, self.note.text())

    def _booked(self, booked: CustomerBooked) -> None:
        self.figure.set_value(None)
        self.note.clear()
        self.table.refresh()
        self._shell.toast("ok", lambda: _("Booked as {number}", number=booked.number))

    def _draw(self) -> None:
        state = self._points.state
        allowed = self.office.may(Permission.ADMIN_LEDGER)
        for part in (self.which, self.figure, self.note):
            part.setEnabled(allowed)
        self.book.setEnabled(allowed and not state.busy)
        refusal = state.refusal
        self.trouble.setVisible(refusal is not None)
        if refusal is not None:
            self.trouble.say("danger", lambda: problem_text(refusal.code, refusal.facts))
