"""Posting of what tills report: sales, returns, shifts and drawer cash, many events at once."""

from backoffice_server.features.sales.service.elsewhere import flag_returned_elsewhere
from backoffice_server.features.sales.service.facts import (
    Applied,
    NotPostable,
    Source,
    TillEvent,
    Told,
    prepared,
)
from backoffice_server.features.sales.service.post import post_events
from backoffice_server.features.sales.service.statistics import advance_statistics

__all__ = [
    "Applied",
    "NotPostable",
    "Source",
    "TillEvent",
    "Told",
    "advance_statistics",
    "flag_returned_elsewhere",
    "post_events",
    "prepared",
]
