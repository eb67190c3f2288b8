from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.resit import (
    CalendarTooShortError,
    SchoolCalendar,
    first_resit_day,
    load_school_calendar,
    monday,
    year_of_week,
)
from knowledge.values import Values
from knowledge.yaml_file import ContentError

# Of its own, so that these days stay what they are when an owner fills in the real year plan.
FREE = {
    "2025-2026": {"2025-10-20": 1, "2025-12-22": 2, "2026-02-16": 1, "2026-04-27": 2, "2026-07-13": 7},
    "2026-2027": {"2026-10-19": 1, "2026-12-21": 2, "2027-02-22": 1, "2027-04-26": 2, "2027-07-12": 7},
    "2027-2028": {"2027-10-18": 1, "2027-12-27": 2, "2028-02-28": 1, "2028-04-24": 2, "2028-07-17": 6},
}
NAME = {"nl": "Vrij", "en": "Free"}
CALENDAR = SchoolCalendar.model_validate(
    {
        "years": {
            year: [{"name": NAME, "from": first, "weeks": weeks} for first, weeks in breaks.items()]
            for year, breaks in FREE.items()
        }
    }
)
FREE_DAYS = {
    date.fromisoformat(first) + timedelta(days=day)
    for breaks in FREE.values()
    for first, weeks in breaks.items()
    for day in range(7 * weeks)
}
ASSESSMENTS = st.dates(date(2025, 9, 1), date(2028, 4, 16))


def resit(values: Values, assessed_on: date) -> date:
    day = first_resit_day(values, CALENDAR, assessed_on)
    assert day is not None
    return day


@pytest.mark.parametrize(
    ("assessed_on", "first_day"),
    [
        (date(2025, 9, 1), date(2025, 11, 24)),  # autumn
        (date(2025, 9, 7), date(2025, 11, 24)),
        (date(2025, 9, 8), date(2025, 12, 1)),
        (date(2025, 12, 17), date(2026, 3, 23)),  # Christmas and spring
        (date(2026, 4, 30), date(2026, 9, 7)),  # assessed in the May break; the summer
        (date(2026, 6, 10), date(2026, 10, 12)),
        (date(2026, 8, 5), date(2026, 11, 16)),  # assessed in the summer
        (date(2027, 10, 25), date(2028, 1, 24)),
        (date(2028, 1, 12), date(2028, 4, 3)),  # over 29 February
        (date(2026, 2, 2), date(2026, 4, 27)),  # the Monday itself may be in a break
    ],
)
def test_the_monday_after_ten_teaching_weeks(values: Values, assessed_on: date, first_day: date) -> None:
    assert resit(values, assessed_on) == first_day


@given(assessed_on=ASSESSMENTS)
def test_exactly_ten_whole_teaching_weeks_lie_between(values: Values, assessed_on: date) -> None:
    first_day = resit(values, assessed_on)
    start = monday(assessed_on) + timedelta(days=7)
    days = [start + timedelta(days=number) for number in range((first_day - start).days)]
    assert first_day.isoweekday() == 1
    assert sum(day not in FREE_DAYS for day in days) == 70
    assert days[-1] not in FREE_DAYS


@given(assessed_on=ASSESSMENTS, later=st.integers(0, 60))
def test_a_later_assessment_is_never_resat_earlier(values: Values, assessed_on: date, later: int) -> None:
    moved = min(assessed_on + timedelta(days=later), date(2028, 4, 16))
    assert resit(values, assessed_on) <= resit(values, moved)


@given(assessed_on=ASSESSMENTS)
def test_the_weekday_of_the_assessment_does_not_matter(values: Values, assessed_on: date) -> None:
    assert resit(values, assessed_on) == resit(values, monday(assessed_on))


@pytest.mark.parametrize(
    ("assessed_on", "missing"),
    [(date(2028, 6, 5), "2028-2029"), (date(2025, 5, 1), "2024-2025")],
)
def test_beyond_the_calendar_the_error_names_the_year_and_the_file(
    values: Values, assessed_on: date, missing: str
) -> None:
    message = rf"{missing}.*knowledge/content/school-calendar\.yaml"
    with pytest.raises(CalendarTooShortError, match=message) as error:
        first_resit_day(values, CALENDAR, assessed_on)
    assert (error.value.missing, error.value.week.isoweekday()) == (missing, 1)


def test_before_the_rule_there_is_no_day(values: Values) -> None:
    assert first_resit_day(values, CALENDAR, date(2022, 8, 31)) is None


@pytest.mark.parametrize(
    ("week", "year"),
    [
        (date(2024, 8, 26), "2024-2025"),  # 1 September is its Sunday
        (date(2025, 8, 25), "2024-2025"),  # 31 August is its Sunday
        (date(2025, 9, 1), "2025-2026"),
        (date(2026, 8, 24), "2025-2026"),
        (date(2026, 8, 31), "2026-2027"),
        (date(2027, 8, 30), "2027-2028"),
        (date(2028, 8, 21), "2027-2028"),
        (date(2028, 8, 28), "2028-2029"),
    ],
)
def test_the_week_with_1_september_is_the_first_of_its_year(week: date, year: str) -> None:
    assert year_of_week(week) == year


def written(folder: Path, years: dict[str, Any]) -> Path:
    rows = {
        year: [{"name": NAME, "from": date.fromisoformat(day), "weeks": weeks} for day, weeks in breaks]
        for year, breaks in years.items()
    }
    (folder / "school-calendar.yaml").write_text(yaml.safe_dump({"years": rows}), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("years", "message"),
    [
        ({"2025-2026": [("2025-10-21", 1)]}, "2025-10-21 is not a Monday; that week starts on 2025-10-20"),
        ({"2025-2026": [("2026-10-19", 1)]}, "2025-2026: the week of 2026-10-19"),
        ({"2025-2026": [("2026-07-13", 8)]}, "2025-2026: the week of 2026-08-31"),
        ({"2025-2026": [("2025-12-22", 2), ("2025-12-29", 1)]}, "the week of 2025-12-29 stands here twice"),
        ({"2025-2027": [("2025-10-20", 1)]}, "2025-2027: the week of 2025-10-20"),
        ({"2025-2026": []}, "at least 1 must stand here"),
        ({"2025-26": [("2025-10-20", 1)]}, "does not have the required form"),
    ],
)
def test_a_wrong_calendar_is_reported_in_words(tmp_path: Path, years: dict[str, Any], message: str) -> None:
    with pytest.raises(ContentError, match=message):
        load_school_calendar(written(tmp_path, years))


def test_a_written_calendar_is_read_back(tmp_path: Path) -> None:
    calendar = load_school_calendar(written(tmp_path, {"2025-2026": [("2025-12-22", 2)]}))
    weeks = [date(2025, 12, 15), date(2025, 12, 22), date(2025, 12, 29), date(2026, 1, 5)]
    assert [calendar.teaches(week) for week in weeks] == [True, False, False, True]


def test_the_calendar_of_the_content_has_no_missing_year_in_between() -> None:
    starts = [int(year[:4]) for year in load_school_calendar().years]
    assert starts == list(range(starts[0], starts[0] + len(starts)))
