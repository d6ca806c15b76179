"""The labels page."""

from pos_client.features.labels.view.labels_view import LabelsView

__all__ = ["LabelsView"]
