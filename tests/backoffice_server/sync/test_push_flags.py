"""Facts that break a rule are booked and flagged; poison blocks nobody; a sick database acks nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import Table, func, select, text

from backoffice_server.features.catalog.tables import product
from backoffice_server.features.events.tables import event
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale
from backoffice_server.proof.verify import verify
from shared_models.rules.returns import LineBack
from shared_models.values.codes import EventOutcome, PriceSource, StreamPurpose
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.wire.envelope import CatalogPosition
from shared_models.wire.sync import PushReply
from tests.conftest import ExpectLog
from tests.factories.events import TillWriter, line
from tests.factories.warung import ANTAR, BRANCH, BUDI, GULA, SABUN, SECRET, Warung, good


def count(warung: Warung, table: Table) -> int:
    return int(warung.scalar(select(func.count()).select_from(table)))


def flags(warung: Warung) -> dict[str, int]:
    rows = warung.rows(select(review.c.code, func.sum(review.c.occurrences)).group_by(review.c.code))
    return {row[0]: int(row[1]) for row in rows}


def posted(reply: PushReply) -> list[tuple[str, ...]]:
    """Review codes of each result; everything but the till's small events must have been posted."""
    outcomes = {result.outcome for result in reply.results}
    assert outcomes <= {EventOutcome.POSTED, EventOutcome.NOTED}, outcomes
    return [result.reviews for result in reply.results]


def holds(warung: Warung) -> None:
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


def test_goods_never_received_go_negative_flagged_once_per_product(warung: Warung) -> None:
    """Lesson 33: Goods never received go below zero and are flagged, never refused."""
    till = warung.opened()
    for _ in range(3):
        till.sale(line(SABUN.item, SABUN.price), line(SABUN.item, SABUN.price), line(GULA.item, GULA.price))
    reviews = posted(warung.push(till.push()))
    assert reviews[2:] == [("negative_stock", "cost_unknown"), ("cost_unknown",), ("cost_unknown",)]
    assert flags(warung) == {"negative_stock": 2, "cost_unknown": 1}
    holds(warung)


def test_services_move_no_stock(warung: Warung) -> None:
    till = warung.opened()
    till.sale(line(ANTAR.item, ANTAR.price))
    assert posted(warung.push(till.push()))[-1] == ()
    holds(warung)


def test_an_unknown_product_gets_a_hidden_row(warung: Warung) -> None:
    stranger = good(77, "GULA-1KG", 5_000, None)
    till = warung.stocked().opened()
    till.sale(line(stranger.item, 5_000))
    till.sale(line(stranger.item, 5_000))
    reviews = posted(warung.push(till.push()))
    assert "unknown_product" in reviews[2]
    (row,) = warung.rows(select(product).where(product.c.product_id == stranger.item.product))
    assert (row.placeholder, row.active) == (True, False)
    assert row.sku != "GULA-1KG"
    holds(warung)


def test_an_unknown_product_stays_unknown_until_somebody_enters_it(warung: Warung) -> None:
    """However the pushes are cut: the hidden row is no list that a price could differ from."""
    stranger = good(77, "TAHU", 5_000, None)
    till = warung.stocked().opened()
    for _ in range(3):
        till.sale(line(stranger.item, 5_000))
    warung.push(till.push(1, 3))
    warung.push(till.push(4, 5))
    assert flags(warung) == {"unknown_product": 1, "negative_stock": 1, "cost_unknown": 1}


def test_a_price_that_is_not_the_list_at_the_tills_position(warung: Warung) -> None:
    till = warung.stocked().opened(cat=CatalogPosition(epoch=UUID(int=0xE0), company=1, branch=0))
    till.sale(line(GULA.item, GULA.price))
    till.sale(line(GULA.item, GULA.price - 500))
    till.sale(line(GULA.item, GULA.price - 500, source=PriceSource.OVERRIDE))
    till.cat = CatalogPosition(epoch=UUID(int=0xE0), company=0, branch=0)
    till.sale(line(GULA.item, GULA.price))
    reviews = posted(warung.push(till.push()))
    assert reviews[2:] == [(), ("price_differs",), (), ("price_differs",)]


def test_tax_by_another_rule_or_another_sum(warung: Warung) -> None:
    till = warung.stocked().opened()
    old = till.tax_rules
    till.tax_rules = ()
    till.sale(line(GULA.item, GULA.price))
    till.tax_rules = old
    sold = till.sale(line(GULA.item, GULA.price))
    (only,) = sold.receipt.lines
    till.sold(replace(sold.receipt, lines=(replace(only, tax=Money(only.tax + 1)),)))
    reviews = posted(warung.push(till.push()))
    assert reviews[2:] == [("tax_differs",), (), ("tax_differs",)]
    holds(warung)


def test_people_who_left_or_were_never_there(warung: Warung) -> None:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price), actor=BUDI)
    till.sale(line(GULA.item, GULA.price), approver=UUID(int=0x99))
    assert posted(warung.push(till.push()))[2:] == [("staff_dismissed",), ("unknown_staff",)]


def test_a_revoked_till_still_lands(warung: Warung) -> None:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price))
    assert posted(warung.push(till.push(), revoked=True))[2] == ("device_revoked",)


@pytest.mark.parametrize(
    ("bdate", "day"),
    [(date(2025, 12, 31), date(2026, 1, 1)), (date(2099, 1, 1), date(2026, 11, 20))],
)
def test_an_impossible_date_is_posted_on_an_open_day(warung: Warung, bdate: date, day: date) -> None:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price), bdate=bdate)
    assert "posted_later" in posted(warung.push(till.push()))[2]
    (row,) = warung.rows(select(posting).where(posting.c.document_kind == "sale"))
    assert (row.bdate, row.posting_date) == (bdate, day)
    holds(warung)


def test_an_import_keeps_its_old_dates(warung: Warung) -> None:
    with warung.database.write() as unit:
        guard = {"sqlite": "enrolment_no_update", "postgresql": "enrolment_append_only ON enrolment"}
        unit.connection.execute(text(f"DROP TRIGGER {guard[unit.dialect]}"))
        unit.connection.execute(text("UPDATE enrolment SET purpose = 'import'"))
    till = warung.stocked().opened(purpose=StreamPurpose.IMPORT, bdate=date(2011, 3, 1), skew_ms=10**9)
    till.sale(line(GULA.item, GULA.price))
    reviews = posted(warung.push(till.push(), purpose=StreamPurpose.IMPORT))[2]
    assert not {"posted_later", "clock_skew"} & set(reviews)
    (row,) = warung.rows(select(posting).where(posting.c.document_kind == "sale"))
    assert row.posting_date == date(2011, 3, 1)


def test_a_wrong_clock_is_flagged_once(warung: Warung) -> None:
    till = warung.stocked().opened(skew_ms=200_000)
    till.sale(line(GULA.item, GULA.price))
    till.skew_ms = 0
    till.at += timedelta(hours=9)
    till.sale(line(GULA.item, GULA.price), bdate=date(2026, 11, 20))
    warung.push(till.push())
    assert flags(warung) == {"clock_skew": 1}


def test_returns_that_ask_too_much(warung: Warung) -> None:
    """Lesson 40: No more comes back than was sold; what two tills took back together is flagged."""
    till = warung.stocked().opened()
    sold = till.sale(line(GULA.item, GULA.price, qty=whole(2)))
    till.returned(sold, [LineBack(1, whole(2))])
    till.returned(sold, [LineBack(1, whole(1))])
    till.returned(sold, [LineBack(1, whole(1))], named=False)
    assert posted(warung.push(till.push()))[3:] == [
        (),
        ("return_exceeds_sale",),
        ("return_without_sale",),
    ]
    holds(warung)


def test_till_figures_are_compared_field_by_field(warung: Warung) -> None:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price))
    till.shift_closed(sales=2, cash_sales=1)
    assert posted(warung.push(till.push()))[-1] == ("shift_figures_differ",)
    facts = warung.scalar(select(review.c.facts))
    assert facts == '{"cash_sales": -17499, "sales": 1}'
    holds(warung)


def poisoned(warung: Warung) -> TillWriter:
    till = warung.stocked().opened()
    first = till.sale(line(GULA.item, GULA.price))
    till.sold(replace(first.receipt, total=Money(first.receipt.total + 1)))
    till.sale(line(GULA.item, GULA.price))
    return till


def test_sums_that_cannot_be_true_are_kept_unposted(warung: Warung) -> None:
    till = poisoned(warung)
    reply = warung.push(till.push())
    assert [result.outcome for result in reply.results[2:]] == [
        EventOutcome.POSTED,
        EventOutcome.QUARANTINED,
        EventOutcome.POSTED,
    ]
    assert reply.results[3].reviews == ("totals_impossible",)
    assert (count(warung, sale), reply.under_review) == (2, 1)
    holds(warung)


def test_only_the_offender_is_set_aside(warung: Warung, expect_log: ExpectLog) -> None:
    """The same sale under two events: the batch is posted one by one, the second waits for a person."""
    till = warung.stocked().opened()
    first = till.sale(line(GULA.item, GULA.price))
    till.sold(first.receipt, sale=first.sale)
    till.sale(line(GULA.item, GULA.price))
    expect_log("is kept unposted")
    reply = warung.push(till.push())
    assert [result.outcome for result in reply.results[1:]] == [
        EventOutcome.POSTED,
        EventOutcome.POSTED,
        EventOutcome.QUARANTINED,
        EventOutcome.POSTED,
    ]
    assert reply.results[3].reviews == ("not_applied",)
    assert reply.known == till.mark(5)
    holds(warung)


def test_a_shift_closed_twice_is_booked_and_flagged(warung: Warung) -> None:
    till = warung.stocked().opened()
    shift = till.shift
    till.shift_closed()
    till.shift = shift
    till.shift_closed(counted=0)
    reply = warung.push(till.push())
    assert [result.outcome for result in reply.results[2:]] == [EventOutcome.POSTED] * 2
    assert posted(reply)[-1] == ("shift_closed_twice",)


def test_a_sick_database_acknowledges_nothing(warung: Warung) -> None:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price))
    with warung.database.write() as unit:
        unit.connection.execute(text("ALTER TABLE sale_payment RENAME TO elsewhere"))
    with pytest.raises((psycopg.ProgrammingError, sqlite3.OperationalError)):
        warung.push(till.push())
    assert count(warung, event) == 0
    with warung.database.write() as unit:
        unit.connection.execute(text("ALTER TABLE elsewhere RENAME TO sale_payment"))
    assert posted(warung.push(till.push()))[-1] == ()
    assert count(warung, sale) == 1
    assert warung.scalar(select(posting.c.branch_id).limit(1)) == BRANCH


def test_what_a_failed_push_made_is_not_remembered(warung: Warung, expect_log: ExpectLog) -> None:
    """Posted one by one, a push reads back the hidden product it just made; then all of it is rolled back."""
    stranger = good(77, "TAHU", 5_000, None)
    till = warung.stocked().opened()
    first = till.sale(line(stranger.item, 5_000))
    till.sold(first.receipt, sale=first.sale)
    till.sale(line(stranger.item, 5_000))
    expect_log("is kept unposted")
    with warung.database.write() as unit:
        unit.connection.execute(text("ALTER TABLE event_outcome RENAME TO elsewhere"))
    with pytest.raises((psycopg.ProgrammingError, sqlite3.OperationalError)):
        warung.push(till.push())
    with warung.database.write() as unit:
        unit.connection.execute(text("ALTER TABLE elsewhere RENAME TO event_outcome"))
    assert "unknown_product" in warung.push(till.push()).results[2].reviews
    (row,) = warung.rows(select(product).where(product.c.product_id == stranger.item.product))
    assert row.placeholder
    holds(warung)


def test_what_a_label_states_is_no_odd_price_unless_it_is_far_from_the_list(warung: Warung) -> None:
    till = warung.stocked().opened()
    label = PriceSource.LABEL
    near = Money(GULA.price + GULA.price // 200)
    till.sale(line(GULA.item, near, qty=Quantity(623), source=label))
    till.sale(line(GULA.item, GULA.price * 2, qty=Quantity(623), source=label))
    reply = warung.push(till.push())
    assert [result.reviews for result in reply.results[2:]] == [(), ("price_differs",)]
