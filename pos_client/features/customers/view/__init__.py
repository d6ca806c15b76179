"""The customer screens."""

from typing import Final

from PySide6.QtWidgets import QWidget

from pos_client.desk.office import Office
from pos_client.desk.office.import_page import ImportView, ImportWords
from pos_client.desk.office.importing import Importing
from pos_client.desk.screens import Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.customers import actions
from pos_client.features.customers.presenter import CustomerEditor, CustomerList, Points, Terms
from pos_client.features.customers.shown import field_text, import_text
from pos_client.features.customers.view.list_view import CustomersView
from pos_client.features.customers.view.points_view import PointsView
from pos_client.features.customers.view.terms_view import TermsView
from pos_client.texts import N_, _, ngettext

KEY = "customers"
POINTS = "customer-points"
TERMS = "customer-terms"
IMPORT = "customers-import"
IMPORT_WORDS: Final = ImportWords(
    screen=KEY,
    crumb=lambda: _("Customers"),
    title=lambda: _("Bring in customers from a file"),
    row=lambda: _("The first row names the columns, every other row is a customer."),
    one=lambda: _("Customer"),
    accept=lambda count: ngettext("Import {n} customer", "Import {n} customers", count),
    written=lambda count: ngettext("{n} customer written", "{n} customers written", count),
    writing=lambda: _("Writing the customers"),
    all_there=lambda: _("Every customer of the file is known already."),
)


def _list_help() -> Help:
    return Help(
        (
            _("Everybody the shop knows by name, what points they have and what they owe."),
            _("A customer added at a till stands here within ten minutes of its next contact."),
        ),
        (("Ctrl+N", _("New customer")), ("Ctrl+S", _("Save")), ("Enter", _("Open customer"))),
    )


def _points_help() -> Help:
    return Help(
        (
            _("Every move of a customer's points and what it changed of what the shop owes for them."),
            _("A correction is a document of its own; nothing booked is ever changed."),
        )
    )


def _terms_help() -> Help:
    return Help(
        (
            _("How points are given and what they pay. Tills hear of it with their next contact."),
            _("A sale keeps the rule it was made by: a return takes back what it gave."),
        ),
        (("Ctrl+S", _("Save")),),
    )


def _import_help() -> Help:
    return Help(
        (
            _("The first row names the columns: code, name, phone, card, price level, credit limit."),
            _("Who has a code is known by it; without one, a customer is known by the phone number."),
            _("Every row is shown before anything is written. Empty cells leave what is known as it is."),
        ),
        (("Ctrl+Enter", _("Import")),),
    )


def screens(office: Office) -> tuple[Screen, ...]:
    """The screens for app.py's list."""

    def customers(shell: Shell) -> QWidget:
        return CustomersView(CustomerList(office), CustomerEditor(office), shell)

    def bring(shell: Shell) -> QWidget:
        return ImportView(
            Importing(office, actions.import_file, field_text, import_text), shell, IMPORT_WORDS
        )

    def points(shell: Shell) -> QWidget:
        return PointsView(Points(office), shell)

    def terms(shell: Shell) -> QWidget:
        return TermsView(Terms(office), shell)

    group = "customers"
    return (
        Screen(KEY, N_("Customers"), "users", group, customers, help=_list_help),
        Screen(IMPORT, N_("Import customers"), "upload", group, bring, listed=False, help=_import_help),
        Screen(POINTS, N_("Points"), "history", group, points, listed=False, help=_points_help),
        Screen(TERMS, N_("Points and credit"), "settings", group, terms, help=_terms_help),
    )
