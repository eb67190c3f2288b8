"""Entries as an iCalendar file. The same entries give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from bot.clock import AMSTERDAM
from bot.ical.entry import Entry

PRODUCT = "-//Wegwijzer//Samen Opleiden//NL"
DOMAIN = "wegwijzer"
REFRESH = timedelta(hours=6)
ONE_DAY = timedelta(days=1)


def written(entries: Iterable[Entry], name: str) -> bytes:
    """Days are all-day events that leave the reader free; moments are in Amsterdam time, with its VTIMEZONE."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for entry in sorted(entries, key=lambda one: one.uid):
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{DOMAIN}")
    event.add("summary", entry.title)
    event.add("dtstamp", entry.changed)
    event.add("last-modified", entry.changed)
    event.add("sequence", entry.sequence)
    if isinstance(entry.start, datetime):
        event.add("dtstart", entry.start.astimezone(AMSTERDAM))
        event.add("dtend", (entry.end or entry.start).astimezone(AMSTERDAM))
    else:
        event.add("dtstart", entry.start)
        event.add("dtend", entry.start + ONE_DAY)
        event.add("transp", "TRANSPARENT")
    if entry.text:
        event.add("description", entry.text)
    if entry.kind:
        event.add("categories", [entry.kind])
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event
