"""Tax rules over HTTP."""

from fastapi import APIRouter

from backoffice_server.features.taxes import queries
from backoffice_server.kernel.web import Clerk, ReadUnit
from shared_models.wire.replica import TaxRuleRow

router = APIRouter(prefix="/api/tax-rules", tags=["taxes"])


@router.get("")
def list_tax_rules(unit: ReadUnit, _: Clerk) -> tuple[TaxRuleRow, ...]:
    return tuple(queries.rules(unit))
