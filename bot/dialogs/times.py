"""A time of day as people type it, and the moment that it makes with a day on the clock in Amsterdam."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from bot.clock import AMSTERDAM

CLOCK = re.compile(r"(\d{1,2})(?:\s*[:.uh]\s*(\d{2}))?\s*(?:u|uur|h)?", re.IGNORECASE)


def _read_time(value: Any) -> time:
    """ "14:30", "14.30", "14u30", "9 uur"."""
    if isinstance(value, time):
        return value
    found = CLOCK.fullmatch(str(value).strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise PydanticCustomError("form.invalid-time", "no time of day")
    return time(hour, minute)


TypedTime = Annotated[time, BeforeValidator(_read_time)]


def moment_of(day: date, clock: time) -> datetime:
    """Aware, in Amsterdam. In the hour that a spring night skips, the hour after it."""
    return datetime.combine(day, clock, tzinfo=AMSTERDAM)
