"""What a cashier sees and touches while selling."""

from pos_client.features.till.view.till_view import TillView

__all__ = ["TillView"]
