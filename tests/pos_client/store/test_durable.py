"""What is written under a name is on the disk before the name is."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from pos_client.engine.sales import FinishedSale
from pos_client.store import Rows, bundle, durable
from pos_client.store.bundle import export_bundle
from pos_client.store.checks import first_fault
from pos_client.store.journal import StoredEvent
from pos_client.store.streams import Stream, stream_at
from tests.factories.tills import Shop, pay, ring_up


def watch(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[tuple[str, bool]]:
    """(what was flushed, whether the name stood already), in order."""
    seen: list[tuple[str, bool]] = []
    real = os.fsync

    def fsync(file: int) -> None:
        name = Path(f"/proc/self/fd/{file}").readlink().name
        seen.append((name, path.exists()))
        real(file)

    monkeypatch.setattr(os, "fsync", fsync)
    return seen


def test_bytes_then_name_then_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "device"
    seen = watch(monkeypatch, path)
    durable.write_durably(path, b"one")
    assert seen == [("device.part", False), (tmp_path.name, True)]
    durable.write_durably(path, b"two")
    assert path.read_bytes() == b"two"


def test_a_sale_during_an_export_harms_neither(
    open_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = first_fault
    sold: list[FinishedSale] = []

    def slow(rows: Rows, stream: Stream, events: Iterable[StoredEvent]) -> int | None:
        if not sold:
            sold.append(pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000))
        return real(rows, stream, events)

    monkeypatch.setattr(bundle, "first_fault", slow)
    exported = export_bundle(open_shop.store, tmp_path / "bundle.gz")
    assert exported.events == 2
    reader = open_shop.store.reader()
    assert (stream_at(reader, 1).head_seq, stream_at(reader, 1).exported) == (3, 2)
    reader.close()


def test_a_bundle_counts_when_it_is_on_the_disk(
    open_shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bundle.gz"
    seen = watch(monkeypatch, path)
    export_bundle(open_shop.store, path)
    assert seen == [("bundle.gz.part", False), (tmp_path.name, True)]
