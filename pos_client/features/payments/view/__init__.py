"""The screens of ways to pay."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.payments.holding import Card, Held
from pos_client.features.payments.issuing import Issuing
from pos_client.features.payments.presenter import WayEditor, WayList
from pos_client.features.payments.view.held_view import HeldView
from pos_client.features.payments.view.ways_view import WaysView
from pos_client.texts import N_, _

WAYS = "payment-methods"
HELD = "stored-values"


def _ways_help() -> Help:
    return Help(
        (
            _("What customers can pay by, in the order the tills offer it. Cash is always among it."),
            _("Tills learn of a change with their next contact; receipts keep the name they were paid by."),
            _("Each kind of payment waits in an account of its own until the bank has settled it."),
        ),
        (
            ("Ctrl+N", _("New way to pay")),
            ("Ctrl+S", _("Save")),
            ("Enter", _("Open")),
            ("Alt+↑ Alt+↓", _("Offer it earlier or later")),
        ),
    )


def _held_help() -> Help:
    return Help(
        (
            _("What customers hold with the shop: gift cards, vouchers and store credit, by their number."),
            _("A batch that was issued pays at every till once that has heard of it. Export it to print."),
            _("To block, release or take off needs somebody who may approve; what was done stays readable."),
        ),
        (("Ctrl+N", _("Issue vouchers")), ("Ctrl+S", _("Save")), ("Enter", _("Open"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def ways(shell: Shell) -> QWidget:
        return WaysView(WayList(office), WayEditor(office), shell)

    def held(shell: Shell) -> QWidget:
        return HeldView(Held(office), Card(office), Issuing(office), shell)

    kinds = (lambda: _("E-wallet"), lambda: _("Card"), lambda: _("Bank transfer"))
    cards = (lambda: _("Store credit"), lambda: _("Gift voucher"))
    return (
        Screen(WAYS, N_("Payment methods"), "banknote", "settings", ways, help=_ways_help, words=kinds),
        Screen(HELD, N_("Cards, vouchers"), "tag", "customers", held, help=_held_help, words=cards),
    )
