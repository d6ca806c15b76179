"""What the sales screens call things."""

from typing import Final

from pos_client.printing.receipts import PAYMENT_WORDS
from pos_client.texts import N_, _

METHODS: Final = {**{word.value: words for word, words in PAYMENT_WORDS.items()}, "mixed": N_("Several")}


def method_text(method: str) -> str:
    return _(METHODS.get(method, method))
