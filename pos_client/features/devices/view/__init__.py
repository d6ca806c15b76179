"""The devices page, and the queue of print-outs."""

from pos_client.features.devices.view.devices_view import DevicesView
from pos_client.features.devices.view.queue_panel import PaperQueuePanel

__all__ = ["DevicesView", "PaperQueuePanel"]
