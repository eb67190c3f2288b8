"""When people are left alone. All of it on the clock of Europe/Amsterdam."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock import AMSTERDAM
from bot.reminders.days import Works

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """The day in which somebody may be reminded: from `morning` until `evening`."""

    morning: time = time(8)
    evening: time = time(18)

    def open_at(self, at: datetime, works: Works) -> bool:
        local = at.astimezone(AMSTERDAM)
        return works(local.date()) and self.morning <= local.time().replace(tzinfo=None) < self.evening


WORKING_HOURS = Hours()


def mornings(after: datetime, until: datetime, hours: Hours, works: Works) -> Iterator[datetime]:
    """The mornings of working days after the one moment, up to and with the other, on the clock in Amsterdam."""
    day = after.astimezone(AMSTERDAM).date()
    while (morning := datetime.combine(day, hours.morning, AMSTERDAM)) <= until:
        if morning > after and works(day):
            yield morning
        day += ONE_DAY
