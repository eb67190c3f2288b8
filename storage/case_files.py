"""Reports, situations, calls for help and notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CursorResult, Select, String, cast, insert, literal, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Agreement, AgreementParty, Call, Notice, Report, ReportReader, Situation
from storage.ledger import New, add_deliveries
from storage.meeting_tables import STUDENT_MEETING, Meeting, MeetingPerson, MeetingStudent
from storage.tables import Json

# Reports


async def add_report(
    session: AsyncSession,
    *,
    student_id: int,
    kind: str,
    held_on: date,
    texts: Json,
    origin: str,
    readers: Sequence[int],
    written_by: int,
    now: datetime,
) -> int:
    row = {"student_id": student_id, "kind": kind, "held_on": held_on, "texts": texts, "origin": origin}
    made = await session.execute(
        insert(Report).values(**row, written_by=written_by, written_at=now).returning(Report.id)
    )
    report_id: int = made.scalar_one()
    rows = [{"report_id": report_id, "person_id": reader, "seen_at": None} for reader in dict.fromkeys(readers)]
    if rows:
        await session.execute(insert(ReportReader), rows)
    return report_id


async def mark_seen(session: AsyncSession, report_id: int, person_id: int, now: datetime) -> bool:
    """The first time counts; tells whether this was it."""
    done: CursorResult[Any] = await session.execute(  # type: ignore[assignment]
        update(ReportReader)
        .where(ReportReader.report_id == report_id, ReportReader.person_id == person_id, ReportReader.seen_at.is_(None))
        .values(seen_at=now)
    )
    return done.rowcount == 1


@dataclass(frozen=True)
class ReportRow:
    """`readers`: person id and when they acknowledged it."""

    report: Report
    readers: tuple[tuple[int, datetime | None], ...]


async def reports_of_ids(session: AsyncSession, ids: Sequence[int]) -> list[ReportRow]:
    reports = list(await session.scalars(select(Report).where(Report.id.in_(ids))))
    found = await session.scalars(
        select(ReportReader).where(ReportReader.report_id.in_(ids)).order_by(ReportReader.person_id)
    )
    readers: dict[int, list[tuple[int, datetime | None]]] = {}
    for reader in found:
        readers.setdefault(reader.report_id, []).append((reader.person_id, reader.seen_at))
    return [ReportRow(report, tuple(readers.get(report.id, ()))) for report in reports]


async def unseen_reports(session: AsyncSession, person_id: int, most: int) -> list[int]:
    """Ids of the reports that wait for this person's acknowledgement, oldest first."""
    waiting = select(ReportReader.report_id).where(ReportReader.person_id == person_id, ReportReader.seen_at.is_(None))
    return list(await session.scalars(waiting.order_by(ReportReader.report_id).limit(most)))


# Situations


async def add_situation(
    session: AsyncSession, *, student_id: int, topic: str, outcome: str, walked_by: int, now: datetime
) -> None:
    row = {"student_id": student_id, "topic": topic, "outcome": outcome, "walked_by": walked_by, "at": now}
    await session.execute(insert(Situation).values(row))


async def situations_of_ids(session: AsyncSession, ids: Sequence[int]) -> list[Situation]:
    return list(await session.scalars(select(Situation).where(Situation.id.in_(ids))))


# Calls for help


async def add_call(
    session: AsyncSession, *, student_id: int | None, asker: int, asked: int, about: str, note: str, now: datetime
) -> int:
    row = {"student_id": student_id, "asker_id": asker, "asked_id": asked, "about": about, "note": note}
    made = await session.execute(insert(Call).values(**row, state="waiting", asked_at=now).returning(Call.id))
    call_id: int = made.scalar_one()
    return call_id


async def answer_call(session: AsyncSession, call_id: int, *, asked: int, state: str, now: datetime) -> bool:
    """The first answer stands, and only from whose turn it is; tells whether this one did."""
    done: CursorResult[Any] = await session.execute(  # type: ignore[assignment]
        update(Call)
        .where(Call.id == call_id, Call.state == "waiting", Call.asked_id == asked)
        .values(state=state, answered_at=now)
    )
    return done.rowcount == 1


async def pass_on(session: AsyncSession, call_id: int, *, from_: int, to: int, now: datetime) -> bool:
    """Makes it another person's turn, if it still waits for the first one."""
    done: CursorResult[Any] = await session.execute(  # type: ignore[assignment]
        update(Call)
        .where(Call.id == call_id, Call.state == "waiting", Call.asked_id == from_)
        .values(asked_id=to, asked_at=now)
    )
    return done.rowcount == 1


async def one_call(session: AsyncSession, call_id: int) -> Call | None:
    return await session.get(Call, call_id, populate_existing=True)


async def was_asked(session: AsyncSession, call_id: int, person_id: int) -> bool:
    """Whether the call once came to this person, also where it went on to somebody else."""
    asked = select(literal(1)).where(Notice.key == f"call/{call_id}/{person_id}/{person_id}")
    return await session.scalar(asked) is not None


async def calls_of_ids(session: AsyncSession, ids: Sequence[int]) -> list[Call]:
    return list(await session.scalars(select(Call).where(Call.id.in_(ids))))


async def waiting_calls(session: AsyncSession, person_id: int, most: int) -> list[Call]:
    waiting = select(Call).where(Call.asked_id == person_id, Call.state == "waiting")
    return list(await session.scalars(waiting.order_by(Call.asked_at).limit(most)))


async def unanswered_calls(
    session: AsyncSession, asked_after: datetime, asked_before: datetime, most: int
) -> list[Call]:
    """Those that were asked between these moments, oldest first. Not where the asker heard that nobody answers."""
    told = literal("call/") + cast(Call.id, String) + literal("/nobody/") + cast(Call.asker_id, String)
    heard = select(literal(1)).where(Notice.key == told)
    waiting = select(Call).where(Call.state == "waiting", Call.asked_at >= asked_after, Call.asked_at < asked_before)
    return list(await session.scalars(waiting.where(~heard.exists()).order_by(Call.asked_at).limit(most)))


async def called_in_about(session: AsyncSession, person_id: int, students: Sequence[int]) -> set[int]:
    """About which of these students somebody called this person in, shared an agreement or report, or asked
    them to a talk that was not called off."""
    return set(await session.scalars(union(*(one.where(of.in_(students)) for one, of in _called_in(person_id)))))


async def all_called_in_about(session: AsyncSession, person_id: int, most: int) -> set[int]:
    """As `called_in_about`, of all students there are."""
    called = (one.where(of.is_not(None)) for one, of in _called_in(person_id))
    return set(await session.scalars(union(*called).limit(most)))


def _called_in(person_id: int) -> Iterator[tuple[Select[Any], Any]]:
    """What asks for the students, each with the column that holds them."""
    call, agreement, report = Call.student_id, Agreement.student_id, Report.student_id
    yield select(call).where(or_(Call.asked_id == person_id, Call.asker_id == person_id)), call
    party = select(agreement).join(AgreementParty, AgreementParty.agreement_id == Agreement.id)
    yield party.where(AgreementParty.person_id == person_id), agreement
    reader = select(report).join(ReportReader, ReportReader.report_id == Report.id)
    yield reader.where(ReportReader.person_id == person_id), report
    about = MeetingStudent.student_id
    talk = select(about).join(Meeting, Meeting.id == MeetingStudent.meeting_id)
    stands = talk.where(Meeting.kind != STUDENT_MEETING, Meeting.cancelled.is_(False))
    coming = stands.join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
    yield coming.where(MeetingPerson.person_id == person_id), about


# Notices


async def add_notice(
    session: AsyncSession,
    *,
    key: str,
    person_id: int,
    message: Json,
    now: datetime,
    again: bool = False,
    not_before: datetime | None = None,
) -> None:
    """Once per key: whoever repeats what caused it changes nothing. The ledger brings it, not before that moment.

    `again`: where it may have arrived, it is sent once more, marked; else the administrator decides.
    """
    await add_deliveries(session, [New(key, person_id, message, again, not_before)], now)
