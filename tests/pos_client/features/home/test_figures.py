"""Home's figures are compared with last week's day as far as today has come."""

from datetime import UTC, date, datetime, timedelta

from pos_client.features.home.state import Compared, TillMood, curves, key_figures, mood_of, so_far
from shared_models.wire.reports import Home, HomeFigures, HourPoint, TillLine

SATURDAY = date(2026, 11, 21)
CLOCK = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


def figures(day: date, sales: int, receipts: int, *, revenue: int = 0, profit: int = 0) -> HomeFigures:
    return HomeFigures(
        bdate=day,
        sales=sales,
        receipts=receipts,
        returns=0,
        average_basket=sales // receipts if receipts else 0,
        revenue=revenue,
        gross_profit=profit,
    )


def hours(**sold: int) -> tuple[HourPoint, ...]:
    by_hour = {int(key[1:]): value for key, value in sold.items()}
    return tuple(
        HourPoint(hour=at, sales=by_hour.get(at, 0), receipts=by_hour.get(at, 0) // 100) for at in range(24)
    )


def home(**changes: object) -> Home:
    fields: dict[str, object] = {
        "company_name": "Toko Ratna",
        "server_time": datetime(2026, 11, 21, 7, 30, tzinfo=UTC),
        "today": figures(SATURDAY, 3_000, 3, revenue=2_000, profit=500),
        "week_ago": figures(SATURDAY - timedelta(days=7), 9_000, 9, revenue=8_000, profit=1_600),
        "hours": hours(h9=1_000, h14=2_000),
        "hours_week_ago": hours(h9=1_000, h14=2_000, h20=6_000),
        "top": (),
        "tills": (),
        "reviews_open": 0,
    }
    return Home.model_validate(fields | changes)


def test_what_last_week_sold_later_in_the_day_is_not_held_against_today() -> None:
    own = key_figures(home(), CLOCK)
    assert own.sales == Compared(3_000, 2_000), "9 o'clock whole, half of the hour under way"
    assert own.sales.change_bp == 5_000
    assert own.receipts == Compared(3, 20)


def test_margins_are_compared_in_points() -> None:
    own = key_figures(home(), CLOCK)
    assert own.margin_bp == Compared(2_500, 2_000)
    assert own.profit == 500


def test_nothing_to_compare_with_gives_no_percentage() -> None:
    assert Compared(5, 0).change_bp is None
    assert so_far((), CLOCK, "sales") == 0


def test_curves_show_the_shop_s_hours_and_what_lies_outside_them() -> None:
    now, then = curves(home(hours=hours(h5=100, h9=1_000)), CLOCK)
    assert (min(now), max(now)) == (5, 14)
    assert (min(then), max(then)) == (5, 21)


def test_how_a_till_stands() -> None:
    at = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)

    def line(waiting: int, minutes: int | None) -> TillLine:
        contact = None if minutes is None else at - timedelta(minutes=minutes)
        return TillLine(
            register_id="1",
            code="K1",
            sales=0,
            receipts=0,
            waiting=waiting,
            oldest_at=None,
            last_contact=contact,
        )

    moods = [mood_of(line(*given), at) for given in ((0, None), (0, 1), (3, 1), (3, 11))]
    assert moods == [TillMood.NEVER, TillMood.SENT, TillMood.WAITING, TillMood.SILENT]
