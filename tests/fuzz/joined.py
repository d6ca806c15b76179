"""A till on paper that has joined Toko Ratna, in this process."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared_models.rules.receipt import Item
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.ids import ProductId
from shared_models.values.quantity import ONE
from shared_models.wire.sync import PushRequest
from tests.factories.enrolled import Till, enrolled
from tests.factories.events import TillWriter, line
from tests.factories.receipts import tax_rule
from tests.factories.shop import Door, Shop


@dataclass
class Joined:
    """An enrolled till with its stream and a shift written, nothing sent yet."""

    door: Door
    till: Till
    writer: TillWriter
    soap: Item

    def sell(self) -> None:
        self.writer.sale(line(self.soap, 4_300))

    def post(self, request: PushRequest) -> tuple[int, bytes]:
        headers = self.till.headers | {"Content-Type": "application/json"}
        reply = self.door.client.post("/api/sync/push", content=request.model_dump_json(), headers=headers)
        return reply.status_code, reply.content


def joined(door: Door, shop: Shop, register: str = "K1", branch: str = "BDG1", device: int = 0xD1) -> Joined:
    till = enrolled(door, shop, register, branch, device)
    reply = till.reply
    soap = Item(
        product=ProductId(shop.product("SABUN")),
        sku="SABUN",
        name="Sabun",
        kind=ProductKind.GOODS,
        tax_class=TaxClass.TAXABLE,
        unit="pcs",
        factor=ONE,
    )
    writer = TillWriter(
        device=reply.certificate.device,
        branch=reply.branch,
        register=reply.register_id,
        branch_code=branch,
        register_code=register,
        series=reply.series,
        stream=UUID(int=device << 64),
        key=bytes.fromhex(reply.device_key),
        actor=shop.person("sari"),
        tax_rules=(tax_rule(),),
    )
    writer.opened()
    writer.shift_opened()
    return Joined(door, till, writer, soap)
