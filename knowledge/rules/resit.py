"""From which day a placement may be resat, counted in teaching weeks on the school calendar."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from knowledge.library import CONTENT
from knowledge.model import Caption, Content, Text
from knowledge.rules.enrolment import academic_year
from knowledge.values import Values
from knowledge.yaml_file import YamlFile

CALENDAR_FILE = "school-calendar.yaml"
WEEK = timedelta(weeks=1)

AcademicYear = Annotated[str, StringConstraints(pattern=r"^20\d\d-20\d\d$")]


class CalendarTooShortError(Exception):
    """The calendar has no such academic year, so teaching weeks in it cannot be counted."""

    def __init__(self, week: date, missing: AcademicYear) -> None:
        super().__init__(
            f"the school calendar has no academic year {missing}, which the week of {week} belongs to; "
            f"add that year to knowledge/content/{CALENDAR_FILE}"
        )
        self.week, self.missing, self.file = week, missing, CALENDAR_FILE


class Break(Content):
    """Weeks in a row without teaching, from a Monday."""

    name: Caption
    from_: date = Field(alias="from")
    weeks: int = Field(ge=1, le=12)

    @property
    def mondays(self) -> tuple[date, ...]:
        return tuple(self.from_ + number * WEEK for number in range(self.weeks))

    @field_validator("from_")
    @classmethod
    def _on_monday(cls, day: date) -> date:
        if day != monday(day):
            raise PydanticCustomError(
                "monday",
                "{day} is not a Monday; that week starts on {monday}",
                {"day": f"{day}", "monday": f"{monday(day)}"},
            )
        return day


Breaks = Annotated[tuple[Break, ...], Field(min_length=1)]


def _weeks_in_their_year(years: dict[AcademicYear, Breaks]) -> dict[AcademicYear, Breaks]:
    for year, breaks in years.items():
        mondays = [week for free in breaks for week in free.mondays]
        wrong = [week for week in mondays if year_of_week(week) != year or mondays.count(week) > 1]
        if wrong:
            raise PydanticCustomError(
                "week",
                "{year}: the week of {week} stands here twice or lies in another academic year",
                {"year": year, "week": f"{wrong[0]}"},
            )
    return years


BreaksByYear = Annotated[dict[AcademicYear, Breaks], AfterValidator(_weeks_in_their_year)]


class SchoolCalendar(Content):
    """The weeks without teaching of each academic year. `notice` is shown with every day computed from it."""

    notice: Text | None = None
    years: BreaksByYear = Field(min_length=1)

    def teaches(self, week: date) -> bool:
        """Whether the week that starts on this Monday is a teaching week. Raises CalendarTooShortError."""
        year = year_of_week(week)
        if year not in self.years:
            raise CalendarTooShortError(week, year)
        return all(week not in free.mondays for free in self.years[year])


def load_school_calendar(content: Path = CONTENT) -> SchoolCalendar:
    """Raises ContentError."""
    return YamlFile.read(content / CALENDAR_FILE).parse(SchoolCalendar)


def monday(day: date) -> date:
    """The Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def year_of_week(week: date) -> AcademicYear:
    """The academic year ("2025-2026") of the week from this Monday; its first week has 1 September in it."""
    start = academic_year(week + timedelta(days=6))
    return f"{start}-{start + 1}"


def first_resit_day(values: Values, calendar: SchoolCalendar, assessed_on: date) -> date | None:
    """The Monday from which a resit is possible: after ten teaching weeks (section … bij een herkansing).

    The count starts after the assessment, so its own week does not count. The day is the Monday after the
    tenth teaching week, whether or not there are lessons then. An ND without an assessment has no start to
    count from (C21). None before the first rule; raises CalendarTooShortError where the calendar ends.
    """
    needed = values["resit-teaching-weeks"].number(assessed_on)
    if needed is None:
        return None
    week, taught = monday(assessed_on), 0
    while taught < needed:
        week += WEEK
        taught += calendar.teaches(week)
    return week + WEEK
