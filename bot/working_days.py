"""Working days in the Netherlands: not Saturday, not Sunday, not a public holiday of the `holidays` library.

That library counts Good Friday as a public holiday, and 5 May only in lustrum years.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from knowledge.model import Language

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _public_holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def add_working_days(day: date, n: int) -> date:
    """The n-th working day after `day`, or before it when `n` is negative; the day itself, whatever it is, when 0."""
    step = ONE_DAY if n > 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def public_holidays(first: date, last: date, language: Language) -> dict[date, str]:
    """The public holidays from `first` up to and including `last`, by day, with their names."""
    import holidays

    years, spoken = range(first.year, last.year + 1), "en_US" if language == "en" else "nl"
    found = holidays.country_holidays("NL", years=years, language=spoken, expand=False)
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    # Loads the calendars of the whole world: half of what starting costs, and most runs ask for no working day.
    import holidays

    return frozenset(holidays.country_holidays("NL", years=year, expand=False))
