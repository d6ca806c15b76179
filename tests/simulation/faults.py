"""What goes wrong with machines, disks, clocks and databases; lines have their own faults (line.py)."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from pos_client.sync.messages import Hinted, Reached
from shared_models.wire.sync import LiveHint
from tests.simulation.replicas import right_at_the_cursor
from tests.simulation.selling import sell, sell_once, write_nonsense
from tests.simulation.till import CrashingUnit, Till, TillClock

if TYPE_CHECKING:
    from tests.simulation.world import World

STATEMENTS: Final = 90
WRITES: Final = 60
DAY_MS: Final = 24 * 3600 * 1000


def till_crashes(world: World, till: Till) -> None:
    CrashingUnit.left = world.random.randint(1, STATEMENTS)
    sell(world, till)


def till_crashes_in_sync(world: World, till: Till) -> None:
    """At some statement of the next step that has heard something."""
    till.dies_at = world.random.randint(1, 30)


def power_goes_in_sync(world: World, till: Till) -> None:
    till.dark_at = world.random.randint(1, 30)


def power_goes(world: World, till: Till) -> None:
    """At some write of a sale, or between two."""
    till.plate.power_goes_at(world.random.randint(1, WRITES))
    sell(world, till)
    till.plate.lose_power()


def till_disk_full(world: World, till: Till) -> None:
    till.plate.full_at(world.random.randint(1, WRITES))
    sell(world, till)


def office_crashes(world: World, _: Till) -> None:
    world.office.crash_at(world.random.randint(1, 60))


def office_disk_full(world: World, _: Till) -> None:
    world.office.plate.full_at(world.random.randint(1, 20))


def office_statement_fails(world: World, _: Till) -> None:
    """The database answers a statement with an error of its own, and soon after another."""
    world.office.fail_at(world.random.randint(1, 40), again=world.random.randint(1, 12))


def office_power_goes(world: World, _: Till) -> None:
    """At some write of what it does next, or of a later question in the same write-ahead log."""
    world.office.power_goes_at(world.random.randint(1, 40))


def restart(_: World, till: Till) -> None:
    till.stop()
    till.start()


def partition(world: World, till: Till) -> None:
    """One till is cut off, or all are."""
    until = world.time.ms + world.random.randint(5_000, 400_000)
    for one in world.tills if world.random.random() < 0.3 else [till]:
        one.cut_until_ms = max(one.cut_until_ms, until)


def month_offline(world: World, till: Till) -> None:
    """A till sells for a month and nobody hears of it; the others go on."""
    till.cut_until_ms = world.time.ms + 30 * DAY_MS
    for _ in range(6):
        world.time.ms += 5 * DAY_MS
        world.at_till(sell_once, till)
        world.turn()


def false_hint(world: World, till: Till) -> None:
    """Hints may be late, doubled or wrong."""
    branch, seq = world.office.shop.branch(till.place[0]), world.random.choice((0, 1, 10_000))
    hints = (LiveHint(scope="company", seq=seq), LiveHint(scope="branch", branch=branch, seq=seq))
    till.inbox += [Hinted(world.random.choice(hints)), Reached()]


def clock_jumps(world: World, till: Till) -> None:
    wrong = timedelta(minutes=world.random.randint(-300, 300))
    if world.random.random() < 0.3:
        wrong = timedelta(days=world.random.randint(-900, 1900))
    till.clock.wrong_by = wrong


def nonsense(world: World, till: Till) -> None:
    write_nonsense(world, till)


def row_damaged(world: World, till: Till) -> None:
    """A bit of the journal changed on the disk, under the running program."""
    till.harmed = True
    with closing(sqlite3.connect(till.store.path, isolation_level=None)) as raw:
        places = [place for (place,) in raw.execute("SELECT position FROM event WHERE seq > 1")]
        if places:
            raw.execute("DROP TRIGGER IF EXISTS event_is_never_changed")
            change = world.random.choice(("'{'", "replace(body, '\"p\":', '\"q\":')"))
            raw.execute(
                f"UPDATE event SET body = {change} WHERE position = ?", (world.random.choice(places),)
            )


def row_lost(world: World, till: Till) -> None:
    """A row of the journal is gone from the disk; not one of the last, with which the till does not start."""
    till.harmed = True
    with closing(sqlite3.connect(till.store.path, isolation_level=None)) as raw:
        rows = raw.execute(
            "SELECT position, hash FROM event e WHERE seq > 1 AND EXISTS (SELECT 1 FROM event a WHERE"
            " a.stream_no = e.stream_no AND a.seq > e.seq)"
        ).fetchall()
        if rows:
            position, hash_ = world.random.choice(rows)
            raw.execute("DROP TRIGGER IF EXISTS event_is_kept_until_archived")
            raw.execute("DELETE FROM event WHERE position = ?", (position,))
            till.owed = {known for known in till.owed if known[2] != hash_}
            world.forget_what_is_gone()


def image_taken(world: World, till: Till) -> None:
    image = world.folder / "images" / till.name
    till.copy_to(image)
    world.images[till.name] = (image, frozenset(till.owed))


def rolled_back(world: World, till: Till) -> None:
    """The machine is set back to an older image of its disk."""
    if till.name in world.images:
        image, owed = world.images[till.name]
        world.lines.forget(till)
        till.put_back(image)
        till.owed, till.harmed = set(owed), True
        world.forget_what_is_gone()


def cloned(world: World, till: Till) -> None:
    """A second machine is set up from the image of another."""
    if till.name not in world.images or any(one.folder.name.endswith("-twin") for one in world.tills):
        return
    image, owed = world.images[till.name]
    clock = TillClock(world.time, world.some_random(), till.clock.wrong_by)
    folder = till.folder.with_name(f"{till.name}-twin")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(image, folder)
    twin = Till(till.place, folder, clock, world.some_random(), world.disks)
    twin.owed, twin.harmed, till.harmed = set(owed), True, True
    twin.start()
    world.devices[twin.name] = world.devices[till.name]
    world.tills.append(twin)


def reinstalled(world: World, till: Till) -> None:
    """The disk is lost: a new one, the same register."""
    if _alone(world, till):
        till.stop()
        world.set_up_again(till)


def _alone(world: World, till: Till) -> bool:
    return sum(one.place == till.place for one in world.tills) == 1


def rebuilt(world: World, till: Till) -> None:
    """The disk is lost, but not the second black box: what it holds is owed still."""
    if not _alone(world, till):
        return
    till.stop()
    boxed = till.boxed()
    world.set_up_again(till, owed=till.owed & boxed)


def backed_up(world: World, _: Till) -> None:
    path = world.folder / "backups" / f"{len(world.backups)}.db"
    world.office.back_up(path)
    if world.random.random() < 0.5:
        world.office.note_tested(path.name, world.office_ids.new_id())
        world.tested.update(world.office.held())
        world.backups_to_use = len(world.backups)
    world.backups.append((path, world.office.now()))


def office_restored(world: World, _: Till) -> None:
    """From any backup there is, the one of before the enrolments too."""
    _put_back(world, by_hand=False)


def office_copied_back(world: World, _: Till) -> None:
    """Somebody stops it and puts an older copy of its database in place: no new epoch, no incident."""
    world.lines.cut_answers()
    _put_back(world, by_hand=True)


def _put_back(world: World, *, by_hand: bool) -> None:
    world.found += right_at_the_cursor(world)
    # What tills were told to be archived they may let go: nobody goes back behind that backup any more.
    told = any(till.archived() for till in world.tills)
    usable = world.backups[world.backups_to_use if told else 0 :]
    world.office.restore(*world.random.choice(usable), by_hand=by_hand)
    world.tested.update(world.office.held())
    world.forget_what_is_gone()
