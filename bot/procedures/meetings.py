"""Meetings and talks: what is looked up of them, what a dialog brings about, and why a student is on the agenda."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.cases import ChangeKind, Meeting, MeetingKind, Someone, Student
from bot.dialogs.engine import Effect
from bot.lookups import Lookup
from bot.permissions import Ties, allowed

ORIGIN = "studentbespreking/studentbespreking"
"""What agreements and minutes of a student meeting say that they come from."""


@dataclass(frozen=True)
class Reason:
    """Why a student needs attention. `kind` names its sentence; `about` is "topic/outcome" where there is one."""

    kind: str
    count: int = 0
    day: date | None = None
    about: str = ""


Reasons = Mapping[int, tuple[Reason, ...]]


@dataclass(frozen=True)
class NeedAttention(Lookup[tuple[tuple[Student, tuple[Reason, ...]], ...]]):
    """Those of one's own students for whom there is a reason, most reasons first."""


@dataclass(frozen=True)
class ReasonsFor(Lookup[Reasons]):
    """By student; only what the person who asks may see."""

    students: tuple[int, ...]


@dataclass(frozen=True)
class MyMeetings(Lookup[tuple[Meeting, ...]]):
    """To which the person comes: those that are still to end, soonest first, or those that were, newest first."""

    past: bool = False


@dataclass(frozen=True)
class OneMeeting(Lookup[Meeting | None]):
    """None when it is not there or not for this person."""

    id: int


@dataclass(frozen=True)
class PlanMeeting(Effect):
    """`people` come besides the one who plans it; `students` are on the agenda, in that order."""

    kind: MeetingKind
    starts_at: datetime
    minutes: int
    place: str
    people: tuple[int, ...]
    students: tuple[int, ...]


@dataclass(frozen=True)
class ChangeMeeting(Effect):
    """Moved (`starts_at`, `minutes`, `place`), handed over (`organiser`) or cancelled, as it was in `version`."""

    meeting: int
    version: int
    kind: ChangeKind
    starts_at: datetime | None = None
    minutes: int = 0
    place: str = ""
    organiser: int = 0


@dataclass(frozen=True)
class ChangePeople(Effect):
    """Who comes besides the organiser, as it was in `version`."""

    meeting: int
    version: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class SetAgenda(Effect):
    """The students whom the person sees on the agenda, in their order; the others stay behind them."""

    meeting: int
    version: int
    students: tuple[int, ...]


@dataclass(frozen=True)
class WriteMinutes(Effect):
    """What is kept of one student: a report in their dossier, shared with those present who are around them."""

    meeting: int
    student: int
    texts: dict[str, str] = field(hash=False)


def may_lead(meeting: Meeting) -> tuple[Someone, ...]:
    """Those who come and may change the meeting."""
    return tuple(
        one for one in meeting.people if not one.left and allowed(one.roles, "change", "meeting", Ties(part=True))
    )
