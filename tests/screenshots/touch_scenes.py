"""The till by finger, and the pages used at it: on a till's screen and on a small touch screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pos_client.features.labels.view import LabelsView
from pos_client.store.label_prices import note_labels
from shared_models.values.money import Money
from tests.screenshots.stage import Scene, Stage
from tests.screenshots.till_scenes import _codes, _empty


def _labels(stage: Stage) -> LabelsView:
    _empty(stage)
    stage.hands.press("Ctrl+P")
    stage.window.background.wait_idle()
    page = stage._page()
    assert isinstance(page, LabelsView)
    return page


def _labels_empty(stage: Stage) -> None:
    _labels(stage)


def _labels_changed(stage: Stage) -> None:
    """Three prices are not what the shelves say, one label is wanted five times, another not at all."""
    page = _labels(stage)
    for code in _codes(stage)[:3]:
        stage.hands.enter(code)
        stage.window.background.wait_idle()
    opened = stage.window.opened
    assert opened is not None
    shelf = [line.priced for line in page._labels.state.lines]
    with opened.store.write() as unit:
        note_labels(unit, [replace(one, price=Money(one.price - 500)) for one in shelf])
    page._labels.show_changes()
    stage.window.background.wait_idle()
    for _copy in range(4):
        stage.hands.press("+")
    stage.hands.press("Down")
    stage.hands.press("Return")
    stage.hands.press("Up")


def _leave(stage: Stage) -> None:
    _empty(stage)


SCENES: Final = (
    Scene("touch-10-labels-none", _labels_empty, _leave, touch=True),
    Scene("touch-11-labels", _labels_changed, _leave, touch=True),
)
