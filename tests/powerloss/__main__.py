"""`make powerloss`: crash images of recorded runs, each opened by the production store. NORMAL must lose."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.powerloss.images import faults, images
from tests.powerloss.story import STORIES, record

FAILURES_SHOWN = 10


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="powerloss")
    parser.add_argument("--n", type=int, default=2_000, help="crash images in all")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    began, bad = time.monotonic(), 0
    with tempfile.TemporaryDirectory(prefix="powerloss-") as name:
        folder = Path(name)
        each = -(-chosen.n // len(STORIES))
        for story in STORIES:
            bad += _told(story, folder / story, count=each, seed=chosen.seed)
        lost = _control(folder / "control", count=max(50, chosen.n // 20), seed=chosen.seed)
    spent = time.monotonic() - began
    print(
        f"{each * len(STORIES)} images, {bad} broken, {spent:.0f} s; synchronous=NORMAL lost in {lost} images"
    )
    return 0 if lost and not bad else 1


def _told(story: str, folder: Path, *, count: int, seed: int) -> int:
    recording = record(folder / "till", story=story, seed=seed)
    kinds = Counter(call.kind.value for call in recording.calls)
    bad = 0
    for image in images(recording, count=count, seed=seed):
        found = faults(image, recording, folder / "image")
        bad += bool(found)
        if found and bad <= FAILURES_SHOWN:
            print(f"{story}: image {image.number} after {image.calls} calls: {'; '.join(found)}")
    calls = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    print(f"{story}: {len(recording.promised)} commits, {calls}: {count} images, {bad} broken")
    return bad


def _control(folder: Path, *, count: int, seed: int) -> int:
    recording = record(folder / "till", story="day", seed=seed, synchronous="normal")
    return sum(
        bool(faults(image, recording, folder / "image"))
        for image in images(recording, count=count, seed=seed)
    )


if __name__ == "__main__":
    sys.exit(main())
