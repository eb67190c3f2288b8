"""What others read of a meeting: exactly what the planner was shown before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.cases import ChangeKind, Meeting, MeetingKind, Someone
from bot.clock import AMSTERDAM
from bot.message import Button, Download, Message, Open
from bot.notices import names, written_day
from knowledge.phrases import Phrases


def written_moment(phrases: Phrases, moment: datetime) -> str:
    """ "vrijdag 12 maart 2027 om 14:30 uur", on the clock in Amsterdam."""
    local = moment.astimezone(AMSTERDAM)
    return phrases("meeting.moment", day=written_day(phrases, local.date()), time=f"{local:%H:%M}")


def facts_of(phrases: Phrases, meeting: Meeting, reader: Someone) -> tuple[str, ...]:
    """When, where and with whom."""
    lines = [phrases("meeting.when", moment=written_moment(phrases, meeting.starts_at), minutes=meeting.minutes)]
    if meeting.place:
        lines.append(phrases("meeting.where", place=meeting.place))
    return (*lines, phrases("meeting.who", who=names(phrases, meeting.people, reader)))


def meeting_planned(phrases: Phrases, meeting: Meeting, by: Someone, reader: Someone) -> Message:
    return Message(
        heading=heading_of(phrases, meeting),
        paragraphs=(phrases("meeting.was-planned", who=by.name), *facts_of(phrases, meeting, reader)),
        buttons=(open_meeting(phrases, meeting.id),),
    )


def meeting_changed(phrases: Phrases, meeting: Meeting, kind: ChangeKind, by: Someone, reader: Someone) -> Message:
    organiser = names(phrases, [meeting.organiser] if meeting.organiser else [], reader)
    told = phrases(f"meeting.was-{kind}", who=by.name, organiser=organiser)
    return Message(
        heading=heading_of(phrases, meeting),
        paragraphs=(told, *facts_of(phrases, meeting, reader)),
        buttons=(open_meeting(phrases, meeting.id),),
    )


def people_changed(
    phrases: Phrases, meeting: Meeting, by: Someone, reader: Someone, added: Sequence[Someone], off: Sequence[Someone]
) -> Message:
    """For who came already, and still does."""
    return Message(
        heading=heading_of(phrases, meeting),
        paragraphs=(
            phrases("meeting-people.was-changed", who=by.name),
            *people_lines(phrases, added, off),
            *facts_of(phrases, meeting, reader),
            phrases("invitation.again"),
        ),
        buttons=(open_meeting(phrases, meeting.id),),
    )


def people_lines(phrases: Phrases, added: Sequence[Someone], off: Sequence[Someone]) -> tuple[str, ...]:
    kinds = (("added", added), ("off", off))
    return tuple(phrases(f"meeting-people.{kind}", who=names(phrases, people)) for kind, people in kinds if people)


def taken_off(phrases: Phrases, meeting: Meeting, by: Someone) -> Message:
    """For who no longer comes: what to take out of their own calendar, and no more of the meeting than they knew."""
    title = phrases(f"meeting.kind-{meeting.kind}")
    moment = written_moment(phrases, meeting.starts_at)
    told = phrases("meeting-people.you-are-off", who=by.name, moment=moment)
    cancellation = Download(label=phrases("meeting-people.cancellation"), name=f"meeting/{meeting.id}.ics")
    return Message(heading=title, paragraphs=(told,), downloads=(cancellation,))


def heading_of(phrases: Phrases, meeting: Meeting) -> str:
    """A talk with a student names the student; a student meeting names nobody."""
    title = phrases(f"meeting.kind-{meeting.kind}")
    about = [one.student.name for one in meeting.agenda] if meeting.kind is not MeetingKind.STUDENT_MEETING else []
    return " · ".join([title, *about])


def open_meeting(phrases: Phrases, meeting: int) -> Button:
    return Button(label=phrases("meeting.open"), action=Open(dialog="meeting", subject=str(meeting)))
