"""A shop that begins on a till alone."""

from __future__ import annotations

import pytest

from pos_client.engine.enrolment import credential
from pos_client.engine.stand_alone import StandAloneShop, stand_alone
from pos_client.store.journal import events_after
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import DeviceId
from shared_models.values.moments import Zone
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import decode
from shared_models.wire.streams import OpenedBecause, StreamOpened
from tests.factories.tills import Clock, Shop


def test_a_shop_begins_without_any_server(shop: Shop) -> None:
    till = shop.till
    assert (till.stand_alone, till.ready, till.series, till.is_pkp) == (True, True, "A", True)
    assert till.receipt_number(7) == "BDG1-K1A-000007"
    with shop.store.write() as unit:
        first = events_after(unit, till.stream_no, 0, limit=1)[0]
        assert credential(unit) is None
    event = decode(first.body.encode())
    assert isinstance(event.p, StreamOpened)
    assert (event.p.because, event.p.previous, event.shift) == (OpenedBecause.STAND_ALONE, None, None)
    with pytest.raises(Refusal) as refused, shop.store.write() as unit:
        stand_alone(unit, stand_alone_shop(shop.clock))
    assert refused.value.code is ErrorCode.CONFLICT


def stand_alone_shop(clock: Clock) -> StandAloneShop:
    return StandAloneShop(
        company_name="Warung Sri",
        branch_code="W1",
        branch_name="Warung",
        address="",
        register_code="K1",
        owner_name="Sri",
        owner_username="sri",
        pin="1234",
        zone=Zone.WITA,
        is_pkp=False,
        device=DeviceId(clock.new_id()),
        device_name="Laptop",
        device_key=bytes(32),
    )
