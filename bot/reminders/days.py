"""On which days somebody is reminded. A day counts in Europe/Amsterdam; `works` tells which ones are working days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from bot.reminders.item import Item

ONE_DAY = timedelta(days=1)
Works = Callable[[date], bool]


@dataclass(frozen=True, order=True)
class Step:
    """A day on which to remind. `lead`: how many days before the last day it was meant for; negative: working days
    after it.
    """

    day: date
    lead: int


def steps(item: Item, works: Works) -> tuple[Step, ...]:
    """In the order of the days; of several on one day only the last is left."""
    return _steps(item.last_day, item.leads, item.again, works)


# Thousands of people are reminded of the same deadline.
@lru_cache(maxsize=4096)
def _steps(last_day: date, leads: tuple[int, ...], again: tuple[int, ...], works: Works) -> tuple[Step, ...]:
    found = [Step(reminder_day(last_day, lead, works), lead) for lead in leads]
    found += [Step(working_days_after(last_day, count, works), -count) for count in again]
    by_day = {step.day: step for step in sorted(found, key=lambda step: (step.day, -step.lead))}
    return tuple(by_day.values())


def reminder_day(last_day: date, lead: int, works: Works) -> date:
    """`lead` days before the last day. Where that is no working day, the next one; but the one before where the next
    would come too late: after the last day, or on it when one was to hear of it before.
    """
    wanted = last_day - timedelta(days=lead)
    later = working_day_from(wanted, works)
    too_late = later >= last_day if lead else later > last_day
    return working_day_before(wanted, works) if later != wanted and too_late else later


def working_day_from(day: date, works: Works) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not works(day):
        day += ONE_DAY
    return day


def working_day_before(day: date, works: Works) -> date:
    """The day itself when it is a working day, else the last one before it."""
    while not works(day):
        day -= ONE_DAY
    return day


def working_days_after(day: date, count: int, works: Works) -> date:
    """The `count`-th working day after that day."""
    while count:
        day += ONE_DAY
        count -= works(day)
    return day


def ends(item: Item, works: Works) -> date:
    """The last day on which hearing of it makes sense."""
    latest = max(item.last_day, *(step.day for step in steps(item, works))) if item.again else item.last_day
    return latest + timedelta(days=item.still)


def later_day(wanted: date, item: Item, today: date, works: Works) -> date | None:
    """When to remind somebody who asked for it on that day: no later than on the last day where that still comes, and
    not when it no longer makes sense. None when there is no such day after today.
    """
    day = working_day_from(wanted, works)
    last = item.last_day if today < item.last_day else ends(item, works)
    if day > last:
        day = working_day_before(last, works)
    return day if day > today else None
