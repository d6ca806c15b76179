"""Reads of tax rules."""

from sqlalchemy import select

from backoffice_server.features.taxes.tables import tax_rule
from backoffice_server.kernel.unit import Unit
from shared_models.rules.tax import TaxRounding
from shared_models.values.codes import TaxClass
from shared_models.wire.replica import TaxRuleRow


def rules(unit: Unit) -> list[TaxRuleRow]:
    """All rules, oldest first."""
    query = select(tax_rule).order_by(tax_rule.c.valid_from, tax_rule.c.code, tax_rule.c.tax_class)
    return [
        TaxRuleRow(
            code=row.code,
            tax_class=TaxClass(row.tax_class),
            rate_bp=row.rate_bp,
            base_num=row.base_num,
            base_den=row.base_den,
            inclusive=row.inclusive,
            rounding=TaxRounding(row.rounding),
            valid_from=row.valid_from,
        )
        for row in unit.connection.execute(query)
    ]
