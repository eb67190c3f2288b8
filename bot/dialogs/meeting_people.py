"""Adding people to a meeting that is planned already, and taking them off."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel

from bot.cases import Meeting, MeetingKind, Someone, Supervisor
from bot.dialogs.choosing import menu, not_for_you, once, people_around, people_options
from bot.dialogs.confirming import confirm
from bot.dialogs.context import Context
from bot.dialogs.engine import Dialog, Form, FormField, Option
from bot.dialogs.fields import NoIds
from bot.dialogs.meetings import leads
from bot.invitations import calendar_links
from bot.lookups import Colleagues
from bot.meeting_notices import heading_of, open_meeting, people_lines
from bot.message import Message
from bot.procedures.meetings import ChangePeople, OneMeeting


class Coming(BaseModel):
    people: NoIds = ()


def meeting_people(context: Context, subject: str) -> Dialog:
    """`subject`: the meeting's id. The organiser, and who changes it, always come."""
    found = context.look_up(OneMeeting(int(subject)))
    if found is None or not leads(context, found) or found.cancelled or found.ends_at <= context.now:
        yield not_for_you(context)
        return []
    others = _others(context, found)
    chosen: Coming = yield _form(context, found, others)
    came = {one.id for one in found.people}
    added = [one.person for one in others if one.person.id in {*chosen.people} - came]
    off = [one.person for one in others if one.person.id in came - {*chosen.people}]
    if not added and not off:
        nothing = context.phrases("meeting-people.nothing")
        yield Message(paragraphs=(nothing,), buttons=(open_meeting(context.phrases, found.id), menu(context)))
        return []
    yield Message(heading=heading_of(context.phrases, found), paragraphs=_preview(context, added, off))
    yes = Option("do", context.phrases("meeting-people.do"), primary=True)
    yield confirm(context, context.phrases("agreement.right"), yes, changes="coming")
    yield Message(
        paragraphs=(context.phrases("meeting-people.is-changed"), context.phrases("invitation.again")),
        links=calendar_links(_with(found, added, off), context.phrases),
        buttons=(open_meeting(context.phrases, found.id), menu(context)),
    )
    return [ChangePeople(found.id, found.version, chosen.people)]


def _form(context: Context, found: Meeting, others: tuple[Supervisor, ...]) -> Form:
    came = {one.id for one in found.people}
    return Form(
        id="coming",
        prompt=context.phrases("meeting-people.which"),
        model=Coming,
        fields=(
            FormField(
                "people",
                context.phrases("meeting.people"),
                "several",
                options=people_options(context, others),
                required=False,
                hint=context.phrases("meeting-people.hint"),
                initial=",".join(str(one.person.id) for one in others if one.person.id in came),
            ),
        ),
        submit=context.phrases("meeting-people.preview"),
    )


def _others(context: Context, found: Meeting) -> tuple[Supervisor, ...]:
    """Who can come, and who comes already; without those who always do."""
    always = {context.me.id, found.organiser.id if found.organiser else 0}
    coming = tuple(Supervisor(one, one.role) for one in found.people)
    return tuple(one for one in once((*_candidates(context, found), *coming)) if one.person.id not in always)


def _candidates(context: Context, found: Meeting) -> tuple[Supervisor, ...]:
    if found.kind is not MeetingKind.STUDENT_MEETING and found.agenda:
        return people_around(context, found.agenda[0].student)
    return context.look_up(Colleagues())


def _preview(context: Context, added: list[Someone], off: list[Someone]) -> tuple[str, ...]:
    return (*people_lines(context.phrases, added, off), context.phrases("meeting-people.who-hears"))


def _with(found: Meeting, added: list[Someone], off: list[Someone]) -> Meeting:
    gone = {one.id for one in off}
    return replace(found, people=(*(one for one in found.people if one.id not in gone), *added))
