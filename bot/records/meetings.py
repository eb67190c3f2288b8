"""Meetings as the person who asks may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cases import Meeting, MeetingKind, OnAgenda, Someone, Student
from bot.permissions import Ties, may
from bot.procedures.meetings import MyMeetings, OneMeeting
from bot.records.loader import MOST_LISTED, Loader, Loaders
from bot.records.people import people_with_ids, students_with_ids
from bot.records.ties import ties_to
from storage.meeting_people import taken_off_in
from storage.meetings import MeetingRow, meetings_of, meetings_of_ids

LONGEST = timedelta(hours=8)
AGES_AGO, AGES_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


async def load_my_meetings(loader: Loader, lookup: MyMeetings) -> tuple[Meeting, ...]:
    """A meeting that started is still to come as long as it may last."""
    if not _sees_meetings(loader):
        return ()
    turning = loader.now - LONGEST
    from_, until = (AGES_AGO, turning) if lookup.past else (turning, AGES_AHEAD)
    rows = await meetings_of(
        loader.session, loader.person.id, from_=from_, until=until, most=MOST_LISTED, newest_first=lookup.past
    )
    return await with_names(loader, rows)


async def load_one_meeting(loader: Loader, lookup: OneMeeting) -> Meeting | None:
    rows = await meetings_of_ids(loader.session, [lookup.id])
    if not rows or not await _may_see(loader, rows[0]):
        return None
    return (await with_names(loader, rows))[0]


async def meeting_they_left(loader: Loader, number: int) -> Meeting | None:
    """The one from which this person was taken off, as it then was and without its agenda; None for any other."""
    version = await taken_off_in(loader.session, number, loader.person.id)
    if version is None or not _sees_meetings(loader):
        return None
    (row,) = await meetings_of_ids(loader.session, [number])
    people = await people_with_ids(loader.session, people_in(row))
    return replace(meeting_of(MeetingRow(row.meeting, row.people, ()), people, {}), version=version)


async def _may_see(loader: Loader, row: MeetingRow) -> bool:
    """Who comes, and who may see meetings of a student on its agenda."""
    if _comes(loader, row):
        return True
    students = await students_with_ids(loader.session, {one for one, _ in row.students})
    ties = await ties_to(loader.session, loader.person, students.values(), loader.today) if students else {}
    return any(may(loader.person, "see", "meeting", one) for one in ties.values())


def _comes(loader: Loader, row: MeetingRow) -> bool:
    return loader.person.id in row.people and _sees_meetings(loader)


def _sees_meetings(loader: Loader) -> bool:
    """Whoever may see any meeting sees each to which they come."""
    return may(loader.person, "see", "meeting", Ties(frozenset(loader.person.roles), part=True))


async def with_names(loader: Loader, rows: Sequence[MeetingRow]) -> tuple[Meeting, ...]:
    """On the agenda only the students whom the person may see; the others are counted."""
    students = await students_with_ids(loader.session, {one for row in rows for one, _ in row.students})
    ties = await ties_to(loader.session, loader.person, students.values(), loader.today) if students else {}
    seen = {id_: one for id_, one in students.items() if may(loader.person, "see", "student", ties[id_])}
    people = await people_with_ids(loader.session, {one for row in rows for one in people_in(row)})
    return tuple(meeting_of(row, people, seen) for row in rows)


def people_in(row: MeetingRow) -> tuple[int, ...]:
    return (*row.people, row.meeting.organiser_id) if row.meeting.organiser_id else row.people


def meeting_of(row: MeetingRow, people: Mapping[int, Someone], students: Mapping[int, Student]) -> Meeting:
    stored = row.meeting
    agenda = tuple(OnAgenda(students[one], report) for one, report in row.students if one in students)
    return Meeting(
        id=stored.id,
        uid=stored.uid,
        kind=MeetingKind(stored.kind),
        starts_at=stored.starts_at,
        minutes=stored.minutes,
        place=stored.place,
        organiser=people.get(stored.organiser_id) if stored.organiser_id else None,
        people=tuple(people[one] for one in row.people if one in people),
        made_at=stored.made_at,
        version=stored.version,
        cancelled=stored.cancelled,
        agenda=agenda,
        hidden=len(row.students) - len(agenda),
    )


async def meetings_in_dossier(loader: Loader, student: int, ids: Sequence[int]) -> tuple[Meeting, ...]:
    """Without the agenda: the others on it are nobody's business in this student's dossier."""
    rows = await meetings_of_ids(loader.session, ids) if ids else []
    own = await loader.may(student, "see", "meeting") if rows else False
    shown = [row for row in rows if own or _comes(loader, row)]
    people = await people_with_ids(loader.session, {one for row in shown for one in people_in(row)})
    return tuple(meeting_of(MeetingRow(row.meeting, row.people, ()), people, {}) for row in shown)


LOADERS: Loaders = {
    MyMeetings: load_my_meetings,
    OneMeeting: load_one_meeting,
}
