"""The screens of promotions."""

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.promotions.presenter import PromotionEditor, Promotions
from pos_client.features.promotions.trying import TryOut
from pos_client.features.promotions.view.list_view import PromotionsView
from pos_client.features.promotions.view.promotion_view import PromotionView
from pos_client.texts import N_, _

KEY = "promotions"
PROMOTION = "promotion"


def _list_help() -> Help:
    return Help(
        (
            _("Everything that lowers prices by itself at the tills, the active ones first."),
            _("Of all promotions that fit a cart the till takes those that cost the customer least."),
        ),
        (("Enter", _("Open")), ("Ctrl+N", _("New promotion"))),
    )


def _one_help() -> Help:
    return Help(
        (
            _("A change reaches the tills when they next fetch prices and settings."),
            _("Try it before you save: scan or type goods and codes into the cart beside the form."),
            _("F2 in a field of goods finds them by name and puts their code in."),
        ),
        (("F2", _("Find goods")), ("Ctrl+S", _("Save")), ("Alt+←", _("Back"))),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def build_list(shell: Shell) -> QWidget:
        return PromotionsView(Promotions(office), shell)

    def build_one(shell: Shell) -> QWidget:
        editor = PromotionEditor(office)
        return PromotionView(editor, TryOut(office, editor), shell)

    words = (lambda: _("Voucher codes"), lambda: _("Discount"), lambda: _("Bundle"))
    return (
        Screen(KEY, N_("Promotions"), "tag", "sales", build_list, help=_list_help, words=words),
        Screen(PROMOTION, N_("Promotion"), "tag", "sales", build_one, listed=False, help=_one_help),
    )
