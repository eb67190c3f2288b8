"""Adding people to a planned meeting and taking them off: each hears what it means for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.cases import Meeting, MeetingKind, Someone
from bot.lookups import Colleagues
from bot.meeting_notices import meeting_planned, people_changed, taken_off
from bot.message import Message
from bot.procedures.meetings import ChangePeople, OneMeeting
from bot.records.carrier import Carrier, Carriers, OvertakenError
from bot.records.loading import loader_for
from bot.records.meeting_changes import audit_meeting, changeable
from bot.records.people import circle, people_with_ids
from bot.records.ties import ForbiddenError
from storage.meeting_people import set_people
from storage.meetings import change_meeting, meetings_of_ids


async def change_people(carrier: Carrier, effect: ChangePeople) -> None:
    before = await changeable(carrier, effect.meeting)
    came = {one.id for one in before.people}
    stay = {one.id for one in (before.organiser, carrier.person) if one and one.id in came}
    comes = set(effect.people) | stay
    added, off = comes - came, came - comes
    if not added <= await who_may_come(carrier, before):
        raise ForbiddenError("share")
    if not added and not off:
        return
    if not await change_meeting(carrier.session, before.id, effect.version):
        raise OvertakenError
    await set_people(carrier.session, before.id, added=added, off=off, version=effect.version + 1)
    await audit_meeting(carrier, "changed who comes to", before.id, [one.student.id for one in before.agenda])
    await _tell(carrier, before, added, off)


async def who_may_come(carrier: Carrier, meeting: Meeting) -> set[int]:
    """Colleagues, who is around a student on the agenda, and to a talk the student."""
    known = {one.person.id for one in await carrier.loader.load(Colleagues())}
    (row,) = await meetings_of_ids(carrier.session, [meeting.id])
    students = [student for student, _ in row.students]
    for student in students:
        known |= {one.person.id for one in await circle(carrier.session, student, carrier.today)}
    return known if meeting.kind is MeetingKind.STUDENT_MEETING else known | set(students)


async def _tell(carrier: Carrier, before: Meeting, added: Collection[int], off: Collection[int]) -> None:
    people = await people_with_ids(carrier.session, {*added, *off, *(one.id for one in before.people)})
    version = before.version + 1
    for number, reader in people.items():
        if number == carrier.person.id or reader.left:
            continue
        phrases = carrier.product.phrases[reader.language]
        message: Message | None
        if number in off:
            message = taken_off(phrases, before, carrier.person)
        else:
            new, gone = _those(people, added), _those(people, off)
            seen = await loader_for(carrier.session, reader, carrier.now).load(OneMeeting(before.id))
            message = seen and (
                meeting_planned(phrases, seen, carrier.person, reader)
                if number in added
                else people_changed(phrases, seen, carrier.person, reader, new, gone)
            )
        if message:
            await carrier.tell(reader, f"meeting/{before.id}/people/{version}", message)


def _those(people: Mapping[int, Someone], ids: Collection[int]) -> list[Someone]:
    return [one for number, one in people.items() if number in ids]


CARRIERS: Carriers = {
    ChangePeople: change_people,
}
