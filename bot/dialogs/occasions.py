"""Of which planned meeting or filed progress talk a report is, and the way from there to the reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.cases import MeetingKind, Report
from bot.dialogs.context import Context
from bot.message import Button, Open
from bot.procedures.meetings import OneMeeting
from bot.procedures.talk_requests import OneTalk

THREE_WAY = "driegesprek"
KINDS = {MeetingKind.THREE_WAY: THREE_WAY, MeetingKind.EXIT: "exitgesprek"}
MOST_SHOWN = 3


@dataclass(frozen=True)
class Occasion:
    """What it already tells of the report. `kind` is empty where the writer chooses; `people` are ids of who came."""

    held_on: date
    kind: str
    people: frozenset[int]
    meeting: int = 0
    talk: int = 0


def occasion_of(context: Context, subject: str) -> tuple[str, Occasion | None]:
    """ "12/m5" is about student 12, of meeting 5; "12/t7" of progress talk 7. Gives what is left of the subject."""
    student, _, of = subject.partition("/")
    if not student.isdigit():
        return subject, None
    number = int(of[1:]) if of[1:].isdigit() else 0
    return student, _meeting(context, student, number) if of[:1] == "m" else _talk(context, student, number)


def _meeting(context: Context, student: str, number: int) -> Occasion | None:
    found = context.look_up(OneMeeting(number)) if number else None
    if found is None or student not in {str(one.student.id) for one in found.agenda}:
        return None
    day = min(context.local_day(found.starts_at), context.today)
    return Occasion(day, KINDS.get(found.kind, ""), frozenset(one.id for one in found.people), meeting=number)


def _talk(context: Context, student: str, number: int) -> Occasion | None:
    found = context.look_up(OneTalk(number)) if number else None
    if found is None or found.verdict is None or str(found.student.id) != student:
        return None
    return Occasion(found.held_on, THREE_WAY, frozenset(one.person.id for one in found.parties), talk=number)


def report_buttons(context: Context, reports: tuple[Report, ...]) -> tuple[Button, ...]:
    """The last few."""
    return tuple(
        Button(label=_label(context, one), action=Open(dialog="read-report", subject=str(one.id)))
        for one in reports[-MOST_SHOWN:]
    )


def _label(context: Context, report: Report) -> str:
    who = report.written_by.name if report.written_by else context.phrases("agreement.somebody")
    return context.phrases("report.read-of", who=who)[:75]
