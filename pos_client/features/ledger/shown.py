"""What the books call things."""

from typing import Final

from pos_client import texts
from pos_client.texts import N_, _

DOCUMENTS: Final = {
    "sale": N_("Sale"),
    "return": N_("Return"),
    "shift_opened": N_("Shift opened"),
    "shift_closed": N_("Shift closed"),
    "cash_moved": N_("Cash moved"),
    "stock_adjustment": N_("Stock adjustment"),
    "points_corrected": N_("Points corrected"),
    "receivable_paid": N_("Payment of a customer"),
    "stored_issued": N_("Vouchers issued"),
    "stored_taken_off": N_("Vouchers taken off"),
}
RECEIPTS: Final = frozenset({"sale", "return"})


def document_text(kind: str) -> str:
    return _(DOCUMENTS.get(kind, kind))


def account_name(name_id: str, name_en: str) -> str:
    """An account's name in the language in use."""
    return name_id if texts.language() == "id" else name_en
