"""The working days and hours of people: those of their opleidingsschool, where they have one and it has its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from bot.records.batches import Batch
from bot.reminders.days import Works
from bot.reminders.hours import WORKING_HOURS, Hours
from bot.working_days import is_working_day
from knowledge.calendar.model import YearCalendar
from knowledge.model import Role
from knowledge.rules.resit import monday, year_of_week


@dataclass(frozen=True)
class Rhythm:
    """`name` is the opleidingsschool whose days and hours these are; empty: those of everybody."""

    name: str
    works: Works
    hours: Hours


class Rhythms:
    """Of one calendar; works each out once."""

    def __init__(self, calendar: YearCalendar) -> None:
        self.calendar = calendar
        self._known: dict[str, Rhythm] = {}

    def of(self, name: str) -> Rhythm:
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = Rhythm(name, _works(self.calendar, name), _hours(self.calendar, name))
        return found

    def of_person(self, batch: Batch, person: int) -> Rhythm:
        """Somebody with students of several partnerships keeps to what holds for everybody."""
        return self.of(self.partnership(batch, person))

    def partnership(self, batch: Batch, person: int) -> str:
        if not self.calendar.partnerships:
            return ""
        found = {
            batch.students[one].opleidingsschool
            for role in (Role.STUDENT, *batch.people[person].roles)
            for one in batch.cared_for.get((person, role), ())
        }
        (name,) = found if len(found) == 1 else ("",)
        return name if name in self.calendar.partnerships else ""

    def mornings(self) -> set[time]:
        """When the days of people begin."""
        return {self.of(name).hours.morning for name in ("", *self.calendar.partnerships)}

    def open_at(self, at: datetime) -> bool:
        """Whether anybody may be reminded then."""
        every = (self.of(name) for name in ("", *self.calendar.partnerships))
        return any(one.hours.open_at(at, one.works) for one in every)


def _works(calendar: YearCalendar, name: str) -> Works:
    partnership = calendar.partnerships.get(name)
    if partnership is None or not partnership.years:
        return is_working_day
    weeks, own = calendar.weeks_of(name), partnership.years

    @lru_cache(maxsize=1024)
    def works(day: date) -> bool:
        week = monday(day)
        return is_working_day(day) and (year_of_week(week) not in own or weeks.teaches(week))

    return works


def _hours(calendar: YearCalendar, name: str) -> Hours:
    partnership = calendar.partnerships.get(name)
    if partnership is None or partnership.quiet is None:
        return WORKING_HOURS
    quiet = partnership.quiet
    return Hours(quiet.end, quiet.start if quiet.start > quiet.end else WORKING_HOURS.evening)
