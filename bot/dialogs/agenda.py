"""The agenda of a student meeting, and what is decided about each student on it."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from pydantic import BaseModel

from bot.cases import Meeting, MeetingKind, Student
from bot.dialogs.agreements import agreement_line
from bot.dialogs.choosing import menu, not_for_you, student_option
from bot.dialogs.confirming import confirm
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Effect, Form, FormField, Option, Pick
from bot.dialogs.fields import FullText
from bot.dialogs.meetings import agenda_part, leads, next_student, reason_text
from bot.dialogs.menu import Start
from bot.lookups import AgreementsAbout, MyStudents, Permitted
from bot.meeting_notices import heading_of, open_meeting
from bot.message import Button, Message, Open, Part
from bot.notices import names
from bot.procedures.meetings import NeedAttention, OneMeeting, ReasonsFor, SetAgenda, WriteMinutes

TEMPLATE = "studentbespreking"
MOST_ON_AGENDA = 60
LONGEST_FILLED_IN = 1500


# Adjusting it by hand


def agenda(context: Context, subject: str) -> Dialog:
    """`subject`: the meeting's id."""
    found = context.look_up(OneMeeting(int(subject)))
    if found is None or not _open_to(context, found):
        yield not_for_you(context)
        return []
    yield Message(heading=heading_of(context.phrases, found), parts=agenda_part(context, found))
    what = yield Choice(
        id="what", prompt=context.phrases("meeting.what-agenda"), options=tuple(_options(context, found))
    )
    students = yield from _changed(context, found, what)
    yield Message(
        paragraphs=(context.phrases("meeting.agenda-set", count=len(students)),),
        buttons=(
            Button(label=context.phrases("meeting.agenda-more"), action=Open(dialog="agenda", subject=subject)),
            open_meeting(context.phrases, found.id),
        ),
    )
    return [SetAgenda(found.id, found.version, students)]


def _open_to(context: Context, found: Meeting) -> bool:
    return found.kind is MeetingKind.STUDENT_MEETING and not found.cancelled and leads(context, found)


def _options(context: Context, found: Meeting) -> Generator[Option, None, None]:
    if len(found.agenda) < MOST_ON_AGENDA:
        yield Option("add", context.phrases("meeting.agenda-add"))
        yield Option("propose", context.phrases("meeting.agenda-propose"))
    if any(not one.report for one in found.agenda):
        yield Option("remove", context.phrases("meeting.agenda-remove"))
    if len(found.agenda) > 1:
        yield Option("first", context.phrases("meeting.agenda-first"))


def _changed(context: Context, found: Meeting, what: str) -> Generator[Any, Any, tuple[int, ...]]:
    """The students on it, in their new order."""
    now = tuple(one.student.id for one in found.agenda)
    match what:
        case "add":
            others = [one for one in context.look_up(MyStudents()) if one.id not in now]
            return (*now, *(yield from _picked(context, others)))
        case "propose":
            needing = [one.id for one, _ in context.look_up(NeedAttention()) if one.id not in now]
            return (*now, *needing)[:MOST_ON_AGENDA]
        case "remove":
            gone = yield from _picked(context, [one.student for one in found.agenda if not one.report])
            return tuple(one for one in now if one not in gone)
        case _:
            first = yield from _picked(context, [one.student for one in found.agenda])
            return (*first, *(one for one in now if one not in first))


def _picked(context: Context, students: list[Student]) -> Generator[Any, Any, tuple[int, ...]]:
    if not students:
        return ()
    options = tuple(student_option(one) for one in students)
    picked = yield Pick(id="student", prompt=context.phrases("student.which"), options=options)
    return (int(picked),)


# One student on it


class Minutes(BaseModel):
    why: FullText
    plan: FullText


def discuss(context: Context, subject: str) -> Dialog:
    """`subject`: the meeting and the student, "5/12"."""
    number, _, about = subject.partition("/")
    found = context.look_up(OneMeeting(int(number)))
    known = {str(one.student.id): one for one in found.agenda} if found and _open_to(context, found) else {}
    if found is None or about not in known:
        yield not_for_you(context)
        return []
    student, written = known[about].student, bool(known[about].report)
    yield _card(context, found, student, written=written)
    options = tuple(_ways(context, found, student, written=written))
    chosen = yield Choice(id="do", prompt=context.phrases("meeting.what-student"), options=options)
    match chosen:
        case "agree":
            return [Start("agree", f"{student.id}/m{found.id}")]
        case "minutes":
            return (yield from _minutes(context, found, student))
        case "next":
            return [Start("discuss", f"{found.id}/{next_student(found, student.id)}")]
        case _:
            return [Start("meeting", number)]


def _card(context: Context, found: Meeting, student: Student, *, written: bool) -> Message:
    reasons = context.look_up(ReasonsFor((student.id,)))[student.id]
    place = [one.student.id for one in found.agenda].index(student.id) + 1
    open_ = tuple(agreement_line(context, one) for one in context.look_up(AgreementsAbout(student.id)))
    why = [reason_text(context, one) for one in reasons] or [context.phrases("attention.by-hand")]
    agreed = Part(heading=context.phrases("meeting.open-agreements"), lines=open_, kind="agreements")
    return Message(
        heading=context.phrases("meeting.student", name=student.name, place=place, of=len(found.agenda)),
        paragraphs=(*why, *((context.phrases("meeting.is-discussed"),) if written else ())),
        parts=(agreed,) if open_ else (),
    )


def _ways(context: Context, found: Meeting, student: Student, *, written: bool) -> Generator[Option, None, None]:
    if context.look_up(Permitted(student.id, "log", "agreement")):
        yield Option("agree", context.phrases("agreement.new"), primary=True)
    if not written and context.look_up(Permitted(student.id, "write", "report")):
        yield Option("minutes", context.phrases("meeting.do-minutes"))
    if len(found.agenda) > 1:
        yield Option("next", context.phrases("meeting.next"))
    yield Option("back", context.phrases("meeting.back"))


def _minutes(context: Context, found: Meeting, student: Student) -> Generator[Any, Any, list[Effect]]:
    parts = context.reports[TEMPLATE].parts
    agreed = _agreed(context, student)
    written: Minutes = yield Form(
        id="minutes",
        prompt=context.phrases("meeting.minutes-of", name=student.name),
        model=Minutes,
        fields=(
            FormField("why", parts["besproken"].label.in_(context.language), "text", initial=_why(context, student),
                      hint=context.no_medical),
            FormField("plan", parts["afgesproken"].label.in_(context.language), "text",
                      initial=agreed, hint=context.phrases("meeting.plan-hint") if agreed else ""),
        ),
        submit=context.phrases("report.preview"),
    )  # fmt: skip
    warning = context.medical_warning(written.why, written.plan)
    told = context.phrases("meeting.who-reads-minutes", name=student.name)
    shown = (_said(parts["besproken"].label.in_(context.language), written.why),
             _said(parts["afgesproken"].label.in_(context.language), written.plan))  # fmt: skip
    yield Message(paragraphs=(told, *((warning,) if warning else ())), parts=shown)
    yes = Option("write", context.phrases("report.keep"), primary=True)
    yield confirm(context, context.phrases("report.right"), yes, changes="minutes")
    yield Message(paragraphs=(context.phrases("report.is-written"),), buttons=_onward(context, found, student))
    texts = {"aanwezig": names(context.phrases, found.people), "besproken": written.why, "afgesproken": written.plan}
    return [WriteMinutes(found.id, student.id, texts)]


def _said(heading: str, text: str) -> Part:
    return Part(heading=heading, lines=tuple(line for line in text.splitlines() if line.strip()), kind="record")


def _why(context: Context, student: Student) -> str:
    """Others read the minutes to whom a request for another opleidingsschool did not come: it stays out."""
    reasons = context.look_up(ReasonsFor((student.id,)))[student.id]
    return "\n".join(reason_text(context, one) for one in reasons if one.kind != "switch")[:LONGEST_FILLED_IN]


def _agreed(context: Context, student: Student) -> str:
    return "\n".join(agreement_line(context, one) for one in context.look_up(AgreementsAbout(student.id)))[
        :LONGEST_FILLED_IN
    ]


def _onward(context: Context, found: Meeting, student: Student) -> tuple[Button, ...]:
    following = next_student(found, student.id)
    onward = Button(
        label=context.phrases("meeting.next"), action=Open(dialog="discuss", subject=f"{found.id}/{following}")
    )
    return (*((onward,) if following != student.id else ()), open_meeting(context.phrases, found.id), menu(context))
