"""The screens of the review desk."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.reviews.presenter import ReviewPresenter, Reviews
from pos_client.features.reviews.view.list_view import ReviewsView
from pos_client.features.reviews.view.review_view import ReviewView
from pos_client.texts import N_, _

KEY = "reviews"
REVIEW = "review"


def _list_help() -> Help:
    return Help(
        (
            _("Everything that was booked, or kept unposted, and needs a person's eye."),
            _("Nothing booked is ever changed: a correction is a document of its own."),
            _("Mark rows with Space, then accept them with one note."),
        ),
        (
            ("Enter", _("Open flag")),
            ("Space", _("Mark")),
            ("Ctrl+A", _("Mark all in sight")),
            ("Ctrl+Enter", _("Accept what is marked")),
        ),
    )


def _review_help() -> Help:
    return Help(
        (
            _("One flag: what happened, what the till wrote, what was booked, and what was done about it."),
            _("Nothing booked is ever changed: a correction is a document of its own."),
        ),
        (("Ctrl+Enter", _("Accept")), ("Alt+←", _("Back"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build_list(shell: Shell) -> QWidget:
        return ReviewsView(Reviews(office), shell)

    def build_one(shell: Shell) -> QWidget:
        return ReviewView(ReviewPresenter(office), shell)

    return (
        Screen(KEY, N_("To review"), "flag", "sales", build_list, help=_list_help),
        Screen(REVIEW, N_("Review"), "flag", "sales", build_one, listed=False, help=_review_help),
    )
