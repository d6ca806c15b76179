"""What the sales screens call things."""

from typing import Final

from pos_client.texts import N_, _
from shared_models.values.codes import TenderMethod

METHODS: Final = {
    TenderMethod.CASH.value: N_("Cash"),
    TenderMethod.QRIS.value: N_("QRIS"),
    TenderMethod.CARD.value: N_("Card"),
    TenderMethod.LOYALTY_POINT.value: N_("Points"),
    TenderMethod.CREDIT_SALE.value: N_("On account"),
    TenderMethod.E_WALLET.value: N_("E-wallet"),
    TenderMethod.BANK_TRANSFER.value: N_("Bank transfer"),
    TenderMethod.GIFT_VOUCHER.value: N_("Gift voucher"),
    TenderMethod.GIFT_CARD.value: N_("Gift card"),
    TenderMethod.STORE_CREDIT.value: N_("Store credit"),
    "mixed": N_("Several"),
}


def method_text(method: str) -> str:
    return _(METHODS.get(method, method))
