"""Planning and changing meetings, and keeping what was said of each student."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from bot.cases import ChangeKind, Meeting, MeetingKind, Someone
from bot.clock import AMSTERDAM
from bot.dialogs.effects import WriteReport
from bot.lookups import Colleagues
from bot.meeting_notices import meeting_changed, meeting_planned
from bot.message import Message
from bot.permissions import may_for_some
from bot.procedures.meetings import (
    ORIGIN,
    ChangeMeeting,
    OneMeeting,
    PlanMeeting,
    SetAgenda,
    WriteMinutes,
    may_lead,
)
from bot.records.carrier import Carrier, Carriers, OvertakenError
from bot.records.loading import loader_for
from bot.records.people import circle
from bot.records.report_writing import kept_report
from bot.records.ties import ForbiddenError
from storage.meetings import add_meeting, change_meeting, meetings_of_ids, note_minutes, set_agenda

REPORT = "studentbespreking"


async def plan_meeting(carrier: Carrier, effect: PlanMeeting) -> None:
    await _may_plan(carrier, effect)
    await _only_known(carrier, effect)
    number = await add_meeting(
        carrier.session,
        uid=f"{uuid4()}@wegwijzer",
        kind=effect.kind,
        starts_at=effect.starts_at,
        minutes=effect.minutes,
        place=effect.place,
        organiser=carrier.person.id,
        people=effect.people,
        students=effect.students,
        now=carrier.now,
    )
    await audit_meeting(carrier, "planned", number, effect.students)
    planned = await _meeting(carrier, number)
    for reader in _others(carrier, planned):
        await _tell(carrier, reader, number, "planned", None)


async def _may_plan(carrier: Carrier, effect: PlanMeeting) -> None:
    """A talk is about one student; a student meeting may begin without any."""
    if effect.kind is not MeetingKind.STUDENT_MEETING and len(effect.students) != 1:
        raise ForbiddenError("plan meeting")
    if not may_for_some(carrier.person, "plan", "meeting"):
        raise ForbiddenError("plan meeting")
    for student in effect.students:
        await carrier.require(student, "plan", "meeting")


async def _only_known(carrier: Carrier, effect: PlanMeeting) -> None:
    """Nobody comes but colleagues, and who is around a student on the agenda; to a talk the student too."""
    known = {one.person.id for one in await carrier.loader.load(Colleagues())} | {carrier.person.id}
    for student in effect.students:
        known |= {one.person.id for one in await circle(carrier.session, student, carrier.today)}
    if effect.kind is not MeetingKind.STUDENT_MEETING:
        known.update(effect.students)
    if not set(effect.people) <= known:
        raise ForbiddenError("share")


async def change_planned(carrier: Carrier, effect: ChangeMeeting) -> None:
    before = await changeable(carrier, effect.meeting)
    if not await change_meeting(carrier.session, before.id, effect.version, **_values(effect, before)):
        raise OvertakenError
    await audit_meeting(carrier, effect.kind, before.id, [one.student.id for one in before.agenda])
    changed = await _meeting(carrier, before.id)
    for reader in _others(carrier, changed):
        await _tell(carrier, reader, before.id, str(changed.version), effect.kind)


def _values(effect: ChangeMeeting, before: Meeting) -> dict[str, Any]:
    match effect.kind:
        case ChangeKind.MOVED if effect.starts_at is not None:
            return {"starts_at": effect.starts_at, "minutes": effect.minutes, "place": effect.place}
        case ChangeKind.HANDED_OVER if effect.organiser in {one.id for one in may_lead(before)}:
            return {"organiser_id": effect.organiser}
        case ChangeKind.CANCELLED:
            return {"cancelled": True}
        case _:
            raise ForbiddenError("change meeting")


async def set_students(carrier: Carrier, effect: SetAgenda) -> None:
    """Who was discussed stays; so do those whom this person does not see."""
    before = await changeable(carrier, effect.meeting)
    (row,) = await meetings_of_ids(carrier.session, [effect.meeting])
    seen = {one.student.id for one in before.agenda}
    kept = [one for one, report in row.students if (one not in seen or report) and one not in effect.students]
    for student in set(effect.students) - {one for one, _ in row.students}:
        await carrier.require(student, "plan", "meeting")
    if before.kind is not MeetingKind.STUDENT_MEETING:
        raise ForbiddenError("change meeting")
    if not await change_meeting(carrier.session, effect.meeting, effect.version):
        raise OvertakenError
    await set_agenda(carrier.session, effect.meeting, (*effect.students, *kept))
    await audit_meeting(carrier, "set agenda", effect.meeting, effect.students)


async def write_minutes(carrier: Carrier, effect: WriteMinutes) -> None:
    """Only what concerns this student, for those present who are around them."""
    meeting = await changeable(carrier, effect.meeting)
    if effect.student not in {one.student.id for one in meeting.agenda}:
        raise ForbiddenError("write report")
    around = {one.person.id for one in await circle(carrier.session, effect.student, carrier.today)}
    readers = tuple(one.id for one in meeting.people if one.id in around and one.id != carrier.person.id)
    held_on = min(_day(meeting.starts_at), carrier.today)
    written = WriteReport(effect.student, REPORT, held_on, effect.texts, readers, ORIGIN, meeting=meeting.id)
    report = await kept_report(carrier, written)
    if not await note_minutes(carrier.session, meeting.id, effect.student, report):
        raise OvertakenError


def _day(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


async def changeable(carrier: Carrier, number: int) -> Meeting:
    meeting = await _meeting(carrier, number)
    if carrier.person.id not in {one.id for one in may_lead(meeting)}:
        raise ForbiddenError("change meeting")
    return meeting


async def _meeting(carrier: Carrier, number: int) -> Meeting:
    found = await carrier.loader.load(OneMeeting(number))
    if found is None:
        raise ForbiddenError("see meeting")
    return found  # type: ignore[no-any-return]


def _others(carrier: Carrier, meeting: Meeting) -> list[Someone]:
    return [one for one in meeting.people if one.id != carrier.person.id and not one.left]


async def _tell(carrier: Carrier, reader: Someone, number: int, key: str, kind: ChangeKind | None) -> None:
    """What they read is the meeting as they see it themselves, if they may."""
    seen = await loader_for(carrier.session, reader, carrier.now).load(OneMeeting(number))
    if seen is None:
        return
    phrases = carrier.product.phrases[reader.language]
    message: Message = (
        meeting_changed(phrases, seen, kind, carrier.person, reader)
        if kind
        else meeting_planned(phrases, seen, carrier.person, reader)
    )
    await carrier.tell(reader, f"meeting/{number}/{key}", message)


async def audit_meeting(carrier: Carrier, action: str, number: int, students: Iterable[int]) -> None:
    for student in tuple(students) or (None,):
        await carrier.audit(action, f"meeting/{number}", student)


CARRIERS: Carriers = {
    PlanMeeting: plan_meeting,
    ChangeMeeting: change_planned,
    SetAgenda: set_students,
    WriteMinutes: write_minutes,
}
