"""Looking meetings over, opening one, and moving, handing over or cancelling it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Any

from pydantic import BaseModel, Field

from bot.cases import ChangeKind, Meeting, MeetingKind, Someone
from bot.clock import AMSTERDAM
from bot.dialogs.choosing import SHOWN, first_lines, menu, not_for_you
from bot.dialogs.confirming import is_sure
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Effect, Form, FormField, Option
from bot.dialogs.fields import ShortText, TypedDay
from bot.dialogs.menu import Start
from bot.dialogs.occasions import report_buttons
from bot.dialogs.times import TypedTime, moment_of
from bot.invitations import calendar_links
from bot.lookups import Permitted
from bot.meeting_notices import facts_of, heading_of, open_meeting, written_moment
from bot.message import Button, Download, Message, Open, Part
from bot.notices import about_outcome, written_day
from bot.permissions import may_for_some
from bot.procedures.meetings import ChangeMeeting, MyMeetings, OneMeeting, Reason, ReasonsFor, may_lead
from bot.procedures.occasions import ReportsOf
from bot.working_days import is_working_day

PAST = "past"
# Exit talks and the like are reported with the dialog for reports; a student meeting has minutes of its own.
REPORTED = (MeetingKind.THREE_WAY, MeetingKind.RESIT_TALK, MeetingKind.EXIT)


class When(BaseModel):
    day: TypedDay
    time: TypedTime
    minutes: int = Field(ge=10, le=480)
    place: ShortText = ""


def when_fields(context: Context, meeting: Meeting | None = None) -> tuple[FormField, ...]:
    local = meeting.starts_at.astimezone(AMSTERDAM) if meeting else None
    return (
        FormField("day", context.phrases("meeting.day"), "date", hint=context.phrases("form.day-hint"),
                  initial=local.date().isoformat() if local else ""),
        FormField("time", context.phrases("meeting.time"), "line", hint=context.phrases("meeting.time-hint"),
                  initial=f"{local:%H:%M}" if local else ""),
        FormField("minutes", context.phrases("meeting.minutes"), "number",
                  initial=str(meeting.minutes if meeting else 60)),
        FormField("place", context.phrases("meeting.place"), "line", required=False,
                  hint=context.phrases("meeting.place-hint"), initial=meeting.place if meeting else ""),
    )  # fmt: skip


# Looking over


def meetings(context: Context, subject: str) -> Dialog:
    """`subject`: empty for those to come, "past" for those that were."""
    found = context.look_up(MyMeetings(past=subject == PAST))
    heading = context.phrases("meeting.list-past" if subject == PAST else "meeting.list")
    buttons = tuple(_ways(context, subject))
    if not found:
        yield Message(heading=heading, paragraphs=(context.phrases("meeting.none"),), buttons=(*buttons, menu(context)))
        return []
    yield Message(heading=heading, paragraphs=first_lines(context, found, meeting_line), buttons=buttons)
    chosen = yield Choice(
        id="which",
        prompt=context.phrases("meeting.open-which"),
        options=tuple(Option(str(one.id), _label(context, one)) for one in found[:SHOWN]),
    )
    return [Start("meeting", chosen)]


def _ways(context: Context, subject: str) -> Generator[Button, None, None]:
    if may_for_some(context.me, "plan", "meeting"):
        yield Button(label=context.phrases("meeting.plan"), action=Open(dialog="plan-meeting"))
    if subject != PAST:
        yield Button(label=context.phrases("meeting.show-past"), action=Open(dialog="meetings", subject=PAST))


def meeting_line(context: Context, meeting: Meeting) -> str:
    key = "meeting.line-cancelled" if meeting.cancelled else "meeting.line"
    return context.phrases(
        key, moment=written_moment(context.phrases, meeting.starts_at), what=heading_of(context.phrases, meeting)
    )


def _label(context: Context, meeting: Meeting) -> str:
    local = meeting.starts_at.astimezone(AMSTERDAM)
    return f"{local:%d-%m %H:%M} · {heading_of(context.phrases, meeting)}"[:75]


# One meeting


def meeting(context: Context, subject: str) -> Dialog:
    """`subject`: its id."""
    found = context.look_up(OneMeeting(int(subject)))
    if found is None:
        yield not_for_you(context)
        return []
    options = tuple(_what_one_may(context, found))
    yield _shown(context, found, ways_on=not options)
    if not options:
        return []
    chosen = yield Choice(id="do", prompt=context.phrases("meeting.what-now"), options=options)
    if chosen in CHANGES:
        return (yield from CHANGES[chosen](context, found))
    subjects = {"discuss": f"{found.id}/{next_student(found)}", "report": f"{next_student(found)}/m{found.id}"}
    return [Start(chosen, subjects.get(chosen, str(found.id)))]


def next_student(found: Meeting, after: int = 0) -> int:
    """The first one on the agenda who has not been discussed yet, from behind that student on; else the first.

    0 where nobody is on it.
    """
    ids = [one.student.id for one in found.agenda]
    turned = found.agenda[ids.index(after) + 1 :] + found.agenda[: ids.index(after)] if after in ids else found.agenda
    return next((one.student.id for one in turned if not one.report), ids[0] if ids else 0)


def leads(context: Context, found: Meeting) -> bool:
    return context.me.id in {one.id for one in may_lead(found)}


def _what_one_may(context: Context, found: Meeting) -> Generator[Option, None, None]:
    if found.cancelled or not leads(context, found):
        return
    together = found.kind is MeetingKind.STUDENT_MEETING
    if together and found.agenda:
        yield Option("discuss", context.phrases("meeting.do-discuss"), primary=True)
    if together:
        yield Option("agenda", context.phrases("meeting.do-agenda"))
    if found.kind in REPORTED and found.agenda and context.look_up(
        Permitted(found.agenda[0].student.id, "write", "report")
    ):  # fmt: skip
        yield Option("report", context.phrases("meeting.do-report"))
    if found.ends_at > context.now:
        yield Option(ChangeKind.MOVED.value, context.phrases("meeting.do-moved"))
        yield Option("meeting-people", context.phrases("meeting-people.change"))
        if _other_leaders(found):
            yield Option(ChangeKind.HANDED_OVER.value, context.phrases("meeting.do-handed-over"))
        yield Option(ChangeKind.CANCELLED.value, context.phrases("meeting.do-cancelled"))


def _shown(context: Context, found: Meeting, *, ways_on: bool) -> Message:
    organiser = found.organiser.name if found.organiser else context.phrases("agreement.somebody")
    lines = [*facts_of(context.phrases, found, context.me), context.phrases("meeting.organiser", who=organiser)]
    if found.cancelled:
        lines.insert(0, context.phrases("meeting.is-off"))
    coming = not found.cancelled and found.ends_at > context.now and context.me.id in {one.id for one in found.people}
    invitation = Download(label=context.phrases("invitation.file"), name=f"meeting/{found.id}.ics")
    return Message(
        heading=heading_of(context.phrases, found),
        paragraphs=tuple(lines),
        parts=agenda_part(context, found),
        downloads=(invitation,) if coming or found.cancelled else (),
        links=calendar_links(found, context.phrases) if coming and leads(context, found) else (),
        buttons=(*_reports(context, found), *((_mine(context), menu(context)) if ways_on else ())),
    )


def _reports(context: Context, found: Meeting) -> tuple[Button, ...]:
    """Of a talk; what the minutes say of each student of a student meeting is in the dossiers."""
    of_talk = found.kind is not MeetingKind.STUDENT_MEETING
    return report_buttons(context, context.look_up(ReportsOf(meeting=found.id))) if of_talk else ()


def agenda_part(context: Context, found: Meeting) -> tuple[Part, ...]:
    if found.kind is not MeetingKind.STUDENT_MEETING:
        return ()
    reasons = context.look_up(ReasonsFor(tuple(one.student.id for one in found.agenda)))
    lines = [
        agenda_line(context, f"{number}. {one.student.name}", reasons[one.student.id], done=bool(one.report))
        for number, one in enumerate(found.agenda, start=1)
    ]
    if found.hidden:
        lines.append(context.phrases("meeting.hidden", count=found.hidden))
    return (Part(heading=context.phrases("meeting.agenda"), lines=tuple(lines or [context.phrases("meeting.empty")]),
                 kind="record"),)  # fmt: skip


def agenda_line(context: Context, name: str, reasons: Iterable[Reason], *, done: bool = False) -> str:
    why = "; ".join(reason_text(context, one) for one in reasons) or context.phrases("attention.by-hand")
    return context.phrases("meeting.agenda-done" if done else "meeting.agenda-line", name=name, why=why)


def reason_text(context: Context, reason: Reason) -> str:
    return context.phrases(
        f"attention.{reason.kind}",
        count=reason.count,
        day=written_day(context.phrases, reason.day) if reason.day else "",
        about=about_outcome(context.library, context.phrases, reason.about) if reason.about else "",
    )


# Changing it


def _move(context: Context, found: Meeting) -> Generator[Any, Any, list[Effect]]:
    new: When = yield Form(
        id="when",
        prompt=context.phrases("meeting.move-to"),
        model=When,
        fields=when_fields(context, found),
        submit=context.phrases("meeting.do-moved"),
        today=context.today,
    )
    starts_at = moment_of(new.day, new.time)
    yield from not_gone(context, starts_at <= context.now, "when")
    told = context.phrases("meeting.is-moved", moment=written_moment(context.phrases, starts_at))
    free = context.phrases("meeting.no-working-day", day=written_day(context.phrases, new.day))
    said = (told, *(() if is_working_day(new.day) else (free,)), context.phrases("invitation.again"))
    yield Message(paragraphs=said, buttons=_back(context, found))
    return [
        ChangeMeeting(found.id, found.version, ChangeKind.MOVED, starts_at=starts_at, minutes=new.minutes,
                      place=new.place)
    ]  # fmt: skip


def not_gone(context: Context, gone: bool, question: str) -> Generator[Any, Any, None]:
    """Asks for another moment where the one that was given is over."""
    if gone:
        yield Choice(
            id="gone",
            prompt=context.phrases("meeting.gone"),
            options=(Option("again", context.phrases("agreement.change"), corrects=question),),
        )


def _hand_over(context: Context, found: Meeting) -> Generator[Any, Any, list[Effect]]:
    others = _other_leaders(found)
    chosen = yield Choice(
        id="organiser",
        prompt=context.phrases("meeting.hand-over-to"),
        options=tuple(Option(str(one.id), _who(context, one)) for one in others[:SHOWN]),
    )
    who = next(one.name for one in others if str(one.id) == chosen)
    yield Message(paragraphs=(context.phrases("meeting.is-handed-over", who=who),), buttons=_back(context, found))
    return [ChangeMeeting(found.id, found.version, ChangeKind.HANDED_OVER, organiser=int(chosen))]


def _other_leaders(found: Meeting) -> list[Someone]:
    return [one for one in may_lead(found) if not found.organiser or one.id != found.organiser.id]


def _who(context: Context, one: Someone) -> str:
    return context.phrases("guide.you") if one.id == context.me.id else one.name


def _cancel(context: Context, found: Meeting) -> Generator[Any, Any, list[Effect]]:
    sure = yield from is_sure(
        context,
        context.phrases("meeting.cancel-sure"),
        keep=context.phrases("meeting.keep"),
        cancel=context.phrases("meeting.do-cancelled"),
    )
    key = "meeting.is-cancelled" if sure else "meeting.is-kept"
    yield Message(paragraphs=(context.phrases(key),), buttons=_back(context, found))
    return [ChangeMeeting(found.id, found.version, ChangeKind.CANCELLED)] if sure else []


CHANGES: dict[str, Callable[[Context, Meeting], Generator[Any, Any, list[Effect]]]] = {
    ChangeKind.MOVED.value: _move,
    ChangeKind.HANDED_OVER.value: _hand_over,
    ChangeKind.CANCELLED.value: _cancel,
}


def _back(context: Context, found: Meeting) -> tuple[Button, ...]:
    return (open_meeting(context.phrases, found.id), menu(context))


def _mine(context: Context) -> Button:
    return Button(label=context.phrases("meeting.mine"), action=Open(dialog="meetings"))
