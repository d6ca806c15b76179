"""Tax invoices asked for beside a receipt of any till."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pos_client.engine.sale_rows import latest_sales
from pos_client.engine.tax_invoices import request_invoice
from shared_models.rules.receipt import ReceiptKind
from shared_models.rules.tax_invoice import BuyerIdKind, TaxBuyer
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.world import World

BUYER: Final = TaxBuyer(BuyerIdKind.NIK, "3273010101800001", "Ibu Wulan", "Jl. Melati 5")


def ask_invoice(world: World, till: Till) -> None:
    """Of a sale whose goods are all taxed; of another one it is refused."""
    rows = [row for row in latest_sales(till.reader, 20) if row.kind is ReceiptKind.SALE]
    if not rows:
        return
    sale = world.random.choice(rows).sale
    try:
        with till.store.write() as unit:
            request_invoice(unit, sale=sale, buyer=BUYER, email="", actor=world.budi)
    except Refusal as refused:
        if refused.code is not ErrorCode.TAX_INVOICE_NOT_OFFERED:
            raise
        return
    if not till.plate.dark:
        world.note("invoice", till.name)
    world.promise(till)
