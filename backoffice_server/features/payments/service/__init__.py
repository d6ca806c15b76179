"""Changing ways to pay; cards and vouchers: issued, blocked, taken off, carried up to the company."""

from backoffice_server.features.payments.service.carrying import carry_due, carry_up
from backoffice_server.features.payments.service.issuing import issue_stored
from backoffice_server.features.payments.service.methods import order_methods, save_method
from backoffice_server.features.payments.service.terms import change_stored, lapse_stored, void_stored

__all__ = [
    "carry_due",
    "carry_up",
    "change_stored",
    "issue_stored",
    "lapse_stored",
    "order_methods",
    "save_method",
    "void_stored",
]
