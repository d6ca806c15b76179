"""A shift: opened, counted, closed, all without a network."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from pos_client.engine import print_jobs, shifts
from pos_client.engine.clock import clock_drift_ms
from pos_client.engine.print_jobs import PrintKind
from pos_client.engine.receipts import receipt_of
from pos_client.engine.till import today
from pos_client.store.catalogue import Catalogue
from pos_client.store.journal import current_stream, events_after
from pos_client.store.sync_state import set_skew
from shared_models.values.codes import CashDirection, CashReason, ErrorCode
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import decode
from shared_models.wire.shifts import ShiftClosed
from tests.factories.tills import Clock, Shop, pay, ring_up


def close(shop: Shop, pieces: dict[int, int]) -> shifts.ShiftReport:
    with shop.store.write() as unit:
        return shifts.close_shift(unit, actor=shop.sari, pieces=pieces, note="")


def move(shop: Shop, direction: CashDirection, reason: CashReason, amount: int) -> ErrorCode | None:
    try:
        with shop.store.write() as unit:
            shifts.move_cash(
                unit,
                direction=direction,
                reason=reason,
                amount=Money(amount),
                note="es batu",
                actor=shop.sari,
            )
    except Refusal as refused:
        return refused.code
    return None


def test_a_day_of_cash_adds_up(open_shop: Shop) -> None:
    pay(open_shop, ring_up(open_shop, "KOPI", "GULA").id, 50_000)
    assert move(open_shop, CashDirection.IN, CashReason.FLOAT, 100_000) is None
    assert move(open_shop, CashDirection.OUT, CashReason.PETTY, 15_000) is None
    with open_shop.store.write() as unit:
        x = shifts.x_report(unit)
    # 35.950 is rounded to 36.000.
    assert (x.expected, x.issued, x.unacknowledged, x.counted) == (321_000, 1, 1, None)
    z = close(open_shop, {100_000: 3, 20_000: 1, 1_000: 0})
    assert (z.counted, z.difference, z.number, z.cashier_name) == (320_000, -1_000, 1, "Sari")
    assert (z.first_receipt, z.last_receipt) == ("BDG1-K1A-000001", "BDG1-K1A-000001")
    assert z.bdate == date(2026, 11, 21)
    reader = open_shop.store.reader()
    assert shifts.current_shift(reader) is None
    assert shifts.shift_report(reader, z.shift) == z
    assert [row.number for row in shifts.recent_shifts(reader)] == [1]
    reader.close()


def test_a_damaged_row_does_not_keep_a_shift_open(open_shop: Shop) -> None:
    """What the running totals say of it stands."""
    pay(open_shop, ring_up(open_shop, "KOPI").id, 50_000)
    pay(open_shop, ring_up(open_shop, "KOPI").id, 50_000)
    with open_shop.store.write() as unit:
        x = shifts.x_report(unit)
        unit.execute("DROP TRIGGER event_is_never_changed")
        unit.execute("UPDATE event SET body = '{' WHERE seq = 3")
    z = close(open_shop, {100_000: 2})
    assert (z.expected, z.issued, z.counted) == (x.expected, 2, 200_000)


def test_the_closing_event_holds_issued_count_and_chain_head(open_shop: Shop) -> None:
    """Lesson 24: A shift is a range of the journal, not of the clock."""
    pay(open_shop, ring_up(open_shop, "KOPI").id, 50_000)
    with open_shop.store.write() as unit:
        head = current_stream(unit)
    assert head is not None
    z = close(open_shop, {100_000: 2})
    with open_shop.store.write() as unit:
        event = decode(events_after(unit, head.stream_no, head.head_seq, limit=1)[0].body.encode())
    assert isinstance(event.p, ShiftClosed)
    assert (event.p.issued, event.p.head_seq, event.p.head_hash) == (1, head.head_seq, head.head_hash.hex())
    assert event.p.figures.expected == z.expected == 218_500
    assert [(piece.denomination, piece.count) for piece in event.p.pieces] == [(100_000, 2)]
    assert event.shift == z.shift


def test_a_stored_total_is_only_a_cache(open_shop: Shop) -> None:
    """Lesson 19: A stored total is only a cache of the journal."""
    pay(open_shop, ring_up(open_shop, "KOPI").id, 50_000)
    with open_shop.store.write() as unit:
        unit.execute("UPDATE shift SET cash_sales = 1, sales = 99")
    z = close(open_shop, {})
    assert (z.sums.cash_sales, z.sums.sales, z.expected) == (18_500, 1, 218_500)


def test_one_shift_at_a_time_numbers_go_on(open_shop: Shop) -> None:
    """Lesson 18: Numbers come from the till's own series, in the sale's transaction."""
    with pytest.raises(Refusal) as refused:
        open_shop.open_shift()
    assert refused.value.code is ErrorCode.SHIFT_ALREADY_OPEN
    close(open_shop, {})
    assert open_shop.open_shift(0).number == 2
    with pytest.raises(Refusal) as refused:
        open_shop.open_shift(-1)
    assert refused.value.code is ErrorCode.INVALID


def test_a_shift_is_not_closed_over_an_open_cart(open_shop: Shop) -> None:
    ring_up(open_shop, "KOPI")
    with pytest.raises(Refusal) as refused:
        close(open_shop, {})
    assert refused.value.code is ErrorCode.CARTS_STILL_OPEN


def test_cash_reasons_have_their_direction(open_shop: Shop) -> None:
    assert move(open_shop, CashDirection.IN, CashReason.PETTY, 1_000) is ErrorCode.INVALID
    assert move(open_shop, CashDirection.OUT, CashReason.FLOAT, 1_000) is ErrorCode.INVALID
    assert move(open_shop, CashDirection.OUT, CashReason.DROP, 0) is ErrorCode.INVALID
    close(open_shop, {})
    assert move(open_shop, CashDirection.OUT, CashReason.DROP, 1) is ErrorCode.NO_OPEN_SHIFT


@pytest.mark.parametrize("pieces", [{100_000: -1}, {0: 1}, {-5: 1}, {10**15: 10**9}])
def test_impossible_counts_are_refused(open_shop: Shop, pieces: dict[int, int]) -> None:
    with pytest.raises(Refusal) as refused:
        close(open_shop, pieces)
    assert refused.value.code is ErrorCode.INVALID


def test_the_drawer_opens_for_a_supervisor(open_shop: Shop) -> None:
    with pytest.raises(Refusal) as refused, open_shop.store.write() as unit:
        shifts.record_drawer_opening(unit, actor=open_shop.sari, reason="uang kecil")
    assert refused.value.code is ErrorCode.APPROVAL_NEEDED
    with open_shop.store.write() as unit:
        number = shifts.record_drawer_opening(
            unit, actor=open_shop.sari, reason="uang kecil", approver=open_shop.budi
        )
        job = print_jobs.job_at(unit, number)
        assert shifts.x_report(unit).sums.drawer_openings == 1
    assert job is not None
    assert (job.kind, job.paper, job.drawer) == (PrintKind.DRAWER, False, True)


def test_x_and_z_are_printed(open_shop: Shop) -> None:
    with open_shop.store.write() as unit:
        shift = shifts.current_shift(unit)
        assert shift is not None
        jobs = [shifts.print_shift(unit, shift.shift)]
        shifts.close_shift(unit, actor=open_shop.sari, pieces={})
        jobs.append(shifts.print_shift(unit, shift.shift))
        kinds = [job.kind for number in jobs if (job := print_jobs.job_at(unit, number))]
    assert kinds == [PrintKind.X_REPORT, PrintKind.Z_REPORT]


@pytest.mark.parametrize(
    "now",
    [
        datetime(2024, 1, 1, tzinfo=UTC),
        datetime(2026, 11, 19, tzinfo=UTC),
        datetime(2031, 11, 22, tzinfo=UTC),
    ],
    ids=["past", "went back", "2031, and no server to ask"],
)
def test_an_absurd_clock_needs_a_supervisor(shop: Shop, clock: Clock, now: datetime) -> None:
    clock.at = now
    with pytest.raises(Refusal) as refused:
        shop.open_shift()
    assert refused.value.code is ErrorCode.CLOCK_ABSURD
    with shop.store.write() as unit:
        shifts.open_shift(unit, cashier=shop.sari, opening_float=Money(0), approver=shop.budi)


def test_a_day_off_the_servers_clock_is_absurd_until_the_clock_is_set(shop: Shop, clock: Clock) -> None:
    """Lesson 58: Order comes from the journal; a clock that cannot be opens no shift by itself."""
    with shop.store.write() as unit:
        set_skew(unit, 3 * 86_400_000)
        assert clock_drift_ms(unit) == 3 * 86_400_000
    with pytest.raises(Refusal) as refused:
        shop.open_shift()
    assert refused.value.code is ErrorCode.CLOCK_ABSURD
    clock.at -= timedelta(hours=20)
    shop.open_shift()
    with shop.store.write() as unit:
        assert clock_drift_ms(unit) == 0


def test_a_sale_can_always_be_finished(open_shop: Shop, clock: Clock) -> None:
    cart = ring_up(open_shop, "KOPI")
    clock.at = datetime(2020, 1, 1, tzinfo=UTC)
    assert pay(open_shop, cart.id, 20_000).receipt_no == "BDG1-K1A-000001"


def test_the_business_day_is_the_branchs(open_shop: Shop, clock: Clock) -> None:
    """Lesson 59: The business day is the branch's."""
    clock.at = datetime(2026, 11, 21, 16, 59, tzinfo=UTC)
    with open_shop.store.write() as unit:
        assert today(unit) == date(2026, 11, 21)
    clock.at += timedelta(minutes=1)
    with open_shop.store.write() as unit:
        assert today(unit) == date(2026, 11, 22)


def days_of(shop: Shop) -> set[date]:
    """The business day as the engine writes it, and as prices are read by in a transaction and outside."""
    reader = shop.store.reader()
    read = Catalogue(reader, now=shop.clock.now).day()
    reader.close()
    with shop.store.write() as unit:
        return {today(unit), Catalogue(unit, now=shop.clock.now).day(), read}


def test_the_day_of_a_shift_never_goes_back(open_shop: Shop, clock: Clock) -> None:
    clock.at -= timedelta(days=1)
    assert days_of(open_shop) == {date(2026, 11, 21)}
    sold = pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000)
    with open_shop.store.write() as unit:
        assert receipt_of(unit, sold.sale).bdate == date(2026, 11, 21)


def test_a_shift_over_midnight_stays_on_its_second_day(open_shop: Shop, clock: Clock) -> None:
    """Lesson 26: The business day is fixed at the sale."""
    clock.pass_by(hours=14)
    assert move(open_shop, CashDirection.OUT, CashReason.PETTY, 15_000) is None
    clock.at -= timedelta(hours=14)
    assert days_of(open_shop) == {date(2026, 11, 22)}
    close(open_shop, {})
    # Without a shift the day is that of the clock, which a supervisor may have set right.
    assert days_of(open_shop) == {date(2026, 11, 21)}
    open_shop.open_shift()
    assert days_of(open_shop) == {date(2026, 11, 21)}


def test_a_clock_set_forward_moves_the_day(open_shop: Shop, clock: Clock) -> None:
    clock.at += timedelta(days=3)
    assert days_of(open_shop) == {date(2026, 11, 24)}
