"""How a till begins: alone, enrolled, moved, and in a new stream of its own."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from pos_client.engine import enrolment, shifts
from pos_client.engine.enrolment import (
    adopt_enrolment,
    device_id,
    enrolled_device,
    open_new_stream,
    series_after,
)
from pos_client.engine.till import identity
from pos_client.store.bundle import export_bundle
from pos_client.store.journal import current_stream, events_after
from pos_client.store.streams import stream_at, streams, waiting
from shared_models.values.codes import ErrorCode, StreamPurpose
from shared_models.values.ids import DeviceId
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import Certificate, EnrolReply, KnownStream
from shared_models.wire.envelope import decode
from shared_models.wire.streams import OpenedBecause, StreamOpened
from shared_models.wire.sync import Mark
from tests.factories.tills import Clock, Shop, new_store, pay, ring_up
from tests.pos_client.engine.test_returns import give_back


def reply(clock: Clock, *, company: UUID, branch: UUID, series: str = "A", streams: int = 0) -> EnrolReply:
    device, register_id = DeviceId(UUID(int=5)), UUID(int=6)
    known = tuple(
        KnownStream(stream=clock.new_id(), series="A", head=Mark(seq=3, hash="ab" * 32), last_receipt=2)
        for _ in range(streams)
    )
    return EnrolReply(
        company=company,
        company_name="Toko Mawar",
        branch=branch,
        branch_code="SBY",
        register_id=register_id,
        register_code="K9",
        series=series,
        kid=2,
        device_key="cd" * 32,
        credential="secret",
        certificate=Certificate(
            company=company,
            device=device,
            branch=branch,
            register_id=register_id,
            register_code="K9",
            series=series,
            purpose=StreamPurpose.LIVE,
            kid=2,
            issued_at=clock.at,
            signature="ef" * 32,
        ),
        streams=known,
        server_time=clock.at,
    )


def test_a_fresh_till_is_enrolled_and_waits_for_its_branch(tmp_path: Path, clock: Clock) -> None:
    store = new_store(tmp_path, clock)
    with store.write() as unit:
        till = adopt_enrolment(
            unit, reply(clock, company=UUID(int=1), branch=UUID(int=2)), device_name="Kasir"
        )
        assert (till.company_name, till.branch_code, till.ready, till.stand_alone) == (
            "Toko Mawar",
            "SBY",
            False,
            False,
        )
        assert enrolment.credential(unit) == "secret"
        with pytest.raises(Refusal) as refused:
            shifts.open_shift(unit, cashier=unit.new_id(), opening_float=0)  # type: ignore[arg-type] # anyone
        assert refused.value.code is ErrorCode.NOT_ALLOWED
    store.close()


def test_a_stand_alone_shops_sales_are_never_left_behind(
    open_shop: Shop, clock: Clock, tmp_path: Path
) -> None:
    pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000)
    answer = reply(clock, company=UUID(int=1), branch=UUID(int=2))

    def enrol() -> None:
        with open_shop.store.write() as unit:
            adopt_enrolment(unit, answer, device_name="Kasir")

    with pytest.raises(Refusal) as refused:
        enrol()
    assert (refused.value.code, refused.value.facts) == (ErrorCode.SALES_WAITING, {"waiting": 3})
    with open_shop.store.write() as unit:
        shifts.close_shift(unit, actor=open_shop.sari, pieces={})
    export_bundle(open_shop.store, tmp_path / "bundle.gz")
    enrol()
    reader = open_shop.store.reader()
    till = identity(reader)
    assert till is not None
    assert (till.company, till.branch_code, till.ready) == (UUID(int=1), "SBY", False)
    assert [stream.head_seq for stream in streams(reader)] == [4, 1]
    # What belongs to the other company is exported, never sent.
    assert waiting(reader)[0] == 1
    reader.close()


def test_a_till_with_an_open_shift_stays_in_its_branch(open_shop: Shop, clock: Clock, tmp_path: Path) -> None:
    export_bundle(open_shop.store, tmp_path / "bundle.gz")
    with pytest.raises(Refusal) as refused, open_shop.store.write() as unit:
        adopt_enrolment(unit, reply(clock, company=UUID(int=1), branch=UUID(int=2)), device_name="Kasir")
    assert refused.value.code is ErrorCode.SHIFT_ALREADY_OPEN


def test_a_reinstalled_till_goes_on_in_another_series(tmp_path: Path, clock: Clock) -> None:
    store = new_store(tmp_path, clock)
    with store.write() as unit:
        answer = reply(clock, company=UUID(int=1), branch=UUID(int=2), series="A", streams=1)
        till = adopt_enrolment(unit, answer, device_name="Kasir")
        stream = current_stream(unit)
    assert stream is not None
    assert (till.series, stream.because) == ("B", "reinstalled")
    store.close()


def test_enrolled_again_in_the_same_place_the_shift_goes_on(tmp_path: Path, clock: Clock) -> None:
    store = new_store(tmp_path, clock)
    for series in ("A", "B"):
        with store.write() as unit:
            answer = reply(clock, company=UUID(int=1), branch=UUID(int=2), series=series)
            assert adopt_enrolment(unit, answer, device_name="Kasir").series == series
    reader = store.reader()
    last = events_after(reader, 2, 0, limit=1)[0]
    payload = decode(last.body.encode()).p
    assert isinstance(payload, StreamOpened)
    assert payload.previous is not None
    assert payload.previous.stream == stream_at(reader, 1).stream
    reader.close()
    store.close()


@pytest.mark.parametrize(
    ("series", "following"), [("A", "B"), ("Z", "AA"), ("AZ", "BA"), ("ZZ", "AAA"), ("AAY", "AAZ")]
)
def test_series_go_on_like_columns(series: str, following: str) -> None:
    assert series_after(series) == following


def test_a_new_stream_takes_the_next_series_in_the_middle_of_a_shift(open_shop: Shop) -> None:
    first = pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000)
    cart = ring_up(open_shop, "GULA")
    with open_shop.store.write() as unit:
        open_new_stream(unit, OpenedBecause.CLONED)
    second = pay(open_shop, cart.id, 20_000)
    assert (first.receipt_no, second.receipt_no) == ("BDG1-K1A-000001", "BDG1-K1B-000001")
    back = give_back(open_shop, first.sale, (1, 1))
    assert back.receipt_no == "BDG1-K1B-000002"
    with open_shop.store.write() as unit:
        z = shifts.close_shift(unit, actor=open_shop.sari, pieces={100_000: 2})
    assert (z.issued, z.unacknowledged, z.first_receipt, z.last_receipt) == (
        3,
        3,
        "BDG1-K1A-000001",
        "BDG1-K1B-000002",
    )


def test_a_machine_keeps_its_id(tmp_path: Path, clock: Clock) -> None:
    first = device_id(tmp_path / "new", clock.new_id)
    assert device_id(tmp_path / "new", clock.new_id) == first
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["device"]


@pytest.mark.parametrize("left", [b"", b"\x00" * 37, b"01a1fc79-c080", "\u00e9".encode()])
def test_a_damaged_id_is_said_and_mended_from_the_database(shop: Shop, clock: Clock, left: bytes) -> None:
    """A new id in its place would make this till another machine, so that is for a person to decide."""
    path = shop.store.folder / "device"
    path.write_bytes(left)
    with pytest.raises(Refusal) as refused:
        device_id(shop.store.folder, clock.new_id)
    assert refused.value.code is ErrorCode.STORE_DAMAGED
    assert refused.value.facts == {"reason": "device id", "file": str(path)}
    reader = shop.store.reader()
    known = enrolled_device(reader)
    reader.close()
    assert device_id(shop.store.folder, clock.new_id, known=known) == shop.till.device
    assert device_id(shop.store.folder, clock.new_id) == shop.till.device
