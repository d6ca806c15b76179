"""The wizard's screens."""

from pos_client.features.setup.view.enrol_panel import EnrolPanel
from pos_client.features.setup.view.fetching_view import FetchingView
from pos_client.features.setup.view.prices_panel import PricesPanel
from pos_client.features.setup.view.settings_panel import SettingsPanel
from pos_client.features.setup.view.setup_view import SetupView

__all__ = ["EnrolPanel", "FetchingView", "PricesPanel", "SettingsPanel", "SetupView"]
