"""Hints to those who listen in this process."""

from __future__ import annotations

import asyncio

from backoffice_server.kernel.live import Bus, Listener
from shared_models.wire.sync import LiveHint

LIMIT_S = 10


def test_the_newest_hint_of_a_scope_is_heard() -> None:
    async def heard() -> list[LiveHint]:
        bus, listener = Bus(), Listener()
        bus.add(listener)
        bus.publish([LiveHint(scope="company", seq=1)])
        bus.publish([LiveHint(scope="company", seq=2)])
        return await asyncio.wait_for(listener.take(), LIMIT_S)

    assert asyncio.run(heard()) == [LiveHint(scope="company", seq=2)]


def test_who_comes_while_the_server_stops_is_sent_away_too() -> None:
    """Else the server waits for it until its patience ends."""

    async def told() -> list[bool]:
        bus, before, after = Bus(), Listener(), Listener()
        bus.add(before)
        bus.close_all()
        bus.add(after)
        for listener in (before, after):
            assert await asyncio.wait_for(listener.take(), LIMIT_S) == []
        return [before.closed, after.closed]

    assert asyncio.run(told()) == [True, True]
