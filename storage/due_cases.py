"""What of the cases somebody may have to hear of, for a batch of people at once: a statement each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.agreements import OWNER
from storage.case_tables import Agreement, AgreementChange, AgreementParty, Call, Report, ReportReader, Situation
from storage.occasion_tables import ReportOccasion
from storage.people_tables import Person, Student, Supervision
from storage.reminded_people import here, on_day

TOLD = ("logged", "moved", "handed-over")


@dataclass(frozen=True)
class OpenAgreement:
    """`told_at` is when its parties last heard of it by itself: logged, moved or handed over."""

    owner: int
    id: int
    student_id: int
    student: str
    region: str
    what: str
    due: date
    told_at: datetime


async def open_agreements(session: AsyncSession, owners: Collection[int], due_after: date) -> list[OpenAgreement]:
    """Those that these people keep, about students who are still here."""
    told = select(func.max(AgreementChange.at)).where(
        AgreementChange.agreement_id == Agreement.id, AgreementChange.change.in_(TOLD)
    )
    told_at = func.coalesce(told.scalar_subquery(), Agreement.made_at, type_=Agreement.made_at.type)
    asked = (
        select(AgreementParty.person_id, Agreement.id, Agreement.student_id, Person.name, Student.region,
               Agreement.what, Agreement.due, told_at, Person.left_on)
        .join_from(AgreementParty, Agreement, Agreement.id == AgreementParty.agreement_id)
        .join(Person, Person.id == Agreement.student_id)
        .join(Student, Student.person_id == Agreement.student_id)
        .where(AgreementParty.person_id.in_(owners), AgreementParty.part == OWNER, Agreement.status == "open",
               Agreement.due > due_after)
    )  # fmt: skip
    return [OpenAgreement(*row) for row in here((await session.execute(asked)).all())]


@dataclass(frozen=True)
class OverdueAgreement:
    """An open agreement about a student of `leader`, who has that role towards the student.

    `has_other`: the student has somebody in the other of these two roles as well; `disability`: a situation with a
    disability was walked for the student.
    """

    leader: int
    role: str
    id: int
    student_id: int
    student: str
    start_year: int
    what: str
    due: date
    disability: bool
    has_other: bool


async def overdue_agreements(
    session: AsyncSession, leaders: Collection[int], day: date, due_after: date, due_before: date
) -> list[OverdueAgreement]:
    """Those that were due between these days, about students whose IO or SLC is one of `leaders` on `day`."""
    disability = select(Situation.id).where(
        Situation.student_id == Agreement.student_id, Situation.topic == "beperking"
    )
    other = aliased(Supervision)
    others = select(other.id).where(
        other.student_id == Agreement.student_id, other.role.in_(("io", "slc")), other.role != Supervision.role,
        other.from_ <= day, other.until.is_(None) | (other.until >= day),
    )  # fmt: skip
    asked = (
        select(Supervision.supervisor_id, Supervision.role, Agreement.id, Agreement.student_id, Person.name,
               Student.start_year, Agreement.what, Agreement.due, disability.exists(), others.exists(),
               Person.left_on)
        .join_from(Supervision, Agreement, Agreement.student_id == Supervision.student_id)
        .join(Person, Person.id == Agreement.student_id)
        .join(Student, Student.person_id == Agreement.student_id)
        .where(Supervision.supervisor_id.in_(leaders), Supervision.role.in_(("io", "slc")), on_day(day),
               Agreement.status == "open", Agreement.due > due_after, Agreement.due < due_before)
    )  # fmt: skip
    return [OverdueAgreement(*row) for row in here((await session.execute(asked)).all())]


async def owners_of(session: AsyncSession, agreements: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Id and name of those who keep each of these agreements."""
    asked = (
        select(AgreementParty.agreement_id, Person.id, Person.name)
        .join(Person, Person.id == AgreementParty.person_id)
        .where(AgreementParty.agreement_id.in_(agreements), AgreementParty.part == OWNER)
        .order_by(Person.id)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for agreement, person, name in await session.execute(asked) if agreements else ():
        found.setdefault(agreement, []).append((person, name))
    return found


@dataclass(frozen=True)
class WaitingCall:
    """`student` is empty where none was named, or the one who asks."""

    asked: int
    id: int
    student_id: int | None
    student: str
    asker: str
    asked_at: datetime


async def calls_waiting(session: AsyncSession, asked: Collection[int], asked_after: datetime) -> list[WaitingCall]:
    student, asker = aliased(Person), aliased(Person)
    named = case((student.id == asker.id, ""), else_=func.coalesce(student.name, ""))
    rows = (
        select(Call.asked_id, Call.id, Call.student_id, named, asker.name, Call.asked_at)
        .join_from(Call, asker, asker.id == Call.asker_id)
        .outerjoin(student, student.id == Call.student_id)
        .where(Call.asked_id.in_(asked), Call.state == "waiting", Call.asked_at > asked_after)
    )
    return [WaitingCall(*row) for row in (await session.execute(rows)).all()]


@dataclass(frozen=True)
class UnseenReport:
    reader: int
    id: int
    student_id: int
    student: str
    region: str
    kind: str
    written_at: datetime


async def reports_unseen(
    session: AsyncSession, readers: Collection[int], written_after: datetime
) -> list[UnseenReport]:
    asked = (
        select(ReportReader.person_id, Report.id, Report.student_id, Person.name, Student.region, Report.kind,
               Report.written_at, Person.left_on)
        .join_from(ReportReader, Report, Report.id == ReportReader.report_id)
        .join(Person, Person.id == Report.student_id)
        .join(Student, Student.person_id == Report.student_id)
        .where(ReportReader.person_id.in_(readers), ReportReader.seen_at.is_(None),
               Report.written_at > written_after)
    )  # fmt: skip
    return [UnseenReport(*row) for row in here((await session.execute(asked)).all())]


@dataclass(frozen=True)
class Talk:
    """A talk about a student of `io` of which somebody else wrote a report."""

    io: int
    student_id: int
    student: str
    held_on: date


async def talks_without_report(
    session: AsyncSession, ios: Collection[int], day: date, kind: str, held_after: date
) -> list[Talk]:
    """Those of that kind since that day, while they were the student's IO, of which they wrote no report themselves."""
    own = aliased(Report)
    of, theirs = aliased(ReportOccasion), aliased(ReportOccasion)
    same = or_(own.held_on == Report.held_on, of.meeting_id == theirs.meeting_id, of.talk_id == theirs.talk_id)
    written = (
        select(own.id)
        .outerjoin(of, of.report_id == own.id)
        .outerjoin(theirs, theirs.report_id == Report.id)
        .where(own.student_id == Report.student_id, own.kind == kind, own.written_by == Supervision.supervisor_id, same)
    )
    asked = (
        select(Supervision.supervisor_id, Report.student_id, Person.name, Report.held_on, Person.left_on)
        .join_from(Supervision, Report, Report.student_id == Supervision.student_id)
        .join(Person, Person.id == Report.student_id)
        .where(Supervision.supervisor_id.in_(ios), Supervision.role == "io", on_day(day), Report.kind == kind,
               Report.held_on > held_after, Report.held_on >= Supervision.from_, ~written.exists())
        .distinct()
    )  # fmt: skip
    return [Talk(*row) for row in here((await session.execute(asked)).all())]
