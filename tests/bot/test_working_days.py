"""Weekends and Dutch public holidays are no working days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.working_days import add_working_days, is_working_day, next_working_day

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 3, 6), True),
        (date(2026, 3, 7), False),
        (date(2026, 3, 8), False),
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2026, 4, 27), False),  # King's Day
        (date(2025, 4, 26), False),  # King's Day, a day early because the 27th is a Sunday
        (date(2025, 4, 28), True),
        (date(2025, 5, 5), False),  # Liberation Day in a lustrum year
        (date(2026, 5, 5), True),
        (date(2026, 5, 14), False),  # Ascension Day
        (date(2025, 12, 26), False),
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
    ],
)
def test_working_days(day: date, working: bool) -> None:
    assert is_working_day(day) is working


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 3, 6), date(2026, 3, 6)),
        (date(2026, 3, 7), date(2026, 3, 9)),
        (date(2026, 4, 4), date(2026, 4, 7)),
        (date(2025, 12, 25), date(2025, 12, 29)),
    ],
)
def test_the_next_working_day_is_the_day_itself_when_it_is_one(day: date, following: date) -> None:
    assert next_working_day(day) == following


@pytest.mark.parametrize(
    ("day", "n", "reached"),
    [
        (date(2026, 3, 4), 5, date(2026, 3, 11)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2025, 12, 24), 1, date(2025, 12, 29)),
        (date(2025, 12, 31), 1, date(2026, 1, 2)),
        (date(2026, 3, 9), -1, date(2026, 3, 6)),
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
    ],
)
def test_adding_working_days(day: date, n: int, reached: date) -> None:
    assert add_working_days(day, n) == reached


@given(DAYS, st.integers(1, 60))
def test_exactly_n_working_days_lie_after_the_day(day: date, n: int) -> None:
    reached = add_working_days(day, n)
    after = (date.fromordinal(number) for number in range(day.toordinal() + 1, reached.toordinal() + 1))
    assert is_working_day(reached)
    assert sum(map(is_working_day, after)) == n
    assert next_working_day(reached) == reached
