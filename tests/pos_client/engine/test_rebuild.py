"""What the journal copy of a till holds, when that is all that is left of it."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pos_client.engine.enrolment import device_id
from pos_client.engine.rebuild import BoxContent, box_content, parted
from pos_client.store.box_follower import Follower
from shared_models.wire.sync import WireItem
from tests.factories.tills import Clock, Shop, pay, ring_up


def copied(shop: Shop, clock: Clock) -> BoxContent | None:
    device_id(shop.store.folder, clock.new_id, known=shop.till.device)
    with closing(shop.store.reader()) as reader, closing(Follower(shop.store.folder)) as follower:
        follower.follow(reader)
    return box_content(shop.store.folder)


def test_a_shop_without_a_back_office_has_receipts_to_read_and_nobody_to_send_them_to(
    open_shop: Shop, clock: Clock
) -> None:
    for _ in range(2):
        cart = ring_up(open_shop, "KOPI")
        pay(open_shop, cart.id, 100_000)
    content = copied(open_shop, clock)
    assert content is not None
    assert (content.receipts, content.alone) == (2, True)


def test_a_till_of_a_back_office_has_its_receipts_to_send(open_shop: Shop, clock: Clock) -> None:
    with open_shop.store.write() as unit:
        unit.execute("UPDATE stream SET certificate = '{}'")
    content = copied(open_shop, clock)
    assert content is not None
    assert (content.receipts, content.alone) == (0, False)


def chain(*, behind: str, first: int, count: int) -> list[WireItem]:
    """Events as a box holds them, as far as their order is concerned."""
    items, prev = [], behind
    for seq in range(first, first + count):
        text = json.dumps({"prev": prev})
        prev = hashlib.sha256(f"{prev} {seq} {first}".encode()).hexdigest()
        items.append(WireItem(seq=seq, hash=prev, mac="00" * 32, bytes=text))
    return items


@given(
    fork=st.integers(1, 6), first=st.integers(0, 4), second=st.integers(1, 4), gone=st.integers(0, 20),
    order=st.randoms(use_true_random=False),
)  # fmt: skip
def test_two_lives_of_a_machine_are_told_apart(
    fork: int, first: int, second: int, gone: int, order: Random
) -> None:
    """Whatever is missing: nothing else goes, and no place is taken twice in one life."""
    old = chain(behind="00" * 32, first=1, count=fork + first)
    new = chain(behind=old[fork - 1].hash, first=fork + 1, count=second)
    held = [item for place, item in enumerate(old + new, 1) if place != gone]
    mixed = held.copy()
    order.shuffle(mixed)
    parts = parted(mixed)
    assert sorted((item.seq, item.hash) for part in parts for item in part) == sorted(
        (item.seq, item.hash) for item in held
    )
    for part in parts:
        for before, item in pairwise(part):
            assert item.seq > before.seq
            assert item.seq > before.seq + 1 or json.loads(item.bytes)["prev"] == before.hash
    if not 1 <= gone <= len(old + new) and first:
        assert parts in ([old, new], [old[:fork] + new, old[fork:]])
