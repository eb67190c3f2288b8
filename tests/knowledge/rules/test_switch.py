from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.switch import last_wish_day, next_last_wish_day, travel_time, wish_in_time
from knowledge.values import Values

DAYS = st.dates(date(2019, 3, 1), date(2090, 12, 31))
BEFORE_THE_RULE = date(2019, 2, 28)


@pytest.mark.parametrize("year", [2019, 2024, 2026])
def test_wishes_close_the_day_before_1_april(values: Values, year: int) -> None:
    assert last_wish_day(values, date(2024, 1, 1), year) == date(year, 3, 31)


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 31), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2027, 3, 31)),
        (date(2026, 12, 31), date(2027, 3, 31)),
        (date(2024, 2, 29), date(2024, 3, 31)),
        (BEFORE_THE_RULE, None),
    ],
)
def test_the_next_last_day(values: Values, as_of: date, day: date | None) -> None:
    assert next_last_wish_day(values, as_of) == day


@given(as_of=DAYS)
def test_the_next_last_day_is_less_than_a_year_away(values: Values, as_of: date) -> None:
    day = next_last_wish_day(values, as_of)
    assert day is not None
    assert as_of <= day <= as_of + timedelta(days=365)


@pytest.mark.parametrize(
    ("wished_on", "in_time"),
    [
        (date(2025, 9, 1), True),
        (date(2025, 12, 31), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
        (date(2026, 8, 31), False),
        (date(2026, 9, 1), True),
        (BEFORE_THE_RULE, None),
    ],
)
def test_a_wish_is_in_time_until_31_march_of_its_academic_year(
    values: Values, wished_on: date, in_time: bool | None
) -> None:
    assert wish_in_time(values, wished_on) is in_time


@pytest.mark.parametrize(("minutes", "over"), [(0, False), (89.5, False), (90, False), (90.5, True)])
def test_strictly_more_than_the_limit_is_a_judgement(values: Values, minutes: float, over: bool) -> None:
    travel = travel_time(values, date(2026, 1, 1), minutes)
    assert travel is not None
    assert (travel.over_limit, travel.judgement, travel.limit) == (over, over, 90)


def test_before_the_rule_there_is_no_travel_limit(values: Values) -> None:
    assert travel_time(values, BEFORE_THE_RULE, 200) is None
