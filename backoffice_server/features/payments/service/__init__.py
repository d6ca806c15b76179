"""Changing ways to pay; cards and vouchers carried up from the branches to the company."""

from backoffice_server.features.payments.service.carrying import carry_due, carry_up
from backoffice_server.features.payments.service.methods import order_methods, save_method

__all__ = ["carry_due", "carry_up", "order_methods", "save_method"]
