"""Which events of the calendar come from time-outs and paid jobs, and how their reminders are called."""

from __future__ import annotations

RETURN, REGISTRATION, RECHECK = "return-from-timeout", "paid-job-registration", "paid-job-recheck"


def event_key(deadline: str, occurrence: object) -> str:
    """The same when the day of the event moves."""
    return f"event/{deadline}/{occurrence}"
