"""What F1 says of the till's screens beside selling: short, and what their keys do."""

from collections.abc import Callable, Mapping
from typing import Final

from pos_client.desk.screens import Help
from pos_client.features.till.keys import Do, key_of
from pos_client.texts import _


def _start() -> Help:
    return Help(
        (
            _("Choose your name and type your PIN. Whoever opens the shift counts the money in the drawer."),
            _("What is scanned meanwhile is kept, and added as soon as selling begins."),
        ),
        (
            ("Enter", _("Sign in, or open the shift")),
            (key_of(Do.SETTINGS), _("Settings of this till")),
        ),
    )


def _close() -> Help:
    return Help(
        (
            _("Count the drawer, piece by piece. The shift is closed here, with or without a network."),
            _("More or less than expected is booked as it is: nobody has to make it fit."),
        ),
        (
            ("F12", _("Close the shift and print Z")),
            ("F2", _("Somebody else")),
            ("Esc", _("Back to selling")),
        ),
    )


def _closed() -> Help:
    return Help(
        (
            _("The shift is closed and on this till's disk. Its figures stand here until the next begins."),
            _("When everything is sent, the back office confirms what it holds."),
        ),
        (("Enter", _("Next shift")),),
    )


def _receipts() -> Help:
    return Help(
        (
            _("The receipts of this till, newest first. Type the last digits of a number, or scan its code."),
            _("A copy says that it is one, and which."),
        ),
        (
            ("Enter", _("Print again")),
            ("F3", _("Tax invoice on the buyer's name")),
            ("F9", _("Take goods back")),
            ("F10", _("Return without a receipt")),
            ("F11", _("Gift receipt")),
            ("Esc", _("Back to selling")),
        ),
    )


def _return() -> Help:
    return Help(
        (
            _("Type how much of each line comes back, or scan it. Never more than sold, at the price paid."),
            _("Say of each line whether it goes back on the shelf or is damaged."),
        ),
        (
            ("F8", _("Everything")),
            ("F12", _("Take back and pay out")),
            ("Esc", _("Back to the receipts")),
        ),
    )


def _devices() -> Help:
    return Help(
        (
            _("Printers, drawer, scanner, scale and displays of this till. Each is set up and tested here."),
            _("Nothing a device does stops a sale: what cannot be printed now waits."),
        ),
        (("Esc", _("Back to selling")),),
    )


def _labels() -> Help:
    return Help(
        (
            _("What costs something else than its label says stands here, ticked, until it is printed."),
            _("Scan or type goods, or take a whole category, to print others. + and - count the copies."),
        ),
        (
            ("F2", _("Price changes")),
            ("F4", _("Tick all")),
            ("F8", _("Clear the list")),
            ("F9", _("Print labels")),
            ("Esc", _("Back to selling")),
        ),
    )


def _setup() -> Help:
    return Help(
        (
            _("Join a shop with the code that its back office gave, or begin a shop on this machine alone."),
            _("A shop that begins alone can join a back office later; nothing it sold is lost."),
        ),
        (("Enter", _("Go on")), ("Esc", _("Back"))),
    )


def _fetching() -> Help:
    return Help(
        (
            _("The price list is on its way. Selling begins as soon as all of it is here."),
            _("When the line breaks it goes on where it stopped."),
        )
    )


HELPS: Final[Mapping[str, Callable[[], Help]]] = {
    "start": _start,
    "close-shift": _close,
    "shift-closed": _closed,
    "till-receipts": _receipts,
    "return": _return,
    "devices": _devices,
    "labels": _labels,
    "setup": _setup,
    "fetching": _fetching,
}
