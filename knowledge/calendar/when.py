"""How a deadline names its day: the rule as an owner writes it. `knowledge.calendar.days` works out the days."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from knowledge.model import Content, Slug
from knowledge.values import MonthDay

LEAP_YEAR = 2028


class Span(StrEnum):
    """A stretch of teaching weeks in the school calendar; a quarter is a quarter of the year's teaching weeks."""

    SCHOOL_YEAR = "school-year"
    QUARTER_1 = "quarter-1"
    QUARTER_2 = "quarter-2"
    QUARTER_3 = "quarter-3"
    QUARTER_4 = "quarter-4"


class Often(StrEnum):
    QUARTER = "quarter"
    SCHOOL_WEEK = "school-week"
    STUDENT_MEETING = "student-meeting"


class When(Content):
    """Exactly one of these says which day is the last one.

    `before` and `on` name a dated value that is a day; before it the last day is the day before. `month_day` is that
    day in every year (29 February is the 28th where there is none). `start_of` is the Monday of the first week of a
    span, `end_of` the Friday of its last one. `each` gives a day for every one of them: the Friday of the quarter's
    last week or of the week, the day of the meeting. `days` are days of one's own. `event` gives no day here: it
    depends on what happens to a student.
    """

    before: Slug | None = None
    on: Slug | None = None
    month_day: MonthDay | None = None
    start_of: Span | None = None
    end_of: Span | None = None
    each: Often | None = None
    days: Annotated[tuple[date, ...], Field(min_length=1)] | None = None
    event: Slug | None = None

    @property
    def value(self) -> Slug | None:
        """The dated value that the day rests on, if there is one."""
        return self.before or self.on

    @property
    def happens(self) -> bool:
        """Whether something takes place on the day, rather than having to be done by then."""
        return bool(self.on or self.start_of or self.each is Often.STUDENT_MEETING)

    @property
    def by_school_weeks(self) -> bool:
        """Whether the day depends on the teaching weeks, or on the meetings, of the school calendar."""
        return bool(self.start_of or self.end_of or self.each)

    @field_validator("month_day")
    @classmethod
    def _a_day_that_exists(cls, day: str | None) -> str | None:
        if day is not None and not day_exists(day):
            raise PydanticCustomError("no_day", "{day} is a day that no year has", {"day": day})
        return day

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = sorted(self.model_fields_set)
        if len(given) != 1:
            raise PydanticCustomError(
                "one_rule",
                "A date rule has exactly one of {allowed}; here: {given}",
                {"allowed": ", ".join(type(self).model_fields), "given": ", ".join(given) or "none"},
            )
        return self


def day_exists(day: MonthDay) -> bool:
    """Whether there are years with that month-day: no for 02-30, yes for 02-29."""
    month, number = (int(part) for part in day.split("-"))
    try:
        date(LEAP_YEAR, month, number)
    except ValueError:
        return False
    return True
