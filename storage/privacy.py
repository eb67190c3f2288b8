"""Taking somebody away: what goes with them, and what others keep without their name.

Every function works inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, delete, func, insert, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.calendar_tables import CalendarLink
from storage.case_tables import (
    Agreement,
    AgreementChange,
    AgreementParty,
    Audit,
    Call,
    Erasure,
    Notice,
    Report,
    ReportReader,
    Situation,
)
from storage.meeting_tables import STUDENT_MEETING, Meeting, MeetingPerson, MeetingStudent, MeetingTakenOff
from storage.people_tables import Account, Person, PersonRole, Student, Supervision
from storage.period_tables import Period, PeriodChange
from storage.reminder_tables import Reminder, ReminderOptOut
from storage.resit_tables import Resit
from storage.switch_tables import SwitchMove, SwitchRequest
from storage.tables import Conversation, Table, Turn
from storage.talk_tables import ProgressTalk, ProgressTalkItem, ProgressTalkNote, ProgressTalkParty

GONE = "[…]"
BATCH = 200
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Going:
    """Counts by kind: what goes with a person, and what stays without the name."""

    goes: Counts
    stays_nameless: Counts


async def find_person(session: AsyncSession, given: str) -> Person | None:
    """By e-mail address or student number."""
    given = given.strip()
    if "@" in given:
        return await session.scalar(select(Person).where(Person.email == given.lower()))
    return await session.scalar(select(Person).join(Student).where(Student.number == given))


def conversations_of(person_id: int) -> Select[Any]:
    """Those named "<channel>/<person id>". Reads through all names, so that no channel can be forgotten."""
    return select(Conversation.id).where(Conversation.id.endswith(f"/{person_id}"))


async def what_goes(session: AsyncSession, person: Person) -> Going:
    goes = await _counts(session, _going(person.id))
    goes["notice to others"] = len(await _notices_that_name(session, person))
    return Going(goes, await _counts(session, _staying(person.id)))


async def erase(session: AsyncSession, person: Person, now: datetime) -> Going:
    """Takes the person and all that is about them away; only counts are kept."""
    await session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    going = await what_goes(session, person)
    await _take_name_from_histories(session, person)
    await _blur_audit(session, person.id)
    await _forget_notices(session, await _notices_that_name(session, person))
    await session.execute(delete(Conversation).where(Conversation.id.in_(conversations_of(person.id))))
    await session.execute(delete(Meeting).where(Meeting.id.in_(_meetings_about(person.id))))
    session.expunge(person)
    await session.execute(delete(Person).where(Person.id == person.id))
    await session.execute(insert(Erasure).values(at=now, counts=dict(going.goes)))
    return going


Rows = tuple[type[Table], ColumnElement[bool]]


async def _counts(session: AsyncSession, kinds: Mapping[str, Rows]) -> dict[str, int]:
    return {
        kind: await session.scalar(select(func.count()).select_from(table).where(rows)) or 0
        for kind, (table, rows) in kinds.items()
    }


def _going(person_id: int) -> dict[str, Rows]:
    conversations = conversations_of(person_id)
    supervision = or_(Supervision.student_id == person_id, Supervision.supervisor_id == person_id)
    calls = or_(Call.student_id == person_id, Call.asker_id == person_id, Call.asked_id == person_id)
    return {
        "person": (Person, Person.id == person_id),
        "role": (PersonRole, PersonRole.person_id == person_id),
        "account": (Account, Account.person_id == person_id),
        "supervision": (Supervision, supervision),
        "calendar link": (CalendarLink, CalendarLink.person_id == person_id),
        "conversation": (Conversation, Conversation.id.in_(conversations)),
        "turn": (Turn, Turn.conversation_id.in_(conversations)),
        "agreement": (Agreement, Agreement.student_id == person_id),
        "part in an agreement": (AgreementParty, AgreementParty.person_id == person_id),
        "report": (Report, Report.student_id == person_id),
        "part in a report": (ReportReader, ReportReader.person_id == person_id),
        "situation": (Situation, Situation.student_id == person_id),
        "progress talk": (ProgressTalk, ProgressTalk.student_id == person_id),
        "part in a progress talk": (ProgressTalkParty, ProgressTalkParty.person_id == person_id),
        "call": (Call, calls),
        "part in a meeting": (MeetingPerson, MeetingPerson.person_id == person_id),
        "taken off a meeting": (MeetingTakenOff, MeetingTakenOff.person_id == person_id),
        "place on an agenda": (MeetingStudent, MeetingStudent.student_id == person_id),
        "resit": (Resit, Resit.student_id == person_id),
        "period": (Period, Period.student_id == person_id),
        "meeting": (Meeting, Meeting.id.in_(_meetings_about(person_id))),
        "request to switch": (SwitchRequest, SwitchRequest.student_id == person_id),
        "notice": (Notice, Notice.person_id == person_id),
        "reminder": (Reminder, Reminder.person_id == person_id),
        "kind of reminder": (ReminderOptOut, ReminderOptOut.person_id == person_id),
    }


def _staying(person_id: int) -> dict[str, Rows]:
    own = select(Agreement.id).where(Agreement.student_id == person_id)
    own_talks = select(ProgressTalk.id).where(ProgressTalk.student_id == person_id)
    led = or_(ProgressTalk.led_by == person_id, ProgressTalk.filed_by == person_id)
    had_part = or_(Period.made_by == person_id, Period.wpb_id == person_id)
    own_periods = select(Period.id).where(Period.student_id == person_id)
    by_them = AgreementChange.person_id == person_id
    return {
        "agreement": (Agreement, (Agreement.made_by == person_id) & (Agreement.student_id != person_id)),
        "change of an agreement": (AgreementChange, by_them & AgreementChange.agreement_id.not_in(own)),
        "report": (Report, (Report.written_by == person_id) & (Report.student_id != person_id)),
        "situation": (Situation, (Situation.walked_by == person_id) & (Situation.student_id != person_id)),
        "meeting": (Meeting, (Meeting.organiser_id == person_id) & Meeting.id.not_in(_meetings_about(person_id))),
        "resit": (Resit, (Resit.made_by == person_id) & (Resit.student_id != person_id)),
        "period": (Period, had_part & (Period.student_id != person_id)),
        "change of a period": (
            PeriodChange,
            (PeriodChange.person_id == person_id) & PeriodChange.period_id.not_in(own_periods),
        ),
        "move of a request": (SwitchMove, _moved_for_others(person_id)),
        "progress talk": (ProgressTalk, led & (ProgressTalk.student_id != person_id)),
        "colour in a progress talk": (
            ProgressTalkItem,
            (ProgressTalkItem.person_id == person_id) & ProgressTalkItem.talk_id.not_in(own_talks),
        ),
        "note in a progress talk": (
            ProgressTalkNote,
            (ProgressTalkNote.person_id == person_id) & ProgressTalkNote.talk_id.not_in(own_talks),
        ),
        "audit line": (Audit, or_(Audit.person_id == person_id, Audit.student_id == person_id)),
    }


def _meetings_about(person_id: int) -> Select[Any]:
    """Talks with this student, of which nothing is left without them; not meetings about several."""
    return (
        select(MeetingStudent.meeting_id)
        .join(Meeting)
        .where(MeetingStudent.student_id == person_id, Meeting.kind != STUDENT_MEETING)
    )


def _moved_for_others(person_id: int) -> ColumnElement[bool]:
    own = select(SwitchRequest.id).where(SwitchRequest.student_id == person_id)
    by_or_to = or_(SwitchMove.person_id == person_id, SwitchMove.to_id == person_id)
    return by_or_to & SwitchMove.request_id.not_in(own)


async def _take_name_from_histories(session: AsyncSession, person: Person) -> None:
    """Handing an agreement over writes names into its history."""
    linked = union(
        select(Agreement.id).where(Agreement.made_by == person.id),
        select(AgreementParty.agreement_id).where(AgreementParty.person_id == person.id),
        select(AgreementChange.agreement_id).where(AgreementChange.person_id == person.id),
    )
    changes = select(AgreementChange.id, AgreementChange.detail).where(AgreementChange.agreement_id.in_(linked))
    for identifier, detail in (await session.execute(changes)).all():
        if person.name in detail:
            nameless = detail.replace(person.name, GONE)
            await session.execute(
                update(AgreementChange).where(AgreementChange.id == identifier).values(detail=nameless)
            )


async def _blur_audit(session: AsyncSession, person_id: int) -> None:
    """Lines about the person keep the kind of what was seen, and lose which one: an id may be given out again."""
    about = Audit.student_id == person_id
    objects = await session.scalars(select(Audit.object).where(about, Audit.object.contains("/")).distinct())
    for object_ in objects.all():
        same = update(Audit).where(about, Audit.object == object_)
        await session.execute(same.values(object=object_.partition("/")[0]))
    await session.execute(update(Audit).where(Audit.object == f"person/{person_id}").values(object="person"))


async def _notices_that_name(session: AsyncSession, person: Person) -> list[int]:
    """Notices to the people around somebody that have their full name in them."""
    around = Notice.person_id.in_(_people_around(person.id))
    theirs = select(Notice.id, Notice.message).where(around, Notice.person_id != person.id).order_by(Notice.id)
    found: list[int] = []
    after = 0
    while rows := (await session.execute(theirs.where(Notice.id > after).limit(BATCH))).all():
        found += [identifier for identifier, message in rows if person.name in "\n".join(_texts(message))]
        after = rows[-1][0]
    return found


HEAR_FOR_THEM = (Reminder.hears, Reminder.reader, Reminder.told_to)


def _people_around(person_id: int) -> CompoundSelect[Any]:
    """Whoever had to do with the person, or with a student with whom the person had to do.

    Also the SO of a school, whom reminders tell of its students and for its people, and whoever hears of something
    instead of the person.
    """
    students = union(
        select(Student.person_id).where(Student.person_id == person_id),
        select(Supervision.student_id).where(Supervision.supervisor_id == person_id),
        select(Agreement.student_id).join(AgreementParty).where(AgreementParty.person_id == person_id),
        select(Report.student_id).join(ReportReader).where(ReportReader.person_id == person_id),
        select(ProgressTalk.student_id).join(ProgressTalkParty).where(ProgressTalkParty.person_id == person_id),
    ).subquery()
    of_these = select(students.c[0]).scalar_subquery()
    schools = union(
        select(Student.school).where(Student.person_id.in_(of_these)),
        select(Person.school).where(Person.id == person_id),
    )
    return union(
        select(students.c[0]),
        select(Supervision.supervisor_id).where(Supervision.student_id.in_(of_these)),
        select(AgreementParty.person_id).join(Agreement).where(Agreement.student_id.in_(of_these)),
        select(ReportReader.person_id).join(Report).where(Report.student_id.in_(of_these)),
        select(MeetingPerson.person_id).where(MeetingPerson.meeting_id.in_(_meetings_of(person_id))),
        select(ProgressTalkParty.person_id).join(ProgressTalk).where(ProgressTalk.student_id.in_(of_these)),
        select(Call.asked_id).where(or_(Call.student_id.in_(of_these), Call.asker_id == person_id)),
        select(Call.asker_id).where(or_(Call.student_id.in_(of_these), Call.asked_id == person_id)),
        select(PersonRole.person_id)
        .join(Person, Person.id == PersonRole.person_id)
        .where(PersonRole.role == "so", Person.school != "", Person.school.in_(schools)),
        *(select(one).where(Reminder.person_id == person_id, one.is_not(None)) for one in HEAR_FOR_THEM),
    )


def _meetings_of(person_id: int) -> CompoundSelect[Any]:
    return union(
        select(MeetingPerson.meeting_id).where(MeetingPerson.person_id == person_id),
        select(MeetingStudent.meeting_id).where(MeetingStudent.student_id == person_id),
    )


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


async def _forget_notices(session: AsyncSession, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), BATCH):
        await session.execute(delete(Notice).where(Notice.id.in_(ids[start : start + BATCH])))
