"""The queue's panel over the till, and the display for those who wait."""

from pos_client.features.queue.view.display import QueueDisplay
from pos_client.features.queue.view.panel import QueuePanel

__all__ = ["QueueDisplay", "QueuePanel"]
