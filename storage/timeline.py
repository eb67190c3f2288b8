"""The timeline of a student: what stands in the dossier, as far as one reader may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, false, func, literal, or_, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_tables import Agreement, Call, Report, ReportReader, Situation
from storage.meeting_tables import Meeting, MeetingPerson, MeetingStudent
from storage.period_tables import PAID_JOB, TIME_OUT, Period
from storage.resit_tables import Resit
from storage.switch_tables import SwitchRequest
from storage.talk_tables import ProgressTalk, ProgressTalkParty

KINDS = ("agreement", "report", "situation", "call", "meeting", "resit", "switch", "talk", TIME_OUT, PAID_JOB)

PERIODS = (TIME_OUT, PAID_JOB)


@dataclass(frozen=True)
class TimelineReader:
    """`whole`: the kinds of which every entry is for this person; `part`: those of which only what they take part in
    is. `roles`: in which the student is theirs; a request may have come to one of these.
    """

    person_id: int
    whole: frozenset[str]
    part: frozenset[str] = frozenset()
    roles: frozenset[str] = field(default_factory=frozenset)


EVERYTHING = TimelineReader(0, frozenset(KINDS))


async def timeline(
    session: AsyncSession, student_id: int, reader: TimelineReader, *, most: int, skip: int = 0
) -> list[tuple[str, int]]:
    """Kind and id of what stands there, newest first."""
    whole = _entries(student_id, reader)
    rows = await session.execute(
        select(whole.c.kind, whole.c.id).order_by(whole.c.at.desc(), whole.c.id.desc()).limit(most).offset(skip)
    )
    return [(kind, identifier) for kind, identifier in rows]


async def count_timeline(session: AsyncSession, student_id: int, reader: TimelineReader = EVERYTHING) -> int:
    return await session.scalar(select(func.count()).select_from(_entries(student_id, reader))) or 0


def _entries(student_id: int, reader: TimelineReader) -> Subquery:
    talked_at = func.coalesce(ProgressTalk.filed_at, ProgressTalk.made_at)
    on_agenda = MeetingStudent.meeting_id == Meeting.id
    parts: Mapping[str, Select[Any]] = {
        "agreement": _of(Agreement, Agreement.made_at, Agreement.student_id == student_id),
        "report": _of(Report, Report.written_at, Report.student_id == student_id),
        "situation": _of(Situation, Situation.at, Situation.student_id == student_id),
        "call": _of(Call, Call.asked_at, Call.student_id == student_id),
        "meeting": _of(Meeting, Meeting.made_at, MeetingStudent.student_id == student_id).join(
            MeetingStudent, on_agenda
        ),
        "resit": _of(Resit, Resit.made_at, Resit.student_id == student_id),
        "switch": _of(SwitchRequest, SwitchRequest.started_at, SwitchRequest.student_id == student_id),
        **{kind: _of(Period, Period.made_at, Period.student_id == student_id, Period.kind == kind) for kind in PERIODS},
        "talk": _of(ProgressTalk, talked_at, ProgressTalk.student_id == student_id),
    }
    return union_all(
        *(one.add_columns(literal(kind).label("kind")).where(_readable(kind, reader)) for kind, one in parts.items())
    ).subquery()


def _of(table: Any, at: Any, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(table.id.label("id"), at.label("at")).select_from(table).where(*conditions)


def _readable(kind: str, reader: TimelineReader) -> ColumnElement[bool]:
    if kind in reader.whole:
        return true()
    return TAKES_PART[kind](reader) if kind in reader.part else false()


def _in_report(reader: TimelineReader) -> ColumnElement[bool]:
    shared = select(ReportReader.report_id).where(ReportReader.person_id == reader.person_id)
    return or_(Report.written_by == reader.person_id, Report.id.in_(shared))


def _in_call(reader: TimelineReader) -> ColumnElement[bool]:
    return or_(Call.asked_id == reader.person_id, Call.asker_id == reader.person_id)


def _in_meeting(reader: TimelineReader) -> ColumnElement[bool]:
    return Meeting.id.in_(select(MeetingPerson.meeting_id).where(MeetingPerson.person_id == reader.person_id))


def _in_switch(reader: TimelineReader) -> ColumnElement[bool]:
    """Whom it was handed to, and to whose role it came: `reaches` has roles with commas."""
    reaches = literal(",") + SwitchRequest.reaches + literal(",")
    came = (reaches.contains(f",{role},", autoescape=True) for role in sorted(reader.roles))
    return or_(SwitchRequest.handler_id == reader.person_id, *came)


def _in_talk(reader: TimelineReader) -> ColumnElement[bool]:
    return ProgressTalk.id.in_(select(ProgressTalkParty.talk_id).where(ProgressTalkParty.person_id == reader.person_id))


TAKES_PART: Mapping[str, Callable[[TimelineReader], ColumnElement[bool]]] = {
    "report": _in_report,
    "call": _in_call,
    "meeting": _in_meeting,
    "switch": _in_switch,
    "talk": _in_talk,
}
