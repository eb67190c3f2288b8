"""A small school in the database: one student, the people around them, and something of every kind about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.calendar_tables import CalendarLink
from storage.case_tables import (
    Agreement,
    AgreementChange,
    AgreementParty,
    Audit,
    Call,
    Notice,
    Report,
    ReportReader,
    Situation,
)
from storage.meeting_tables import Meeting, MeetingPerson, MeetingStudent, MeetingTakenOff
from storage.people_tables import Account, Person, PersonRole, Student, Supervision
from storage.period_tables import Period, PeriodChange
from storage.reminder_tables import Reminder, ReminderOptOut
from storage.resit_tables import Resit
from storage.switch_tables import SwitchMove, SwitchRequest
from storage.tables import Conversation, Table, Turn
from storage.talks import add_talk, set_colours, set_notes, sign_talk

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)


@dataclass(frozen=True)
class School:
    """The ids of its people."""

    daan: int
    samira: int
    marleen: int


async def add_person(session: AsyncSession, name: str, email: str, role: str, **more: Any) -> int:
    row = {"name": name, "email": email, "language": "nl", "school": "Het Plein", "region": "", "left_on": None}
    made = await session.execute(insert(Person).values(**{**row, **more}).returning(Person.id))
    identifier: int = made.scalar_one()
    await session.execute(insert(PersonRole).values(person_id=identifier, role=role, place=0))
    return identifier


async def add_student(session: AsyncSession, name: str, number: str, **more: Any) -> int:
    identifier = await add_person(session, name, f"{number}@hr.example", "student", **more)
    row = {"programme": "Nederlands", "form": "full-time", "start_year": 2025, "level": 2, "school": "Het Plein"}
    row |= {"number": number, "person_id": identifier, "opleidingsschool": "OSR", "region": "noord"}
    await session.execute(insert(Student).values(**row))
    return identifier


async def add_conversation(session: AsyncSession, name: str, said: str, at: datetime = NOW) -> None:
    await session.execute(insert(Conversation).values(id=name, state={"asked": said}, started_at=at, heard_at=at))
    turn = {"conversation_id": name, "event_id": "e", "heard": {"text": said}, "at": at}
    await session.execute(insert(Turn).values(**turn, messages=[{"paragraphs": [f"Antwoord op {said}"]}]))


async def add_agreement(session: AsyncSession, student: int, what: str, **more: Any) -> int:
    row = {"student_id": student, "what": what, "due": DAY, "status": "open", "origin": "", "version": 1}
    made = await session.execute(
        insert(Agreement).values(**{**row, "made_by": None, "made_at": NOW, **more}).returning(Agreement.id)
    )
    identifier: int = made.scalar_one()
    return identifier


async def add_change(session: AsyncSession, agreement: int, change: str, **more: Any) -> None:
    row = {"agreement_id": agreement, "person_id": None, "change": change, "detail": "", "at": NOW}
    await session.execute(insert(AgreementChange).values(**{**row, **more}))


async def fill(session: AsyncSession) -> School:
    daan = await add_student(session, "Daan Bakker", "0912345")
    samira = await add_person(session, "Samira el Idrissi", "samira@plein.example", "wpb")
    marleen = await add_person(session, "Marleen de Wit", "marleen@hr.example", "io")
    for person, role in ((samira, "wpb"), (marleen, "io")):
        row = {"student_id": daan, "supervisor_id": person, "role": role, "from_": DAY, "until": None}
        await session.execute(insert(Supervision).values(row))
    for person in (daan, samira, marleen):
        account = {"channel": "teams", "external_id": f"aad-{person}", "person_id": person, "linked_at": NOW}
        await session.execute(insert(Account).values(account))
    await _cases(session, School(daan, samira, marleen))
    await _progress_talk(session, School(daan, samira, marleen))
    await _talks(session, School(daan, samira, marleen))
    failed = {"student_id": daan, "chance": 1, "assessed_on": DAY, "earliest_on": None, "until": DAY}
    await session.execute(insert(Resit).values(**failed, made_by=samira, made_at=NOW))
    await _period(session, School(daan, samira, marleen))
    for kind in ("student-meeting", "exit"):
        await add_meeting(session, School(daan, samira, marleen), kind)
    await _reminders(session, School(daan, samira, marleen))
    return School(daan, samira, marleen)


async def _period(session: AsyncSession, school: School) -> None:
    row = {"student_id": school.daan, "kind": "paid-job", "from_": DAY, "until": None, "details": {"school": "Plein"}}
    more = {"wpb_id": school.samira, "registered_on": None, "cancelled": False, "told_at": NOW, "version": 1}
    made = await session.execute(
        insert(Period).values(**row, **more, made_by=school.samira, made_at=NOW).returning(Period.id)
    )
    step = {"period_id": made.scalar_one(), "person_id": school.samira, "change": "noted", "detail": "", "at": NOW}
    await session.execute(insert(PeriodChange).values(step))


async def _cases(session: AsyncSession, school: School) -> None:
    daan, samira, marleen = school.daan, school.samira, school.marleen
    agreement = await add_agreement(session, daan, "Elke week een les voorbereiden", made_by=samira)
    for person, part in ((marleen, "owner"), (samira, "viewer")):
        await session.execute(insert(AgreementParty).values(agreement_id=agreement, person_id=person, part=part))
    await add_change(session, agreement, "logged", person_id=samira)
    await add_change(session, agreement, "handed-over", person_id=samira, detail="Samira el Idrissi → Marleen de Wit")
    report = {"student_id": daan, "kind": "driegesprek", "held_on": DAY, "origin": "", "written_by": samira}
    made = await session.execute(
        insert(Report).values(**report, texts={"besproken": "De orde in klas 2"}, written_at=NOW).returning(Report.id)
    )
    await session.execute(insert(ReportReader).values(report_id=made.scalar_one(), person_id=marleen, seen_at=NOW))
    situation = {"student_id": daan, "topic": "ziekte", "outcome": "kort", "walked_by": samira, "at": NOW}
    await session.execute(insert(Situation).values(situation))
    call = {"student_id": daan, "asker_id": samira, "asked_id": marleen, "about": "", "note": "Kijk je even mee?"}
    await session.execute(insert(Call).values(**call, state="waiting", asked_at=NOW, answered_at=None))
    link = {"person_id": daan, "secret_hash": "5e884898", "made_at": NOW, "read_on": DAY}
    await session.execute(insert(CalendarLink).values(link))
    await _wish(session, school)
    audit = {"at": NOW, "person_id": samira, "action": "saw", "object": f"agreement/{agreement}", "student_id": daan}
    await session.execute(insert(Audit).values(audit))


async def add_meeting(session: AsyncSession, school: School, kind: str, **more: Any) -> int:
    """About Daan, planned by Samira, to which Marleen comes."""
    row = {"uid": f"{kind}@wegwijzer", "kind": kind, "starts_at": NOW, "minutes": 60, "place": "Lokaal 2.14"}
    row |= {"organiser_id": school.samira, "made_at": NOW, "version": 1, "cancelled": False}
    made = await session.execute(insert(Meeting).values(**{**row, **more}).returning(Meeting.id))
    meeting: int = made.scalar_one()
    for person in (school.samira, school.marleen, *((school.daan,) if kind == "exit" else ())):
        await session.execute(insert(MeetingPerson).values(meeting_id=meeting, person_id=person))
    on_agenda = {"meeting_id": meeting, "student_id": school.daan, "place": 0, "report_id": None}
    await session.execute(insert(MeetingStudent).values(on_agenda))
    if kind != "exit":
        await session.execute(insert(MeetingTakenOff).values(meeting_id=meeting, person_id=school.daan, version=1))
    return meeting


async def _wish(session: AsyncSession, school: School) -> None:
    asked = {"student_id": school.daan, "reason": "content", "route": "content", "wish": "Een montessorischool"}
    more = {"why": "Ik leer daar meer", "since": DAY, "discussed": "so", "minutes": None, "state": "questioned"}
    last = {"open": True, "handler_id": school.marleen, "reaches": "io,so", "started_at": NOW, "version": 2}
    made = await session.execute(insert(SwitchRequest).values(**asked, **more, **last).returning(SwitchRequest.id))
    move = {"request_id": made.scalar_one(), "person_id": school.samira, "to_id": None, "move": "ask", "at": NOW}
    await session.execute(
        insert(SwitchMove).values(**move, text="Wat zoek je daar?", from_state="asked", to_state="questioned")
    )


async def _progress_talk(session: AsyncSession, school: School) -> None:
    parties = [(school.daan, "student"), (school.samira, "wpb")]
    talk = await add_talk(
        session, student_id=school.daan, form={"name": "note"}, level=2, held_on=DAY, meeting={"place": "Lokaal 12"},
        led_by=school.marleen, parties=parties, now=NOW,
    )  # fmt: skip
    await set_colours(session, talk, {"coachbaar": "green"}, by=school.samira, now=NOW)
    for person, text in ((school.daan, "Dat kostte mij moeite"), (school.samira, "Vraagt uit zichzelf om feedback")):
        await set_notes(session, talk, {"ontwikkeling": text}, by=person, now=NOW)
    await sign_talk(session, talk, school.samira, agreed=True, remark="Mooi gesprek", now=NOW)


async def _talks(session: AsyncSession, school: School) -> None:
    await add_conversation(session, f"web/{school.daan}", "hoe zit het met mijn EC")
    await add_conversation(session, f"web/1{school.daan}", "van iemand anders")
    await add_conversation(session, f"web/{school.samira}", "mijn student komt steeds te laat")
    await add_conversation(session, f"teams/{school.samira}", "vraag in Teams")
    for person, text in ((school.daan, "Er is een verslag"), (school.marleen, "Kijk je mee bij Daan Bakker?")):
        row = {"key": f"{person}/{text}", "person_id": person, "message": {"paragraphs": [text]}}
        await session.execute(insert(Notice).values(**row, made_at=NOW, shown_at=None))


async def _reminders(session: AsyncSession, school: School) -> None:
    for person in (school.daan, school.samira, school.marleen):
        row = {"person_id": person, "key": "deadline/switch-wishes/2026-2027/1", "last_day": DAY, "told_on": DAY}
        await session.execute(insert(Reminder).values(**row, state="seen", version=1, at=NOW))
        await session.execute(insert(ReminderOptOut).values(person_id=person, kind="talks"))


async def everything(session: AsyncSession) -> str:
    """All rows of all tables, as they read."""
    tables = Table.metadata.sorted_tables
    asked = [select(*table.columns).order_by(*table.primary_key) for table in tables]
    return repr([(await session.execute(one)).all() for one in asked])
