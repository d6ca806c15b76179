"""What a till that began on its own shows a back office, and what becomes of the till that was taken over."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos_client.engine.enrolment import adopt_enrolment, credential, open_new_stream
from pos_client.engine.shop_record import shop_record
from pos_client.engine.tickets import add_service
from pos_client.engine.till import TillIdentity, identity
from pos_client.store.journal import current_stream
from pos_client.store.replica import keep
from pos_client.store.streams import streams, waiting
from pos_client.store.sync_state import cursor
from shared_models.values.codes import ErrorCode, StreamPurpose
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import Certificate, EnrolReply, ShopRecord
from shared_models.wire.promotions import PercentOffRow, PromotionRow, SavePromotion, ScopeRow
from shared_models.wire.replica import OfferRow
from shared_models.wire.streams import OpenedBecause
from shared_models.wire.sync import Entity
from tests.factories.tills import PRODUCTS, Clock, Shop, new_store, pay, ring_up
from tests.pos_client.engine.test_enrolment import reply


def record_of(shop: Shop) -> ShopRecord | None:
    reader = shop.store.reader()
    found = shop_record(reader)
    reader.close()
    return found


def taken_over(shop: Shop, **changes: Any) -> EnrolReply:
    """What the back office answers that took the shop over."""
    till = shop.till
    names = {"branch": till.branch, "register_id": till.register_id, "register_code": till.register_code}
    place: dict[str, Any] = {"company": till.company, "kid": 1, "series": till.series, **names} | changes
    signed = {
        key: place[key] for key in ("company", "branch", "register_id", "register_code", "series", "kid")
    }
    certificate = Certificate(
        **signed,
        device=till.device,
        purpose=StreamPurpose.LIVE,
        issued_at=shop.clock.at,
        signature="ef" * 32,
    )
    return EnrolReply(
        **place,
        company_name=till.company_name,
        branch_code=till.branch_code,
        device_key=bytes(range(32)).hex(),
        credential="secret",
        certificate=certificate,
        adopted=True,
        server_time=shop.clock.at,
    )


def adopt(shop: Shop, answer: EnrolReply) -> TillIdentity:
    with shop.store.write() as unit:
        return adopt_enrolment(unit, answer, device_name="Kasir")


def test_a_shop_shows_all_it_made_for_itself(open_shop: Shop) -> None:
    till, found = open_shop.till, record_of(open_shop)
    assert found is not None
    assert (found.company.id, found.company.is_pkp, found.branch.id) == (till.company, True, till.branch)
    assert (found.place.id, found.series, found.kid) == (till.register_id, "A", 1)
    assert found.device_key == bytes(range(32)).hex()
    assert found.since <= date(2026, 11, 21)
    assert sorted(person.username for person in found.staff) == ["budi", "ratna", "sari"]
    assert all(person.pin_hash for person in found.staff)
    assert [rule.code for rule in found.tax_rules] == ["PPN"]
    assert [row.sku for row in found.products] == [row[0] for row in PRODUCTS]
    kopi = next(row for row in found.products if row.sku == "KOPI")
    assert kopi.units[0].barcodes == ("8990000000017",)
    assert [price.price for price in kopi.units[0].prices] == [18_500]
    assert ShopRecord.model_validate_json(found.model_dump_json()) == found


def test_a_shop_brings_its_offers_promotions_and_queue_services(open_shop: Shop) -> None:
    kopi = open_shop.item("KOPI")
    day = date(2026, 1, 1)
    offer = OfferRow(
        id=UUID(int=5), branch=None, price=Money(17_000), valid_from=day, level="wholesale", from_qty=whole(3)
    )
    half = SavePromotion(
        name="Separuh", benefit=PercentOffRow(scope=ScopeRow(), rate_bp=5_000), valid_from=day
    )
    promotion = PromotionRow(id=UUID(int=6), promotion=half)
    with open_shop.store.write() as unit:
        unit.execute(
            "INSERT INTO product_offer (product_no, unit_no, offer_no, price_id, own, valid_from, valid_to,"
            " price, customer, level, from_qty) SELECT product_no, 0, 0, ?, 0, ?, NULL, 17000, NULL,"
            " 'wholesale', 3000 FROM product WHERE product = ?",
            (offer.id.bytes, day.toordinal(), kopi.product.bytes),
        )
        keep(unit, Entity.PROMOTION, str(promotion.id), promotion)
        service = add_service(unit, name="Kasir")
    found = record_of(open_shop)
    assert found is not None
    assert [one.offers for row in found.products for one in row.units if one.offers] == [(offer,)]
    assert found.promotions == (promotion,)
    assert found.queue_services == (service,)


def test_a_till_that_its_back_office_gave_a_key_has_nothing_to_show(tmp_path: Path, clock: Clock) -> None:
    store = new_store(tmp_path, clock)
    reader = store.reader()
    assert shop_record(reader) is None
    with store.write() as unit:
        adopt_enrolment(unit, reply(clock, company=UUID(int=1), branch=UUID(int=2)), device_name="Kasir")
    assert shop_record(reader) is None
    reader.close()
    store.close()


def test_a_till_taken_over_goes_on_in_the_middle_of_a_receipt(open_shop: Shop) -> None:
    first = pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000)
    cart = ring_up(open_shop, "GULA")
    before = open_shop.till
    till = adopt(open_shop, taken_over(open_shop))
    assert (till.stream_no, till.series, till.ready) == (before.stream_no, "A", True)
    assert not till.stand_alone
    second = pay(open_shop, cart.id, 20_000)
    assert (first.receipt_no, second.receipt_no) == ("BDG1-K1A-000001", "BDG1-K1A-000002")
    reader = open_shop.store.reader()
    assert (credential(reader), cursor(reader).cursor) == ("secret", None)
    (stream,) = streams(reader)
    assert waiting(reader)[0] == stream.head_seq == 4
    assert json.loads(stream.certificate or "")["signature"] == "ef" * 32
    reader.close()


def test_it_still_has_its_shop_to_show_when_the_server_came_back_from_before(open_shop: Shop) -> None:
    before = record_of(open_shop)
    adopt(open_shop, taken_over(open_shop))
    with open_shop.store.write() as unit:
        open_new_stream(unit, OpenedBecause.CLONED)
    assert record_of(open_shop) == before
    adopt(open_shop, taken_over(open_shop))
    reader = open_shop.store.reader()
    stream, till = current_stream(reader), identity(reader)
    reader.close()
    assert stream is not None
    assert till is not None
    assert (stream.series, till.series) == ("B", "B")


@pytest.mark.parametrize("wrong", [{"company": UUID(int=9)}, {"register_id": UUID(int=9)}, {"kid": 2}])
def test_an_answer_about_another_till_changes_nothing(open_shop: Shop, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        adopt(open_shop, taken_over(open_shop, **wrong))
    assert refused.value.code is ErrorCode.CONFLICT
    assert open_shop.till.stand_alone
