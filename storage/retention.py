"""Forgetting in time: how old what may grow. Every function works inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, delete, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage.calendar_tables import CalendarDay, CalendarLink
from storage.case_tables import Agreement, AgreementChange, Audit, Call, Notice, Report, Situation
from storage.meeting_tables import Meeting, MeetingStudent
from storage.people_tables import Account, Person
from storage.period_tables import Period
from storage.privacy import erase
from storage.reminder_tables import Reminder
from storage.resit_tables import Resit
from storage.switch_tables import SwitchRequest
from storage.tables import Conversation, Feedback, Gap, Table, Turn
from storage.talk_tables import ProgressTalk

RULES = frozenset(
    (
        "turn",
        "notice",
        "reminder",
        "gap",
        "feedback",
        "audit",
        "call",
        "settled_agreement",
        "meeting",
        "dossier",
        "account",
        "person",
    )
)
SETTLED = ("done", "cancelled")
MOST = 200
MOST_PEOPLE = 10
Days = Mapping[str, int]
Limits = Mapping[str, datetime]


@dataclass(frozen=True)
class Kind:
    """Rows of `table`, found and deleted by `key`, that are older than the limits allow."""

    table: type[Table]
    key: InstrumentedAttribute[Any]
    expired: Callable[[Limits], ColumnElement[bool]]


async def forget_expired(session: AsyncSession, rules: Days, now: datetime) -> dict[str, int]:
    """Deletes at most a batch of each kind, so that nobody waits long; how many, by kind. Nothing left: all zero.

    `rules` has days for each of `RULES`; `now` is in the zone in which days count. Two at once take different rows.
    """
    limits = _limits(rules, now)
    gone = {name: await _forget(session, kind, limits) for name, kind in KINDS.items()}
    return {**gone, "person": await _forget_people(session, limits, now)}


async def count_expired(session: AsyncSession, rules: Days, now: datetime) -> dict[str, int]:
    """What `forget_expired` would delete in the end."""
    limits = _limits(rules, now)
    found = {name: await _count(session, kind.table, kind.expired(limits)) for name, kind in KINDS.items()}
    return {**found, "person": await _count(session, Person, _left(limits["person"]))}


def _limits(rules: Days, now: datetime) -> dict[str, datetime]:
    return {rule: now - timedelta(days=rules[rule]) for rule in RULES}


async def _count(session: AsyncSession, table: type[Table], rows: ColumnElement[bool]) -> int:
    return await session.scalar(select(func.count()).select_from(table).where(rows)) or 0


async def _forget(session: AsyncSession, kind: Kind, limits: Limits) -> int:
    chosen = select(kind.key).where(kind.expired(limits)).limit(MOST)
    keys = (await session.scalars(chosen.with_for_update(skip_locked=True, of=kind.table))).all()
    if not keys:
        return 0
    done: CursorResult[Any] = await session.execute(delete(kind.table).where(kind.key.in_(keys)))  # type: ignore[assignment]
    return done.rowcount


async def _forget_people(session: AsyncSession, limits: Limits, now: datetime) -> int:
    chosen = select(Person).where(_left(limits["person"])).order_by(Person.id).limit(MOST_PEOPLE)
    people = (await session.scalars(chosen.with_for_update(skip_locked=True))).all()
    for person in people:
        await erase(session, person, now)
    return len(people)


def _left(limit: datetime) -> ColumnElement[bool]:
    return Person.left_on <= limit.date()


def _who_left(limit: datetime) -> Select[Any]:
    return select(Person.id).where(_left(limit))


def _silent(limits: Limits) -> ColumnElement[bool]:
    """Nothing was said for as long as turns are kept, and no turn is left."""
    turns = select(Turn.id).where(Turn.conversation_id == Conversation.id)
    return (Conversation.heard_at < limits["turn"]) & ~turns.exists()


def _finished(limits: Limits) -> ColumnElement[bool]:
    """Agreements settled long ago, and all of students who left long ago."""
    settled_on = AgreementChange.at < limits["settled_agreement"]
    settled = select(AgreementChange.agreement_id).where(settled_on, AgreementChange.change.in_(SETTLED))
    settled = settled.join(Agreement).where(Agreement.status.in_(SETTLED))
    left = select(Agreement.id).where(Agreement.student_id.in_(_who_left(limits["dossier"])))
    return Agreement.id.in_(union(settled, left))


def _answered(limits: Limits) -> ColumnElement[bool]:
    """Calls about nobody in particular for their own time, the others as long as the dossier."""
    nobody = select(Call.id).where(Call.student_id.is_(None), Call.asked_at < limits["call"])
    left = select(Call.id).where(Call.student_id.in_(_who_left(limits["dossier"])))
    return Call.id.in_(union(nobody, left))


def _asked_to_switch(limits: Limits) -> ColumnElement[bool]:
    return SwitchRequest.student_id.in_(_who_left(limits["dossier"]))


KINDS: Mapping[str, Kind] = {
    "turn": Kind(Turn, Turn.id, lambda limits: Turn.at < limits["turn"]),
    "conversation": Kind(Conversation, Conversation.id, _silent),
    "notice": Kind(Notice, Notice.id, lambda limits: Notice.made_at < limits["notice"]),
    "reminder": Kind(Reminder, Reminder.id, lambda limits: Reminder.at < limits["reminder"]),
    # Nothing of anybody: it only should not grow for ever.
    "calendar day": Kind(CalendarDay, CalendarDay.uid, lambda limits: CalendarDay.day < limits["reminder"].date()),
    "gap": Kind(Gap, Gap.id, lambda limits: Gap.at < limits["gap"]),
    "feedback": Kind(Feedback, Feedback.id, lambda limits: Feedback.at < limits["feedback"]),
    "audit": Kind(Audit, Audit.id, lambda limits: Audit.at < limits["audit"]),
    "agreement": Kind(Agreement, Agreement.id, _finished),
    "report": Kind(Report, Report.id, lambda limits: Report.student_id.in_(_who_left(limits["dossier"]))),
    "progress_talk": Kind(
        ProgressTalk, ProgressTalk.id, lambda limits: ProgressTalk.student_id.in_(_who_left(limits["dossier"]))
    ),
    "situation": Kind(Situation, Situation.id, lambda limits: Situation.student_id.in_(_who_left(limits["dossier"]))),
    "call": Kind(Call, Call.id, _answered),
    "meeting": Kind(Meeting, Meeting.id, lambda limits: Meeting.starts_at < limits["meeting"]),
    "agenda": Kind(
        MeetingStudent, MeetingStudent.id, lambda limits: MeetingStudent.student_id.in_(_who_left(limits["dossier"]))
    ),
    "resit": Kind(Resit, Resit.id, lambda limits: Resit.student_id.in_(_who_left(limits["dossier"]))),
    "period": Kind(Period, Period.id, lambda limits: Period.student_id.in_(_who_left(limits["dossier"]))),
    "switch_request": Kind(SwitchRequest, SwitchRequest.id, _asked_to_switch),
    "account": Kind(Account, Account.person_id, lambda limits: Account.person_id.in_(_who_left(limits["account"]))),
    "calendar link": Kind(
        CalendarLink, CalendarLink.person_id, lambda limits: CalendarLink.person_id.in_(_who_left(limits["account"]))
    ),
}
