"""The screens of branches."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.branches.presenter import BranchEditor, Branches
from pos_client.features.branches.view.branch_view import BranchView
from pos_client.features.branches.view.list_view import BranchesView
from pos_client.texts import N_, _

KEY = "branches"
BRANCH = "branch"


def _list_help() -> Help:
    return Help(
        (
            _("Every branch with what its tills sell by: receipt, rounding, payment code, labels."),
            _("A change reaches the tills when they next fetch prices and settings."),
        ),
        (("Enter", _("Open")),),
    )


def _one_help() -> Help:
    return Help(
        (
            _("The receipt beside the form is drawn as a printer of 58 mm would print it."),
            _("QRIS: paste the text of the static code. A scanner types it if you scan the sticker."),
            _(
                "Labels: each layout is a pattern. The digits at the start, P for the number of the goods,"
                " V for weight, price or count, K for the check digit of V, X for what is not read,"
                " C for the last check digit. Try a real label before you save."
            ),
        ),
        (("Ctrl+S", _("Save")), ("Alt+←", _("Back"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build_list(shell: Shell) -> QWidget:
        return BranchesView(Branches(office), shell)

    def build_one(shell: Shell) -> QWidget:
        return BranchView(BranchEditor(office), shell)

    words = (lambda: _("Receipt"), "QRIS", lambda: _("Labels of weighed goods"), lambda: _("Cash rounding"))
    return (
        Screen(KEY, N_("Branches"), "store", "settings", build_list, help=_list_help, words=words),
        Screen(BRANCH, N_("Branch"), "store", "settings", build_one, listed=False, help=_one_help),
    )
