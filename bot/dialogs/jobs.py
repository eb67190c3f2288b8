"""Noting a paid job that counts as placement: where, how big, from when, who supervises, whether it is registered."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from bot.cases import Period, PeriodKind, Someone, Student, Supervisor
from bot.dialogs.choosing import choose_student, menu, once, people_options
from bot.dialogs.confirming import confirm
from bot.dialogs.context import Context
from bot.dialogs.engine import Dialog, Form, FormField, Option
from bot.dialogs.fields import AnyDay, NeededDay, TypedNumber
from bot.dialogs.periods import NEW, after, contradiction, opened, ways_on, which
from bot.dialogs.time_outs import who_reads
from bot.lookups import Circle, Permitted
from bot.message import Button, Message, Open, Part
from bot.notices import written_day
from bot.period_notices import period_noted, written_number
from bot.procedures.periods import NotePeriod, PeriodsAbout
from knowledge.model import Role
from knowledge.rules.enrolment import academic_year
from knowledge.rules.paid_job import register_by

KIND = PeriodKind.PAID_JOB
NOTHING = "-"
AFTER_TODAY = PydanticCustomError("form.day-future", "this day has not been yet")


class Job(BaseModel):
    school: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    fte: Annotated[TypedNumber, Field(le=1.5)] = None
    starts_on: NeededDay
    until: AnyDay = None
    wpb: str = ""
    registered_on: AnyDay = None

    @field_validator("until")
    @classmethod
    def _after_the_start(cls, until: date | None, info: Any) -> date | None:
        return after(info.data.get("starts_on"), until)

    @field_validator("registered_on")
    @classmethod
    def _was(cls, day: date | None, info: Any) -> date | None:
        if day and day > info.context["today"]:
            raise AFTER_TODAY
        return day


def note_job(context: Context, subject: str) -> Dialog:
    """`subject`: empty, a student's id, or what the check knows already: id/first day/fte/registered on, "-" for what
    it does not know.
    """
    identifier, *known = subject.split("/")
    student = yield from choose_student(context, identifier)
    if student is None:
        return []
    may_note = context.look_up(Permitted(student.id, "note", KIND))
    found = context.look_up(PeriodsAbout(student.id, KIND))
    if not found and not may_note:
        yield Message(paragraphs=(context.phrases("period.not-you-paid-job"),), buttons=(menu(context),))
        return []
    listed = found and not (known and may_note)
    chosen = (yield from which(context, student, KIND, found, may_note=may_note)) if listed else NEW
    if chosen != NEW:
        return opened(chosen)
    people = tuple(one for one in once(context.look_up(Circle(student.id))) if one.role is Role.WPB)
    given: Job = yield _form(context, student, people, tuple(known))
    wpb = next((one.person for one in people if str(one.person.id) == given.wpb), None)
    draft = _draft(context, student, given, wpb)
    yield _preview(context, draft)
    yes = Option("note", context.phrases("period.note"), primary=True)
    yield confirm(context, context.phrases("agreement.right"), yes, changes="job")
    yield Message(
        paragraphs=(context.phrases("period.paid-job-is-noted"),), buttons=tuple(_ways_on(context, student, known))
    )
    return [_noted(draft)]


def _form(context: Context, student: Student, people: tuple[Supervisor, ...], known: tuple[str, ...]) -> Form:
    words = context.phrases
    starts_on, fte, registered_on = ("" if one == NOTHING else one for one in known or (NOTHING,) * 3)
    shown = written_number(words, float(fte)) if fte else ""
    only = str(people[0].person.id) if len(people) == 1 else ""
    return Form(
        id="job",
        prompt=words("period.ask-paid-job", student=student.name),
        model=Job,
        today=context.today,
        fields=(
            FormField("school", words("period.ask-school"), "text", initial=student.school),
            FormField("fte", words("period.ask-fte"), "number", required=False, initial=shown,
                      hint=words("period.fte-hint")),
            FormField("starts_on", words("period.ask-from"), "date", initial=starts_on, hint=words("form.day-hint")),
            FormField("until", words("period.ask-until"), "date", required=False, hint=words("period.until-hint")),
            FormField("wpb", words("period.ask-wpb"), "choice", required=False, initial=only,
                      options=people_options(context, people), hint=words("period.wpb-hint")),
            FormField("registered_on", words("period.ask-registered-on"), "date", required=False,
                      initial=registered_on, hint=words("period.registered-hint")),
        ),
        submit=words("agreement.preview"),
    )  # fmt: skip


def _draft(context: Context, student: Student, given: Job, wpb: Someone | None) -> Period:
    return Period(
        0, student, KIND, given.starts_on, given.until, context.me, context.now,
        school=given.school, fte=given.fte, wpb=wpb, registered_on=given.registered_on,
    )  # fmt: skip


def _preview(context: Context, draft: Period) -> Message:
    """Exactly what the others read, with what the note asks besides."""
    shown = period_noted(context.phrases, draft, context.me)
    unclear = (contradiction(context, "C04"),) if draft.registered_on is None else ()
    return Message(
        heading=shown.heading,
        parts=(
            Part(heading=who_reads(context, draft.student), lines=shown.paragraphs, kind="quote"),
            Part(heading=context.phrases("period.mind"), lines=tuple(_duties(context, draft)), kind="record"),
            *unclear,
        ),
    )


def _duties(context: Context, draft: Period) -> Generator[str, None, None]:
    yield context.phrases("period.weekly-visit")
    year = academic_year(draft.from_)
    rule = register_by(context.values, date(year, 5, 1), year)
    if rule and draft.registered_on is None:
        yield context.phrases("period.register-by", day=written_day(context.phrases, rule.day))


def _noted(draft: Period) -> NotePeriod:
    return NotePeriod(
        draft.student.id, KIND, draft.from_, draft.until, school=draft.school, fte=draft.fte,
        wpb=draft.wpb.id if draft.wpb else None, registered_on=draft.registered_on,
    )  # fmt: skip


def _ways_on(context: Context, student: Student, known: list[str]) -> Generator[Button, None, None]:
    """Who comes from the check has no need of it."""
    if not known:
        check = Open(dialog="paid-job", subject=str(student.id))
        yield Button(label=context.phrases("paid-job.check"), action=check, primary=True)
    yield from ways_on(context, student)
