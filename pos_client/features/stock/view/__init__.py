"""The stock screens."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.stock.adjusting import Adjusting
from pos_client.features.stock.presenter import CardPresenter, Levels
from pos_client.features.stock.view.adjust_view import AdjustView
from pos_client.features.stock.view.card_view import CardView
from pos_client.features.stock.view.levels_view import LevelsView
from pos_client.texts import N_, _

KEY = "stock"
CARD = "stock-card"
ADJUST = "stock-adjust"


def _levels_help() -> Help:
    return Help(
        (
            _("What each branch has of every product, and what it is worth at moving average."),
            _("A level below zero means more was sold than received: count it, or enter what came in."),
        ),
        (("Enter", _("Stock card")), ("Ctrl+N", _("New adjustment"))),
    )


def _card_help() -> Help:
    return Help(
        (_("Every movement of one product in one branch, with the level and the value after it."),),
        (("Enter", _("Open the document")),),
    )


def _adjust_help() -> Help:
    return Help(
        (
            _("Corrects levels with a document of its own; nothing booked is ever changed."),
            _("Opening stock takes what the shop has on the first day, with its cost per unit."),
        ),
        (("Enter", _("Add the product")), ("Ctrl+S", _("Book"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def levels(shell: Shell) -> QWidget:
        return LevelsView(Levels(office), shell)

    def card(shell: Shell) -> QWidget:
        return CardView(CardPresenter(office), shell)

    def adjust(shell: Shell) -> QWidget:
        return AdjustView(Adjusting(office), shell)

    return (
        Screen(KEY, N_("Levels"), "boxes", "stock", levels, help=_levels_help),
        Screen(CARD, N_("Stock card"), "history", "stock", card, listed=False, help=_card_help),
        Screen(ADJUST, N_("Adjust stock"), "pencil", "stock", adjust, listed=False, help=_adjust_help),
    )
