"""What of meetings, requests, talks and resits people may have to hear of, for a batch of them: a statement each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.case_tables import Report
from storage.meeting_tables import STUDENT_MEETING, Meeting, MeetingPerson, MeetingStudent
from storage.occasion_tables import ReportOccasion
from storage.people_tables import Person, Student, Supervision
from storage.reminded_people import here, on_day
from storage.resit_tables import Resit
from storage.switch_tables import SwitchMove, SwitchRequest
from storage.talk_tables import ProgressTalk, ProgressTalkItem, ProgressTalkParty


@dataclass(frozen=True)
class ComingMeeting:
    """`student_id`: whom a talk is about. None for a student meeting, which names nobody."""

    person: int
    id: int
    kind: str
    starts_at: datetime
    made_at: datetime
    student_id: int | None
    student: str | None
    region: str | None


async def coming_meetings(
    session: AsyncSession, people: Collection[int], from_: datetime, until: datetime
) -> list[ComingMeeting]:
    """Those to which these people come, that start in that time."""
    about = and_(MeetingStudent.meeting_id == Meeting.id, Meeting.kind != STUDENT_MEETING)
    asked = (
        select(MeetingPerson.person_id, Meeting.id, Meeting.kind, Meeting.starts_at, Meeting.made_at,
               MeetingStudent.student_id, Person.name, Student.region, Person.left_on)
        .join_from(MeetingPerson, Meeting, Meeting.id == MeetingPerson.meeting_id)
        .outerjoin(MeetingStudent, about)
        .outerjoin(Person, Person.id == MeetingStudent.student_id)
        .outerjoin(Student, Student.person_id == MeetingStudent.student_id)
        .where(MeetingPerson.person_id.in_(people), Meeting.starts_at >= from_, Meeting.starts_at < until,
               Meeting.cancelled.is_(False))
    )  # fmt: skip
    return [ComingMeeting(*row) for row in here(await session.execute(asked))]


@dataclass(frozen=True)
class Undiscussed:
    """A student on the agenda of a student meeting that was, of whom the minutes say nothing yet."""

    organiser: int
    meeting: int
    starts_at: datetime
    student_id: int


async def without_minutes(
    session: AsyncSession, organisers: Collection[int], after: datetime, before: datetime
) -> list[Undiscussed]:
    asked = (
        select(Meeting.organiser_id, Meeting.id, Meeting.starts_at, MeetingStudent.student_id, Person.left_on)
        .join_from(Meeting, MeetingStudent, MeetingStudent.meeting_id == Meeting.id)
        .join(Person, Person.id == MeetingStudent.student_id)
        .where(Meeting.organiser_id.in_(organisers), Meeting.kind == STUDENT_MEETING, Meeting.cancelled.is_(False),
               Meeting.starts_at >= after, Meeting.starts_at < before, MeetingStudent.report_id.is_(None))
        .order_by(Meeting.id, MeetingStudent.place)
    )  # fmt: skip
    return [Undiscussed(*row) for row in here(await session.execute(asked))]


@dataclass(frozen=True)
class HeldTalk:
    """A three-way talk that was planned with an IO, of which they wrote no report from there."""

    io: int
    meeting: int
    student_id: int
    student: str
    starts_at: datetime


async def talks_to_report(
    session: AsyncSession, ios: Collection[int], day: date, after: datetime, before: datetime
) -> list[HeldTalk]:
    """About students of whom they are the IO on that day."""
    written = (
        select(Report.id)
        .join(ReportOccasion, ReportOccasion.report_id == Report.id)
        .where(ReportOccasion.meeting_id == Meeting.id, Report.written_by == MeetingPerson.person_id)
    )
    theirs = and_(
        Supervision.student_id == MeetingStudent.student_id,
        Supervision.supervisor_id == MeetingPerson.person_id,
        Supervision.role == "io",
        on_day(day),
    )
    asked = (
        select(MeetingPerson.person_id, Meeting.id, MeetingStudent.student_id, Person.name, Meeting.starts_at,
               Person.left_on)
        .join_from(MeetingPerson, Meeting, Meeting.id == MeetingPerson.meeting_id)
        .join(MeetingStudent, MeetingStudent.meeting_id == Meeting.id)
        .join(Supervision, theirs)
        .join(Person, Person.id == MeetingStudent.student_id)
        .where(MeetingPerson.person_id.in_(ios), Meeting.kind == "three-way", Meeting.cancelled.is_(False),
               Meeting.starts_at >= after, Meeting.starts_at < before, ~written.exists())
    )  # fmt: skip
    return [HeldTalk(*row) for row in here(await session.execute(asked))]


async def reported_days(
    session: AsyncSession, ios: Collection[int], kind: str, after: date
) -> set[tuple[int, int, date]]:
    """IO, student and day of the reports of that kind that they wrote."""
    asked = select(Report.written_by, Report.student_id, Report.held_on)
    mine = asked.where(Report.written_by.in_(ios), Report.kind == kind, Report.held_on >= after)
    return {(io, student, day) for io, student, day in await session.execute(mine) if io}


HANDLER, OWN, VAKGROEP = "handler", "student", "vakgroepcoordinator"


@dataclass(frozen=True)
class OpenRequest:
    """An open request with which `person` has to do, as its handler, its student or the student's vakgroepcoördinator.

    `moved_at` is when somebody did something with it last; `has_vakgroep`: the roster names a vakgroepcoördinator.
    """

    person: int
    part: str
    id: int
    student_id: int
    student: str
    region: str
    route: str
    state: str
    moved_at: datetime
    has_vakgroep: bool


async def open_requests(session: AsyncSession, people: Collection[int], day: date) -> list[OpenRequest]:
    """About students who are still here; once for each part that somebody has in it."""
    around = and_(Supervision.student_id == SwitchRequest.student_id, Supervision.role == VAKGROEP, on_day(day))
    parts = union_all(
        select(SwitchRequest.handler_id.label("person"), literal(HANDLER).label("part"), SwitchRequest.id)
        .where(SwitchRequest.handler_id.in_(people), SwitchRequest.open.is_(True)),
        select(SwitchRequest.student_id, literal(OWN), SwitchRequest.id)
        .where(SwitchRequest.student_id.in_(people), SwitchRequest.open.is_(True)),
        select(Supervision.supervisor_id, literal(VAKGROEP), SwitchRequest.id)
        .join_from(Supervision, SwitchRequest, around)
        .where(Supervision.supervisor_id.in_(people), SwitchRequest.open.is_(True)),
    ).subquery()  # fmt: skip
    moved = select(func.max(SwitchMove.at)).where(SwitchMove.request_id == SwitchRequest.id).scalar_subquery()
    moved_at = func.coalesce(moved, SwitchRequest.started_at, type_=SwitchRequest.started_at.type)
    asked = (
        select(parts.c.person, parts.c.part, SwitchRequest.id, SwitchRequest.student_id, Person.name, Student.region,
               SwitchRequest.route, SwitchRequest.state, moved_at, select(Supervision.id).where(around).exists(),
               Person.left_on)
        .join_from(parts, SwitchRequest, SwitchRequest.id == parts.c.id)
        .join(Person, Person.id == SwitchRequest.student_id)
        .join(Student, Student.person_id == SwitchRequest.student_id)
    )  # fmt: skip
    return [OpenRequest(*row) for row in here(await session.execute(asked))]


@dataclass(frozen=True)
class TalkParty:
    """`at`: when it was planned, or when it was filed."""

    person: int
    role: str
    id: int
    student_id: int
    student: str
    region: str
    held_on: date
    at: datetime


def _parties(at: Any) -> Any:
    return (
        select(ProgressTalkParty.person_id, ProgressTalkParty.role, ProgressTalk.id, ProgressTalk.student_id,
               Person.name, Student.region, ProgressTalk.held_on, at, Person.left_on)
        .join_from(ProgressTalkParty, ProgressTalk, ProgressTalk.id == ProgressTalkParty.talk_id)
        .join(Person, Person.id == ProgressTalk.student_id)
        .join(Student, Student.person_id == ProgressTalk.student_id)
    )  # fmt: skip


async def planned_talks(session: AsyncSession, people: Collection[int], from_: date, until: date) -> list[TalkParty]:
    """Those in which these people take part, on these days, of which nobody began with the form."""
    begun = select(ProgressTalkItem.talk_id).where(ProgressTalkItem.talk_id == ProgressTalk.id).exists()
    asked = _parties(ProgressTalk.made_at).where(
        ProgressTalkParty.person_id.in_(people), ProgressTalk.state == "open", ProgressTalk.replaces.is_(None),
        ProgressTalk.held_on >= from_, ProgressTalk.held_on <= until, ~begun,
    )  # fmt: skip
    return [TalkParty(*row) for row in here(await session.execute(asked))]


async def unsigned_talks(
    session: AsyncSession, people: Collection[int], roles: Collection[str], filed_after: datetime
) -> list[TalkParty]:
    """Filed since then, and not signed yet by these people in one of these roles."""
    asked = _parties(ProgressTalk.filed_at).where(
        ProgressTalkParty.person_id.in_(people), ProgressTalkParty.role.in_(roles),
        ProgressTalkParty.signed_at.is_(None), ProgressTalk.state == "filed", ProgressTalk.filed_at >= filed_after,
    )  # fmt: skip
    return [TalkParty(*row) for row in here(await session.execute(asked))]


@dataclass(frozen=True)
class FailedPlacement:
    """The last one of a student. `talk`: a talk after the resit was planned since."""

    id: int
    student_id: int
    chance: int
    earliest_on: date | None
    made_at: datetime
    talk: bool


async def last_failed(session: AsyncSession, students: Collection[int]) -> list[FailedPlacement]:
    later = aliased(Resit)
    newer = select(later.id).where(later.student_id == Resit.student_id, later.id > Resit.id).exists()
    talk = (
        select(Meeting.id)
        .join(MeetingStudent, MeetingStudent.meeting_id == Meeting.id)
        .where(MeetingStudent.student_id == Resit.student_id, Meeting.kind == "resit-talk",
               Meeting.cancelled.is_(False), Meeting.made_at >= Resit.made_at)
        .exists()
    )  # fmt: skip
    asked = select(Resit.id, Resit.student_id, Resit.chance, Resit.earliest_on, Resit.made_at, talk)
    return [FailedPlacement(*row) for row in await session.execute(asked.where(Resit.student_id.in_(students), ~newer))]


async def resit_talks_with(
    session: AsyncSession, students: Collection[int], from_: datetime, before: datetime
) -> list[tuple[int, int, datetime]]:
    """Meeting, student and when it began: talks after a resit that were held in that time with these students."""
    if not students:
        return []
    there = and_(MeetingPerson.meeting_id == Meeting.id, MeetingPerson.person_id == MeetingStudent.student_id)
    asked = (
        select(Meeting.id, MeetingStudent.student_id, Meeting.starts_at)
        .join(MeetingStudent, MeetingStudent.meeting_id == Meeting.id)
        .join(MeetingPerson, there)
        .where(MeetingStudent.student_id.in_(students), Meeting.kind == "resit-talk", Meeting.cancelled.is_(False),
               Meeting.starts_at >= from_, Meeting.starts_at < before)
        .order_by(Meeting.id)
    )  # fmt: skip
    return [(meeting, student, starts_at) for meeting, student, starts_at in await session.execute(asked)]
