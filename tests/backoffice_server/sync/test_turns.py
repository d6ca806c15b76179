"""Live tills before backlogs: who waits for whom, and that nobody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, cast
from uuid import UUID

import pytest
from fastapi import FastAPI

from backoffice_server.sync.receive.turns import (
    EVENTS_BESIDE_LIVE,
    LARGE_BYTES,
    LIVELY,
    LIVELY_MS,
    PAUSE_MS,
    Room,
    Turns,
)
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import BATCH_EVENTS_MAX
from shared_models.wire.sync import PushReply, PushRequest, TillStatus
from tests.factories.enrolled import enrolled
from tests.factories.shop import Door, Shop

SMALL: Final = LARGE_BYTES - 1
FOREVER_MS: Final = 3_600_000


class Story:
    """Pushes that come and go at a word; the clock stands unless it is moved."""

    def __init__(self, *, patience_ms: int = FOREVER_MS, room: Room | None = None) -> None:
        self.ms = 100_000
        self.turns = Turns(lambda: self.ms, patience_ms=patience_ms, room=room)
        self.begun: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def comes(self, name: str, *, size: int) -> None:
        self._ends[name] = asyncio.Event()
        self._tasks[name] = asyncio.create_task(self._push(name, size))
        await self.settle()

    async def goes(self, name: str) -> None:
        self._ends[name].set()
        await self._tasks.pop(name)
        await self.settle()

    async def is_sent_away(self, *, size: int) -> int:
        """In how many seconds it may come again."""
        with pytest.raises(Refusal) as refused:
            async with self.turns.turn(size=size):
                raise AssertionError
        assert refused.value.code is ErrorCode.SERVER_BUSY
        return int(str(refused.value.facts["retry_after_s"]))

    async def tills_sell(self) -> None:
        for number in range(LIVELY):
            await self.comes(f"live {number}", size=SMALL)
            await self.goes(f"live {number}")
        self.begun.clear()

    async def settle(self) -> None:
        """Whoever may go on has gone on."""
        for _ in range(10):
            await asyncio.sleep(0)

    async def _push(self, name: str, size: int) -> None:
        async with self.turns.turn(size=size):
            self.begun.append(name)
            await self._ends[name].wait()


def told(story: Callable[[Story], Coroutine[Any, Any, None]], **how: Any) -> None:
    async def begin() -> None:
        await story(Story(**how))

    asyncio.run(begin())


def test_a_backlog_waits_until_no_live_till_is_under_way() -> None:
    async def story(one: Story) -> None:
        await one.tills_sell()
        await one.comes("live", size=SMALL)
        await one.comes("month", size=LARGE_BYTES)
        await one.comes("other live", size=SMALL)
        assert one.begun == ["live", "other live"]
        await one.goes("live")
        assert one.begun == ["live", "other live"]
        await one.goes("other live")
        assert one.begun[-1] == "month"
        await one.goes("month")

    told(story)


def test_live_tills_never_wait_for_a_turn() -> None:
    async def story(one: Story) -> None:
        await one.tills_sell()
        await one.comes("month", size=LARGE_BYTES)
        await one.comes("live", size=SMALL)
        assert one.begun == ["month", "live"]
        await one.goes("live")
        await one.goes("month")

    told(story)


def test_backlogs_come_one_at_a_time_beside_live_tills() -> None:
    async def story(one: Story) -> None:
        await one.tills_sell()
        await one.comes("month", size=LARGE_BYTES)
        await one.comes("week", size=LARGE_BYTES)
        assert one.begun == ["month"]
        await one.goes("month")
        assert one.begun == ["month", "week"]
        await one.goes("week")

    told(story)


def test_without_live_tills_backlogs_go_on_together() -> None:
    async def story(one: Story) -> None:
        await one.tills_sell()
        one.ms += LIVELY_MS
        assert not one.turns.lively
        await one.comes("month", size=LARGE_BYTES)
        await one.comes("week", size=LARGE_BYTES)
        assert one.begun == ["month", "week"]
        await one.goes("month")
        await one.goes("week")

    told(story)


def test_a_backlog_gets_through_however_much_is_sold() -> None:
    async def story(one: Story) -> None:
        await one.tills_sell()
        await one.comes("live", size=SMALL)
        await one.comes("month", size=LARGE_BYTES)
        await one.goes("month")
        assert one.begun == ["live", "month"]
        await one.goes("live")

    told(story, patience_ms=1)


def test_whoever_would_wait_too_long_is_sent_away_and_not_all_for_the_same_time() -> None:
    async def story(one: Story) -> None:
        for name in ("first", "second"):
            await one.comes(name, size=SMALL)
        waits = [await one.is_sent_away(size=SMALL) for _ in range(4)]
        assert waits == [2, 3, 4, 5]
        await one.comes("month", size=LARGE_BYTES)
        assert await one.is_sent_away(size=LARGE_BYTES) == 6, "backlogs have a room of their own"
        await one.goes("first")
        await one.comes("third", size=SMALL)
        assert one.begun == ["first", "second", "third"]
        for name in ("second", "third", "month"):
            await one.goes(name)
        await one.comes("week", size=LARGE_BYTES)
        await one.goes("week")

    told(story, room=Room(small=2, large=1))


def test_a_backlog_stays_at_home_for_as_long_as_others_wait() -> None:
    async def story(one: Story) -> None:
        await one.comes("month", size=LARGE_BYTES)
        await one.tills_sell()
        pauses = [one.turns.pause_ms(size=LARGE_BYTES)]
        for name in ("week", "day"):
            await one.comes(name, size=LARGE_BYTES)
            pauses.append(one.turns.pause_ms(size=LARGE_BYTES))
        assert pauses == [0, PAUSE_MS, 2 * PAUSE_MS]
        assert one.turns.pause_ms(size=SMALL) == 0, "nobody who sells waits for it"
        one.ms += LIVELY_MS
        assert one.turns.pause_ms(size=LARGE_BYTES) == 0
        for name in ("month", "week", "day"):
            await one.goes(name)

    told(story)


def test_beside_live_tills_a_backlog_is_asked_for_small_pushes(door: Door, shop: Shop) -> None:
    """The clock of this test stands: whoever came is here right now."""
    cast(FastAPI, door.client.app).state.turns = Turns(lambda: 0)
    till = enrolled(door, shop)
    greeting = PushRequest(
        device=UUID(int=0xD1),
        stream=UUID(int=5),
        probe=(),
        status=TillStatus(waiting=0, app="0.1.0"),
        events=(),
    )
    allowed = []
    for _ in range(LIVELY + 1):
        reply = door.client.post("/api/sync/push", content=greeting.model_dump_json(), headers=till.headers)
        allowed.append(PushReply.model_validate_json(reply.content).limits.events)
    assert allowed == [BATCH_EVENTS_MAX] * (LIVELY - 1) + [EVENTS_BESIDE_LIVE] * 2


def test_a_crowd_is_answered_with_a_time_to_come_again(door: Door, shop: Shop) -> None:
    cast(FastAPI, door.client.app).state.turns = Turns(lambda: 0, room=Room(small=0, large=0))
    till = enrolled(door, shop)
    for body in (b"{}", b" " * LARGE_BYTES):
        reply = door.client.post("/api/sync/push", content=body, headers=till.headers)
        assert (reply.status_code, reply.json()["code"]) == (503, "server_busy")
        assert int(reply.headers["Retry-After"]) == reply.json()["facts"]["retry_after_s"] > 0
