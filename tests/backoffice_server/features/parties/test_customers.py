"""Customers: saved by an id their maker gives, found by name or phone, known to the tills."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from backoffice_server.kernel.feed import feed_row
from tests.factories.shop import Door, Shop


def row(number: int, code: str, name: str, phone: str | None = None) -> dict[str, Any]:
    return {"id": str(UUID(int=number)), "code": code, "name": name, "phone": phone}


def save(door: Door, one: dict[str, Any]) -> Any:
    return door.client.put(f"/api/customers/{one['id']}", json=one, headers=door.sign_in("dewi"))


def test_a_customer_is_saved_found_and_told(door: Door, shop: Shop) -> None:
    ani = row(1, "M1", "Ibu Ani", "0812-5550")
    for _ in range(2):
        assert save(door, ani).json() == ani
    assert save(door, row(2, "M2", "Pak Tono")).status_code == 200
    who = door.sign_in("budi")
    assert [line["code"] for line in door.get("/api/customers", who, limit=1)["rows"]] == ["M1"]
    assert door.get("/api/customers", who, search="ani")["rows"] == [ani]
    assert door.get("/api/customers", who, search="5550")["total"] == 1
    assert shop.scalar(select(feed_row.c.entity).where(feed_row.c.key == ani["id"])) == "customer"


def test_a_code_belongs_to_one_customer(door: Door) -> None:
    save(door, row(1, "M1", "Ibu Ani"))
    refused = save(door, row(2, "M1", "Pak Tono"))
    assert refused.json()["facts"]["faults"] == [{"field": "code", "code": "conflict"}]
