"""A deadline that is on another day than calendars were given before is a later version of the same (RFC 5545).

A dated value says itself how often it changed. School weeks and the days of an opleidingsschool do not: what was given
last is remembered, and compared each time that a calendar is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.ical.entry import Entry
from storage.calendar_days import GivenDay, give_days, given_days


async def in_versions(session: AsyncSession, entries: Sequence[Entry], now: datetime) -> list[Entry]:
    """Those entries, which are days, with the version in which each stands by now."""
    before = await given_days(session, {one.uid for one in entries})
    now_given = {one.uid: _given(one, before.get(one.uid), now) for one in entries}
    await give_days(session, [one for uid, one in now_given.items() if one != before.get(uid)])
    return [_in_version(one, now_given[one.uid]) for one in entries]


def _given(entry: Entry, before: GivenDay | None, now: datetime) -> GivenDay:
    day = _day(entry)
    if before is None:
        return GivenDay(entry.uid, day, entry.sequence)
    if before.day == day:
        return before
    known = entry.sequence > before.sequence
    return GivenDay(entry.uid, day, entry.sequence if known else before.sequence + 1, None if known else now)


def _day(entry: Entry) -> date:
    return entry.start.date() if isinstance(entry.start, datetime) else entry.start


def _in_version(entry: Entry, given: GivenDay) -> Entry:
    changed = max(entry.changed, given.moved_at) if given.moved_at else entry.changed
    return replace(entry, sequence=given.sequence, changed=changed)
