"""From a date rule to the last days that it gives in one school year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.calendar.when import Often, Span, When
from knowledge.rules.enrolment import academic_year_start
from knowledge.rules.resit import AcademicYear, SchoolCalendar, monday, year_of_week
from knowledge.values import DatedValue, MonthDay, Values

ONE_DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
TO_FRIDAY = timedelta(days=4)
QUARTERS = (Span.QUARTER_1, Span.QUARTER_2, Span.QUARTER_3, Span.QUARTER_4)
PROPOSED_MEETINGS = (Span.QUARTER_1, Span.QUARTER_3)


@dataclass(frozen=True)
class SchoolYear:
    """The Mondays of a school year's weeks; its first week has 1 September in it. `teaching` is a part of `mondays`."""

    name: AcademicYear
    mondays: tuple[date, ...]
    teaching: tuple[date, ...]

    def span(self, span: Span) -> tuple[date, ...]:
        """The Mondays of the teaching weeks in that span; the first quarters take what does not divide by four."""
        if span is Span.SCHOOL_YEAR:
            return self.teaching
        number, quarter, (size, rest) = len(QUARTERS), QUARTERS.index(span), divmod(len(self.teaching), len(QUARTERS))
        starts = [index * size + min(index, rest) for index in range(number + 1)]
        return self.teaching[starts[quarter] : starts[quarter + 1]]


def school_year_of(day: date) -> AcademicYear:
    """The school year ("2026-2027") that the week of that day belongs to."""
    return year_of_week(monday(day))


def school_year(calendar: SchoolCalendar, name: AcademicYear) -> SchoolYear:
    """Raises CalendarTooShortError when the calendar does not have that year."""
    start = int(name[:4])
    first, after = monday(academic_year_start(start)), monday(academic_year_start(start + 1))
    mondays = tuple(first + number * WEEK for number in range((after - first).days // 7))
    return SchoolYear(name, mondays, tuple(week for week in mondays if calendar.teaches(week)))


def days_by_school(when: When, year: SchoolYear, meetings: Sequence[date]) -> Iterator[date]:
    """The last days of a rule that depends on teaching weeks or meetings.

    Without meetings of its own in that year two are proposed: at the end of the first and of the third quarter.
    """
    if when.start_of:
        yield from year.span(when.start_of)[:1]
    elif when.end_of:
        yield from _fridays(year.span(when.end_of)[-1:])
    elif when.each is Often.SCHOOL_WEEK:
        yield from _fridays(year.teaching)
    elif when.each is Often.QUARTER:
        yield from _ends(year, QUARTERS)
    elif when.each is Often.STUDENT_MEETING:
        own = [day for day in meetings if school_year_of(day) == year.name]
        yield from own or _ends(year, PROPOSED_MEETINGS)


def _ends(year: SchoolYear, spans: Sequence[Span]) -> Iterator[date]:
    for span in spans:
        yield from _fridays(year.span(span)[-1:])


def _fridays(mondays: Sequence[date]) -> Iterator[date]:
    return (week + TO_FRIDAY for week in mondays)


def days_by_date(when: When, values: Values, calendar_year: int) -> Iterator[date]:
    """The last days, in or just before that calendar year, of a rule that names a day.

    A dated value counts for a day when it holds on that day: so in the year of a change the day of the old rule
    is no deadline once the new rule holds, and the other way round.
    """
    if when.days:
        yield from (day for day in when.days if day.year == calendar_year)
    elif when.month_day:
        yield in_year(when.month_day, calendar_year)
    elif when.value and when.value in values:
        earlier = ONE_DAY if when.before else timedelta()
        yield from _holding(values[when.value], calendar_year, earlier)


def _holding(value: DatedValue, year: int, earlier: timedelta) -> Iterator[date]:
    for entry in value.values:
        if isinstance(entry.value, str):
            day = in_year(entry.value, year) - earlier
            if value.entry(day) == entry:
                yield day


def in_year(day: MonthDay, year: int) -> date:
    """That day in a year; 29 February is the 28th in a year without one."""
    month, number = (int(part) for part in day.split("-"))
    try:
        return date(year, month, number)
    except ValueError:
        return date(year, month, number - 1)
