from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.enrolment import academic_year, academic_year_start, study_year

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2023, 8, 31), 2022),
        (date(2023, 9, 1), 2023),
        (date(2023, 12, 31), 2023),
        (date(2024, 1, 1), 2023),
        (date(2024, 2, 29), 2023),
    ],
)
def test_an_academic_year_starts_on_1_september(day: date, year: int) -> None:
    assert academic_year(day) == year


@given(DAYS)
def test_a_day_lies_between_the_start_of_its_year_and_the_next(day: date) -> None:
    year = academic_year(day)
    assert academic_year_start(year) <= day < academic_year_start(year + 1)


@given(st.integers(2001, 2090), st.integers(1, 8))
def test_the_study_year_rises_by_one_on_1_september_only(start_year: int, number: int) -> None:
    first_day = date(start_year + number - 1, 9, 1)
    assert study_year(start_year, first_day) == number
    assert study_year(start_year, first_day - timedelta(days=1)) == number - 1
