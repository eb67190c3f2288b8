"""Which deadlines fall in a stretch of days, for everybody or for one opleidingsschool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.calendar.days import days_by_date, days_by_school, school_year, school_year_of
from knowledge.calendar.model import Deadline, OpleidingsschoolCalendar, YearCalendar
from knowledge.calendar.when import Often
from knowledge.values import Values


@dataclass(frozen=True)
class Moment:
    """One last day of a deadline.

    `opleidingsschool` is empty for what is the same everywhere; else the day, or the deadline, is that one's own.
    `proposed`: the note names no day, and this one is a proposal of ours.
    """

    deadline: Deadline
    last_day: date
    school_year: str
    opleidingsschool: str = ""
    proposed: bool = False


def moments(
    calendar: YearCalendar, values: Values, from_: date, until: date, opleidingsschool: str = ""
) -> tuple[Moment, ...]:
    """The deadlines whose last day lies in those days (both included), by day, then in the order of the calendar.

    What an opleidingsschool does without is left out. A deadline by school weeks has no day in a year that the school
    calendar does not have yet: `missing_years` names those.
    """
    partnership = calendar.partnerships.get(opleidingsschool)
    found = [
        _moment(deadline, day, partnership)
        for deadline in _deadlines(calendar, partnership)
        for day in sorted(set(_days(deadline, calendar, values, from_, until, partnership)))
        if from_ <= day <= until
    ]
    return tuple(sorted(found, key=lambda moment: moment.last_day))


def missing_years(calendar: YearCalendar, from_: date, until: date, opleidingsschool: str = "") -> tuple[str, ...]:
    """The school years in those days that the school calendar does not have, so that deadlines are missing there."""
    known = calendar.weeks_of(opleidingsschool).years
    return tuple(year for year in _school_years(from_, until) if year not in known)


def _moment(deadline: Deadline, day: date, partnership: OpleidingsschoolCalendar | None) -> Moment:
    proposed = deadline.ours and not _planned(deadline, day, partnership)
    return Moment(deadline, day, school_year_of(day), _own(deadline, day, partnership), proposed)


def _deadlines(calendar: YearCalendar, partnership: OpleidingsschoolCalendar | None) -> Iterator[Deadline]:
    if partnership is None:
        yield from calendar.deadlines
        return
    for deadline in (*calendar.deadlines, *partnership.deadlines):
        if deadline.must_act or deadline.kind not in partnership.without:
            yield deadline


def _days(
    deadline: Deadline,
    calendar: YearCalendar,
    values: Values,
    from_: date,
    until: date,
    partnership: OpleidingsschoolCalendar | None,
) -> Iterator[date]:
    if not deadline.when.by_school_weeks:
        for year in range(from_.year, until.year + 2):
            yield from days_by_date(deadline.when, values, year)
        return
    weeks = calendar.weeks_of(partnership.name if partnership else "")
    for name in _school_years(from_, until):
        if name in weeks.years:
            meetings = partnership.student_meetings if partnership else ()
            yield from days_by_school(deadline.when, school_year(weeks, name), meetings)


def _school_years(from_: date, until: date) -> Iterator[str]:
    for start in range(int(school_year_of(from_)[:4]), int(school_year_of(until)[:4]) + 1):
        yield f"{start}-{start + 1}"


def _own(deadline: Deadline, day: date, partnership: OpleidingsschoolCalendar | None) -> str:
    if partnership is None:
        return ""
    own_weeks = deadline.when.by_school_weeks and school_year_of(day) in partnership.years
    own = own_weeks or _planned(deadline, day, partnership) or deadline in partnership.deadlines
    return partnership.name if own else ""


def _planned(deadline: Deadline, day: date, partnership: OpleidingsschoolCalendar | None) -> bool:
    meets = deadline.when.each is Often.STUDENT_MEETING
    return partnership is not None and meets and day in partnership.student_meetings
