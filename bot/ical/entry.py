"""One thing in somebody's calendar, free of any format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Entry:
    """`uid` stays the same for as long as it is the same thing, also when its day changes; `sequence` then rises.

    `start` is a day, or an aware moment with `end`. `changed` is the aware moment of the last change. A `cancelled`
    entry tells calendars that had it that it no longer stands.
    """

    uid: str
    title: str
    start: date | datetime
    changed: datetime
    text: str = ""
    end: datetime | None = None
    sequence: int = 0
    kind: str = ""
    cancelled: bool = False
