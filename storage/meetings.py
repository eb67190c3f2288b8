"""Meetings: planned, found, and changed only in the version that the person saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.meeting_tables import Meeting, MeetingPerson, MeetingStudent


@dataclass(frozen=True)
class MeetingRow:
    """A meeting with the ids of who comes and of its students in their order, each with the report about them."""

    meeting: Meeting
    people: tuple[int, ...]
    students: tuple[tuple[int, int | None], ...]


async def add_meeting(
    session: AsyncSession,
    *,
    uid: str,
    kind: str,
    starts_at: datetime,
    minutes: int,
    place: str,
    organiser: int,
    people: Sequence[int],
    students: Sequence[int],
    now: datetime,
) -> int:
    row = {"uid": uid, "kind": kind, "starts_at": starts_at, "minutes": minutes, "place": place}
    made = await session.execute(
        insert(Meeting)
        .values(**row, organiser_id=organiser, made_at=now, version=1, cancelled=False)
        .returning(Meeting.id)
    )
    meeting_id: int = made.scalar_one()
    coming = [{"meeting_id": meeting_id, "person_id": one} for one in dict.fromkeys((organiser, *people))]
    await session.execute(insert(MeetingPerson), coming)
    await _add_students(session, meeting_id, students, first=0)
    return meeting_id


async def _add_students(session: AsyncSession, meeting_id: int, students: Sequence[int], *, first: int) -> None:
    rows = [
        {"meeting_id": meeting_id, "student_id": one, "place": place, "report_id": None}
        for place, one in enumerate(dict.fromkeys(students), start=first)
    ]
    if rows:
        await session.execute(insert(MeetingStudent), rows)


async def change_meeting(session: AsyncSession, meeting_id: int, version: int, **values: Any) -> bool:
    """Makes the change if the meeting still stands, in that version; tells whether it did."""
    done: CursorResult[Any] = await session.execute(  # type: ignore[assignment]
        update(Meeting)
        .where(Meeting.id == meeting_id, Meeting.version == version, Meeting.cancelled.is_(False))
        .values(**values, version=version + 1)
    )
    return done.rowcount == 1


async def set_agenda(session: AsyncSession, meeting_id: int, students: Sequence[int]) -> None:
    """These students, in this order. Whoever stays keeps what the minutes say of them."""
    of_meeting = MeetingStudent.meeting_id == meeting_id
    await session.execute(delete(MeetingStudent).where(of_meeting, MeetingStudent.student_id.not_in(students)))
    known = set(await session.scalars(select(MeetingStudent.student_id).where(of_meeting)))
    for place, student in enumerate(students):
        if student in known:
            same = update(MeetingStudent).where(of_meeting, MeetingStudent.student_id == student)
            await session.execute(same.values(place=place))
        else:
            await _add_students(session, meeting_id, [student], first=place)


async def note_minutes(session: AsyncSession, meeting_id: int, student_id: int, report_id: int) -> bool:
    """The first report about a student stands; tells whether this was it."""
    done: CursorResult[Any] = await session.execute(  # type: ignore[assignment]
        update(MeetingStudent)
        .where(
            MeetingStudent.meeting_id == meeting_id,
            MeetingStudent.student_id == student_id,
            MeetingStudent.report_id.is_(None),
        )
        .values(report_id=report_id)
    )
    return done.rowcount == 1


async def meetings_of(
    session: AsyncSession, person_id: int, *, from_: datetime, until: datetime, most: int, newest_first: bool = False
) -> list[MeetingRow]:
    """To which this person comes, that start in that time; cancelled ones too."""
    mine = select(MeetingPerson.meeting_id).where(MeetingPerson.person_id == person_id)
    between = (Meeting.starts_at >= from_, Meeting.starts_at < until)
    order = (Meeting.starts_at.desc(), Meeting.id.desc()) if newest_first else (Meeting.starts_at, Meeting.id)
    return await _found(session, Meeting.id.in_(mine), *between, order=order, most=most)


async def meetings_of_ids(session: AsyncSession, ids: Sequence[int]) -> list[MeetingRow]:
    return await _found(session, Meeting.id.in_(ids), order=(Meeting.id,), most=len(ids))


async def _found(
    session: AsyncSession, *conditions: ColumnElement[bool], order: Sequence[Any], most: int
) -> list[MeetingRow]:
    asked = select(Meeting).where(*conditions).order_by(*order).limit(most).execution_options(populate_existing=True)
    meetings = list(await session.scalars(asked))
    ids = [one.id for one in meetings]
    people: dict[int, list[int]] = {one: [] for one in ids}
    coming = select(MeetingPerson.meeting_id, MeetingPerson.person_id).where(MeetingPerson.meeting_id.in_(ids))
    for meeting, person in await session.execute(coming.order_by(MeetingPerson.person_id)):
        people[meeting].append(person)
    students: dict[int, list[tuple[int, int | None]]] = {one: [] for one in ids}
    about = select(MeetingStudent.meeting_id, MeetingStudent.student_id, MeetingStudent.report_id)
    of_these = about.where(MeetingStudent.meeting_id.in_(ids)).order_by(MeetingStudent.place, MeetingStudent.id)
    for meeting, student, report in await session.execute(of_these):
        students[meeting].append((student, report))
    return [MeetingRow(one, tuple(people[one.id]), tuple(students[one.id])) for one in meetings]
