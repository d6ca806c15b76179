"""What the stock screens call things."""

from typing import Final

from pos_client.texts import N_, _
from shared_models.wire.stock import AdjustmentReason

REASONS: Final = {
    AdjustmentReason.COUNT: N_("Counted"),
    AdjustmentReason.OPENING: N_("Opening stock"),
    AdjustmentReason.DAMAGED: N_("Damaged or lost"),
    AdjustmentReason.CORRECTION: N_("Correction"),
}
# What is typed per line, by reason.
FIGURES: Final = {
    AdjustmentReason.COUNT: N_("Counted quantity"),
    AdjustmentReason.OPENING: N_("Quantity"),
    AdjustmentReason.DAMAGED: N_("Damaged quantity"),
    AdjustmentReason.CORRECTION: N_("New level"),
}
DOCUMENTS: Final = {
    "sale": N_("Sale"),
    "return": N_("Return"),
    "stock_adjustment": N_("Stock adjustment"),
}


def reason_text(reason: AdjustmentReason) -> str:
    return _(REASONS[reason])


def document_text(kind: str) -> str:
    return _(DOCUMENTS.get(kind, kind))
