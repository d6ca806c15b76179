"""What the till's screens share: the frame of their panels, and a supervisor's approval in place."""

from pos_client.desk.till.approval import Approvals, Attempt
from pos_client.desk.till.panel import ENTER, TillPanel
from pos_client.desk.till.paper import Paper
from pos_client.desk.till.scan_filter import REFERENCE, ScanFilter

__all__ = ["ENTER", "REFERENCE", "Approvals", "Attempt", "Paper", "ScanFilter", "TillPanel"]
