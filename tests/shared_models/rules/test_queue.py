"""The queue's rules: whoever hears the steps of a ticket, in whichever order, comes to the same end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.queue import (
    STEPS_FROM,
    QueueFigures,
    Step,
    Ticket,
    figures_of,
    last_calls,
    round_half_up,
    served_by_hour,
    stepped,
    ticket_number,
    waiting_in_turn,
)
from shared_models.values.codes import TicketState, TicketStep

NINE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
KASIR, CS = UUID(int=0xA), UUID(int=0xB)


def step(kind: TicketStep, minute: int = 0, *, ticket: int = 1, service: UUID = KASIR) -> Step:
    at = NINE + timedelta(minutes=minute)
    return Step(kind, UUID(int=ticket), f"A-K1-{ticket:03}", service, "Kasir 1", at, DAY)


def after(*steps: Step) -> Ticket:
    ticket = None
    for one in steps:
        ticket = stepped(ticket, one)
    assert ticket is not None
    return ticket


def test_a_ticket_is_issued_called_and_served() -> None:
    issued, called = step(TicketStep.ISSUED), step(TicketStep.CALLED, 4)
    ticket = after(issued, called, step(TicketStep.CALLED, 6), step(TicketStep.SERVED, 9))
    assert (ticket.state, ticket.calls, ticket.steps) == (TicketState.SERVED, 2, 4)
    assert ticket.waited == timedelta(minutes=4)
    assert ticket.closed_at == NINE + timedelta(minutes=9)


def test_a_transferred_ticket_keeps_its_number_and_its_place_in_the_line() -> None:
    moved = after(
        step(TicketStep.ISSUED), step(TicketStep.CALLED, 3), step(TicketStep.TRANSFERRED, 5, service=CS)
    )
    late = after(step(TicketStep.ISSUED, 1, ticket=2, service=CS))
    assert (moved.service, moved.state, moved.number) == (CS, TicketState.WAITING, "A-K1-001")
    assert [one.ticket.int for one in waiting_in_turn([late, moved], frozenset({CS}))] == [1, 2]
    assert waiting_in_turn([late, moved], frozenset({KASIR})) == []


def test_a_skipped_ticket_may_be_called_again() -> None:
    skipped = after(step(TicketStep.ISSUED), step(TicketStep.CALLED, 1), step(TicketStep.SKIPPED, 2))
    assert (skipped.state, skipped.may(TicketStep.CALLED)) == (TicketState.SKIPPED, True)
    called = stepped(skipped, step(TicketStep.CALLED, 3))
    assert (called.state, called.closed_at) == (TicketState.CALLED, None)


def test_a_call_that_is_heard_before_its_issue_is_the_same_ticket() -> None:
    orderly = after(step(TicketStep.ISSUED), step(TicketStep.CALLED, 4))
    assert after(step(TicketStep.CALLED, 4), step(TicketStep.ISSUED)) == orderly


def test_who_is_served_stays_served_whatever_comes_late() -> None:
    served = after(step(TicketStep.ISSUED), step(TicketStep.CALLED, 1), step(TicketStep.SERVED, 2))
    assert not any(served.may(kind) for kind in TicketStep)
    assert stepped(served, step(TicketStep.CALLED, 3)).state is TicketState.SERVED


def test_two_clocks_that_disagree_make_no_wait_below_nothing() -> None:
    assert after(step(TicketStep.ISSUED, 5), step(TicketStep.CALLED, 2)).waited == timedelta()


@given(st.lists(st.sampled_from(list(TicketStep)), min_size=1, max_size=12))
def test_every_step_is_counted_and_none_is_refused(kinds: list[TicketStep]) -> None:
    ticket = after(*(step(kind, minute) for minute, kind in enumerate(kinds)))
    assert ticket.steps == len(kinds)
    assert (ticket.state is TicketState.SERVED) == (TicketStep.SERVED in kinds)
    assert ticket.last_at == NINE + timedelta(minutes=len(kinds) - 1)


def test_numbers_say_service_till_and_count_and_no_two_tills_make_the_same() -> None:
    """lesson 18: a number is made by a till alone, so no other till can give it out too."""
    assert ticket_number("A", "K1", "A", 7) == "A-K1-007"
    assert ticket_number("A", "K1", "B", 7) == "A-K1-007B"
    places = [("A", "K1", "A"), ("A", "K1", "B"), ("A", "K2", "A"), ("A", "K1B", "A"), ("B", "K1", "A")]
    made = [ticket_number(*place, count) for place in places for count in (1, 10, 100, 1000)]
    assert len(set(made)) == len(made)


def test_figures_of_a_day() -> None:
    tickets = [
        after(step(TicketStep.ISSUED, ticket=1), step(TicketStep.CALLED, 4), step(TicketStep.SERVED, 9)),
        after(step(TicketStep.ISSUED, ticket=2), step(TicketStep.CALLED, 9, ticket=2)),
        after(step(TicketStep.ISSUED, 2, ticket=3)),
        after(step(TicketStep.ISSUED, 3, ticket=4), step(TicketStep.SKIPPED, 5, ticket=4)),
    ]
    now = NINE + timedelta(minutes=12)
    assert figures_of(tickets, now) == QueueFigures(
        issued=4, waiting=1, called=1, skipped=1, served=1, mean_wait_s=390, longest_wait_s=540,
        longest_now_s=600,
    )  # fmt: skip
    assert figures_of([], now) == QueueFigures()
    assert served_by_hour(tickets, timezone(timedelta(hours=7))) == {(KASIR, 9): 1}
    assert [one.ticket.int for one in last_calls(tickets)] == [2]


@given(st.integers(0, 10**9), st.integers(1, 10**4))
def test_means_are_rounded_to_the_nearest(total: int, parts: int) -> None:
    assert abs(2 * (round_half_up(total, parts) * parts - total)) <= parts


def test_every_state_says_what_may_come_next() -> None:
    assert set(STEPS_FROM) == set(TicketState)
    line = waiting_in_turn([after(step(TicketStep.ISSUED, minute, ticket=minute)) for minute in (3, 1, 2)])
    assert [one.ticket.int for one in line] == [1, 2, 3]
