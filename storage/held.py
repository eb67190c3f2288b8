"""Everything that is held about a person, with the names of the others in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Executable, Select, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

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
from storage.occasion_tables import ReportOccasion
from storage.people_tables import Account, Person, PersonRole, Student, Supervision
from storage.period_tables import Period, PeriodChange
from storage.privacy import conversations_of
from storage.reminder_tables import Reminder, ReminderOptOut
from storage.resit_tables import Resit
from storage.switch_tables import SwitchMove, SwitchRequest
from storage.tables import Conversation, Turn
from storage.talk_tables import ProgressTalk, ProgressTalkItem, ProgressTalkNote, ProgressTalkParty

Record = dict[str, Any]


async def everything_about(session: AsyncSession, person: Person) -> dict[str, list[Record]]:
    """Records by section. Days are dates, moments are aware; what a section has none of is an empty list."""
    me = person.id
    return {
        "person": await _person(session, me),
        "student": await _records(session, _columns(Student).where(Student.person_id == me)),
        "supervised-by": await _records(session, _supervision().where(Supervision.student_id == me)),
        "supervises": await _records(session, _supervision().where(Supervision.supervisor_id == me)),
        "accounts": await _records(session, _columns(Account).where(Account.person_id == me)),
        "calendar-links": await _records(session, _calendar_link(me)),
        "agreements": await _agreements(session, me),
        "reports": await _reports(session, me),
        "talks": await _talks(session, me),
        "situations": await _records(session, _situations(me)),
        "calls": await _records(session, _calls(me)),
        "meetings": await _meetings(session, me),
        "no-longer-comes": await _records(session, _no_longer_comes(me)),
        "discussed": await _records(session, _discussed(me)),
        "resits": await _records(session, _resits(me)),
        "periods": await _periods(session, me),
        "switch-requests": await _switches(session, me),
        "notices": await _records(session, _columns(Notice).where(Notice.person_id == me).order_by(Notice.id)),
        "reminders": await _records(session, _reminders(me)),
        "without-reminders": await _records(session, _columns(ReminderOptOut).where(ReminderOptOut.person_id == me)),
        "conversations": await _conversations(session, me),
        "audit": await _records(session, _audit(me)),
    }


async def _records(session: AsyncSession, asked: Executable) -> list[Record]:
    return [dict(row) for row in (await session.execute(asked)).mappings()]


def _columns(table: type[Any]) -> Select[Any]:
    """All of a row but the numbers by which we know its person."""
    return select(*(column for column in table.__table__.columns if column.name != "person_id"))


def _name(person_id: Any, label: str) -> Any:
    named = aliased(Person)
    return select(named.name).where(named.id == person_id).correlate_except(named).scalar_subquery().label(label)


async def _person(session: AsyncSession, me: int) -> list[Record]:
    roles = await session.scalars(select(PersonRole.role).where(PersonRole.person_id == me).order_by(PersonRole.place))
    (record,) = await _records(session, _columns(Person).where(Person.id == me))
    return [{**record, "roles": list(roles)}]


def _supervision() -> Select[Any]:
    who = (_name(Supervision.student_id, "student"), _name(Supervision.supervisor_id, "supervisor"))
    when = (Supervision.from_.label("from"), Supervision.until.label("until"))
    return select(*who, Supervision.role, *when).order_by(Supervision.id)


def _my_agreements(me: int) -> CompoundSelect[Any]:
    return union(
        select(Agreement.id).where(or_(Agreement.student_id == me, Agreement.made_by == me)),
        select(AgreementParty.agreement_id).where(AgreementParty.person_id == me),
        select(AgreementChange.agreement_id).where(AgreementChange.person_id == me),
    )


async def _agreements(session: AsyncSession, me: int) -> list[Record]:
    mine = _my_agreements(me)
    student, maker = _name(Agreement.student_id, "student"), _name(Agreement.made_by, "made_by")
    told = (Agreement.what, Agreement.due, Agreement.status, Agreement.origin)
    asked = select(Agreement.id, student, *told, maker, Agreement.made_at).where(Agreement.id.in_(mine))
    records = await _records(session, asked.order_by(Agreement.id))
    owners = await _of_agreements(session, _parties("owner"), AgreementParty.agreement_id.in_(mine))
    viewers = await _of_agreements(session, _parties("viewer"), AgreementParty.agreement_id.in_(mine))
    history = await _of_agreements(session, _changes(), AgreementChange.agreement_id.in_(mine))
    for record in records:
        record["owners"] = [party["name"] for party in owners.get(record["id"], [])]
        record["viewers"] = [party["name"] for party in viewers.get(record["id"], [])]
        record["history"] = history.get(record["id"], [])
    return records


def _parties(part: str) -> Select[Any]:
    name = _name(AgreementParty.person_id, "name")
    return select(AgreementParty.agreement_id.label("of"), name).where(AgreementParty.part == part)


def _changes() -> Select[Any]:
    by = _name(AgreementChange.person_id, "by")
    told = (AgreementChange.at, AgreementChange.change, by, AgreementChange.detail)
    return select(AgreementChange.agreement_id.label("of"), *told).order_by(AgreementChange.id)


async def _of_agreements(session: AsyncSession, asked: Select[Any], mine: Any) -> dict[int, list[Record]]:
    return _grouped(await _records(session, asked.where(mine)))


def _grouped(records: list[Record]) -> dict[Any, list[Record]]:
    """By what they belong to, which is then left out."""
    groups: dict[Any, list[Record]] = {}
    for record in records:
        groups.setdefault(record.pop("of"), []).append(record)
    return groups


async def _reports(session: AsyncSession, me: int) -> list[Record]:
    mine = union(
        select(Report.id).where(or_(Report.student_id == me, Report.written_by == me)),
        select(ReportReader.report_id).where(ReportReader.person_id == me),
    )
    student, writer = _name(Report.student_id, "student"), _name(Report.written_by, "written_by")
    told = (Report.kind, Report.held_on, Report.texts, Report.origin, writer, Report.written_at)
    occasion = (ReportOccasion.meeting_id.label("of_meeting"), ReportOccasion.talk_id.label("of_talk"))
    asked = select(Report.id, student, *told, *occasion).outerjoin(ReportOccasion)
    records = await _records(session, asked.where(Report.id.in_(mine)).order_by(Report.id))
    reader = select(ReportReader.report_id.label("of"), _name(ReportReader.person_id, "name"), ReportReader.seen_at)
    readers = _grouped(await _records(session, reader.where(ReportReader.report_id.in_(mine))))
    return [{**record, "readers": readers.get(record["id"], [])} for record in records]


async def _talks(session: AsyncSession, me: int) -> list[Record]:
    """Progress talks about the person, and those in which they took part or gave or wrote something."""
    about = or_(ProgressTalk.student_id == me, ProgressTalk.led_by == me, ProgressTalk.filed_by == me)
    parts = (ProgressTalkParty, ProgressTalkItem, ProgressTalkNote)
    mine = union(
        select(ProgressTalk.id).where(about), *(select(one.talk_id).where(one.person_id == me) for one in parts)
    )
    who = (
        _name(ProgressTalk.student_id, "student"),
        _name(ProgressTalk.led_by, "led_by"),
        _name(ProgressTalk.filed_by, "filed_by"),
    )
    told = (ProgressTalk.held_on, ProgressTalk.meeting, ProgressTalk.state, ProgressTalk.colour, ProgressTalk.letter)
    more = (ProgressTalk.reason, ProgressTalk.credits, ProgressTalk.made_at, ProgressTalk.filed_at)
    asked = select(ProgressTalk.id, *who, *told, *more).where(ProgressTalk.id.in_(mine)).order_by(ProgressTalk.id)
    records = await _records(session, asked)
    item, note, party = ProgressTalkItem, ProgressTalkNote, ProgressTalkParty
    within = {
        "items": select(item.talk_id.label("of"), item.item, item.colour, _name(item.person_id, "by"), item.at),
        "notes": select(note.talk_id.label("of"), note.part, _name(note.person_id, "by"), note.text, note.at),
        "parties": select(
            party.talk_id.label("of"), _name(party.person_id, "name"), party.role, party.agreed, party.remark,
            party.signed_at,
        ),
    }  # fmt: skip
    for name, asked_within in within.items():
        found = _grouped(await _records(session, asked_within.where(asked_within.selected_columns[0].in_(mine))))
        for record in records:
            record[name] = found.get(record["id"], [])
    return records


def _situations(me: int) -> Select[Any]:
    student, walker = _name(Situation.student_id, "student"), _name(Situation.walked_by, "walked_by")
    asked = select(Situation.id, student, Situation.topic, Situation.outcome, walker, Situation.at)
    return asked.where(or_(Situation.student_id == me, Situation.walked_by == me)).order_by(Situation.id)


def _calls(me: int) -> Select[Any]:
    who = ((Call.student_id, "student"), (Call.asker_id, "asker"), (Call.asked_id, "asked"))
    told = (Call.about, Call.note, Call.state, Call.asked_at, Call.answered_at)
    asked = select(Call.id, *(_name(column, label) for column, label in who), *told)
    return asked.where(or_(Call.student_id == me, Call.asker_id == me, Call.asked_id == me)).order_by(Call.id)


async def _meetings(session: AsyncSession, me: int) -> list[Record]:
    """To which the person comes or came, with who else."""
    mine = select(MeetingPerson.meeting_id).where(MeetingPerson.person_id == me)
    asked = select(*_of_meeting(), Meeting.place).where(Meeting.id.in_(mine)).order_by(Meeting.id)
    coming = select(MeetingPerson.meeting_id.label("of"), _name(MeetingPerson.person_id, "name"))
    coming = coming.where(MeetingPerson.meeting_id.in_(mine)).order_by(MeetingPerson.person_id)
    people = _grouped(await _records(session, coming))
    records = await _records(session, asked)
    return [{**one, "people": [person["name"] for person in people.get(one["id"], [])]} for one in records]


def _of_meeting() -> tuple[Any, ...]:
    organiser = _name(Meeting.organiser_id, "organiser")
    return (Meeting.id, Meeting.kind, Meeting.starts_at, Meeting.minutes, organiser, Meeting.made_at, Meeting.cancelled)


def _no_longer_comes(me: int) -> Select[Any]:
    return select(*_of_meeting()).join(MeetingTakenOff).where(MeetingTakenOff.person_id == me).order_by(Meeting.id)


def _discussed(me: int) -> Select[Any]:
    """On whose agenda the person stands. Who else does is not for them."""
    asked = select(*_of_meeting(), MeetingStudent.report_id.label("report")).join(MeetingStudent)
    return asked.where(MeetingStudent.student_id == me).order_by(Meeting.id)


def _resits(me: int) -> Select[Any]:
    student, maker = _name(Resit.student_id, "student"), _name(Resit.made_by, "made_by")
    told = (Resit.chance, Resit.assessed_on, Resit.earliest_on, Resit.until, maker, Resit.made_at)
    mine = or_(Resit.student_id == me, Resit.made_by == me)
    return select(Resit.id, student, *told).where(mine).order_by(Resit.id)


async def _periods(session: AsyncSession, me: int) -> list[Record]:
    """Time-outs and paid jobs of the person, and those that they noted, changed or supervise at."""
    changed = select(PeriodChange.period_id).where(PeriodChange.person_id == me)
    own = or_(Period.student_id == me, Period.made_by == me, Period.wpb_id == me)
    mine = union(select(Period.id).where(own), changed)
    student, wpb, maker = (
        _name(Period.student_id, "student"), _name(Period.wpb_id, "wpb"), _name(Period.made_by, "made_by"),
    )  # fmt: skip
    told = (Period.kind, Period.from_.label("from"), Period.until, Period.details, wpb, Period.registered_on)
    asked = select(Period.id, student, *told, Period.cancelled, maker, Period.made_at).where(Period.id.in_(mine))
    records = await _records(session, asked.order_by(Period.id))
    by = _name(PeriodChange.person_id, "by")
    steps = select(PeriodChange.period_id.label("of"), PeriodChange.at, PeriodChange.change, by, PeriodChange.detail)
    found = _grouped(await _records(session, steps.where(PeriodChange.period_id.in_(mine)).order_by(PeriodChange.id)))
    return [{**record, "history": found.get(record["id"], [])} for record in records]


async def _switches(session: AsyncSession, me: int) -> list[Record]:
    """One's own, those that one has in hand, and those that one moved."""
    moved = select(SwitchMove.request_id).where(or_(SwitchMove.person_id == me, SwitchMove.to_id == me))
    mine = union(
        select(SwitchRequest.id).where(or_(SwitchRequest.student_id == me, SwitchRequest.handler_id == me)), moved
    )
    student, handler = _name(SwitchRequest.student_id, "student"), _name(SwitchRequest.handler_id, "handler")
    told = ("reason", "wish", "why", "since", "discussed", "minutes", "state", "started_at")
    asked = select(SwitchRequest.id, student, *(getattr(SwitchRequest, name) for name in told), handler)
    records = await _records(session, asked.where(SwitchRequest.id.in_(mine)).order_by(SwitchRequest.id))
    by, to = _name(SwitchMove.person_id, "by"), _name(SwitchMove.to_id, "to")
    step = select(SwitchMove.request_id.label("of"), SwitchMove.at, SwitchMove.move, by, to, SwitchMove.text)
    steps = _grouped(await _records(session, step.where(SwitchMove.request_id.in_(mine)).order_by(SwitchMove.id)))
    return [{**record, "history": steps.get(record["id"], [])} for record in records]


def _reminders(me: int) -> Select[Any]:
    """Where each of one's own stands, and who hears of it instead."""
    stands = (Reminder.key, Reminder.last_day, Reminder.told_on, Reminder.state, Reminder.later)
    others = (_name(Reminder.hears, "handed_to"), _name(Reminder.told_to, "told_to"))
    return select(*stands, *others, Reminder.at).where(Reminder.person_id == me).order_by(Reminder.id)


async def _conversations(session: AsyncSession, me: int) -> list[Record]:
    mine = conversations_of(me)
    records = await _records(session, _columns(Conversation).where(Conversation.id.in_(mine)).order_by(Conversation.id))
    turn = select(Turn.conversation_id.label("of"), Turn.at, Turn.heard, Turn.messages).order_by(Turn.id)
    turns = _grouped(await _records(session, turn.where(Turn.conversation_id.in_(mine))))
    return [{**record, "turns": turns.get(record["id"], [])} for record in records]


def _calendar_link(me: int) -> Select[Any]:
    told: tuple[Any, ...] = (CalendarLink.made_at, CalendarLink.read_on)
    return select(*told).where(CalendarLink.person_id == me)


def _audit(me: int) -> Select[Any]:
    by, student = _name(Audit.person_id, "by"), _name(Audit.student_id, "student")
    mine = or_(Audit.person_id == me, Audit.student_id == me)
    return select(Audit.at, by, Audit.action, Audit.object, student).where(mine).order_by(Audit.at, Audit.id)
