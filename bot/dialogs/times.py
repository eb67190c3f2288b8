"""A time of day as people type it, and the moment that it makes with a day on the clock in Amsterdam."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from bot.clock import AMSTERDAM

CLOCK = re.compile(r"(\d{1,2})(?:\s*[:.uh]\s*(\d{2}))?\s*(?:u|uur|h)?", re.IGNORECASE)


def clock_time(text: str) -> time | None:
    """ "14:30", "14.30", "14u30", "9 uur". None for what is no time of day."""
    found = CLOCK.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    return time(hour, minute) if hour <= 23 and minute <= 59 else None


def _read_time(value: Any) -> time:
    read = value if isinstance(value, time) else clock_time(str(value))
    if read is None:
        raise PydanticCustomError("form.invalid-time", "no time of day")
    return read


def _read_no_time(value: Any) -> time | None:
    """Nothing where nothing was typed."""
    return _read_time(value) if str(value or "").strip() else None


TypedTime = Annotated[time, BeforeValidator(_read_time)]
NoTime = Annotated[time | None, BeforeValidator(_read_no_time)]


def moment_of(day: date, clock: time) -> datetime:
    """Aware, in Amsterdam. In the hour that a spring night skips, the hour after it."""
    return datetime.combine(day, clock, tzinfo=AMSTERDAM)
