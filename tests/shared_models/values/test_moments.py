"""Instants keep their offset; a business date is the local day of the branch."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.values.moments import (
    Zone,
    business_date,
    from_text,
    from_utc_ms,
    local,
    to_text,
    utc_ms,
    zone_of,
)

instants = st.datetimes(
    min_value=from_utc_ms(0).replace(tzinfo=None),
    max_value=from_utc_ms(2**42).replace(tzinfo=None),
    timezones=st.sampled_from([UTC, *map(zone_of, Zone)]),
)


def test_the_same_instant_is_an_hour_later_in_makassar_and_two_in_jayapura() -> None:
    noon = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
    assert [local(noon, zone).hour for zone in (Zone.WIB, Zone.WITA, Zone.WIT)] == [12, 13, 14]


def test_a_sale_after_midnight_belongs_to_yesterday_where_the_day_starts_at_four() -> None:
    late = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)  # 01.30 on the 22nd in Jakarta
    assert business_date(late, Zone.WIB) == date(2026, 11, 22)
    assert business_date(late, Zone.WIB, day_starts_at_hour=4) == date(2026, 11, 21)


def test_a_moment_is_written_with_offset_and_milliseconds() -> None:
    moment = datetime(2026, 11, 21, 14, 5, 7, 123_000, tzinfo=zone_of(Zone.WIB))
    assert to_text(moment) == "2026-11-21T14:05:07.123+07:00"


def test_a_moment_without_offset_is_refused_both_ways() -> None:
    with pytest.raises(ValueError, match="2026"):
        to_text(datetime(2026, 11, 21, tzinfo=UTC).replace(tzinfo=None))
    with pytest.raises(ValueError, match="2026-11-21T14:05:07"):
        from_text("2026-11-21T14:05:07")


@given(instants)
def test_texts_and_milliseconds_give_the_instant_back(moment: datetime) -> None:
    whole_ms = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    assert from_text(to_text(whole_ms)) == whole_ms
    assert from_text(to_text(whole_ms)).utcoffset() == whole_ms.utcoffset()
    assert from_utc_ms(utc_ms(moment)) == whole_ms


@given(instants, st.sampled_from(Zone), st.integers(min_value=0, max_value=12))
def test_a_business_date_lasts_24_hours(moment: datetime, zone: Zone, hour: int) -> None:
    day = business_date(moment, zone, day_starts_at_hour=hour)
    assert business_date(moment + timedelta(days=1), zone, day_starts_at_hour=hour) == day + timedelta(days=1)
    begin = datetime(day.year, day.month, day.day, hour, tzinfo=zone_of(zone))
    assert begin <= moment < begin + timedelta(days=1)
