"""What others read of time-outs, jobs and who comes to a meeting, as long as it can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.cases import Meeting, MeetingKind, OnAgenda, Period, PeriodChange, PeriodKind, Someone, Student
from bot.meeting_notices import people_changed, taken_off
from bot.message import Message
from bot.period_notices import period_changed, period_noted
from knowledge.model import Role
from knowledge.phrases import Phrases

NOW, DAY = datetime(2027, 9, 29, 12, tzinfo=UTC), date(2027, 9, 29)
NAME = "<!channel> *Wilhelmina* & [Annemarie](https://x.example) " + "van der Meulen-" * 8
TYPED = ("<!here> & *een* _plek_ {{DATE}} " * 20)[:120]
PEOPLE = tuple(Someone(number, f"{number} {NAME}"[:120], f"{number}@x.example", (Role.IO,)) for number in range(1, 61))
STUDENT = Student(99, NAME[:120], "0912345", TYPED, "full-time", 2025, 2, TYPED, TYPED)
TIME_OUT = Period(1, STUDENT, PeriodKind.TIME_OUT, DAY, DAY + timedelta(days=365), PEOPLE[0], NOW, why=TYPED)
JOB = replace(
    TIME_OUT, kind=PeriodKind.PAID_JOB, why="", school=TYPED, fte=0.8333, wpb=PEOPLE[1], registered_on=DAY
)  # fmt: skip
MEETING = Meeting(
    1, "u", MeetingKind.EXIT, NOW, 480, TYPED, PEOPLE[0], PEOPLE, NOW, agenda=(OnAgenda(STUDENT),)
)  # fmt: skip


def longest_notices(phrases: Phrases) -> Iterator[Message]:
    for period in (TIME_OUT, JOB, replace(JOB, until=None, wpb=None, registered_on=None)):
        yield period_noted(phrases, period, PEOPLE[0])
        for change in set(PeriodChange) - {PeriodChange.NOTED}:
            yield period_changed(phrases, period, change, PEOPLE[0])
    for meeting in (MEETING, replace(MEETING, kind=MeetingKind.STUDENT_MEETING)):
        yield people_changed(phrases, meeting, PEOPLE[0], PEOPLE[1], PEOPLE[:30], PEOPLE[30:])
        yield taken_off(phrases, meeting, PEOPLE[0])
