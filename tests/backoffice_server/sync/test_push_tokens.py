"""A token warns of a copied disk, and of nothing else: a push that comes late or twice is no copy."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from backoffice_server.features.events.tables import stream
from backoffice_server.features.reviews.tables import review
from backoffice_server.sync.receive.tokens import OLDER, OVERTAKEN_WITHIN
from shared_models.wire.sync import PushRequest
from tests.conftest import ExpectLog
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, NOW, Warung


@dataclass
class Machine:
    """A till with the token it heard last. A log line that nobody expects fails the test."""

    warung: Warung
    till: TillWriter
    token: str | None = None

    def ask(self) -> PushRequest:
        return self.push(len(self.till.items) + 1)

    def sell(self) -> PushRequest:
        self.till.sale(line(GULA.item, GULA.price))
        return self.push(len(self.till.items))

    def push(self, first: int) -> PushRequest:
        request = self.till.push(first, token=self.token)
        self.token = self.warung.push(request).next_token
        return request

    def copied(self) -> Machine:
        return Machine(self.warung, copy.deepcopy(self.till), self.token)


@pytest.fixture
def machine(warung: Warung) -> Machine:
    machine = Machine(warung, warung.stocked().opened())
    machine.push(1)
    return machine


def alarms(machine: Machine) -> int:
    """How often the flag was raised; the board shows the last time."""
    shown = machine.warung.scalar(select(stream.c.token_alarm_at))
    times = machine.warung.scalar(select(review.c.occurrences).where(review.c.code == "clone_alarm"))
    assert (shown is None) == (times is None)
    return int(times or 0)


@pytest.mark.parametrize("overtaken_by", [0, 1, OLDER])
def test_a_copy_of_a_push_that_comes_late_is_no_clone(machine: Machine, overtaken_by: int) -> None:
    late = [machine.ask(), machine.sell()]
    for _ in range(overtaken_by):
        machine.ask()
    for request in late[-1:] if overtaken_by == OLDER else late:
        machine.warung.push(request)
    machine.sell()
    machine.ask()
    assert alarms(machine) == 0


def test_the_very_first_push_may_come_twice_and_late(machine: Machine) -> None:
    first = machine.till.push(token=None)
    machine.warung.push(first)
    machine.ask()
    machine.warung.push(first)
    machine.sell()
    assert alarms(machine) == 0


def test_events_that_are_all_held_are_no_strangers_however_late(machine: Machine) -> None:
    """A backlog: while one push hung in the network, its second try and dozens more went through."""
    hung = machine.sell()
    for _ in range(12):
        machine.sell()
    before = machine.warung.rows(select(stream))
    machine.warung.push(hung)
    assert machine.warung.rows(select(stream)) == before, "what an overtaken push says of its till is no news"
    machine.sell()
    assert alarms(machine) == 0


def test_either_answer_to_a_push_that_arrived_twice_may_be_heard(machine: Machine) -> None:
    twice = machine.ask()
    unheard = machine.warung.push(twice).next_token
    assert unheard != machine.token
    machine.sell()
    twice = machine.ask()
    machine.token = machine.warung.push(twice).next_token
    machine.sell()
    assert alarms(machine) == 0


def test_a_copy_that_runs_beside_its_till_is_noticed_while_both_only_ask(
    machine: Machine, expect_log: ExpectLog
) -> None:
    expect_log("unknown token")
    clone = machine.copied()
    for _ in range(2):
        machine.ask()
        clone.ask()
    assert alarms(machine) == 1


def test_a_copy_with_a_token_used_a_moment_ago_is_noticed_at_its_second_question(
    machine: Machine, expect_log: ExpectLog
) -> None:
    clone = machine.copied()
    machine.ask()
    machine.ask()
    clone.ask()
    machine.ask()
    assert alarms(machine) == 0
    expect_log("unknown token")
    clone.ask()
    assert alarms(machine) == 1


def test_a_copy_that_sells_is_noticed_at_once(machine: Machine, expect_log: ExpectLog) -> None:
    expect_log("unknown token")
    clone = machine.copied()
    machine.ask()
    machine.ask()
    clone.sell()
    assert alarms(machine) == 1


def test_an_older_image_is_noticed_before_it_sells(machine: Machine, expect_log: ExpectLog) -> None:
    image = machine.copied()
    for _ in range(OLDER + 2):
        machine.ask()
    assert alarms(machine) == 0
    expect_log("unknown token")
    image.ask()
    assert alarms(machine) == 1


def test_a_till_that_was_away_and_is_set_back_by_one_push_is_noticed(
    machine: Machine, expect_log: ExpectLog
) -> None:
    image = machine.copied()
    machine.ask()
    machine.sell()
    with machine.warung.database.write() as unit:
        yesterday = NOW - OVERTAKEN_WITHIN - timedelta(milliseconds=1)
        unit.connection.execute(stream.update().values(last_contact=yesterday))
    expect_log("unknown token")
    image.ask()
    assert alarms(machine) == 1
