"""The screens and panels of a shift."""

from pos_client.features.shift.view.cash_panel import CashPanel, DrawerPanel
from pos_client.features.shift.view.close_view import CloseView
from pos_client.features.shift.view.closed_view import ClosedView
from pos_client.features.shift.view.people_panels import HandoverPanel, SwitchPanel
from pos_client.features.shift.view.reports_panel import ReportsPanel
from pos_client.features.shift.view.start_view import StartView

__all__ = [
    "CashPanel",
    "CloseView",
    "ClosedView",
    "DrawerPanel",
    "HandoverPanel",
    "ReportsPanel",
    "StartView",
    "SwitchPanel",
]
