"""The queue's panel over the till, the display for those who wait, the kiosk for those who come."""

from pos_client.features.queue.view.display import QueueDisplay
from pos_client.features.queue.view.kiosk import QueueKiosk
from pos_client.features.queue.view.panel import QueuePanel

__all__ = ["QueueDisplay", "QueueKiosk", "QueuePanel"]
