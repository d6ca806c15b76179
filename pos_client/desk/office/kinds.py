"""What a receipt is: a sale, or a return."""

from typing import Final

from pos_client.texts import N_, _

KINDS: Final = {"sale": N_("Sale"), "return": N_("Return")}


def kind_text(kind: str) -> str:
    return _(KINDS.get(kind, kind))
