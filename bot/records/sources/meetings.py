"""Meetings and talks: to whoever comes before the day, and to the organiser of whom the minutes lack."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.clock import AMSTERDAM
from bot.message import Open
from bot.records.batches import Batch
from bot.reminders.item import Item, Settles, Words
from storage.due_procedures import ComingMeeting, Undiscussed, coming_meetings, without_minutes

LEADS = (7, 1)
AHEAD = timedelta(days=30)
UNWRITTEN = (2, 5, 10)
STILL = 10
LONG_AGO = timedelta(days=45)


async def coming(batch: Batch) -> Iterable[Item]:
    until = batch.moment(-AHEAD)
    found = await coming_meetings(batch.session, list(batch.people), batch.moment(timedelta(0)), until)
    return {(one.person, one.id): _coming(batch, one) for one in found}.values()


def _coming(batch: Batch, one: ComingMeeting) -> Item:
    """Names the student of a talk only to who sees that student."""
    local = one.starts_at.astimezone(AMSTERDAM)
    named = _named(batch, one)
    title = batch.words(f"meeting.kind-{one.kind}")
    about = f" · {one.student}" if named else ""
    time = batch.words("reminder-meeting.time", time=f"{local:%H:%M}")
    return Item(
        key=f"meeting/{one.id}",
        owner=one.person,
        kind="meeting",
        last_day=local.date(),
        title=title,
        text=Words(f"{title.nl}{about}, {time.nl}", f"{title.en}{about}, {time.en}"),
        rule="meeting",
        leads=LEADS,
        since=_day(one.made_at),
        action=Open(dialog="meeting", subject=str(one.id)),
        students=(named,) if named and named != one.person else (),
        settles=Settles.NOTHING,
        happens=True,
    )


def _named(batch: Batch, one: ComingMeeting) -> int | None:
    """The student of the talk, for who may see that student."""
    if one.student_id is None or one.region is None:
        return None
    return one.student_id if batch.may_see(one.person, "student", one.student_id, one.region) else None


async def undiscussed(batch: Batch) -> Iterable[Item]:
    """One for each meeting, with the students of whom the minutes say nothing yet."""
    found = await without_minutes(
        batch.session, list(batch.people), batch.moment(LONG_AGO), batch.moment(timedelta(0))
    )  # fmt: skip
    meetings: dict[int, list[Undiscussed]] = {}
    for one in found:
        meetings.setdefault(one.meeting, []).append(one)
    return [_undiscussed(batch, of) for of in meetings.values()]


def _undiscussed(batch: Batch, of: list[Undiscussed]) -> Item:
    first = of[0]
    return Item(
        key=f"meeting/{first.meeting}/minutes",
        owner=first.organiser,
        kind="unwritten",
        last_day=_day(first.starts_at),
        title=batch.words("reminder-meeting.minutes-title"),
        text=batch.words("reminder-meeting.minutes"),
        rule="minutes of a student meeting",
        again=UNWRITTEN,
        still=STILL,
        action=Open(dialog="meeting", subject=str(first.meeting)),
        students=tuple(one.student_id for one in of),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()
