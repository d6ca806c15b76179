"""The black box: every event once more in plain files, checked at the start, mended from the journal."""

from __future__ import annotations

import errno
import os
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event
from uuid import UUID

import pytest

from pos_client.engine import shifts
from pos_client.store import Store
from pos_client.store.black_box import (
    BlackBox,
    BoxStatus,
    places,
    second_place,
    set_second_place,
)
from pos_client.store.box_files import BoxFiles, BoxHead, box_folder, files_in, read_box
from pos_client.store.box_follower import Follower
from pos_client.store.journal import events_after, last_place
from shared_models.wire.sync import WireItem
from tests.factories.tills import Clock, Shop, new_shop


def open_drawer(shop: Shop, times: int) -> None:
    for _ in range(times):
        with shop.store.write() as unit:
            shifts.record_drawer_opening(unit, actor=shop.budi, reason="ganti uang")


@pytest.fixture
def sold(open_shop: Shop) -> Shop:
    return open_shop


def device_of(shop: Shop) -> UUID:
    return shop.till.device


def box_of(shop: Shop) -> Path:
    return box_folder(shop.store.folder, device_of(shop))


def follow(shop: Shop) -> None:
    reader = shop.store.reader()
    follower = Follower(shop.store.folder)
    follower.follow(reader)
    follower.close()
    reader.close()


def journal(store: Store) -> list[str]:
    reader = store.reader()
    found = [event.body for event in events_after(reader, 1, 0, limit=1000)]
    reader.close()
    return found


def seqs(shop: Shop) -> list[int]:
    return [item.seq for _head, item in read_box(box_of(shop))]


def test_every_event_is_in_the_box_as_it_travels(sold: Shop) -> None:
    follow(sold)
    assert [item.bytes for _head, item in read_box(box_of(sold))] == journal(sold.store)
    assert {head.device for head, _item in read_box(box_of(sold))} == {device_of(sold)}
    follow(sold)
    assert seqs(sold) == [1, 2]


def test_the_key_of_the_till_is_not_in_the_box(sold: Shop) -> None:
    follow(sold)
    reader = sold.store.reader()
    (key,) = reader.execute("SELECT device_key FROM stream").fetchone()
    reader.close()
    data = b"".join(path.read_bytes() for path in files_in(box_of(sold)))
    assert key.hex().encode() not in data


def test_of_a_machine_that_was_set_back_both_lives_are_in_the_box(sold: Shop, tmp_path: Path) -> None:
    """The box is on a stick: it remembers what the older image of the disk does not."""
    stick = tmp_path / "stick"
    stick.mkdir()
    follower = Follower(stick)

    def boxed() -> list[tuple[int, str]]:
        with closing(sold.store.reader()) as reader:
            follower.follow(reader)
        follower.close()
        return [(item.seq, item.hash) for _head, item in read_box(box_folder(stick, device_of(sold)))]

    def set_back(seq: int, hash_: bytes) -> None:
        with sold.store.write() as unit:
            unit.execute("DROP TRIGGER IF EXISTS event_is_kept_until_archived")
            unit.execute("DELETE FROM event WHERE seq > ?", (seq,))
            unit.execute("UPDATE stream SET head_seq = ?, head_hash = ?", (seq, hash_))
            unit.memory.clear()

    with closing(sold.store.reader()) as reader:
        image = last_place(reader, 1, 2)
    assert image is not None
    open_drawer(sold, 3)
    first = boxed()
    set_back(*image)
    assert boxed() == first
    open_drawer(sold, 2)
    second = boxed()
    assert second[: len(first)] == first
    assert [seq for seq, _hash in second[len(first) :]] == [3, 4]
    open_drawer(sold, 2)
    assert [seq for seq, _hash in boxed()[len(second) :]] == [5, 6]


def test_a_torn_last_line_is_cut_off_and_written_again(sold: Shop) -> None:
    follow(sold)
    (path,) = files_in(box_of(sold))
    path.write_bytes(path.read_bytes()[:-20])
    assert seqs(sold) == [1]
    follow(sold)
    assert seqs(sold) == [1, 2]
    assert len(files_in(box_of(sold))) == 1


def test_behind_a_damaged_line_a_new_file_brings_what_was_lost(sold: Shop) -> None:
    follow(sold)
    (path,) = files_in(box_of(sold))
    path.write_bytes(
        path.read_bytes().replace(b'\\"type\\":\\"stream.opened\\"', b'\\"type\\":\\"stream.openee\\"')
    )
    follow(sold)
    follow(sold)
    assert len(files_in(box_of(sold))) == 2
    assert seqs(sold)[-2:] == [1, 2]


def test_a_file_that_is_gone_is_written_again(sold: Shop) -> None:
    follow(sold)
    files = BoxFiles(box_of(sold), roll_bytes=1)
    files.open()
    (head, item), *_ = read_box(box_of(sold))
    files.append(head, [item])
    files.close()
    first, _second = files_in(box_of(sold))
    first.unlink()
    follow(sold)
    assert sorted(set(seqs(sold))) == [1, 2]
    before = len(files_in(box_of(sold)))
    follow(sold)
    assert len(files_in(box_of(sold))) == before


def test_files_roll_by_size_and_each_knows_those_before_it(sold: Shop) -> None:
    follow(sold)
    items = list(read_box(box_of(sold)))
    folder = sold.store.folder / "small"
    files = BoxFiles(folder, roll_bytes=1)
    files.open()
    for head, item in items:
        files.append(head, [item])
    files.close()
    assert len(files_in(folder)) == 3
    again = BoxFiles(folder, roll_bytes=1)
    again.open()
    assert again.ends == {items[0][0].stream: (2, items[-1][1].hash)}
    again.close()


def in_small_files(shop: Shop) -> list[str]:
    """An event per file, as if each had grown full; the names of the files."""
    files = BoxFiles(box_of(shop), roll_bytes=1)
    files.open()
    for head, item in _events(shop):
        files.append(head, [item])
    files.close()
    return [path.name for path in files_in(box_of(shop))]


def _events(shop: Shop) -> list[tuple[BoxHead, WireItem]]:
    """What is in the journal, as a box elsewhere holds it."""
    elsewhere = shop.store.folder / "elsewhere"
    elsewhere.mkdir()
    with closing(shop.store.reader()) as reader, closing(Follower(elsewhere)) as follower:
        follower.follow(reader)
    return list(read_box(box_folder(elsewhere, device_of(shop))))


def pruned(shop: Shop, now: datetime) -> int:
    with closing(shop.store.reader()) as reader, closing(Follower(shop.store.folder)) as follower:
        return follower.prune(reader, now)


def archive(shop: Shop, seq: int) -> None:
    with shop.store.write() as unit:
        unit.execute("UPDATE stream SET acked = 6, archived = ?", (seq,))


def test_files_of_old_and_archived_events_are_let_go_whole(sold: Shop, clock: Clock) -> None:
    open_drawer(sold, 4)
    assert len(in_small_files(sold)) == 7, "the first holds none"
    late = clock.at + timedelta(days=401)
    assert pruned(sold, late) == 0, "nothing is in a backup yet"
    archive(sold, 3)
    assert pruned(sold, clock.at + timedelta(days=399)) == 0
    assert pruned(sold, late) == 3
    assert seqs(sold) == [4, 5, 6]
    # The box knows how far it is: nothing is written once more.
    follow(sold)
    assert seqs(sold) == [4, 5, 6]
    open_drawer(sold, 1)
    follow(sold)
    assert seqs(sold) == [4, 5, 6, 7]


def test_a_file_with_one_event_that_is_needed_stays_whole(sold: Shop, clock: Clock) -> None:
    open_drawer(sold, 4)
    follow(sold)
    files = BoxFiles(box_of(sold))
    files.open()
    files._begin()
    files.close()
    archive(sold, 5)
    assert pruned(sold, clock.at + timedelta(days=401)) == 0
    assert seqs(sold) == [1, 2, 3, 4, 5, 6]


def test_a_power_cut_while_files_are_let_go_loses_and_doubles_nothing(
    sold: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_drawer(sold, 4)
    in_small_files(sold)
    archive(sold, 5)

    def cut(_path: Path) -> None:
        raise OSError(errno.EIO, "pulled out")

    late = clock.at + timedelta(days=401)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", cut)
        with pytest.raises(OSError, match="pulled out"):
            pruned(sold, late)
    follow(sold)
    assert seqs(sold) == [1, 2, 3, 4, 5, 6]
    assert pruned(sold, late) == 5
    follow(sold)
    assert seqs(sold) == [6]


def test_a_full_disk_is_not_filled_with_files_that_hold_nothing(
    sold: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_small_files(sold)
    open_drawer(sold, 1)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    before = files_in(box_of(sold))
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        for _ in range(3):
            files = BoxFiles(box_of(sold), roll_bytes=1)
            files.open()
            (head, item), *_rest = read_box(box_of(sold))
            with pytest.raises(OSError, match="full"):
                files.append(head, [item])
            files.close()
    assert files_in(box_of(sold)) == before
    follow(sold)
    assert seqs(sold) == [1, 2, 3]


def test_a_file_that_cannot_be_let_go_is_tried_again_tomorrow(
    sold: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds it open (Windows)."""
    open_drawer(sold, 4)
    in_small_files(sold)
    archive(sold, 5)
    clock.at += timedelta(days=401)

    def held(_path: Path) -> None:
        raise PermissionError(errno.EACCES, "held open")

    monkeypatch.setattr(Path, "unlink", held)
    monkeypatch.setattr("pos_client.store.black_box.AGAIN", timedelta())
    before = len(files_in(box_of(sold)))
    box = BlackBox(sold.store, places(sold.store.folder))
    with closing(sold.store.reader()) as reader:
        for _ in range(3):
            box._follow(reader, sold.store.mono_ms())
    for follower in box._followers:
        follower.close()
    assert len(files_in(box_of(sold))) == before + 1


def test_a_line_that_nobody_can_have_written_ends_nothing(sold: Shop) -> None:
    """A stick comes from anywhere."""
    follow(sold)
    (path,) = files_in(box_of(sold))
    deep = '{"seq":9,"hash":"' + "0" * 64 + '","mac":"' + "0" * 64 + '","bytes":"' + "[" * 100_000 + '"}\n'
    strange = ['{"bundle":1,"stream":7}\n', deep, "[" * 100_000 + "\n"]
    path.write_bytes(path.read_bytes() + "".join(strange).encode())
    follow(sold)
    assert set(seqs(sold)) >= {1, 2}
    with closing(Follower(sold.store.folder)) as follower, closing(sold.store.reader()) as reader:
        assert follower.prune(reader, datetime.fromisoformat("2099-01-01T00:00:00+00:00")) == 0


def test_the_box_tidies_itself_while_the_till_runs(sold: Shop, clock: Clock) -> None:
    open_drawer(sold, 4)
    in_small_files(sold)
    archive(sold, 5)
    clock.at += timedelta(days=401)
    box = BlackBox(sold.store, places(sold.store.folder))
    told = Event()
    box.listen(lambda _status: told.set())
    box.start()
    assert told.wait(10)
    box.stop()
    assert seqs(sold) == [6]


def test_a_place_that_is_away_keeps_nobody_waiting_and_is_brought_up_later(
    sold: Shop, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    set_second_place(sold.store.folder, stick)
    assert second_place(sold.store.folder) == stick
    box = BlackBox(sold.store, places(sold.store.folder))
    told: list[BoxStatus] = []
    box.listen(told.append)
    box.start()
    box.stop()
    assert told[-1] == BoxStatus(behind=0, away=(str(stick),), places=1)
    assert seqs(sold) == [1, 2]
    stick.mkdir()
    again = BlackBox(sold.store, places(sold.store.folder))
    again.start()
    again.stop()
    assert again.status == BoxStatus(behind=0, away=(), places=2)
    assert [item.seq for _head, item in read_box(box_folder(stick, device_of(sold)))] == [1, 2]


def test_a_second_place_may_be_taken_back(sold: Shop) -> None:
    set_second_place(sold.store.folder, Path("/nowhere"))
    set_second_place(sold.store.folder, None)
    assert places(sold.store.folder) == (sold.store.folder,)


def test_two_tills_share_a_stick(sold: Shop, tmp_path: Path) -> None:
    other = new_shop(tmp_path / "other", Clock(random=Random(8)))
    reader, stick = other.store.reader(), sold.store.folder
    follower = Follower(stick)
    follower.follow(reader)
    follower.close()
    follow(sold)
    assert [item.seq for _head, item in read_box(box_folder(stick, other.till.device))] == [1]
    assert seqs(sold) == [1, 2]
    reader.close()
    other.store.close()


def test_a_row_nobody_can_read_is_passed_over(sold: Shop) -> None:
    with sold.store.write() as unit:
        unit.execute("DROP TRIGGER event_is_never_changed")
        unit.execute("UPDATE event SET body = CAST(X'FF' AS TEXT) WHERE position & 1099511627775 = 1")
    follow(sold)
    assert seqs(sold) == [2]
