"""Everything that is held about a person, with the names of the others in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CompoundSelect, Executable, Select, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

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
from storage.people_tables import Account, Person, PersonRole, Student, Supervision
from storage.privacy import conversations_of
from storage.reminder_tables import Reminder, ReminderOptOut
from storage.tables import Conversation, Turn

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
        "agreements": await _agreements(session, me),
        "reports": await _reports(session, me),
        "situations": await _records(session, _situations(me)),
        "calls": await _records(session, _calls(me)),
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
    records = await _records(session, select(Report.id, student, *told).where(Report.id.in_(mine)).order_by(Report.id))
    reader = select(ReportReader.report_id.label("of"), _name(ReportReader.person_id, "name"), ReportReader.seen_at)
    readers = _grouped(await _records(session, reader.where(ReportReader.report_id.in_(mine))))
    return [{**record, "readers": readers.get(record["id"], [])} for record in records]


def _situations(me: int) -> Select[Any]:
    student, walker = _name(Situation.student_id, "student"), _name(Situation.walked_by, "walked_by")
    asked = select(Situation.id, student, Situation.topic, Situation.outcome, walker, Situation.at)
    return asked.where(or_(Situation.student_id == me, Situation.walked_by == me)).order_by(Situation.id)


def _calls(me: int) -> Select[Any]:
    who = ((Call.student_id, "student"), (Call.asker_id, "asker"), (Call.asked_id, "asked"))
    told = (Call.about, Call.note, Call.state, Call.asked_at, Call.answered_at)
    asked = select(Call.id, *(_name(column, label) for column, label in who), *told)
    return asked.where(or_(Call.student_id == me, Call.asker_id == me, Call.asked_id == me)).order_by(Call.id)


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


def _audit(me: int) -> Select[Any]:
    by, student = _name(Audit.person_id, "by"), _name(Audit.student_id, "student")
    mine = or_(Audit.person_id == me, Audit.student_id == me)
    return select(Audit.at, by, Audit.action, Audit.object, student).where(mine).order_by(Audit.at, Audit.id)
