"""What stands in the calendar: deadlines, whom they concern, who is reminded and what each of them reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from knowledge.calendar.when import When
from knowledge.model import Caption, Content, ContradictionId, FactId, Label, Role, Sentence, Slug, Text
from knowledge.rules.resit import BreaksByYear, SchoolCalendar

Number = Annotated[str, StringConstraints(pattern=r"^D(0[1-9]|[12]\d|3[0-2])$")]
Lead = Annotated[int, Field(ge=0, le=180, strict=True)]
Form = Literal["full-time", "part-time"]
SATURDAY = 5
MINUTES_A_DAY = 24 * 60


def _clock(given: object) -> object:
    """YAML 1.1 reads 18:00 as the number 1080 (minutes)."""
    if not isinstance(given, int):
        return given
    if not 0 <= given < MINUTES_A_DAY:
        raise PydanticCustomError("clock", "Write a time of the day as 18:00")
    return time(given // 60, given % 60)


Clock = Annotated[time, BeforeValidator(_clock)]


class Reminded(Content):
    """What one role reads, and the dialog that starts what there is to do.

    In `text`, {day} is the last day, {students} the students it concerns (not for a student), {count} how many.
    """

    text: Text
    dialog: str = ""
    subject: str = ""

    @model_validator(mode="after")
    def _no_subject_alone(self) -> Self:
        if self.subject and not self.dialog:
            raise PydanticCustomError("dialog", "`subject` needs a `dialog` to start, as in dialog: guide")
        return self


class Years(Content):
    """Years of study, both included; the first is 1 and starts on 1 September of the start year."""

    first: int = Field(default=1, ge=1, le=20, alias="from")
    last: int | None = Field(default=None, ge=1, le=20, alias="up_to")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise PydanticCustomError("order", "`up_to` may not be smaller than `from`")
        return self


class Concerns(Content):
    """Which students a deadline is about; what is left out sets no limit.

    `paid_job`: only students of whom a paid job is on record. Where no such record exists it is about nobody.
    """

    levels: tuple[Annotated[int, Field(ge=1, le=4)], ...] = ()
    forms: tuple[Form, ...] = ()
    years: Years = Years()
    paid_job: bool = False

    def matches(self, level: int, form: str, study_year: int, *, paid_job: bool = False) -> bool:
        return (
            (not self.levels or level in self.levels)
            and (not self.forms or form in self.forms)
            and self.years.first <= study_year
            and (self.years.last is None or study_year <= self.years.last)
            and (paid_job or not self.paid_job)
        )


class Deadline(Content):
    """A day on which something must have been done, or a moment that comes back.

    `leads`: how many days before the last day a reminder comes, the earliest first. `still`: until how many days after
    the last day a reminder that was missed makes sense. `must_act`: the reader has to do something that cannot be
    repaired later, so nobody opts out. `ours`: the note names no day; this one is our proposal. `says` is what the
    reader must know about a contradiction or a gap (`contradictions`). `unheard`: why nobody is reminded of this event:
    nothing that is recorded tells when it happens.
    """

    id: Slug
    numbers: tuple[Number, ...] = ()
    title: Caption
    when: When
    leads: tuple[Lead, ...] = Field(default=(), max_length=5)
    still: int = Field(default=0, ge=0, le=180)
    must_act: bool = False
    kind: Slug
    reminded: dict[Role, Reminded] = Field(default_factory=dict)
    concerns: Concerns = Concerns()
    ours: bool = False
    says: Text | None = None
    unheard: Sentence | None = None
    contradictions: tuple[ContradictionId, ...] = ()
    facts: tuple[FactId, ...] = ()

    @field_validator("leads")
    @classmethod
    def _falling(cls, leads: tuple[int, ...]) -> tuple[int, ...]:
        if any(later >= earlier for earlier, later in pairwise(leads)):
            raise PydanticCustomError("order", "The largest number of days stands first, and none stands here twice")
        return leads

    @field_validator("reminded")
    @classmethod
    def _no_others_for_a_student(cls, reminded: dict[Role, Reminded]) -> dict[Role, Reminded]:
        of_student = reminded.get(Role.STUDENT)
        if of_student and any(re.search(r"\{(students|count)\}", text) for text in _both(of_student.text)):
            raise PydanticCustomError("students", "A student reads nothing of others: no {students} or {count} there")
        return reminded

    @model_validator(mode="after")
    def _reminds_somebody(self) -> Self:
        if self.when.event is None and not (self.leads and self.reminded):
            raise PydanticCustomError("nobody", "A deadline with a day needs `leads` and somebody under `reminded`")
        if self.when.event and bool(self.leads) == bool(self.unheard):
            raise PydanticCustomError("unheard", "An event needs either `leads`, or `unheard`: why nobody is reminded")
        if self.unheard and not self.when.event:
            raise PydanticCustomError("unheard", "Only an event can be `unheard`: a day always comes")
        if self.ours and self.says is None:
            raise PydanticCustomError("ours", "A day of ours needs `says`: tell the reader that it is a proposal")
        return self


def _both(text: Text) -> tuple[str, str]:
    return text.nl, text.en or ""


class Quiet(Content):
    """From when to when on a working day nobody is reminded, in Dutch time; past midnight when `from` is the later."""

    start: Clock = Field(alias="from")
    end: Clock = Field(alias="until")


class OpleidingsschoolCalendar(Content):
    """What one partnership adds. `years` replaces the example weeks of `school-calendar.yaml` for those years.

    `without`: the kinds of reminder that its people do without; what one must act on comes all the same.
    """

    name: Label
    notice: Text | None = None
    years: BreaksByYear = Field(default_factory=dict)
    student_meetings: tuple[date, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    quiet: Quiet | None = None
    without: tuple[Slug, ...] = ()

    @field_validator("student_meetings")
    @classmethod
    def _on_weekdays(cls, days: tuple[date, ...]) -> tuple[date, ...]:
        for day in days:
            if day.weekday() >= SATURDAY:
                raise PydanticCustomError("weekend", "{day} lies in a weekend", {"day": f"{day}"})
        return tuple(sorted(set(days)))


class CalendarFile(Content):
    """`content/calendar.yaml`. `excused` says of a number why no deadline covers it."""

    deadlines: tuple[Deadline, ...] = Field(min_length=1)
    excused: dict[Number, Sentence] = Field(default_factory=dict)


@dataclass(frozen=True)
class YearCalendar:
    """The checked calendar. `partnerships` by the name that the roster gives the opleidingsschool."""

    deadlines: tuple[Deadline, ...]
    excused: Mapping[str, str]
    school: SchoolCalendar
    partnerships: Mapping[str, OpleidingsschoolCalendar] = field(default_factory=dict)

    def weeks_of(self, opleidingsschool: str) -> SchoolCalendar:
        """The teaching weeks as they are there: its own years, and for the others those of `school-calendar.yaml`."""
        partnership = self.partnerships.get(opleidingsschool)
        if partnership is None or not partnership.years:
            return self.school
        return SchoolCalendar(notice=self.school.notice, years={**self.school.years, **partnership.years})
