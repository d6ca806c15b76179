"""Balances at the till in every order of selling, sending, hearing, carrying up and restoring.

What a till shows of a customer or a card is what the back office had of the others when it was last heard,
and every move of its own, once.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pos_client.engine import customers, stored
from pos_client.engine.till import today
from pos_client.store import Store
from pos_client.store.journal import Draft, append, current_stream, hash_at
from pos_client.store.streams import Stream
from pos_client.sync.acks import set_acked
from pos_client.sync.messages import NextPage, Pull
from pos_client.sync.pulling import next_pull, start_over, take_changes, take_page
from shared_models.values.codes import TenderMethod
from shared_models.values.ids import CustomerId
from shared_models.values.money import Money
from shared_models.wire.replica import CustomerStandingRow, StoredValueRow
from shared_models.wire.sync import ChangeRow, ChangesReply, Counted, Entity, SnapshotReply
from tests.factories.tills import Clock, found_shop, new_store

ANI: Final = CustomerId(UUID(int=0xA1))
CARD: Final = (TenderMethod.GIFT_CARD, "K1")
AMOUNTS: Final = st.integers(-500, 500).filter(bool)


@dataclass
class Office:
    """The back office as the till meets it. `held`, `carried`: own events booked, and counted on the card."""

    held: int = 0
    carried: int = 0
    others: int = 0
    commits: int = 0
    life: int = 1
    backup: tuple[int, int, int] = (0, 0, 0)

    @property
    def epoch(self) -> UUID:
        return UUID(int=self.life)


@dataclass
class Answer:
    """A reply on its way, and what the back office had of others when it was made."""

    asked: Pull | NextPage
    reply: ChangesReply | SnapshotReply | None
    others: int
    told: frozenset[str] = frozenset()


@dataclass
class Heard:
    """What of others the till heard last: of the customer, of the card."""

    customer: int = 0
    card: int = 0
    beside: dict[str, int] = field(default_factory=dict)


class Told(RuleBasedStateMachine):
    """One till and one back office; every message may be late or lost."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="told-")
        clock = Clock()
        self.store: Store = new_store(Path(self._folder.name) / "till", clock)
        self.shop = found_shop(self.store, clock)
        self.reader = self.store.reader()
        self.office, self.heard = Office(), Heard()
        self.moves: dict[int, int] = {}
        self.acks: list[int] = []
        self.asked: Pull | NextPage | None = None
        self.answer: Answer | None = None
        with self.store.write() as unit:
            unit.execute("UPDATE till SET stand_alone = 0")

    def teardown(self) -> None:
        self.reader.close()
        self.store.close()
        self._folder.cleanup()

    @property
    def stream(self) -> Stream:
        found = current_stream(self.reader)
        assert found is not None
        return found

    @rule(amount=AMOUNTS)
    def sell(self, amount: int) -> None:
        with self.store.write() as unit:
            draft = Draft("future.thing", "{}", bdate=today(unit), shift=None, actor=self.shop.sari)
            done = append(unit, draft)
            customers.note_moves(unit, ANI, position=done.position, points=amount, taken=0, owed=0)
            unit.execute(
                "INSERT INTO stored_move (method, number, position, amount) VALUES (?, ?, ?, ?)",
                (CARD[0].value, CARD[1], done.position, amount),
            )
        self.moves[done.seq] = amount

    @rule(count=st.integers(1, 4), answered=st.booleans())
    def push(self, count: int, answered: bool) -> None:
        self.office.held = min(self.stream.head_seq, self.office.held + count)
        self.office.commits += 1
        if answered:
            self.acks.append(self.office.held)

    @precondition(lambda self: self.acks)
    @rule(newest=st.booleans())
    def hear_ack(self, newest: bool) -> None:
        seq = self.acks.pop(-1 if newest else 0)
        with self.store.write() as unit:
            set_acked(unit, self.stream, seq, {})

    @rule()
    def carry_up(self) -> None:
        self.office.carried = self.office.held
        self.office.commits += 1

    @rule(amount=AMOUNTS)
    def sold_elsewhere(self, amount: int) -> None:
        self.office.others += amount
        self.office.commits += 1

    @rule()
    def back_up(self) -> None:
        self.office.backup = self.office.held, self.office.carried, self.office.others

    @rule()
    def restore(self) -> None:
        self.office.held, self.office.carried, self.office.others = self.office.backup
        self.office.life += 1
        self.office.commits += 1

    @precondition(lambda self: self.asked is None)
    @rule()
    def ask(self) -> None:
        self.asked = next_pull(self.reader)

    @precondition(lambda self: self.asked is not None and self.answer is None)
    @rule(cut=st.booleans())
    def read(self, cut: bool) -> None:
        assert self.asked is not None
        if isinstance(self.asked, NextPage):
            self.answer = self._page(self.asked)
        else:
            self.answer = self._changes(self.asked, cut=cut)

    @precondition(lambda self: self.asked is None)
    @rule()
    def pull_to_the_end(self) -> None:
        """A page, or the answer that a snapshot is needed, leads to the next."""
        for _ in range(4):
            self.ask()
            self.read(cut=False)
            self.hear()
            self.every_own_move_counts_once()

    @rule()
    def lose_the_question(self) -> None:
        self.asked = self.answer = None

    @precondition(lambda self: self.answer is not None)
    @rule()
    def hear(self) -> None:
        answer, self.asked, self.answer = self.answer, None, None
        assert answer is not None
        if answer.reply is None:
            start_over(self.store)
        elif isinstance(answer.asked, NextPage) and isinstance(answer.reply, SnapshotReply):
            self._hear_page(answer, answer.asked, answer.reply)
        elif isinstance(answer.asked, Pull) and isinstance(answer.reply, ChangesReply):
            take_changes(self.store, answer.asked, answer.reply)
            self._heard(dict.fromkeys(answer.told, answer.others))

    @invariant()
    def every_own_move_counts_once(self) -> None:
        own = sum(self.moves.values())
        shown = customers.standing_of(self.reader, ANI).points
        assert shown == self.heard.customer + own
        held = stored.look_up(self.reader, method=CARD[0], number=CARD[1], stand_alone=False)
        assert (0 if held is None else held.balance) == self.heard.card + own

    def _changes(self, asked: Pull, *, cut: bool) -> Answer:
        life, *places = (int(part) for part in asked.cursor.split("."))
        office = self.office
        if life != office.life:
            return Answer(asked, None, office.others)
        told = frozenset() if places[0] == office.commits else frozenset({"customer"})
        if cut:
            places[0] = office.commits
        else:
            told |= frozenset() if places[1] == office.commits else frozenset({"card"})
            places = [office.commits, office.commits]
        reply = ChangesReply(
            company=self.stream.company, epoch=office.epoch, rows=self._rows(told),
            cursor=".".join(map(str, (office.life, *places))), company_seq=1, branch_seq=1, more=cut,
            counted=self._counted(),
        )  # fmt: skip
        return Answer(asked, reply, office.others, told)

    def _page(self, asked: NextPage) -> Answer:
        office = self.office
        told = frozenset({"card"} if asked.after else {"customer"})
        first = asked.after or f"{office.life}.{office.commits}"
        life, place = first.split(".")
        if int(life) != office.life:
            return Answer(asked, None, office.others)
        reply = SnapshotReply(
            company=self.stream.company, epoch=office.epoch, rows=self._rows(told),
            next=None if asked.after else first, cursor=f"{life}.{place}.{place}", company_seq=1,
            branch_seq=1, total=2, counted=self._counted(),
        )  # fmt: skip
        return Answer(asked, reply, office.others, told)

    def _hear_page(self, answer: Answer, asked: NextPage, reply: SnapshotReply) -> None:
        take_page(self.store, asked, reply)
        if asked.after is None:
            self.heard.beside = {}
        self.heard.beside |= dict.fromkeys(answer.told, answer.others)
        if reply.next is None:
            self._heard(self.heard.beside)

    def _heard(self, told: dict[str, int]) -> None:
        self.heard.customer = told.get("customer", self.heard.customer)
        self.heard.card = told.get("card", self.heard.card)

    def _rows(self, told: frozenset[str]) -> tuple[ChangeRow, ...]:
        office = self.office
        customer = CustomerStandingRow(customer=ANI, points=office.others + self._sum(office.held), owed=0)
        card = StoredValueRow(
            method=CARD[0], number=CARD[1], balance=Money(office.others + self._sum(office.carried))
        )
        rows: dict[str, tuple[Entity, str, Any]] = {
            "customer": (Entity.CUSTOMER_STANDING, str(ANI), customer),
            "card": (Entity.STORED_VALUE, f"{CARD[0].value}:{CARD[1]}", card),
        }
        return tuple(
            ChangeRow(entity=entity, key=key, version=office.commits, row=row.model_dump(mode="json"))
            for name, (entity, key, row) in rows.items()
            if name in told
        )

    def _sum(self, seq: int) -> int:
        return sum(amount for place, amount in self.moves.items() if place <= seq)

    def _counted(self) -> tuple[Counted, ...]:
        held = self.office.held
        if not held:
            return ()
        own = hash_at(self.reader, self.stream.stream_no, held)
        assert own is not None
        values = min(held, self.office.carried)
        return (Counted(stream=self.stream.stream, seq=held, hash=own.hex(), values=values),)


TestTold = Told.TestCase
TestTold.settings = settings(max_examples=40, stateful_step_count=30)
