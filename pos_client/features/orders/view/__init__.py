"""The orders screen."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.orders.presenter import Orders
from pos_client.features.orders.view.list_view import OrdersView
from pos_client.texts import N_, _

KEY = "orders"


def _help() -> Help:
    return Help(
        (
            _("What customers ordered at the tills, what they paid ahead, and the prices quoted to them."),
            _("A deposit is owed to the customer until the goods are picked up or the order is cancelled."),
        ),
        (("Enter", _("The goods of an order")),),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build(shell: Shell) -> QWidget:
        return OrdersView(Orders(office), shell)

    return (Screen(KEY, N_("Orders"), "clipboard-list", "sales", build, help=_help),)
