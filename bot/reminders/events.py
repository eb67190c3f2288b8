"""Which events of the calendar come from time-outs, paid jobs and talks, and how their reminders are called."""

from __future__ import annotations

RETURN, REGISTRATION, RECHECK = "return-from-timeout", "paid-job-registration", "paid-job-recheck"
ABSENCE, THIRD_CHANCE, PREPARE = "inform-decaan", "third-chance-request", "prepare-progress-talk"


def event_key(deadline: str, occurrence: object) -> str:
    """The same when the day of the event moves."""
    return f"event/{deadline}/{occurrence}"
