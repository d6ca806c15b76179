"""The screens of lots, serial numbers and confirmations."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.tracking.presenter import CheckList, LotList, SerialList
from pos_client.features.tracking.view.lists_view import ChecksView, LotsView, SerialsView
from pos_client.texts import N_, _

LOTS, SERIALS, CHECKS = "lots", "serials", "checks"


def _lots_help() -> Help:
    return Help(
        (
            _("What is left of each lot, what expires first on top. The tills sell in this order."),
            _("Lots are received with a stock adjustment; goods of no known lot stand as “no lot”."),
        ),
        (("Enter", _("Stock card")),),
    )


def _serials_help() -> Help:
    return Help((_("Where each piece is: in stock, sold on which receipt, or come back."),), ())


def _checks_help() -> Help:
    return Help((_("Who confirmed an age or a prescription, on which receipt, and how."),), ())


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def lots(shell: Shell) -> QWidget:
        return LotsView(LotList(office), shell)

    def serials(shell: Shell) -> QWidget:
        return SerialsView(SerialList(office), shell)

    def checks(shell: Shell) -> QWidget:
        return ChecksView(CheckList(office), shell)

    return (
        Screen(LOTS, N_("Lots and expiry"), "calendar", "stock", lots, help=_lots_help),
        Screen(SERIALS, N_("Serial numbers"), "tag", "stock", serials, help=_serials_help),
        Screen(CHECKS, N_("Age & prescription"), "id-card", "stock", checks, help=_checks_help),
    )
