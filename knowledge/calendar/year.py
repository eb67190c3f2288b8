"""One school year with all that is shown of it, ready to be printed or drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.calendar.days import ONE_DAY, school_year
from knowledge.calendar.model import Deadline, YearCalendar
from knowledge.calendar.moments import Moment, moments
from knowledge.calendar.when import Often
from knowledge.model import Role, Text
from knowledge.rules.resit import Break
from knowledge.values import Values

ROLES_FIRST = (Role.STUDENT, Role.WPB, Role.SO, Role.IO, Role.SLC)


@dataclass(frozen=True)
class Row:
    """A deadline with its moments of the year, by day. `weekly`: it comes back each teaching week."""

    deadline: Deadline
    moments: tuple[Moment, ...]

    @property
    def weekly(self) -> bool:
        return self.deadline.when.each is Often.SCHOOL_WEEK

    @property
    def roles(self) -> tuple[Role, ...]:
        """Who is reminded, those of every day first."""
        reminded = self.deadline.reminded
        return (*(role for role in ROLES_FIRST if role in reminded), *(r for r in reminded if r not in ROLES_FIRST))


@dataclass(frozen=True)
class Year:
    """`first` is a Monday, `last` a Sunday. `rows` by their first last day; `events` are deadlines without a day."""

    name: str
    opleidingsschool: str
    first: date
    last: date
    breaks: tuple[Break, ...]
    holidays: Mapping[date, str]
    notice: Text | None
    rows: tuple[Row, ...]
    events: tuple[Deadline, ...]


def bounds(calendar: YearCalendar, name: str, opleidingsschool: str) -> tuple[date, date]:
    """The first and last day of that school year. Raises CalendarTooShortError when the calendar lacks it."""
    year = school_year(calendar.weeks_of(opleidingsschool), name)
    return year.mondays[0], year.mondays[-1] + timedelta(days=6)


def year_of(
    calendar: YearCalendar, values: Values, name: str, opleidingsschool: str, holidays: Mapping[date, str]
) -> Year:
    """Raises CalendarTooShortError when the calendar lacks that year."""
    first, last = bounds(calendar, name, opleidingsschool)
    partnership = calendar.partnerships.get(opleidingsschool)
    own = partnership is not None and name in partnership.years
    return Year(
        name=name,
        opleidingsschool=opleidingsschool,
        first=first,
        last=last,
        breaks=calendar.weeks_of(opleidingsschool).years[name],
        holidays=holidays,
        notice=partnership.notice if partnership and own else calendar.school.notice,
        rows=tuple(_rows(moments(calendar, values, first, last, opleidingsschool))),
        events=tuple(deadline for deadline in calendar.deadlines if deadline.when.event),
    )


def _rows(found: tuple[Moment, ...]) -> Iterator[Row]:
    for deadline in dict.fromkeys(moment.deadline.id for moment in found):
        own = tuple(moment for moment in found if moment.deadline.id == deadline)
        yield Row(own[0].deadline, own)


def reminder_days(moment: Moment) -> tuple[date, ...]:
    """The days that many days before the last day: a weekend or a holiday moves the reminder itself."""
    return tuple(moment.last_day - lead * ONE_DAY for lead in moment.deadline.leads)
