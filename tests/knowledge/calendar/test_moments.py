"""On which days deadlines fall: by the rule that holds on the day, the school weeks, and what a school adds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calendar.days import days_by_date, days_by_school, in_year, school_year, school_year_of
from knowledge.calendar.loading import load_calendar
from knowledge.calendar.model import Concerns, Deadline, YearCalendar
from knowledge.calendar.moments import Moment, missing_years, moments
from knowledge.calendar.when import Span, When
from knowledge.model import Role
from knowledge.rules.resit import SchoolCalendar, load_school_calendar
from knowledge.values import DatedValue, load_values

CALENDAR, VALUES, SCHOOL = load_calendar(), load_values(), load_school_calendar()
PARTNERSHIP = "Rivierenland Leert"
FIRST, LAST = date(2026, 8, 31), date(2027, 8, 29)
within = st.dates(date(2025, 9, 1), date(2028, 8, 20))


def days(deadline: str, found: tuple[Moment, ...]) -> list[str]:
    return [f"{moment.last_day}" for moment in found if moment.deadline.id == deadline]


def dated(*entries: tuple[str, str]) -> DatedValue:
    values = [{"from": day, "value": value, "reference": "x", "facts": ["S1-01"]} for day, value in entries]
    return DatedValue.model_validate({"title": "x", "unit": "day", "values": values})


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [
        ("switch-wishes", ["2027-03-31"]),
        ("progress-inventory", ["2027-03-15"]),
        ("eligibility-letter", ["2027-04-02"]),
        ("paid-job-registration", ["2027-05-31"]),
        ("supervisors-assigned", ["2026-08-31"]),
        ("startbekwaam-assessment", ["2027-07-09"]),
        ("student-meeting", ["2026-11-13", "2027-04-23"]),
        ("inform-decaan", []),
    ],
)
def test_a_year_of_the_note(deadline: str, expected: list[str]) -> None:
    assert days(deadline, moments(CALENDAR, VALUES, FIRST, LAST)) == expected


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2022, []), (2023, [date(2023, 5, 1)]), (2024, [date(2024, 3, 15)]), (2027, [date(2027, 3, 15)])],
)
def test_1_may_was_replaced_by_15_march_in_december_2023(year: int, expected: list[date]) -> None:
    assert list(days_by_date(When(on="paid-job-check-day"), VALUES, year)) == expected


@given(st.integers(2020, 2100), st.integers(1, 12), st.integers(1, 31))
def test_before_a_day_is_the_day_before(year: int, month: int, day: int) -> None:
    """Also over the border of a month or a year, and around a leap day."""
    value = f"{month:02}-{day:02}"
    try:
        named = date(year, month, day)
    except ValueError:
        return
    values = {"x": dated(("2019-01-01", value))}
    assert list(days_by_date(When(before="x"), values, year)) == [named - timedelta(days=1)]
    assert list(days_by_date(When(on="x"), values, year)) == [named]


def test_29_february_is_the_28th_where_there_is_none() -> None:
    assert [in_year("02-29", year) for year in (2027, 2028)] == [date(2027, 2, 28), date(2028, 2, 29)]
    values = {"x": dated(("2019-01-01", "03-01"))}
    assert [*days_by_date(When(before="x"), values, 2028)] == [date(2028, 2, 29)]


def test_before_1_january_falls_in_the_year_before() -> None:
    new_year = {**VALUES, "switch-wishes-before": dated(("2019-01-01", "01-01"))}
    found = moments(CALENDAR, new_year, date(2026, 12, 1), date(2026, 12, 31))
    assert days("switch-wishes", found) == ["2026-12-31"]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((("2019-01-01", "05-01"), ("2027-04-01", "06-01")), [date(2027, 6, 1)]),
        ((("2019-01-01", "05-01"), ("2027-03-20", "03-15")), []),
        ((("2019-01-01", "03-15"), ("2027-03-20", "05-01")), [date(2027, 3, 15), date(2027, 5, 1)]),
    ],
)
def test_in_the_year_of_a_change_a_day_counts_when_its_rule_holds_on_it(
    entries: tuple[tuple[str, str], ...], expected: list[date]
) -> None:
    assert list(days_by_date(When(on="x"), {"x": dated(*entries)}, 2027)) == expected


@pytest.mark.parametrize("name", SCHOOL.years)
def test_the_quarters_share_the_teaching_weeks(name: str) -> None:
    year = school_year(SCHOOL, name)
    quarters = [year.span(span) for span in Span if span is not Span.SCHOOL_YEAR]
    assert sum(quarters, ()) == year.teaching
    assert max(map(len, quarters)) - min(map(len, quarters)) <= 1
    ends = list(days_by_school(When.model_validate({"each": "quarter"}), year, ()))
    assert [day.isoweekday() for day in ends] == [5] * 4
    assert all(SCHOOL.teaches(day - timedelta(days=4)) for day in ends)


def test_a_week_with_lessons_has_its_friday_and_a_break_has_none() -> None:
    year = school_year(SCHOOL, "2026-2027")
    fridays = list(days_by_school(When.model_validate({"each": "school-week"}), year, ()))
    assert len(fridays) == len(year.teaching) == 52 - 13
    assert date(2026, 10, 23) not in fridays
    assert date(2026, 10, 30) in fridays


@given(within, st.integers(0, 500), st.integers(0, 500), st.sampled_from(["", PARTNERSHIP]))
def test_a_stretch_is_the_sum_of_its_parts(first: date, some: int, more: int, where: str) -> None:
    """So nothing falls between two mornings, and nothing is there twice."""
    middle = first + timedelta(days=some)
    last = middle + timedelta(days=1 + more)
    parts = (
        *moments(CALENDAR, VALUES, first, middle, where),
        *moments(CALENDAR, VALUES, middle + timedelta(days=1), last, where),
    )
    assert parts == moments(CALENDAR, VALUES, first, last, where)
    assert all(first <= moment.last_day <= last for moment in parts)
    assert all(school_year_of(moment.last_day) == moment.school_year for moment in parts)


def test_an_opleidingsschool_adds_and_leaves_out() -> None:
    own = moments(CALENDAR, VALUES, FIRST, LAST, PARTNERSHIP)
    assert days("student-meeting", own) == ["2026-11-26", "2027-05-20"]
    assert days("open-evening", own) == ["2026-09-24"]
    assert days("startbekwaam-assessment", own) == ["2027-07-16"], "a week later than in the example weeks"
    assert days("paid-job-lesson-visit", own) == [], "it does without"
    by_id = {moment.deadline.id: moment for moment in own}
    assert (by_id["student-meeting"].opleidingsschool, by_id["student-meeting"].proposed) == (PARTNERSHIP, False)
    assert (by_id["slc-talk"].opleidingsschool, by_id["slc-talk"].proposed) == (PARTNERSHIP, True)
    assert by_id["switch-wishes"].opleidingsschool == ""


def test_what_one_must_act_on_cannot_be_left_out() -> None:
    partnership = CALENDAR.partnerships[PARTNERSHIP].model_copy(update={"without": ("paid-job", "switch")})
    calendar = YearCalendar(CALENDAR.deadlines, {}, CALENDAR.school, {PARTNERSHIP: partnership})
    found = moments(calendar, VALUES, FIRST, LAST, PARTNERSHIP)
    assert days("switch-wishes", found)
    assert days("progress-inventory", found)
    assert not days("red-green-list", found)


def test_a_year_that_the_school_calendar_lacks_is_named_and_the_rest_stands() -> None:
    last = date(2029, 8, 26)
    assert missing_years(CALENDAR, FIRST, last) == ("2028-2029",)
    assert {moment.deadline.id for moment in moments(CALENDAR, VALUES, date(2028, 9, 4), last)} == {
        "progress-inventory", "switch-wishes", "red-green-list", "eligibility-letter", "paid-job-registration"
    }  # fmt: skip


def test_the_study_year_is_that_of_the_moments_school_year() -> None:
    """31 August 2026 is the first Monday of 2026-2027: who starts then is in year 1."""
    first, *_ = moments(CALENDAR, VALUES, FIRST, FIRST)
    assert first.last_day == date(2026, 8, 31)
    assert first.study_year(2026) == 1


@given(st.integers(1, 4), st.sampled_from(["full-time", "part-time"]), st.integers(1, 9), st.booleans())
def test_whom_a_deadline_concerns(level: int, form: str, year: int, job: bool) -> None:
    concerns = Concerns.model_validate({"levels": [2, 3], "forms": ["full-time"], "years": {"up_to": 4}})
    assert concerns.matches(level, form, year) == (level in {2, 3} and form == "full-time" and year <= 4)
    assert Concerns(paid_job=True).matches(level, form, year, paid_job=job) == job
    assert Concerns().matches(level, form, year)


def test_every_reader_of_a_deadline_has_something_to_start() -> None:
    for deadline in CALENDAR.deadlines:
        assert deadline.when.event or deadline.leads, deadline.id
        assert all(reminded.dialog for reminded in deadline.reminded.values()), deadline.id
        assert all(reminded.text.en for reminded in deadline.reminded.values()), deadline.id


def test_names_of_students_are_in_the_text_of_whoever_needs_them() -> None:
    io: Deadline = next(one for one in CALENDAR.deadlines if one.id == "switch-wishes")
    assert "{students}" in io.reminded[Role.IO].text.nl
    assert "{students}" not in io.reminded[Role.STUDENT].text.nl


def test_weeks_of_ones_own_replace_the_example_for_their_years_only() -> None:
    own: SchoolCalendar = CALENDAR.weeks_of(PARTNERSHIP)
    assert own.years["2026-2027"] != SCHOOL.years["2026-2027"]
    assert own.years["2027-2028"] == SCHOOL.years["2027-2028"]
