"""The till's own word about its line to the back office: what is reviewed, what waits, who is away."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pos_client.sync.status import SyncState, SyncStatus
from tests.screenshots.stage import Scene, Stage
from tests.screenshots.till_scenes import _empty

ASKED_MS: Final = 900
MORE_THAN_THERE_IS: Final = 400
TWO_HOURS: Final = timedelta(hours=2, minutes=7)


def _panel(stage: Stage) -> None:
    behind = stage.window.behind
    assert behind is not None
    behind.show_sync()
    stage.window.background.wait_idle()
    stage.rest(ASKED_MS)


def _under_review(stage: Stage) -> None:
    """More was sold than the books have, and the back office says so."""
    _empty(stage)
    stage.sell_one("kopi", pieces=MORE_THAN_THERE_IS)
    _empty(stage)
    stage.all_sent()
    _panel(stage)


def _away(stage: Stage) -> None:
    """Nobody answers, and there is nothing to send."""
    _empty(stage)
    stage.all_sent()
    stage.office.stop()
    assert stage.window.sync is not None
    stage.window.sync.nudge()
    stage.until(lambda: _status(stage).state is SyncState.OFFLINE, "it is away")
    _panel(stage)


def _waiting(stage: Stage) -> None:
    """Nobody answers for two hours; three receipts wait."""
    _empty(stage)
    for _customer in range(3):
        stage.sell_one("teh")
    _empty(stage)
    stage.clock.ahead = TWO_HOURS
    stage.until(lambda: _status(stage).sales >= 1, "receipts wait")
    _panel(stage)


def _back(stage: Stage) -> None:
    stage.hands.press("Esc")
    stage.clock.ahead = timedelta(0)
    stage.office.start()
    stage.all_sent()


def _status(stage: Stage) -> SyncStatus:
    status = stage.window.sync_status
    assert status is not None
    return status


def _esc(stage: Stage) -> None:
    stage.hands.press("Esc")


SCENES: Final = (
    Scene("till-26-sync-under-review", _under_review, _esc),
    Scene("till-27-sync-away", _away, _esc),
    Scene("till-28-sync-waiting", _waiting, _back),
)
CHAIN: Final = frozenset(scene.name for scene in SCENES[1:])
