"""Planning a student meeting, or a talk about one student."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import date
from typing import Any

from bot.cases import Meeting, MeetingKind, OnAgenda, Student, Supervisor
from bot.dialogs.choosing import choose_student, menu, names_of, not_for_you, once, people_around, people_options
from bot.dialogs.confirming import confirm
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Form, FormField, Option
from bot.dialogs.fields import NoIds
from bot.dialogs.meetings import When, agenda_line, not_gone, when_fields
from bot.dialogs.times import moment_of
from bot.invitations import calendar_links
from bot.lookups import Colleagues, Permitted
from bot.meeting_notices import meeting_planned
from bot.message import Button, Message, Open, Part
from bot.notices import names, written_day
from bot.permissions import may_for_some
from bot.procedures.meetings import NeedAttention, PlanMeeting
from bot.procedures.resits import SECOND, ResitsAbout
from bot.working_days import is_working_day
from knowledge.model import Role

# Who usually comes: proposed, and changed by hand. For a second fail the note names people who are on no roster.
USUAL = {
    MeetingKind.STUDENT_MEETING: (Role.SO, Role.IO),
    MeetingKind.THREE_WAY: (Role.STUDENT, Role.WPB, Role.SO, Role.IO),
    MeetingKind.VISIT: (Role.STUDENT, Role.WPB),
    MeetingKind.RESIT_TALK: (Role.STUDENT, Role.IO),
    MeetingKind.EXIT: (Role.STUDENT, Role.IO),
}
MOST_PROPOSED = 25


class MeetingDetails(When):
    people: NoIds = ()


def plan_meeting(context: Context, subject: str) -> Dialog:
    """`subject`: empty, a kind, a student's id, or both: "exit/12"."""
    if not may_for_some(context.me, "plan", "meeting"):
        yield Message(paragraphs=(context.phrases("meeting.not-you"),), buttons=(menu(context),))
        return []
    named = subject if "/" in subject else f"/{subject}" if subject.isdigit() else f"{subject}/"
    given, _, student_id = named.partition("/")
    kind = MeetingKind(given) if given else (yield from _kind(context, talk=bool(student_id)))
    student = None
    if kind is not MeetingKind.STUDENT_MEETING:
        student = yield from choose_student(context, student_id)
        if student is None:
            return []
        if not context.look_up(Permitted(student.id, "plan", "meeting")):
            yield not_for_you(context)
            return []
    people = _people(context, student)
    yield from _how_often(context, kind)
    details: MeetingDetails = yield _details(context, kind, student, people)
    starts_at = moment_of(details.day, details.time)
    yield from not_gone(context, starts_at <= context.now, "details")
    agenda = (student,) if student else (yield from _agenda(context))
    coming = tuple({one.id: one for one in (context.me, *names_of(people, details.people))}.values())
    draft = Meeting(0, "", kind, starts_at, details.minutes, details.place, context.me, coming, context.now)
    yield from _confirmed(context, draft, student, details.day)
    yield Message(
        paragraphs=(context.phrases("meeting.is-planned"), context.phrases("invitation.how")),
        links=calendar_links(draft, context.phrases),
        buttons=(Button(label=context.phrases("meeting.mine"), action=Open(dialog="meetings")), menu(context)),
    )
    others = tuple(one.id for one in coming if one.id != context.me.id)
    students = tuple(one.id for one in agenda)
    return [PlanMeeting(kind, starts_at, details.minutes, details.place, others, students)]


def _kind(context: Context, *, talk: bool) -> Generator[Any, Any, MeetingKind]:
    kinds = [one for one in MeetingKind if not talk or one is not MeetingKind.STUDENT_MEETING]
    chosen = yield Choice(
        id="kind",
        prompt=context.phrases("meeting.which"),
        options=tuple(Option(one.value, context.phrases(f"meeting.kind-{one}")) for one in kinds),
    )
    return MeetingKind(chosen)


def _how_often(context: Context, kind: MeetingKind) -> Generator[Message, None, None]:
    """Where the note says two things about it."""
    says = context.library.contradictions["C12"].says
    if kind is MeetingKind.STUDENT_MEETING and says:
        yield Message(paragraphs=(context.text(says),))


def _people(context: Context, student: Student | None) -> tuple[Supervisor, ...]:
    """Who can come, the planner left out, as they come anyway."""
    if student:
        return tuple(one for one in people_around(context, student) if one.person.id != context.me.id)
    colleagues = once(context.look_up(Colleagues()))
    return tuple(sorted(colleagues, key=lambda one: (one.role not in (Role.SO, Role.IO), one.person.name)))


def _details(context: Context, kind: MeetingKind, student: Student | None, people: tuple[Supervisor, ...]) -> Form:
    usual = ",".join(str(one.person.id) for one in people if one.role in _usual(context, kind, student))
    title = context.phrases(f"meeting.kind-{kind}")
    return Form(
        id="details",
        prompt=f"{title} · {student.name}" if student else title,
        model=MeetingDetails,
        today=context.today,
        fields=(
            *when_fields(context),
            FormField("people", context.phrases("meeting.people"), "several", options=people_options(context, people),
                      required=False, hint=_hint(context, kind), initial=usual),
        ),
        submit=context.phrases("agreement.preview"),
    )  # fmt: skip


def _usual(context: Context, kind: MeetingKind, student: Student | None) -> tuple[Role, ...]:
    """Whoever stops after a failed resit speaks with the regiocoördinator as well."""
    if kind is MeetingKind.EXIT and student:
        failed = any(one.chance == SECOND for one in context.look_up(ResitsAbout(student.id)))
        return (*USUAL[kind], Role.REGIOCOORDINATOR) if failed else USUAL[kind]
    return USUAL[kind]


def _hint(context: Context, kind: MeetingKind) -> str:
    """Who should come by the note, where that is more than who is on the roster."""
    if kind is MeetingKind.STUDENT_MEETING:
        return ""
    return context.phrases(f"meeting.hint-{kind}")


def _agenda(context: Context) -> Generator[Any, Any, tuple[Student, ...]]:
    """Those for whom there is a reason, or nobody yet."""
    proposed = context.look_up(NeedAttention())[:MOST_PROPOSED]
    if not proposed:
        yield Message(paragraphs=(context.phrases("meeting.nobody-needs"),))
        return ()
    lines = tuple(agenda_line(context, one.name, reasons) for one, reasons in proposed)
    heading = context.phrases("meeting.proposal", count=len(proposed))
    yield Message(parts=(Part(heading=heading, lines=lines, kind="record"),))
    chosen = yield Choice(
        id="agenda",
        prompt=context.phrases("meeting.proposal-right"),
        options=(
            Option("all", context.phrases("meeting.take-all"), primary=True),
            Option("none", context.phrases("meeting.take-none")),
        ),
    )
    return tuple(one for one, _ in proposed) if chosen == "all" else ()


def _confirmed(context: Context, draft: Meeting, student: Student | None, day: date) -> Generator[Any, Any, None]:
    """Exactly what the others will read."""
    whole = replace(draft, agenda=(OnAgenda(student),) if student else ())
    others = [one for one in draft.people if one.id != context.me.id]
    who = names(context.phrases, others)
    reads = context.phrases("agreement.who-reads", who=who) if others else context.phrases("meeting.nobody-reads")
    shown = meeting_planned(context.phrases, whole, context.me, others[0] if others else context.me)
    quoted = Part(heading=reads, lines=shown.paragraphs, kind="quote")
    warning = context.medical_warning(draft.place)
    yield Message(heading=shown.heading, paragraphs=(warning,) if warning else (), parts=(quoted,))
    yes = Option("plan", context.phrases("meeting.do-plan"), primary=True)
    key = "agreement.right" if is_working_day(day) else "agreement.not-a-working-day"
    asked = context.phrases(key, day=written_day(context.phrases, day))
    yield confirm(context, asked, yes, changes="details")
