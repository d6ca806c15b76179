"""After any loss of power the till opens, holds every sale it printed, and no half of anything."""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path

import pytest

from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.factories.tills import PRODUCTS, new_shop, pay, ring_up
from tests.powerloss.failing_disk import BROKEN_SYNC, BROKEN_WRITE, FULL, FailingDisk
from tests.powerloss.images import faults, images
from tests.powerloss.story import STORIES, Recording, events, record
from tests.powerloss.vfs import Kind, install, watched

# In parts, so that two processes share them.
PARTS, IMAGES = 9, 60
CODES = tuple(product[1] for product in PRODUCTS[:2])


@cache
def recorded_story(folder: Path, story: str, synchronous: str = "full") -> Recording:
    return record(folder / f"{story}-{synchronous}", story=story, seed=1, synchronous=synchronous)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("recorded")


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("story", STORIES)
def test_what_was_promised_is_there(folder: Path, tmp_path: Path, story: str, part: int) -> None:
    recording = recorded_story(folder, story)
    found = [
        f"after {image.calls} calls: {fault}"
        for image in images(recording, count=IMAGES, seed=part)
        for fault in faults(image, recording, tmp_path / "image")
    ]
    assert found == []


def test_without_the_sync_of_each_commit_sales_are_lost(folder: Path, tmp_path: Path) -> None:
    recording = recorded_story(folder, "day", "normal")
    broken = [
        fault
        for image in images(recording, count=IMAGES, seed=1)
        for fault in faults(image, recording, tmp_path / "image")
    ]
    assert broken
    assert all("lost" in fault for fault in broken)


def test_the_recording_sees_the_sync_before_the_promise(folder: Path) -> None:
    recording = recorded_story(folder, "day")
    for made, _ in recording.promised[1:]:
        assert recording.calls[made - 1].kind is Kind.SYNC


@pytest.mark.parametrize("answer", [FULL, BROKEN_WRITE, BROKEN_SYNC])
def test_a_disk_that_refuses_any_write_of_a_sale(tmp_path: Path, answer: int) -> None:
    """Sold means on the disk; whatever was refused can be sold once the disk takes it."""
    install()
    refused = 0
    while _refused(tmp_path, refused + 1, answer):
        refused += 1
    assert refused > 10


def _refused(folder: Path, fail_at: int, answer: int) -> bool:
    shop = new_shop(folder / str(fail_at))
    shop.open_shift()
    cart, before = ring_up(shop, *CODES).id, events(shop.store)
    fault: Refusal | sqlite3.Error | None = None
    try:
        with watched(folder, FailingDisk(answer, fail_at)):
            pay(shop, cart, 50_000)
    except (Refusal, sqlite3.Error) as raised:
        fault = raised
    if fault is not None:
        assert events(shop.store) == before
        if answer == FULL:
            assert isinstance(fault, Refusal)
            assert fault.code is ErrorCode.DISK_FULL
        pay(shop, cart, 50_000)
    assert len(events(shop.store)) == len(before) + 1
    shop.store.close()
    return fault is not None
