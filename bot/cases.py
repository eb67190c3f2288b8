"""What is written down about students, as dialogs see it: loaded, checked against the permissions, and frozen.

Days are days in Europe/Amsterdam; moments are aware.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.procedures.talks import Talk
from knowledge.model import Language, Role
from knowledge.switch_request import ENDS, Actor, Reason, State


@dataclass(frozen=True)
class Someone:
    """A person of the roster. `roles` in the roster's order: the first is how they talk here."""

    id: int
    name: str
    email: str
    roles: tuple[Role, ...]
    language: Language = "nl"
    school: str = ""
    region: str = ""
    left: bool = False

    @property
    def role(self) -> Role:
        return self.roles[0]


@dataclass(frozen=True)
class Supervisor:
    """Somebody around one student, in one role."""

    person: Someone
    role: Role


@dataclass(frozen=True)
class Student:
    """A student with the people around them on the day of loading. `form` is "full-time" or "part-time"."""

    id: int
    name: str
    number: str
    programme: str
    form: str
    start_year: int
    level: int
    school: str
    opleidingsschool: str
    region: str = ""


class Status(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class ChangeKind(StrEnum):
    LOGGED = "logged"
    DONE = "done"
    MOVED = "moved"
    HANDED_OVER = "handed-over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Change:
    """A line of an agreement's history. `by`: None for someone erased; `detail`: the old day or owners."""

    kind: ChangeKind
    by: Someone | None
    at: datetime
    detail: str = ""


@dataclass(frozen=True)
class Agreement:
    """`origin` is "topic/outcome" where a guide proposed it, else empty."""

    id: int
    student: Student
    what: str
    due: date
    status: Status
    owners: tuple[Someone, ...]
    viewers: tuple[Someone, ...]
    made_by: Someone | None
    made_at: datetime
    version: int
    origin: str = ""
    history: tuple[Change, ...] = ()

    def overdue(self, today: date) -> bool:
        return self.status is Status.OPEN and self.due < today


@dataclass(frozen=True)
class Reader:
    """With whom a report is shared; `seen_at` when they said they read it."""

    person: Someone
    seen_at: datetime | None


@dataclass(frozen=True)
class Report:
    """`kind` names a template of `content/reports.yaml`; `texts` holds its parts by name.

    `meeting` or `talk`: the id of the one of which it is, where that was planned or held here.
    """

    id: int
    student: Student
    kind: str
    held_on: date
    texts: dict[str, str]
    written_by: Someone | None
    written_at: datetime
    readers: tuple[Reader, ...]
    origin: str = ""
    meeting: int | None = None
    talk: int | None = None


@dataclass(frozen=True)
class Situation:
    """A guide that was walked for the student, and the outcome at which it ended."""

    id: int
    topic: str
    outcome: str
    walked_by: Someone | None
    at: datetime


class CallState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    CALL_BACK = "call-back"


@dataclass(frozen=True)
class Call:
    """Somebody is called in. `student` is None where none was named; `about` is "topic/outcome" or empty."""

    id: int
    student: Student | None
    asker: Someone
    asked: Someone
    about: str
    note: str
    state: CallState
    asked_at: datetime
    answered_at: datetime | None = None


class MeetingKind(StrEnum):
    STUDENT_MEETING = "student-meeting"
    THREE_WAY = "three-way"
    VISIT = "visit"
    RESIT_TALK = "resit-talk"
    EXIT = "exit"


@dataclass(frozen=True)
class OnAgenda:
    """A student who is discussed; `report` is the number of what the minutes say of them."""

    student: Student
    report: int | None = None


@dataclass(frozen=True)
class Meeting:
    """`people` come, the organiser among them. `agenda` has the students whom the person who asks may see; `hidden`
    counts the others. In a dossier both are empty: other students are nobody's business there.
    """

    id: int
    uid: str
    kind: MeetingKind
    starts_at: datetime
    minutes: int
    place: str
    organiser: Someone | None
    people: tuple[Someone, ...]
    made_at: datetime
    version: int = 1
    cancelled: bool = False
    agenda: tuple[OnAgenda, ...] = ()
    hidden: int = 0

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Resit:
    """A placement that was not passed. `chance` 1: the first chance, 2: the resit.

    `assessed_on` is None without an assessment; `earliest_on` is from when a resit is possible, as worked out then.
    """

    id: int
    student: Student
    chance: int
    assessed_on: date | None
    earliest_on: date | None
    until: date | None
    made_by: Someone | None
    made_at: datetime


@dataclass(frozen=True)
class SwitchStep:
    """A move of a request. `by`: None for the program itself, and for someone erased; `to`: whom it was handed to."""

    move: str
    by: Someone | None
    at: datetime
    text: str
    from_: State
    state: State
    to: Someone | None = None


@dataclass(frozen=True)
class SwitchRequest:
    """A student's request for another opleidingsschool, as one person sees it.

    `discussed`: with whom the student talked before; `minutes`: the journey one way, where the reason is travel.
    `handler`: with whom it lies, None while there is nobody. `reaches`: the roles that may read it by now.
    `mine`: as what the one who looks acts on it; `around`: who is around the student, where only one was asked for.
    """

    id: int
    student: Student
    reason: Reason
    wish: str
    why: str
    since: date
    discussed: tuple[Role, ...]
    minutes: int | None
    state: State
    handler: Someone | None
    reaches: tuple[Role, ...]
    started_at: datetime
    version: int
    history: tuple[SwitchStep, ...] = ()
    mine: frozenset[Actor] = frozenset()
    around: tuple[Supervisor, ...] = ()

    @property
    def open(self) -> bool:
        return self.state not in ENDS

    @property
    def asked_from(self) -> State | None:
        """Where it was when the last question was asked."""
        return next((step.from_ for step in reversed(self.history) if step.move == "ask"), None)


class PeriodKind(StrEnum):
    TIME_OUT = "time-out"
    PAID_JOB = "paid-job"


class PeriodChange(StrEnum):
    NOTED = "noted"
    EXTENDED = "extended"
    ENDED = "ended"
    REGISTERED = "registered"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class PeriodStep:
    """A line of its history. `by`: None for someone erased; `detail`: the day that held before."""

    change: PeriodChange
    by: Someone | None
    at: datetime
    detail: str = ""


@dataclass(frozen=True)
class Period:
    """A time-out or a paid job of a student. `until` is its last day, None where none was agreed on.

    `why` is of a time-out. `school`, `fte`, `wpb` (who supervises at it) and `registered_on` (since when the
    stagebureau knows) are of a paid job. `cancelled`: it was noted by mistake.
    """

    id: int
    student: Student
    kind: PeriodKind
    from_: date
    until: date | None
    made_by: Someone | None
    made_at: datetime
    why: str = ""
    school: str = ""
    fte: float | None = None
    wpb: Someone | None = None
    registered_on: date | None = None
    cancelled: bool = False
    version: int = 1
    history: tuple[PeriodStep, ...] = ()

    def over(self, today: date) -> bool:
        return self.cancelled or (self.until is not None and self.until < today)


Entry = Agreement | Report | Situation | Call | Meeting | Resit | SwitchRequest | Talk | Period


@dataclass(frozen=True)
class Dossier:
    """A student's timeline, newest first, as far as it is for the reader. `total` counts its entries, of which
    `entries` may be a page.
    """

    student: Student
    around: tuple[Supervisor, ...]
    entries: tuple[Entry, ...]
    total: int


def happened_at(entry: Entry) -> datetime:  # noqa: PLR0911 (one for each kind)
    """When an entry came into the dossier."""
    match entry:
        case Agreement():
            return entry.made_at
        case Report():
            return entry.written_at
        case Situation():
            return entry.at
        case Call():
            return entry.asked_at
        case Meeting() | Resit() | Period():
            return entry.made_at
        case SwitchRequest():
            return entry.started_at
        case Talk():
            return entry.filed_at or entry.made_at
