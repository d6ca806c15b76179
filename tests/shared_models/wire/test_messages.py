"""Requests and replies: each has a golden sample that is read and written unchanged."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

import shared_models.wire
from shared_models.wire.base import ApiModel
from shared_models.wire.catalog import ProductLine
from shared_models.wire.paging import Page
from shared_models.wire.sync import PushRequest, StreamEventsReply

GOLDEN = Path(__file__).parent / "golden" / "messages"
for _found in pkgutil.iter_modules(shared_models.wire.__path__):
    importlib.import_module(f"shared_models.wire.{_found.name}")


def kinds_of(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for below in kind.__subclasses__():
        yield below
        yield from kinds_of(below)


# A page of products stands for pages of all rows; pydantic's own page classes are left out by their brackets.
# Only what shared_models declares: a server's own query parameters are no messages.
MESSAGES = {
    kind.__name__: kind
    for kind in kinds_of(ApiModel)
    if "[" not in kind.__name__ and kind.__module__.startswith("shared_models.wire.")
}
MESSAGES["Page"] = Page[ProductLine]
SAMPLES = sorted(path.stem for path in GOLDEN.glob("*.json"))


def sample(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text())


def read(name: str) -> BaseModel:
    return MESSAGES[name].model_validate_json((GOLDEN / f"{name}.json").read_text())


def kinds_within(value: object) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield type(value).__name__.partition("[")[0]
        for name in type(value).model_fields:
            yield from kinds_within(getattr(value, name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from kinds_within(inner)


def test_every_message_is_in_a_golden_sample() -> None:
    shown = {kind for name in SAMPLES for kind in kinds_within(read(name))}
    assert set(MESSAGES) <= shown


@pytest.mark.parametrize("name", SAMPLES)
def test_a_golden_sample_is_read_and_written_unchanged(name: str) -> None:
    assert json.loads(read(name).model_dump_json(by_alias=True)) == sample(name)


@pytest.mark.parametrize("name", SAMPLES)
def test_an_unknown_field_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="extra_forbidden"):
        MESSAGES[name].model_validate_json(json.dumps({**sample(name), "surprise": 1}))


def test_a_push_is_bounded() -> None:
    push = sample("PushRequest")
    (item,) = push["events"]
    PushRequest.model_validate({**push, "events": [item] * 200})
    with pytest.raises(ValidationError, match="too_long"):
        PushRequest.model_validate({**push, "events": [item] * 201})


@pytest.mark.parametrize("label", ["hash", "mac"])
def test_a_damaged_label_is_for_the_back_office_to_set_aside_and_is_never_given_out(label: str) -> None:
    push, read_back = sample("PushRequest"), sample("StreamEventsReply")
    (item,) = push["events"]
    for damaged in ("", "AB" * 32, "x" * 100_000):
        PushRequest.model_validate({**push, "events": [{**item, label: damaged}]})
        with pytest.raises(ValidationError, match="value_error"):
            StreamEventsReply.model_validate({**read_back, "events": [{**item, label: damaged}]})
