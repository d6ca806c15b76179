"""The receipts list with its paper, and the return screen."""

from pos_client.features.receipts.view.receipts_view import ReceiptsView
from pos_client.features.receipts.view.return_view import ReturnView

__all__ = ["ReceiptsView", "ReturnView"]
