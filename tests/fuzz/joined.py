"""A till on paper that has joined Toko Ratna, in this process."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared_models.rules.receipt import Item
from shared_models.wire.sync import PushRequest
from tests.factories.enrolled import Till, enrolled, soap, writer_of
from tests.factories.events import TillWriter, line
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
    writer = writer_of(till.reply, stream=UUID(int=device << 64), actor=shop.person("sari"))
    writer.opened()
    writer.shift_opened()
    return Joined(door, till, writer, soap(shop.product("SABUN")))
