"""A till that enrols over HTTP and pulls: headers, snapshot and changes of one device, and its paper twin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backoffice_server.features.tills.service import new_code
from shared_models.rules.receipt import Item
from shared_models.values.codes import ProductKind, StreamPurpose, TaxClass
from shared_models.values.ids import ProductId
from shared_models.values.quantity import ONE
from shared_models.wire.enrolment import EnrolReply
from shared_models.wire.sync import ChangesReply, SnapshotReply
from tests.factories.events import TillWriter
from tests.factories.receipts import tax_rule
from tests.factories.shop import Door, Shop


def code_for(shop: Shop, register: str = "K1", branch: str = "BDG1", **changes: Any) -> str:
    fields: dict[str, Any] = {"purpose": StreamPurpose.LIVE, "valid_hours": 24, "by": None}
    with shop.database.write() as unit:
        return new_code(unit, register_id=shop.register(register, branch), **(fields | changes))


def asks(code: str, device: int = 0xD1) -> dict[str, Any]:
    return {"code": code, "device": str(UUID(int=device)), "device_name": "Kasir depan", "app": "0.1.0"}


@dataclass
class Till:
    """One enrolled device."""

    door: Door
    reply: EnrolReply

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Till {self.reply.credential}"}

    def snapshot(self, after: str | None = None) -> SnapshotReply:
        asked = {} if after is None else {"after": after}
        return SnapshotReply.model_validate(self.door.get("/api/sync/snapshot", self.headers, **asked))

    def changes(self, cursor: str) -> ChangesReply:
        return ChangesReply.model_validate(self.door.get("/api/sync/changes", self.headers, cursor=cursor))

    def refused(self, path: str, **asked: Any) -> str:
        reply = self.door.client.get(path, headers=self.headers, params=asked)
        code: str = reply.json()["code"]
        return code


def enrolled(door: Door, shop: Shop, register: str = "K1", branch: str = "BDG1", device: int = 0xD1) -> Till:
    asked = asks(code_for(shop, register, branch), device)
    reply = door.client.post("/api/enrol", json=asked)
    assert reply.status_code == 201, reply.text
    return Till(door, EnrolReply.model_validate(reply.json()))


def writer_of(reply: EnrolReply, **changes: Any) -> TillWriter:
    """A till on paper that writes what this device would."""
    fields: dict[str, Any] = {
        "device": reply.certificate.device,
        "branch": reply.branch,
        "register": reply.register_id,
        "branch_code": reply.branch_code,
        "register_code": reply.register_code,
        "series": reply.series,
        "kid": reply.kid,
        "key": bytes.fromhex(reply.device_key),
        "tax_rules": (tax_rule(),),
    }
    return TillWriter(**(fields | changes))


def soap(product: UUID) -> Item:
    """Toko Ratna's SABUN as its tills know it."""
    return Item(
        product=ProductId(product),
        sku="SABUN",
        name="Sabun",
        kind=ProductKind.GOODS,
        tax_class=TaxClass.TAXABLE,
        unit="pcs",
        factor=ONE,
    )
