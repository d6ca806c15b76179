"""How ways to pay are called, and what is said of the kinds."""

from collections.abc import Mapping, Sequence
from typing import Final

from pos_client.desk.problems import fault_texts, problem_text
from pos_client.features.payments.state import NAME_MAX, Fault
from pos_client.texts import N_, _
from shared_models.values.codes import TenderMethod

KINDS: Final = {
    TenderMethod.CASH: N_("Cash"),
    TenderMethod.QRIS: N_("QRIS"),
    TenderMethod.CARD: N_("Card"),
    TenderMethod.LOYALTY_POINT: N_("Points"),
    TenderMethod.CREDIT_SALE: N_("On account"),
    TenderMethod.E_WALLET: N_("E-wallet"),
    TenderMethod.BANK_TRANSFER: N_("Bank transfer"),
    TenderMethod.GIFT_VOUCHER: N_("Gift voucher"),
    TenderMethod.GIFT_CARD: N_("Gift card"),
    TenderMethod.STORE_CREDIT: N_("Store credit"),
}


def kind_text(method: TenderMethod) -> str:
    return _(KINDS[method])


def fault_words(faults: Sequence[Fault]) -> list[tuple[str, str]]:
    """What is wrong, by field."""
    return [(field, problem_text(code, {"at_most": NAME_MAX})) for field, code in faults]


def server_words(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """What the server finds wrong, by field."""
    return [(field.rpartition(".")[2], words) for field, words in fault_texts(facts)]
