"""What price levels are called: those every shop has in the language in use, a shop's own by its own name."""

from collections.abc import Mapping

from pos_client.texts import _
from shared_models.rules.price_choice import MEMBER, WHOLESALE


def level_names(own: Mapping[str, str]) -> dict[str, str]:
    """Names by code; `own`: of the levels that the shop added."""
    return {WHOLESALE: _("Wholesale"), MEMBER: _("Member"), **own}
