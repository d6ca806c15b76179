"""Every event type and version that ever travelled has a sample; what a till wrote once is read for ever."""

from __future__ import annotations

import json
from typing import Final

import pytest

from shared_models.wire import envelope
from tests.house.tree import ROOT

SAMPLES: Final = ROOT / "tests" / "shared_models" / "wire" / "golden"
EXPECTED: Final = {f"{kind}.v{version}" for kind, version in envelope.KNOWN_VERSIONS}


def test_samples_and_types_match() -> None:
    assert {path.stem for path in SAMPLES.glob("*.v*.json")} == EXPECTED


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_sample_is_read_and_written_unchanged(name: str) -> None:
    sample = (SAMPLES / f"{name}.json").read_bytes()
    event = envelope.decode(sample)
    assert not isinstance(event, envelope.UnknownEvent)
    assert f"{event.type}.v{event.tv}" == name
    assert json.loads(envelope.encode(event)) == json.loads(sample)
